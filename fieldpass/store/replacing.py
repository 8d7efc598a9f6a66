"""One database file in another's place: the old files go aside whole, the new one is there at once."""

import os
from pathlib import Path

from fieldpass.store.backup import flush_path
from fieldpass.store.errors import DiskFull, ReadOnlyDisk

DATABASE = "store.db"
_SUFFIXES = ("-wal", "-shm", "")


def take_place(folder: Path, part: Path, aside: Path) -> None:
    """Move the old files into `aside` and give `part` the database's name. Raises DiskFull, ReadOnlyDisk."""
    try:
        flush_path(part)
        aside.mkdir(mode=0o700, exist_ok=True)
        for suffix in _SUFFIXES:
            old = folder / f"{DATABASE}{suffix}"
            if old.exists():
                os.replace(old, aside / old.name)
        os.replace(part, folder / DATABASE)
        flush_path(folder)
    except OSError as error:
        raise (DiskFull if error.errno == 28 else ReadOnlyDisk)("a new database") from error
    remove(part)


def remove(part: Path) -> None:
    """Take a half-made database away, with what SQLite put beside it."""
    for suffix in _SUFFIXES:
        part.with_name(part.name + suffix).unlink(missing_ok=True)
