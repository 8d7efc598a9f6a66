"""How times, ages and texts are written on the screen, in the language in use.

Pure: takes milliseconds since 1970 UTC and gives short text; days and hours are those of UTC+8.
"""

from datetime import UTC, datetime, timedelta

from fieldpass import locale
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.model.text import Text
from fieldpass.widgets.shades import Shade, words

_EAST = timedelta(hours=8)
_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(text: Text | str) -> str:
    """A bilingual text in the language in use; a plain one (a name) as it is."""
    return text.of(locale.language()) if isinstance(text, Text) else text


def say_error(error: FieldpassError) -> str:
    """What an error says to people, in the language in use."""
    return error.text(locale.language())


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC) + _EAST


def date_of(ms: int) -> datetime:
    """The day and time of UTC+8."""
    return _local(ms)


def clock(ms: int) -> str:
    """Hour and minute: 10:42."""
    at = _local(ms)
    return f"{at.hour}:{at.minute:02d}"


def date(ms: int) -> str:
    """Month and day: 2月25日, 25 Feb."""
    at = _local(ms)
    if locale.language() == "zh":
        return f"{at.month}月{at.day}日"
    return f"{at.day} {_MONTHS[at.month - 1]}"


def moment(ms: int, now: int) -> str:
    """A time as people say it: 今天 9:40, otherwise the date with the time."""
    if _local(ms).date() == _local(now).date():
        return _("today {time}").format(time=clock(ms))
    return f"{date(ms)} {clock(ms)}"


def heading_clock(ms: int) -> str:
    """Date and time for the header."""
    return f"{date(ms)} {clock(ms)}"


def until(ms: int) -> str:
    """The end of a validity; a midnight is told as 24:00 of the day before."""
    at = _local(ms)
    if at.hour == at.minute == 0:
        return _("{date} 24:00").format(date=date(ms - 1))
    return f"{date(ms)} {clock(ms)}"


def span(ms: int) -> str:
    """How long: 1 小时 20 分; under a minute is a minute, from two days on days."""
    ms = abs(ms)
    if ms >= 2 * _DAY_MS:
        return _("{n} days").format(n=ms // _DAY_MS)
    hours, minutes = ms // _HOUR_MS, max(1, ms % _HOUR_MS // _MINUTE_MS)
    if hours and ms % _HOUR_MS < _MINUTE_MS:
        return _("{h} h").format(h=hours)
    if hours:
        return _("{h} h {m} min").format(h=hours, m=minutes)
    return _("{m} min").format(m=minutes)


def due(due_at: int | None, now: int) -> str:
    """The time left until something is due, or how long it is overdue."""
    if due_at is None:
        return ""
    if due_at < now:
        return _("overdue {span}").format(span=span(now - due_at))
    return _("{span} left").format(span=span(due_at - now))


def degrees(tenths: int | None) -> str:
    """A reading: 36.5; nothing where there is none."""
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"


def grouped(text: str, size: int = 4, gap: str = " ") -> str:
    """A code in groups, so that it can be compared and typed."""
    plain = "".join(text.split()).replace("-", "")
    return gap.join(plain[at : at + size] for at in range(0, len(plain), size))


def shade_of(colour: str) -> Shade:
    """The shade of a colour's name; one that says nothing (none) is "cannot tell"."""
    return Shade(colour) if colour in set(Shade) else Shade.UNKNOWN


def colour_words(colour: str) -> str:
    """A pass's colour in words; where no pass is given at all, that and not "cannot tell"."""
    return _("not accepted") if colour == "none" else words(shade_of(colour))
