"""Where other projects' test vectors lie: beside the checkout, or where the environment says.

`FIELDPASS_DCC_VECTORS`, `FIELDPASS_COSE_VECTORS` and `FIELDPASS_BASE45_VECTORS` name other folders.
"""

import os
from pathlib import Path

import pytest

VARIABLES = {
    "dcc-common": "FIELDPASS_DCC_VECTORS",
    "cose": "FIELDPASS_COSE_VECTORS",
    "base45": "FIELDPASS_BASE45_VECTORS",
}
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"


def folder(name: str) -> Path | None:
    """The folder of one project's vectors, or None where it is not on this machine."""
    chosen = os.environ.get(VARIABLES[name], "")
    path = Path(chosen) if chosen else SHARED / name
    return path if path.is_dir() else None


def cases(name: str, holding: str = "") -> list[Path]:
    """The JSON files of a folder that hold this word; none where the folder is missing."""
    path = folder(name)
    found = sorted(path.glob("**/*.json")) if path else []
    return [one for one in found if holding in one.read_text("utf-8-sig")]


def files(name: str, holding: str = "") -> list[object]:
    """One parameter a case; where the folder is missing, one that skips with the reason."""
    found = cases(name, holding)
    if not found:
        reason = f"no vectors '{name}': neither beside this checkout nor at {VARIABLES[name]}"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(one, id=one.stem) for one in found]
