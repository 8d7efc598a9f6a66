"""Where other projects' test vectors lie: beside the checkout, or where the environment says."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"


def folder(name: str, variable: str | None = None) -> Path | None:
    """The folder of one project's vectors, or None where it is not on this machine."""
    chosen = os.environ.get(variable, "") if variable else ""
    path = Path(chosen) if chosen else SHARED / name
    return path if path.is_dir() else None


def cases(name: str, variable: str | None = None, holding: str = "") -> list[Path]:
    """The JSON files of a folder that hold this word; none where the folder is missing."""
    path = folder(name, variable)
    found = sorted(path.glob("**/*.json")) if path else []
    return [one for one in found if holding in one.read_text("utf-8-sig")]


def files(name: str, variable: str | None = None, holding: str = "") -> list[object]:
    """One parameter a case; where the folder is missing, one that skips with the reason."""
    found = cases(name, variable, holding)
    if not found:
        reason = f"the vectors '{name}' are not beside this checkout"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(one, id=one.stem) for one in found]
