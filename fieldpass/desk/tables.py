"""Lists saved as CSV, for a spreadsheet: a plain file outside the encrypted store.

Rules: 1. the person gives the name; it lies in the data folder's export directory, readable by this
user alone, and nothing that is there already is overwritten; 2. it is written whole or not at all;
3. UTF-8 with a byte order mark, so that spreadsheets read the Chinese; 4. a cell that a spreadsheet
would take for a formula begins with an apostrophe.
"""

import contextlib
import csv
import io
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from fieldpass.desk.exporting import FOLDER, NotSaved
from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised

_NAME = re.compile(r"[\w\-]{1,60}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BadName(FieldpassError):
    """A file name that would lead elsewhere, or is none."""

    code = "tables.bad-name"
    told: ClassVar[Advised] = advised(
        zh="这个文件名不能用.",
        en="This file name cannot be used.",
        do_zh="文件名只能用汉字, 字母, 数字, - 和 _, 最多 60 个字, 请改一下.",
        do_en="Type letters, digits, - and _ only, at most 60 of them.",
    )


class NameTaken(FieldpassError):
    """A file of this name is there already."""

    code = "tables.name-taken"
    told: ClassVar[Advised] = advised(
        zh="已有同名文件.",
        en="There is a file of this name already.",
        do_zh="请换一个名字.",
        do_en="Choose another name.",
    )


def check_name(text: str) -> str:
    """The file's name with its ending; raises BadName."""
    plain = text.strip()
    plain = plain[:-4] if plain.lower().endswith(".csv") else plain
    if not _NAME.fullmatch(plain):
        raise BadName
    return plain + ".csv"


def save(
    data_folder: Path, name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]
) -> tuple[Path, int]:
    """Write a table; gives the file and how many rows it has. Raises BadName, NameTaken, NotSaved."""
    path = data_folder / FOLDER / check_name(name)
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            raise NameTaken
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8-sig", newline="") as file:
            count = _write(file, titles, rows)
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link never takes another file's place.
        os.link(partial, path)
    except FileExistsError as error:
        raise NameTaken from error
    except OSError as error:
        raise NotSaved(type(error).__name__) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return path, count


def _write(file: io.TextIOBase, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(titles)
    count = 0
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        count += 1
    return count


def _plain(cell: str) -> str:
    text = cell.strip()
    return f"'{text}" if text.startswith(_FORMULA) else text
