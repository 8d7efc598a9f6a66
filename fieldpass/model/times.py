"""Days and hours of the notice: all of them are days of UTC+8, and the day ends at 24:00.

Owns the arithmetic between milliseconds since 1970 UTC, day numbers and days written YYYYMMDD. Reads
no clock. Rules:

1. A *day number* counts days of UTC+8 since 1970-01-01; a *day* is the integer YYYYMMDD.
2. 24:00 of a day is the first millisecond of the next one, and belongs to the next one.
3. China has had no daylight saving since 1991, so a day has 24 hours.
4. Working time runs every day from the opening to the closing hour: epidemic work knows no weekend
   (ours; the later notice says only "6 working hours").

>>> at = at_hour(20200225, 8)
>>> (at, day_of(at), day_start(day_number(at)) == at_hour(20200225, 0))
(1582588800000, 20200225, True)
"""

from datetime import date

from fieldpass.model.text import Text

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
OFFSET = 8 * HOUR
_EPOCH = date(1970, 1, 1).toordinal()
LAST_DAY = date.max.toordinal() - _EPOCH


def day_number(at: int) -> int:
    """The day of UTC+8 in which a time (ms) lies, counted from 1970-01-01."""
    return (at + OFFSET) // DAY


def day_start(number: int) -> int:
    """The first millisecond of a day number."""
    return number * DAY - OFFSET


def day_of(at: int) -> int:
    """The day of UTC+8 in which a time (ms) lies, as YYYYMMDD."""
    return day_named(day_number(at))


def day_named(number: int) -> int:
    """A day number as YYYYMMDD; a number beyond the year 9999 reads 99991231."""
    found = date.fromordinal(_EPOCH + min(number, LAST_DAY))
    return found.year * 10_000 + found.month * 100 + found.day


def number_of(day: int) -> int:
    """YYYYMMDD as a day number. Raises ValueError where the calendar has no such day."""
    return date(day // 10_000, day // 100 % 100, day % 100).toordinal() - _EPOCH


def is_day(day: int) -> bool:
    """Whether the calendar has this YYYYMMDD."""
    try:
        number_of(day)
    except (ValueError, OverflowError):
        return False
    return True


def at_hour(day: int, hour: int) -> int:
    """The time (ms) of an hour, 0 to 24, on a day YYYYMMDD. Raises ValueError as `number_of`."""
    return day_start(number_of(day)) + hour * HOUR


def expires_at(issued: int, validity_days: int) -> int:
    """24:00 (ms) of the last day of a pass; the day of issue is not counted."""
    return day_start(day_number(issued) + validity_days + 1)


def working_due(submitted: int, *, hours: int, opens: int, closes: int) -> int:
    """When work that came in at `submitted` (ms) is due, after `hours` of working time.

    `opens` and `closes` are hours of the day, UTC+8. What comes in outside of them starts at the next
    opening. Raises ValueError unless 0 <= opens < closes <= 24.
    """
    if not 0 <= opens < closes <= 24:
        raise ValueError("working hours must open before they close, between 0 and 24")
    number = day_number(submitted)
    start = max(submitted, day_start(number) + opens * HOUR)
    if start >= day_start(number) + closes * HOUR:
        number += 1
        start = day_start(number) + opens * HOUR
    left = hours * HOUR
    room = day_start(number) + closes * HOUR - start
    if left <= room:
        return start + left
    whole, rest = divmod(left - room, (closes - opens) * HOUR)
    if rest == 0:
        return day_start(number + whole) + closes * HOUR
    return day_start(number + 1 + whole) + opens * HOUR + rest


def moment_text(at: int) -> Text:
    """A time for people, to the minute; midnight reads as 24:00 of the day before.

    >>> moment_text(at_hour(20200301, 0)).zh
    '2月29日24时'
    """
    number = day_number(at)
    minutes = (at - day_start(number)) // MINUTE
    if minutes == 0:
        day = day_named(number - 1)
        return Text(
            zh=f"{day // 100 % 100}月{day % 100}日24时",
            en=f"24:00 on {day % 100} {_MONTHS[day // 100 % 100 - 1]}",
        )
    day = day_named(number)
    clock = f"{minutes // 60}:{minutes % 60:02d}"
    return Text(
        zh=f"{day // 100 % 100}月{day % 100}日{clock}",
        en=f"{clock} on {day % 100} {_MONTHS[day // 100 % 100 - 1]}",
    )


def day_text(day: int) -> Text:
    """A day YYYYMMDD for people, without the year."""
    return Text(
        zh=f"{day // 100 % 100}月{day % 100}日", en=f"{day % 100} {_MONTHS[day // 100 % 100 - 1]}"
    )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
