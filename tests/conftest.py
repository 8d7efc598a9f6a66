"""What holds for every test: current translations, and a language that no other test has chosen."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from fieldpass import locale
from scripts.messages import compile_catalogues


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogue once, before anything looks a message up."""
    compile_catalogues(Path(__file__).resolve().parent.parent)


# Whoever asks for a proof in its full number waits as long as it takes.
if any(
    f"FIELDPASS_{name}" in os.environ
    for name in ("FUZZ", "HOLDERS", "KEYS", "KILLS", "PAGES", "ROUNDS", "SEEDS")
):
    os.environ.setdefault("PYTEST_TIMEOUT", "0")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers a core: the tests of screens, servers and terminals wait half of their time."""
    return 2 * (os.cpu_count() or 1)


# A deadline would measure the machine and not the program: several test workers share a core.
settings.register_profile("fieldpass", deadline=None)
settings.load_profile("fieldpass")


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Each test begins with the program's own language, whatever the one before it spoke.

    A command that is called in the test's own process switches the language for all of it.
    """
    locale.use("zh")
    yield
    locale.use("zh")
