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


def files(name: str, variable: str | None = None) -> list[object]:
    """One parameter a JSON file; where the folder is missing, one that skips with the reason."""
    path = folder(name, variable)
    found = sorted(path.glob("**/*.json")) if path else []
    if not found:
        reason = f"the vectors '{name}' are not beside this checkout"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(one, id=one.stem) for one in found]
