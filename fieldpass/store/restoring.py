"""Putting a backup back: an old state of this device, which must not go on as if nothing had been.

Rules:

1. The backup is copied and checked before anything is touched; the old files are kept beside it.
2. The own log goes on in a new epoch: the server may hold more of the old one than the backup knows, and
   that comes back with the feed.
3. Pass sequences jump by 1,024, for passes may be on paper that the backup does not know.
4. The feeds go on from the backup's cursors; if the server has been restored as well, its incarnation
   tells.
"""

import os
import shutil
from pathlib import Path

from fieldpass.store import forking, migrations, settings
from fieldpass.store.checking import deep_check
from fieldpass.store.connecting import connect, engine_of, translated
from fieldpass.store.connection import Connection
from fieldpass.store.database import LOCK
from fieldpass.store.errors import DiskFull, Missing, ReadOnlyDisk
from fieldpass.store.locking import FolderLock
from fieldpass.store.replacing import DATABASE, remove, take_place
from fieldpass.store.transaction import Transaction


def restore(folder: Path, backup: Path, data_key: bytes, *, now: int) -> Path:
    """Put a backup in the place of a folder's database; gives the folder of the old files.

    Raises Missing, InUse, Damaged, NewerSchema, DiskFull, ReadOnlyDisk; nothing is changed then.
    """
    if not backup.exists():
        raise Missing("no such backup")
    lock = FolderLock(folder / LOCK)
    part = folder / f"{DATABASE}.restored"
    try:
        remove(part)
        try:
            _copy(backup, part)
            with translated():
                _prepare(part, data_key)
            aside = folder / f"replaced-{now}"
            take_place(folder, part, aside)
        except BaseException:
            remove(part)
            raise
        return aside
    finally:
        lock.release()


def _copy(backup: Path, part: Path) -> None:
    try:
        shutil.copyfile(backup, part)
        os.chmod(part, 0o600)
    except OSError as error:
        raise (DiskFull if error.errno == 28 else ReadOnlyDisk)("a backup's copy") from error


def _prepare(part: Path, data_key: bytes) -> None:
    engine = engine_of(lambda: connect(str(part), data_key, writes=True), begin="BEGIN IMMEDIATE")
    try:
        with engine.connect() as core:
            conn = Connection(core)
            with core.begin():
                deep_check(conn)
            with core.begin():
                migrations.migrate(conn)
                tx = Transaction(conn)
                forking.start_over(tx)
                settings.put(tx, "store.in-use", None)
    finally:
        engine.dispose()
