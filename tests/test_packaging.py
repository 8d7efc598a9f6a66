"""What a wheel holds: the program speaks Chinese and has its styles wherever it is installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel_files(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that is built from this folder."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = target.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_every_module_and_style_of_both_packages(wheel_files: set[str]) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in ("fieldpass", "server_stub")
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", ".tcss"}
    }
    assert len(wanted) > 20
    assert wanted - wheel_files == set()


def test_the_wheel_holds_the_compiled_translations_and_not_their_source(
    wheel_files: set[str],
) -> None:
    assert "fieldpass/locale/zh_CN/LC_MESSAGES/fieldpass.mo" in wheel_files
    assert [name for name in wheel_files if name.endswith((".po", ".part"))] == []


def test_the_wheel_holds_nothing_but_the_packages_and_their_description(
    wheel_files: set[str],
) -> None:
    tops = {name.split("/")[0].split("-")[0] for name in wheel_files}
    assert tops == {"fieldpass", "server_stub"}
