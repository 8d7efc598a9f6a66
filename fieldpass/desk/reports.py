"""Daily health reports, 每日健康上报: taking them down, and who has not reported yet today.

Rules: 1. a report is for the day (UTC+8) on which it is taken down; 2. a high reading, and one that
repeats it, is a temperature of its own, so that the repeat can name the first; a high one without
symptoms is no report yet: the repeat will be; 3. a stranger is named by the pass, and the platform
brings the report to its scope; 4. several reports are one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk import passes
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassPages
from fieldpass.desk.readings import show_reading
from fieldpass.desk.repeating import to_repeat, too_early
from fieldpass.model import policy
from fieldpass.model.bodies import HealthReported, TemperatureTaken
from fieldpass.model.questions import SYMPTOMS, Choice
from fieldpass.model.records import PassRef, Record
from fieldpass.model.text import Text
from fieldpass.model.times import day_of
from fieldpass.store import pass_pages
from fieldpass.store import passes as pass_rows
from fieldpass.store import reports as rows
from fieldpass.store.transaction import Transaction

_SYMPTOM_CODES = frozenset(choice.code for choice in SYMPTOMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReport:
    """What was written: `normal` keeps the pass green; `text` says what follows."""

    normal: bool
    high: bool
    symptoms: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One report of several; `tenths` of a degree, or None where nobody measured."""

    person: bytes | None = None
    pass_ref: PassRef | None = None
    tenths: int | None = None
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """One holder without a report for today; `last_at` (ms) of the last one, None where there is none."""

    key: tuple[int, PassRef]
    pass_ref: PassRef
    name: str
    id_tail: str
    colour: str
    last_at: int | None
    valid_until: int


def report(
    office: Office,
    *,
    person: bytes | None = None,
    pass_ref: PassRef | None = None,
    tenths: int | None = None,
    symptoms: Sequence[str] = (),
) -> TakenReport:
    """Take today's report down; durable when this returns. Raises NotFound, NotAllowed, NotRegistered."""
    entry = Entry(person=person, pass_ref=pass_ref, tenths=tenths, symptoms=tuple(symptoms))
    return report_batch(office, [entry])[0]


def report_batch(office: Office, entries: Sequence[Entry]) -> list[TakenReport]:
    """Take several reports down, all or none. Raises as `report`."""
    office.require_identity()

    def writing(tx: Transaction) -> list[TakenReport]:
        made = [_made(office, tx, entry) for entry in entries]
        office.append(tx, *(record for written, _ in made for record in written))
        return [taken for _, taken in made]

    return office.store.write(writing) if entries else []


def _made(office: Office, tx: Transaction, entry: Entry) -> tuple[list[Record], TakenReport]:
    person, ref = _whose(tx, entry)
    symptoms = tuple(one if one in _SYMPTOM_CODES else "OTHER" for one in entry.symptoms)
    high = entry.tenths is not None and entry.tenths >= office.policy().fever_tenths
    first = to_repeat(office, tx, person, ref) if entry.tenths is not None else None
    early = too_early(office, first)
    if early is not None:
        raise NotAllowed(early)
    written = []
    if entry.tenths is not None and (high or first is not None):
        confirms = first.id if first is not None else None
        reading = TemperatureTaken(tenths=entry.tenths, confirms=confirms)
        written.append(office.make(reading, subject=person, pass_ref=ref))
    if symptoms or not high:
        tenths = None if high else entry.tenths
        body = HealthReported(day=day_of(office.now()), tenths=tenths, symptoms=symptoms)
        written.append(office.make(body, subject=person, pass_ref=ref))
    wait = office.policy().recheck_after_minutes
    return written, _taken(entry.tenths, symptoms, high, first is not None, wait)


def _whose(tx: Transaction, entry: Entry) -> tuple[bytes | None, PassRef | None]:
    if entry.person is not None:
        return entry.person, entry.pass_ref
    if entry.pass_ref is None:
        raise NotFound("whose report")
    row = pass_rows.one_pass(tx.conn, entry.pass_ref)
    return (row.person if row else None), entry.pass_ref


def _taken(
    tenths: int | None, symptoms: tuple[str, ...], high: bool, again: bool, wait: int
) -> TakenReport:
    shown = "" if tenths is None else show_reading(tenths)
    if high and again:
        text = Text(
            zh=f"再测仍高: {shown} 度, 属于发热, 卡变红. 请报告防控办.",
            en=f"High again: {shown}, a fever: the pass turns red. Tell the epidemic office.",
        )
    elif symptoms:
        text = Text(
            zh="有症状, 卡变红. 请报告防控办.",
            en="Symptoms: the pass turns red. Tell the epidemic office.",
        )
    elif high:
        text = Text(
            zh=f"体温偏高: {shown} 度, 卡变黄. 休息 {wait} 分钟后再测一次.",
            en=f"High: {shown}, the pass turns yellow. Measure again after {wait} minutes.",
        )
    else:
        degrees = (f", {shown} 度", f", {shown}") if shown else ("", "")
        text = Text(zh=f"已上报{degrees[0]}, 正常.", en=f"Reported{degrees[1]}, normal.")
    return TakenReport(normal=not (high or symptoms), high=high, symptoms=symptoms, text=text)


# Who has not reported.


class MissingPages:
    """A paged source of `MissingLine`, longest silent first (count, page, position, key_at)."""

    def __init__(self, office: Office, day: int) -> None:
        """Those without a report for this day, YYYYMMDD."""
        self._office = office
        self._pages = PassPages(office, pass_pages.not_reported(day))

    def count(self) -> int:
        """How many there are."""
        return self._pages.count()

    def page(
        self,
        anchor: tuple[int, PassRef] | None,
        direction: Literal["forward", "back"],
        size: int,
        *,
        inclusive: bool = False,
    ) -> Sequence[MissingLine]:
        """At most `size` rows after or before the anchor, in the list's order."""
        found = self._pages.page(anchor, direction, size, inclusive=inclusive)
        return [_missing(self._office, line) for line in found]

    def position(self, key: tuple[int, PassRef]) -> int:
        """How many rows stand before this key."""
        return self._pages.position(key)

    def key_at(self, position: int) -> tuple[int, PassRef] | None:
        """The key of the row with so many rows before it."""
        return self._pages.key_at(position)


def symptoms(office: Office) -> tuple[Choice, ...]:
    """The symptoms to choose from, in the words of the policy in force."""
    return policy.symptoms(office.policy())


def not_reported(office: Office) -> MissingPages:
    """Holders of live passes without a report for today: who turns yellow when the day ends."""
    return MissingPages(office, day_of(office.now()))


def not_reported_count(office: Office) -> int:
    """How many there are."""
    return not_reported(office).count()


def _missing(office: Office, line: passes.PassLine) -> MissingLine:
    person = office.store.read(lambda conn: pass_rows.one_pass(conn, line.pass_ref))
    last = None
    if person is not None and person.person is not None:
        who = person.person
        found = office.store.read(lambda conn: rows.reports_of(conn, who, size=1))
        last = found[0].at if found else None
    return MissingLine(
        key=line.key,
        pass_ref=line.pass_ref,
        name=line.name,
        id_tail=line.id_tail,
        colour=line.colour,
        last_at=last,
        valid_until=line.valid_until,
    )
