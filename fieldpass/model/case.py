"""A case: everything known of one person, folded from records.

Owns what the records say, put in order; does not know the policy, the time or any colour (`judging`).
Rules:

1. The fold is commutative, associative and idempotent: a case is a function of the set of records.
   Two records of one id and different content are settled by their text, never by arrival.
2. Claimed times count as claimed. Nothing is left out because it lies ahead.
3. What only the platform may say counts only from the platform, and a decision only from an issuer.
4. A report counts for its own day, but never for a day after it was made.
5. Of what the platform says of one code, the newest statement stands; silence lifts nothing. A
   correction strikes what it names and stands in its place.
6. A decision supersedes those that it names in `sees`, and those that they supersede. A circle
   supersedes nothing. A red is superseded by a milder decision only of another issuer, or after the
   platform has granted an appeal against it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import ClassVar, cast

from fieldpass.errors import FieldpassError
from fieldpass.model import bodies
from fieldpass.model.bodies import Body
from fieldpass.model.decisions import DecisionRecord, in_force
from fieldpass.model.facts import (
    PLATFORM,
    ApplicationState,
    DeclaredVersion,
    PassState,
    Reading,
    Report,
    Statement,
)
from fieldpass.model.frozen import dataclass
from fieldpass.model.records import IssuerAuthor, PassRef, Platform, Record
from fieldpass.model.text import Advised, advised
from fieldpass.model.times import DAY, OFFSET, day_start, number_of

__all__ = [
    "PLATFORM",
    "ApplicationState",
    "Case",
    "DeclaredVersion",
    "NotInCaseError",
    "PassState",
    "PersonsMixedError",
    "Reading",
    "Report",
    "Statement",
]


class PersonsMixedError(FieldpassError):
    """Records of two persons cannot be one case."""

    code = "persons-mixed"
    told: ClassVar[Advised] = advised(
        zh="这些记录属于不同的人.",
        en="These records belong to different people.",
        do_zh="请按人分开, 一人一份.",
        do_en="Put each person's into a case of its own.",
    )


class NotInCaseError(FieldpassError):
    """An application or a pass that none of the records speaks of."""

    code = "not-in-case"
    told: ClassVar[Advised] = advised(
        zh="没有这份申请或这张卡的记录.",
        en="No record of this application or pass.",
        do_zh="请核对编号, 或先传送再查.",
        do_en="Compare its id, or send first and look again.",
    )


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of one person. Build it with `Case.of`; add with `adding`."""

    person: bytes | None
    records: Mapping[bytes, Record] = field(repr=False)
    people: Mapping[bytes, bytes] = field(repr=False)
    applications: Mapping[bytes, ApplicationState]
    readings: tuple[Reading, ...]
    reports: tuple[Report, ...]
    statements: tuple[Statement, ...]
    struck: frozenset[bytes]

    @staticmethod
    def of(records: Iterable[Record], *, people: Mapping[bytes, bytes] | None = None) -> "Case":
        """Fold the records of one person. Raises PersonsMixedError.

        `people` maps an issuer's kid to the staff person behind it, where known: two keys of one
        person are one voice.
        """
        return _fold(records, people or {})

    def adding(self, records: Iterable[Record]) -> "Case":
        """The case with more records; adding what it has changes nothing. Raises PersonsMixedError."""
        return _fold([*self.records.values(), *records], self.people)

    def pass_state(self, ref: PassRef) -> tuple[ApplicationState, PassState]:
        """The pass and its application. Raises NotInCaseError."""
        for application in self.applications.values():
            for found in application.passes:
                if found.ref == ref:
                    return application, found
        raise NotInCaseError("pass")

    def application(self, application: bytes) -> ApplicationState:
        """One application. Raises NotInCaseError."""
        try:
            return self.applications[application]
        except KeyError:
            raise NotInCaseError("application") from None

    def newest(self) -> ApplicationState | None:
        """The application submitted last, those withdrawn undecided only where there is no other."""
        return max(
            self.applications.values(),
            key=lambda found: (
                found.withdrawn is None or found.decided,
                found.record.at,
                found.id,
            ),
            default=None,
        )


Buckets = dict[type, list[Record]]


def _fold(records: Iterable[Record], people: Mapping[bytes, bytes]) -> Case:
    known: dict[bytes, Record] = {}
    for record in records:
        before = known.get(record.id)
        if before is None:
            known[record.id] = record
        elif before is not record and before != record:
            known[record.id] = min(before, record, key=repr)
    buckets: Buckets = {}
    person: bytes | None = None
    for record in known.values():
        subject = record.subject
        if subject is not None and subject != person:
            if person is not None:
                raise PersonsMixedError
            person = subject
        kind = type(record.body)
        if kind in buckets:
            buckets[kind].append(record)
        else:
            buckets[kind] = [record]
    struck, statements = _screened(buckets, known)
    readings = _readings(buckets)
    reports = _reports(buckets, readings, statements, struck)
    readings.sort(key=_reading_order)
    return Case(
        person,
        known,
        people,
        _applications(buckets, people),
        tuple(readings),
        tuple(reports),
        tuple(statements),
        struck,
    )


def _reading_order(reading: Reading) -> tuple[int, bytes]:
    return (reading.at, reading.record)


def _record_order(record: Record) -> tuple[int, bytes]:
    return (record.at, record.id)


def _screened(
    buckets: Buckets, known: Mapping[bytes, Record]
) -> tuple[frozenset[bytes], list[Statement]]:
    """What the platform has struck, and what stands of what it has said: the newest of each code."""
    done = buckets.get(bodies.ScreeningDone, ())
    corrected = buckets.get(bodies.ScreeningCorrected, ())
    struck: set[bytes] = set()
    newest: dict[str, tuple[int, bytes, list[Statement]]] = {}

    def say(at: int, record: Record, hits: Iterable[bodies.Hit], codes: Iterable[str]) -> None:
        said: dict[str, list[Statement]] = {code: [] for code in codes}
        for hit in hits:
            said.setdefault(hit.code, []).append(
                Statement(hit.code, at, hit.since, hit.until, (record.id,))
            )
        for code, items in said.items():
            if code not in newest or newest[code][:2] < (at, record.id):
                newest[code] = (at, record.id, items)

    for record in corrected:
        if isinstance(record.by, Platform):
            correction = cast(bodies.ScreeningCorrected, record.body)
            struck.add(correction.screening)
            say(record.at, record, correction.hits, _codes_of(known.get(correction.screening)))
    for record in done:
        body = cast(bodies.ScreeningDone, record.body)
        if body.hits and record.id not in struck and isinstance(record.by, Platform):
            say(body.as_of, record, body.hits, ())
    return frozenset(struck), [item for entry in newest.values() for item in entry[2]]


def _codes_of(record: Record | None) -> tuple[str, ...]:
    """The codes that a screening or a correction states."""
    if record and isinstance(record.body, bodies.ScreeningDone | bodies.ScreeningCorrected):
        return tuple(hit.code for hit in record.body.hits)
    return ()


def _readings(buckets: Buckets) -> list[Reading]:
    found = []
    for record in buckets.get(bodies.TemperatureTaken, ()):
        body = cast(bodies.TemperatureTaken, record.body)
        found.append(Reading(record.at, body.tenths, record.id, body.confirms))
    return found


def _reports(
    buckets: Buckets, readings: list[Reading], statements: list[Statement], struck: frozenset[bytes]
) -> list[Report]:
    """The health reports; what they measure joins the readings, what ails the statements."""
    found = []
    for record in buckets.get(bodies.HealthReported, ()):
        body = cast(bodies.HealthReported, record.body)
        made = (record.at + OFFSET) // DAY
        day = _day(body.day, made)
        # A report filed late speaks of its own day, and is taken for the end of it.
        late = day != made
        symptoms = bool(body.symptoms) and record.id not in struck
        if body.tenths is not None:
            at = day_start(day + 1) - 1 if late else record.at
            readings.append(Reading(at, body.tenths, record.id, None))
        if symptoms:
            said = day_start(day + 1) if late else record.at
            statements.append(Statement("SYMPTOM", said, None, None, (record.id,)))
        found.append(Report(day, body.tenths, symptoms))
    return found


def _day(day: int, made: int) -> int:
    try:
        return min(number_of(day), made)
    except ValueError:
        return made


def _applications(buckets: Buckets, people: Mapping[bytes, bytes]) -> dict[bytes, ApplicationState]:
    found: dict[bytes, ApplicationState] = {}
    submissions = buckets.get(bodies.ApplicationSubmitted, ())
    for record in sorted(submissions, key=_record_order):
        found[record.id] = _application(record, buckets, people)
    return found


def _of(buckets: Buckets, kind: type[Body], application: bytes) -> list[Record]:
    """The records of one kind about one application, in the order of their claimed times."""
    records = [item for item in buckets.get(kind, ()) if item.application == application]
    if len(records) > 1:
        records.sort(key=_record_order)
    return records


def _application(
    record: Record, buckets: Buckets, people: Mapping[bytes, bytes]
) -> ApplicationState:
    own = record.id
    appeals = _of(buckets, bodies.AppealFiled, own)
    answered = buckets.get(bodies.AppealAnswered, ())
    granted = _granted(appeals, answered)
    decisions = [
        item for item in _of(buckets, bodies.DecisionMade, own) if isinstance(item.by, IssuerAuthor)
    ]
    heads, conflicting = in_force([DecisionRecord.of(item, people) for item in decisions], granted)
    submitted = cast(bodies.ApplicationSubmitted, record.body)
    transfers = _of(buckets, bodies.ApplicationTransferred, own)
    scope = submitted.scope
    if transfers:
        scope = cast(bodies.ApplicationTransferred, transfers[-1].body).to_scope
    withdrawals = _of(buckets, bodies.ApplicationWithdrawn, own)
    amendments = _of(buckets, bodies.ApplicationAmended, own)
    calls = _of(buckets, bodies.CallMade, own)
    reached = [item for item in calls if cast(bodies.CallMade, item.body).reached]
    return ApplicationState(
        own,
        record,
        _versions(record, submitted, amendments, people),
        scope,
        withdrawals[0] if withdrawals else None,
        _is_screened(record, buckets),
        tuple(decisions),
        heads,
        conflicting,
        _passes(buckets, own),
        tuple(amendments + reached),
        tuple(appeals),
        tuple(_of(buckets, bodies.RedReported, own)),
        tuple(granted),
    )


def _granted(appeals: list[Record], answered: Iterable[Record]) -> list[tuple[bytes | None, int]]:
    """The appeals that the platform has granted: (what they are about, when they were filed)."""
    filed = {appeal.id: appeal for appeal in appeals}
    found = []
    for answer in answered:
        body = cast(bodies.AppealAnswered, answer.body)
        appeal = filed.get(body.appeal)
        if appeal and body.outcome == "lifted" and isinstance(answer.by, Platform):
            about = cast(bodies.AppealFiled, appeal.body).about
            found.append((None if about == appeal.application else about, appeal.at))
    return found


def _versions(
    record: Record,
    submitted: bodies.ApplicationSubmitted,
    amendments: list[Record],
    people: Mapping[bytes, bytes],
) -> tuple[DeclaredVersion, ...]:
    first = DeclaredVersion(record, submitted.declaration, None)
    if not amendments:
        return (first,)
    later = []
    for item in amendments:
        voice = None
        if isinstance(item.by, IssuerAuthor):
            voice = people.get(item.by.kid, item.by.kid)
        elif isinstance(item.by, Platform):
            voice = PLATFORM
        declaration = cast(bodies.ApplicationAmended, item.body).declaration
        later.append(DeclaredVersion(item, declaration, voice))
    return (first, *later)


def _is_screened(record: Record, buckets: Buckets) -> bool:
    """Whether the platform has screened since the submission, or for this very application."""
    return any(
        (item.application == record.id or item.at >= record.at) and isinstance(item.by, Platform)
        for item in buckets.get(bodies.ScreeningDone, ())
    )


def _passes(buckets: Buckets, application: bytes) -> tuple[PassState, ...]:
    issued = _of(buckets, bodies.PassIssued, application)
    if not issued:
        return ()
    voids: dict[PassRef, Record] = {}
    for record in sorted(buckets.get(bodies.PassVoided, ()), key=_record_order):
        if record.pass_ref:
            voids.setdefault(record.pass_ref, record)
    found = []
    for record in issued:
        if record.pass_ref:
            body = cast(bodies.PassIssued, record.body)
            found.append(
                PassState(
                    record.pass_ref,
                    record,
                    body.validity_days,
                    body.decision,
                    voids.get(record.pass_ref),
                )
            )
    return tuple(found)
