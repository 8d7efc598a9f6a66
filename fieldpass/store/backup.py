"""A copy of the whole database under the same key, made by SQLite itself.

Rules: 1. the copy appears under its name only when it is whole; 2. an existing file is replaced only
then; 3. the copy has the mark "in use" like the original had, so it is checked when first opened; 4. the copy
that a new schema leaves holds whoever is erased later: the first start after that takes it away.
"""

import contextlib
import os
from pathlib import Path

from fieldpass.store.connection import Connection
from fieldpass.store.errors import DiskFull, ReadOnlyDisk


def back_up(conn: Connection, target: Path) -> None:
    """VACUUM INTO a file beside `target`, flush it to the disk, and give it its name."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        # VACUUM refuses to run inside a transaction: nobody has begun one here.
        conn.run("VACUUM INTO ?", (str(part),))
        flush_path(part)
        os.replace(part, target)
        flush_path(target.parent)
    except BaseException as error:
        # What VACUUM had written takes the room that a full disk lacks. A read-only disk refuses this
        # too, also where there is nothing to take away.
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise (DiskFull if error.errno == 28 else ReadOnlyDisk)("backup failed") from error


def of_schema(folder: Path, version: int) -> Path:
    """Where the copy stands that is made before the database is brought to a schema version."""
    return folder / f"before-schema-{version}.db"


def drop_outlived(folder: Path, *, since: int) -> None:
    """Rule 4: take away what a new schema left before an erasure at `since` (ms)."""
    for copy in folder.glob("before-schema-*.db"):
        # A copy that cannot be taken away stops nobody's work: the next start tries again.
        with contextlib.suppress(OSError):
            if copy.stat().st_mtime * 1000 <= since:
                copy.unlink()


def flush_path(path: Path) -> None:
    """Have the disk write down a file, or the names in a folder."""
    if os.name == "nt" and path.is_dir():
        return
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
