"""What holds for every test: the translations are those of the source text, also without `make`."""

from pathlib import Path

import pytest

from scripts.messages import compile_catalogues


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogue once, before anything looks a message up."""
    compile_catalogues(Path(__file__).resolve().parent.parent)
