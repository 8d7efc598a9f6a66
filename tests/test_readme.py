"""README holds what it promises: its targets, options, files and extras are the real ones."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = {"fieldpass": "fieldpass.__main__", "fieldpass-server": "server_stub.__main__"}
CALL = re.compile(
    r"(?:`|bin/|run )(fieldpass(?:-server)?)((?: [a-z][a-z-]*| --[a-z-]+| [A-Z]+)*)(?=`|\n)"
)


def calls() -> list[tuple[str, tuple[str, ...]]]:
    """Every command line of README that starts one of our programs."""
    return sorted({(program, tuple(rest.split())) for program, rest in CALL.findall(README)})


def help_of(program: str, *subcommand: str) -> str:
    """What `--help` of a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", COMMANDS[program].removesuffix(".__main__"), *subcommand, "--help"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", MAKEFILE, flags=re.MULTILINE))


def test_readme_leads_with_the_two_commands() -> None:
    first_block = README.split("```")[1]
    assert re.findall(r"^make (\w+)", first_block, flags=re.MULTILINE) == ["demo", "test"]


def test_every_make_target_of_readme_exists() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, flags=re.MULTILINE))
    assert {"demo", "test", "check", "help"} <= named
    assert named <= make_targets()


def test_make_help_lists_every_target() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(re.findall(r"^make (\w+)", done.stdout, flags=re.MULTILINE)) == make_targets()


def test_every_link_and_lock_file_of_readme_exists() -> None:
    files = set(re.findall(r"\]\(([^):]+)\)", README)) | set(re.findall(r"-r (\S+)", README))
    assert files >= {"requirements.lock", "CHANGELOG.md"}
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []


def test_every_folder_of_readme_exists() -> None:
    table = README.split("## Folders")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    folders = [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    assert len(folders) > 8
    assert [name for name in folders if not (ROOT / name).is_dir()] == []


def test_every_extra_of_readme_exists_and_none_is_missing() -> None:
    named = set(re.findall(r"'\.\[(\w+)\]'", README))
    assert named == set(PYPROJECT["project"]["optional-dependencies"])


def test_readme_names_the_python_that_the_project_asks_for() -> None:
    version = PYPROJECT["project"]["requires-python"].removeprefix(">=")
    assert f"Python {version} or newer" in README


def test_readme_shows_every_program() -> None:
    assert {program for program, _rest in calls()} == set(PYPROJECT["project"]["scripts"])


@pytest.mark.parametrize(("program", "rest"), calls())
def test_every_command_line_of_readme_is_understood(program: str, rest: tuple[str, ...]) -> None:
    if find_spec(COMMANDS[program]) is None:
        pytest.skip(f"there is no {COMMANDS[program]} yet")
    subcommand = rest[:1]
    text = help_of(program, *subcommand)
    for option in rest[1:]:
        assert option in text


def test_both_lock_files_name_the_same_releases_and_no_registry() -> None:
    releases = []
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "index-url" not in text
        releases.append(dict(re.findall(r"^([\w.-]+)==([^ \\;]+)", text, flags=re.MULTILINE)))
    runtime, dev = releases
    assert len(runtime) > 20
    assert runtime.items() <= dev.items()


def test_the_lock_holds_every_direct_dependency() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    wanted = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["build-system"]["requires"]]
    names = [re.split(r"[^\w.-]", line.lower())[0] for line in wanted]
    assert [name for name in names if not re.search(rf"^{re.escape(name)}==", text, re.M)] == []
