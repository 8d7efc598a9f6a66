"""Temperatures over time: a person's last 14 days, and how those of today are spread.

Readings and the temperatures of health reports count alike; days are those of UTC+8. A record counts at
its claimed time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldpass.desk.errors import NotFound
from fieldpass.desk.later import is_late
from fieldpass.desk.office import Office
from fieldpass.model.records import PassRef
from fieldpass.model.times import day_named, day_number, day_start
from fieldpass.store import passes, people, readings, records, reports

DAYS = 14
_READINGS_MOST, _REPORTS_MOST = 500, 100
_KINDS = ("temperature.taken", "health.reported")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDay:
    """One day, YYYYMMDD: its temperatures in tenths, whether it was reported, and with symptoms.

    `late` says of each temperature whether it was typed in from paper afterwards; `reported_late` says it
    of the day's report.
    """

    day: int
    tenths: tuple[int, ...]
    late: tuple[bool, ...]
    reported: bool
    reported_late: bool
    symptoms: bool

    @property
    def from_paper(self) -> bool:
        """Whether anything of this day was typed in afterwards."""
        return self.reported_late or any(self.late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A person's days, oldest first, today last; `fever_tenths` is the policy's line."""

    name: str
    id_tail: str
    days: tuple[CourseDay, ...]
    fever_tenths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How many temperatures of today there are of each size (tenths), and how many came from paper."""

    counts: Mapping[int, int]
    fever_tenths: int
    late: int

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.counts.values())

    @property
    def high(self) -> int:
        """How many at or above the fever line."""
        return sum(n for tenths, n in self.counts.items() if tenths >= self.fever_tenths)


def person_of(office: Office, ref: PassRef) -> bytes:
    """Whose pass it is; raises NotFound for a stranger's."""
    row = office.store.read(lambda conn: passes.one_pass(conn, ref))
    if row is None or row.person is None:
        raise NotFound("person of pass")
    return row.person


def course(office: Office, person: bytes) -> Course:
    """The last DAYS days of a person; raises NotFound."""
    today = day_number(office.now())
    first = today - DAYS + 1
    known, held, taken, told = office.store.read(
        lambda conn: (
            people.person(conn, person),
            records.records_of(conn, person),
            readings.readings_of(conn, person, since=day_start(first), size=_READINGS_MOST),
            reports.reports_of(conn, person, size=_REPORTS_MOST),
        )
    )
    if known is None:
        raise NotFound("person")
    late = {one.id for one in held if is_late(one)}
    days = []
    for number in range(first, today + 1):
        day = day_named(number)
        measured = [
            (one.tenths, one.id in late) for one in reversed(taken) if day_number(one.at) == number
        ]
        said = [one for one in told if one.day == day]
        measured += [
            (one.tenths, one.id in late) for one in reversed(said) if one.tenths is not None
        ]
        days.append(
            CourseDay(
                day=day,
                tenths=tuple(tenths for tenths, _late in measured),
                late=tuple(late_one for _tenths, late_one in measured),
                reported=bool(said),
                reported_late=any(one.id in late for one in said),
                symptoms=any(one.symptoms for one in said),
            )
        )
    return Course(
        name=known.name,
        id_tail=known.number_tail,
        days=tuple(days),
        fever_tenths=office.policy().fever_tenths,
    )


def today(office: Office) -> Spread:
    """The temperatures of today on this device."""
    now = office.now()
    midnight = day_start(day_number(now))
    counts, held = office.store.read(
        lambda conn: (
            readings.tenths_since(conn, midnight, now),
            records.records_between(conn, _KINDS, midnight, now),
        )
    )
    late = sum(is_late(one) and getattr(one.body, "tenths", None) is not None for one in held)
    return Spread(counts=counts, fever_tenths=office.policy().fever_tenths, late=late)
