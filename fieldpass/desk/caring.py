"""Care for a device's data from outside of the screen: backup, restore, repair, export.

Rules: 1. Everything asks for a person's secret; putting a backup back takes the recovery code too, for a
PIN opens nothing on another computer. 2. A backup is the
database under its own key, and beside it (`.keys`) the key envelope without anybody's issuer key: an
issuer key is never copied. 3. A restored device goes on in a new epoch, so that no number is given
twice (`store.restoring`). 4. An export is plain: the folder is made for its owner alone, and nothing in
it is written over.
"""

import csv
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar

from fieldpass.config import Folders
from fieldpass.desk import opening, pin
from fieldpass.desk.errors import DeskError
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.text import Advised, advised
from fieldpass.store import envelope, envelope_file, exporting, recovery, repairing, restoring
from fieldpass.store.errors import Damaged, DiskFull, Missing, ReadOnlyDisk
from fieldpass.store.repairing import Repair

KEYS_SUFFIX = ".keys"
_CHINA = timezone(timedelta(hours=8))
# A spreadsheet takes a cell that begins so for a formula; names are typed by strangers.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class AlreadyThere(DeskError):
    """A file would be written over."""

    code = "already-there"
    told: ClassVar[Advised] = advised(
        zh="这个文件或文件夹已经有内容, 没有覆盖.",
        en="There is something under this name already and it was not overwritten.",
        do_zh="请换一个名字.",
        do_en="Choose another name.",
    )


class OtherDevice(DeskError):
    """The backup is under another key than this device's."""

    code = "backup-of-another"
    told: ClassVar[Advised] = advised(
        zh="这个备份打不开: 不是这台设备的, 或已损坏. 没有改动任何数据.",
        en="This backup cannot be opened: it is another device's, or damaged. Nothing was changed.",
        do_zh="别的设备的备份请用 --home 恢复到一个空文件夹.",
        do_en="Restore another device's backup into an empty folder, with --home.",
    )


def back_up(folders: Folders, secret: str, target: Path, surroundings: Surroundings) -> None:
    """Write a backup of the database to `target` and the envelope to `target`.keys.

    Raises AlreadyThere, WrongSecret, InUse, DiskFull, ReadOnlyDisk and other StoreErrors.
    """
    keys = keys_of(target)
    if target.exists() or keys.exists():
        raise AlreadyThere
    with opening.unlock(folders, secret, surroundings) as office:
        office.store.back_up(target)
    held = envelope_file.read(folders.data / opening.KEYS)
    bare = tuple(replace(one, issuer=None) for one in held.slots)
    envelope_file.write_whole(keys, envelope_file.encoded(replace(held, slots=bare)))


def keys_of(backup: Path) -> Path:
    """Where a backup's envelope stands."""
    return backup.with_name(backup.name + KEYS_SUFFIX)


def restore(folders: Folders, secret: str, backup: Path, surroundings: Surroundings) -> Path | None:
    """Put a backup in the place of the database; gives the folder of the old files, if there were any.

    Raises Missing, WrongSecret, OtherDevice, InUse, NewerSchema, DiskFull, ReadOnlyDisk; nothing is
    changed then.
    """
    if not backup.exists():
        raise Missing("no such backup")
    own, beside = folders.data / opening.KEYS, keys_of(backup)
    fresh = not (own.exists() or envelope_file.copy_of(own).exists())
    path = beside if fresh else own
    now = surroundings.clock()
    data_key = _data_key(folders, path, secret, surroundings)
    opening.make_folders(folders)
    try:
        aside = restoring.restore(folders.data, backup, data_key, now=now)
    except Damaged as error:
        raise OtherDevice("the backup does not open") from error
    if fresh:
        envelope_file.write(own, envelope_file.read(beside))
    return aside if any(aside.iterdir()) else None


def _data_key(folders: Folders, keys: Path, secret: str, surroundings: Surroundings) -> bytes:
    """The data key, from a person's secret or from the printed code (rule 1)."""
    now = surroundings.clock()
    if recovery.is_code(secret):
        return envelope.recover(keys, secret, now=now)
    typed = pin.opening(folders, secret, surroundings.keyring)
    return envelope.unlock(keys, typed, now=now).data_key


def repair(folders: Folders, secret: str, surroundings: Surroundings) -> Repair:
    """Put a damaged database together again, unsent records first.

    Raises WrongSecret, Missing, InUse, DiskFull, ReadOnlyDisk, and Damaged where only a backup helps.
    """
    now = surroundings.clock()
    data_key = _data_key(folders, folders.data / opening.KEYS, secret, surroundings)
    return repairing.repair(folders.data, data_key, now=now)


def export(
    folders: Folders, secret: str, target: Path, surroundings: Surroundings
) -> dict[str, int]:
    """Write a CSV file for each table into the folder `target`; gives the rows of each.

    Raises AlreadyThere, WrongSecret, InUse, DiskFull, ReadOnlyDisk and other StoreErrors.
    """
    names = [target / f"{name}.csv" for name in exporting.TABLES]
    if any(path.exists() for path in names):
        raise AlreadyThere
    with opening.unlock(folders, secret, surroundings) as office:
        try:
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            return {
                path.stem: office.store.read(lambda conn, path=path: _write(conn, path))  # type: ignore[misc]
                for path in names
            }
        except OSError as error:
            raise (DiskFull if error.errno == 28 else ReadOnlyDisk)("export") from error


def _write(conn: Any, path: Path) -> int:
    columns, rows = exporting.table(conn, path.stem)
    count = 0
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    with os.fdopen(file, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(name, value) for name, value in zip(columns, row, strict=True)])
            count += 1
    return count


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column == "at" or column.endswith("_at"):
        at = datetime.fromtimestamp(value / 1000, UTC).astimezone(_CHINA)
        return at.isoformat(timespec="seconds")
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
