"""Faults of the program: one sentence for the person, one entry in the log without personal data.

The log entry holds the kind of the fault and the places in the program; never a message, a value or
a name, since those may be personal.
"""

import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised

LOG_NAME = "fieldpass.log"
LOG_BYTES_MAX = 500_000


class Trouble(FieldpassError):
    """A fault of the program itself."""

    code = "trouble"
    told: ClassVar[Advised] = advised(
        zh="程序内部出错, 已记下. 已保存的记录没有丢.",
        en="A fault inside the program was noted. Saved records are safe.",
        do_zh="请按 Esc 返回再试一次.",
        do_en="Press Esc and try again.",
    )


def entry(error: BaseException, now: int) -> str:
    """The log entry: time, kinds of the fault and its causes, places."""
    at = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(lines) < 60:
        code = f" {seen.code}" if isinstance(seen, FieldpassError) else ""
        lines.append(f"{at} {type(seen).__module__}.{type(seen).__qualname__}{code}")
        lines += [
            f"    {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)[-12:]
        ]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"


def note_trouble(folder: Path, error: BaseException, now: int) -> FieldpassError:
    """Write the entry and return what to show; a log that cannot be written changes nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = folder / LOG_NAME
        if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
            log.replace(log.with_suffix(".old"))
        with log.open("a", encoding="utf-8") as out:
            out.write(entry(error, now))
    except OSError:
        # A full or read-only disk must not turn a fault into two.
        return Trouble("not logged")
    return Trouble()
