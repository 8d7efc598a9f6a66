"""Daily health reports, 每日健康上报: taking them down, and who has not reported yet today.

Rules: 1. a report is for the day (UTC+8) on which it is taken down, one from paper (see `later`) for the
day of its true time; 2. a high reading, and one that
repeats it, is a temperature of its own, so that the repeat can name the first; a high one without
symptoms is no report yet: the repeat will be; 3. a stranger is named by the pass, and the platform
brings the report to its scope; 4. several reports are one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk import judged, passes
from fieldpass.desk.errors import FormRefused, NotAllowed, NotFound
from fieldpass.desk.later import require_time
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
from fieldpass.store.pass_pages import PassList
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
    """One report of several; `tenths` of a degree, or None where nobody measured; `at` (ms) for what
    stands on paper."""

    person: bytes | None = None
    pass_ref: PassRef | None = None
    tenths: int | None = None
    symptoms: tuple[str, ...] = ()
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """One holder on the board; `last_at` (ms) of the last report, None where there is none; `yellow_at`
    (ms) when a green pass turns by itself, None where it does not or is not green."""

    key: tuple[int, PassRef]
    pass_ref: PassRef
    name: str
    id_tail: str
    colour: str
    last_at: int | None
    valid_until: int
    yellow_at: int | None


def report(
    office: Office,
    *,
    person: bytes | None = None,
    pass_ref: PassRef | None = None,
    tenths: int | None = None,
    symptoms: Sequence[str] = (),
    at: int | None = None,
) -> TakenReport:
    """Take a report down; durable when this returns.

    Raises NotFound, NotAllowed, NotRegistered, TimeRefused.
    """
    entry = Entry(person=person, pass_ref=pass_ref, tenths=tenths, symptoms=tuple(symptoms), at=at)
    return report_batch(office, [entry])[0]


def report_batch(office: Office, entries: Sequence[Entry]) -> list[TakenReport]:
    """Take several reports down, all or none. Raises as `report`; of several entries FormRefused names
    those that are not allowed, by their places ("0", "1", ...).
    """
    office.require_identity()
    for entry in entries:
        require_time(office, entry.at)

    def writing(tx: Transaction) -> list[TakenReport]:
        made, refused = list[tuple[list[Record], TakenReport]](), dict[str, Text]()
        for place, entry in enumerate(entries):
            try:
                made.append(_made(office, tx, entry))
            except NotAllowed as error:
                if len(entries) == 1:
                    raise
                refused[str(place)] = error.why.text
        if refused:
            raise FormRefused(refused)
        office.append(tx, *(record for written, _ in made for record in written))
        return [taken for _, taken in made]

    return office.store.write(writing) if entries else []


def _made(office: Office, tx: Transaction, entry: Entry) -> tuple[list[Record], TakenReport]:
    person, ref = _whose(tx, entry)
    symptoms = tuple(one if one in _SYMPTOM_CODES else "OTHER" for one in entry.symptoms)
    high = entry.tenths is not None and entry.tenths >= office.policy().fever_tenths
    measured = entry.tenths is not None
    first = to_repeat(office, tx, person, ref, entry.at) if measured else None
    early = too_early(office, first, entry.at)
    if early is not None:
        raise NotAllowed(early)
    written = []
    if entry.tenths is not None and (high or first is not None):
        confirms = first.id if first is not None else None
        reading = TemperatureTaken(tenths=entry.tenths, confirms=confirms)
        written.append(office.make(reading, subject=person, pass_ref=ref, at=entry.at))
    if symptoms or not high:
        tenths = None if high else entry.tenths
        day = day_of(office.now() if entry.at is None else entry.at)
        body = HealthReported(day=day, tenths=tenths, symptoms=symptoms)
        written.append(office.make(body, subject=person, pass_ref=ref, at=entry.at))
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


# The board: who has not reported, and who turns yellow next.


class BoardPages:
    """A paged source of `MissingLine` in the order of its list (count, page, position, key_at)."""

    def __init__(self, office: Office, of: PassList) -> None:
        """The holders of this list."""
        self._office = office
        self._pages = PassPages(office, of)

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


def not_reported(office: Office, *, at: int | None = None) -> BoardPages:
    """Holders of live passes who are silent since before today (or the day of `at`, ms), longest first."""
    return BoardPages(office, pass_pages.not_reported(day_of(office.now() if at is None else at)))


def soonest_yellow(office: Office) -> BoardPages:
    """Holders of green passes, the first to turn yellow by itself first."""
    return BoardPages(office, pass_pages.soonest_yellow(day_of(office.now())))


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
        yellow_at=_yellow_at(office, line),
    )


def _yellow_at(office: Office, line: passes.PassLine) -> int | None:
    if line.colour != "green":
        return None
    try:
        change = judged.pass_case(office, line.pass_ref).next_if_known(
            office.policy(), office.now()
        )
    except NotFound:
        return None
    return change.at if change is not None else None
