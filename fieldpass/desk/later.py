"""Later entry from paper, 补录: when what is typed in now truly happened.

Rules: 1. The record's claimed time `at` is the true one; the envelope's `entered` says when it was typed,
and that is its mark: no body changes. 2. Nothing lies ahead of now, and nothing is older than DAYS_MOST
days, where a wrong month is likelier than so old a sheet. 3. A day without a year is the last such day.
4. The device's clock must be believed, since `entered` rests on it.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar

from fieldpass.desk.errors import DeskError
from fieldpass.desk.office import Office
from fieldpass.model.records import Record
from fieldpass.model.text import Advised, Text, advised
from fieldpass.model.times import DAY, MINUTE

DAYS_MOST = 30
_CHINA = timezone(timedelta(hours=8))
_FORM = re.compile(
    r"(?:(?:(\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))\s+)?(\d{1,2})(?:[:点时])?(\d{2})分?"
)
MARK = Text(zh="补录", en="from paper")


class TimeRefused(DeskError):
    """What was typed is no time at which something on paper can have happened."""

    code = "time-refused"
    told: ClassVar[Advised] = advised(
        zh="这不是能用的时间.",
        en="This is no time that can be used.",
        do_zh="请像 1530 (今天) 或 0224 1530 这样填.",
        do_en="Type the time like 1530 for today, or with month and day: 0224 1530.",
    )


def read_moment(text: str, now: int) -> int:
    """The time (ms) typed as "1530" for today, "0224 1530", "2-24 15:30" or "2月24日15:30", UTC+8.

    Raises TimeRefused with a sentence that says what to do.
    """
    plain = re.sub(r"(?<=日)(?=\d)", " ", unicodedata.normalize("NFKC", text).strip())
    match = _FORM.fullmatch(plain)
    try:
        if match is None:
            raise ValueError
        month, day = match[1] or match[3], match[2] or match[4]
        at = _last(month, day, int(match[5]), int(match[6]), now)
    except ValueError as error:
        raise TimeRefused(
            "form",
            TimeRefused.told,
        ) from error
    if at > now:
        raise TimeRefused(
            "ahead",
            advised(
                zh="这个时间还没有到.",
                en="That time has not come yet.",
                do_zh="昨天或更早的, 请连月日一起填, 像 0224 1530.",
                do_en="For an earlier day type the date too: 0224 1530.",
            ),
        )
    if at < now - DAYS_MOST * DAY:
        raise TimeRefused(
            "old",
            advised(
                zh=f"比 {DAYS_MOST} 天前还早.",
                en=f"That is more than {DAYS_MOST} days ago.",
                do_zh="请核对月和日.",
                do_en="Check month and day.",
            ),
        )
    return at


def _last(month: str | None, day: str | None, hour: int, minute: int, now: int) -> int:
    """Today at that hour, or the last such day that has begun. Raises ValueError."""
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(_CHINA)
    if month is None or day is None:
        return _ms(today.replace(hour=hour, minute=minute, second=0, microsecond=0))
    begun = (int(month), int(day)) <= (today.month, today.day)
    year = today.year if begun else today.year - 1
    return _ms(datetime(year, int(month), int(day), hour, minute, tzinfo=_CHINA))


def _ms(at: datetime) -> int:
    return int(at.timestamp()) * 1000


def is_late(record: Record) -> bool:
    """Whether a record was typed in a minute or more after what it tells of."""
    return record.entered is not None and record.entered - record.at >= MINUTE


def require_time(office: Office, at: int | None) -> None:
    """Rules 2 and 4 for a time that a task was given; None is now. Raises TimeRefused, ClockDoubted."""
    if at is None:
        return
    office.require_clock()
    now = office.now()
    if not now - DAYS_MOST * DAY <= at <= now:
        raise TimeRefused(
            "bounds",
            advised(
                zh="补录的时间不能在以后, 也不能太早.",
                en="The time of a later entry is neither ahead nor so long ago.",
                do_zh="请看纸上的时间, 重填一次.",
                do_en="Look at the paper and type it again.",
            ),
        )
