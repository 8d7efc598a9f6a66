"""The bootstrap's decisions, without installing anything; what it installs, CI sees by using it."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from scripts import bootstrap


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with an installed-looking `.venv` and no state file."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    compiled = tmp_path / "fieldpass.mo"
    compiled.write_bytes(b"")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"{name}\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STATE", tmp_path / ".venv" / "state.json")
    monkeypatch.setattr(bootstrap, "COMPILED", compiled)
    return tmp_path


def install(kind: str) -> None:
    bootstrap.STATE.write_text(json.dumps(bootstrap.wanted(kind)))


def test_an_environment_made_here_is_trusted(project: Path) -> None:
    install("runtime")
    assert bootstrap.is_ready("runtime")


def test_the_dev_environment_serves_the_runtime_but_not_the_other_way_round(project: Path) -> None:
    install("dev")
    assert bootstrap.is_ready("runtime")
    install("runtime")
    assert not bootstrap.is_ready("dev")


@pytest.mark.parametrize("content", ["", "{}", "[]", "not json"])
def test_an_interrupted_or_damaged_state_is_not_trusted(project: Path, content: str) -> None:
    bootstrap.STATE.write_text(content)
    assert not bootstrap.is_ready("runtime")


def test_an_environment_of_another_folder_is_not_trusted(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("runtime")
    monkeypatch.setattr(bootstrap, "ROOT", project / "moved")
    assert not bootstrap.is_ready("runtime", ("folder",))


def test_an_environment_of_another_python_is_not_trusted(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("runtime")
    monkeypatch.setattr(sys, "version", "3.99")
    assert not bootstrap.is_ready("runtime", ("python",))


def test_an_environment_whose_interpreter_is_gone_is_not_trusted(project: Path) -> None:
    install("runtime")
    (project / ".venv" / "bin" / "python").unlink()
    assert not bootstrap.is_ready("runtime")


def test_a_changed_lock_file_is_noticed_but_keeps_the_environment(project: Path) -> None:
    install("runtime")
    (project / "requirements.lock").write_text("other\n")
    assert not bootstrap.is_ready("runtime")
    assert bootstrap.is_ready("runtime", ("folder", "python"))


def test_a_changed_translation_is_noticed_but_keeps_the_packages(project: Path) -> None:
    install("runtime")
    catalogue = project / bootstrap.CATALOGUES / "zh_CN" / "desk.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "a"\nmsgstr "b"\n')
    assert not bootstrap.is_ready("runtime")
    assert bootstrap.is_ready("runtime", ("folder", "python", "kind"))


def test_a_missing_compiled_catalogue_is_noticed(project: Path) -> None:
    install("runtime")
    bootstrap.COMPILED.unlink()
    assert not bootstrap.is_ready("runtime")


def test_pip_keeps_its_index_and_loses_what_would_lead_it_astray(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PIP_INDEX_URL", "PIP_TARGET", "PIP_USER", "PYTHONPATH", "PYTHONHOME"):
        monkeypatch.setenv(name, "x")
    kept = bootstrap.environment()
    assert kept["PIP_INDEX_URL"] == "x"
    assert kept.keys().isdisjoint({"PIP_TARGET", "PIP_USER", "PYTHONPATH", "PYTHONHOME"})


@pytest.mark.parametrize(
    ("debian", "advice"),
    [(True, f"apt install python3.{sys.version_info[1]}-venv"), (False, "your system's package")],
)
def test_a_python_without_ensurepip_is_told_which_package_to_install(
    monkeypatch: pytest.MonkeyPatch, debian: bool, advice: str
) -> None:
    monkeypatch.setattr(
        bootstrap, "find_spec", lambda name: None if name == "ensurepip" else find_spec(name)
    )
    monkeypatch.setattr(bootstrap, "is_debian", lambda: debian)
    with pytest.raises(bootstrap.CannotPrepareError, match=advice) as caught:
        bootstrap.check_python()
    assert "ensurepip" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one of the lock file"),
        ("[Errno -2] Name or service not known", "index cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for x==1", "no package that fits"),
        ("Traceback", "see above"),
    ],
)
def test_a_failure_of_pip_is_explained_in_one_sentence(output: str, sentence: str) -> None:
    explained = bootstrap.explain("Installing", output)
    assert sentence in explained
    assert "\n" not in explained
