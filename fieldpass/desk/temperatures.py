"""Taking temperatures: of an applicant, of a holder, one after the other or many at once.

A high reading is answered with what to do next (measure again after five minutes); the repeat names
the reading that it confirms, by itself, because nobody at a checkpoint should have to. `at` (ms) is given
for what stands on paper (see `later`); its repeat is then sought at that time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldpass.desk import judged
from fieldpass.desk.errors import NotFound
from fieldpass.desk.later import require_time
from fieldpass.desk.office import Office
from fieldpass.desk.readings import parse_reading, show_reading
from fieldpass.desk.repeating import minutes_early
from fieldpass.model.bodies import TemperatureTaken
from fieldpass.model.declaration import Site
from fieldpass.model.records import PassRef, Record
from fieldpass.model.text import Text
from fieldpass.store import readings, records

__all__ = ["TakenReading", "read", "reader", "show_reading", "take", "take_many"]
_HOUR_MS = 3_600_000
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReading:
    """What was written: `high` at or above the fever line, `confirms` where it repeats a high one."""

    tenths: int
    high: bool
    confirms: bool
    text: Text


def read(office: Office, text: str) -> int:
    """Tenths of a degree from what was typed, by the policy in force; raises ReadingRefused."""
    return parse_reading(text, office.policy())


def reader(office: Office) -> Callable[[str], int]:
    """The same for a screen's own thread, which never asks the store: by the policy read last."""
    policy = office.policy_seen()
    return lambda text: parse_reading(text, policy)


def take(
    office: Office,
    *,
    tenths: int,
    application: bytes | None = None,
    person: bytes | None = None,
    pass_ref: PassRef | None = None,
    site: Site = "forehead",
    at: int | None = None,
) -> TakenReading:
    """Write one reading; durable when this returns. Raises NotFound, NotAllowed, TimeRefused.

    One of application, person or pass says whose it is; a reading that follows a high one by the
    policy's minutes is its repeat.
    """
    require_time(office, at)
    subject = person or _subject(office, application, pass_ref)
    ref = None if subject is not None else pass_ref
    record, taken = _made(office, tenths, site, subject, application, ref, at)
    office.save(record)
    return taken


def take_many(
    office: Office, readings: Sequence[tuple[bytes, int]], *, at: int | None = None
) -> list[TakenReading]:
    """Write the readings of several persons, (person, tenths), all or none; durable. Raises as `take`."""
    require_time(office, at)
    made = [
        _made(office, tenths, "forehead", person, None, None, at) for person, tenths in readings
    ]
    if made:
        office.save(*(record for record, _ in made))
    return [taken for _, taken in made]


def _made(
    office: Office,
    tenths: int,
    site: Site,
    subject: bytes | None,
    application: bytes | None,
    ref: PassRef | None,
    at: int | None,
) -> tuple[Record, TakenReading]:
    policy = office.policy()
    high = tenths >= policy.fever_tenths
    moment = office.now() if at is None else at
    first = _high_before(office, subject, moment) if subject is not None else None
    early = minutes_early(office, first.at, moment) if first is not None else 0
    confirms = first.id if first is not None and not early else None
    record = office.make(
        TemperatureTaken(tenths=tenths, site=site, confirms=confirms),
        subject=subject,
        application=application,
        pass_ref=ref,
        at=at,
    )
    repeat = confirms is not None
    text = _say(tenths, high=high, repeat=repeat, wait=policy.recheck_after_minutes)
    if early and not high:
        text = _too_early(tenths, early)
    return record, TakenReading(tenths=tenths, high=high, confirms=repeat, text=text)


def _subject(office: Office, application: bytes | None, ref: PassRef | None) -> bytes | None:
    if application is not None:
        return judged.application_case(office, application).person
    if ref is None:
        raise NotFound("whose reading")
    named = office.store.read(lambda conn: records.records_of_pass(conn, ref))
    return next((one.subject for one in named if one.subject is not None), None)


def _high_before(office: Office, person: bytes, moment: int) -> readings.ReadingRow | None:
    """The newest high reading of the day before that nobody has repeated yet.

    A normal one that came too early to repeat it does not hide it.
    """
    since = moment - 24 * _HOUR_MS
    found = office.store.read(
        lambda conn: readings.readings_of(conn, person, since=since, until=moment, size=_LOOKED_AT)
    )
    repeated = {one.confirms for one in found}
    fever = office.policy().fever_tenths
    return next(
        (
            one
            for one in found
            if one.tenths >= fever and one.confirms is None and one.id not in repeated
        ),
        None,
    )


def _too_early(tenths: int, minutes: int) -> Text:
    shown = show_reading(tenths)
    return Text(
        zh=f"{shown} 度, 太早: {minutes} 分钟后再测, 才能解除.",
        en=f"{shown}, too early: again in {minutes} minutes.",
    )


def _say(tenths: int, *, high: bool, repeat: bool, wait: int) -> Text:
    shown = show_reading(tenths)
    if high and repeat:
        return Text(
            zh=f"再测仍高: {shown} 度. 属于发热, 请签红, 并报告.",
            en=f"High again: {shown}. This is a fever: decide red and report it.",
        )
    if high:
        return Text(
            zh=f"体温偏高: {shown} 度. 请休息, {wait} 分钟后再测一次.",
            en=f"High: {shown}. Measure again after {wait} minutes.",
        )
    return Text(zh=f"已记下: {shown} 度, 正常.", en=f"Noted: {shown}, normal.")
