"""Temperatures over time, told and not drawn: a person's 14 days, and how those of today are spread."""

from fieldpass.desk import courses
from fieldpass.desk.courses import Course, CourseDay, Spread
from fieldpass.desk.later import MARK
from fieldpass.locale import _, ngettext
from fieldpass.model.records import PassRef
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import degrees, say


def course(sitting: Sitting, ref: PassRef) -> None:
    """The last 14 days of a pass's holder, a line for each day that has something."""
    office = sitting.office
    found = sitting.tried(lambda: courses.course(office, courses.person_of(office, ref)))
    if found is not None:
        sitting.talk.say(*course_words(found))


def today(sitting: Sitting) -> None:
    """The temperatures of today, a line for each size."""
    sitting.talk.say(*spread_words(courses.today(sitting.office)))


def course_words(found: Course) -> list[str]:
    """Name, then the days with what was taken and reported, the latest first."""
    title = _("14 days: {name} {tail}").format(name=found.name, tail=found.id_tail)
    days = [one for one in reversed(found.days) if one.tenths or one.reported]
    if not days:
        return [title, _("No temperature and no report in 14 days.")]
    return [title, *(_day(one, found.fever_tenths) for one in days)]


def _day(one: CourseDay, fever: int) -> str:
    late = f" ({say(MARK)})"
    parts = [
        _told(tenths, fever) + late * from_paper
        for tenths, from_paper in zip(one.tenths, one.late, strict=True)
    ]
    if one.reported:
        said = _("reported, with symptoms") if one.symptoms else _("reported")
        parts.append(said + late * one.reported_late)
    day = str(one.day)
    return f"{day[:4]}-{day[4:6]}-{day[6:]}: {', '.join(parts)}"


def _told(tenths: int, fever: int) -> str:
    """A temperature, and a word where it is at the fever line or over it."""
    high = " " + _("high") if tenths >= fever else ""
    return degrees(tenths) + high


def spread_words(spread: Spread) -> list[str]:
    """How many of each size, and how many in all."""
    if not spread.total:
        return [_("No temperature has been taken today.")]
    lines = [
        f"{_told(tenths, spread.fever_tenths)}: {n}" for tenths, n in sorted(spread.counts.items())
    ]
    total = ngettext("{n} temperature today", "{n} temperatures today", spread.total)
    hot = _("{n} at or over {line}").format(n=spread.high, line=degrees(spread.fever_tenths))
    said = [total.format(n=spread.total), hot]
    if spread.late:
        said.append(_("{n} typed in from paper").format(n=spread.late))
    return [*lines, ", ".join(said)]
