"""What is said of a person's health, as spans of time: the findings of the person's reach.

Rules:

1. Days are 24 hours from the moment that the counting starts, not calendar days.
2. SYMPTOM counts from the end of the symptoms, or from when they were told of; EX1 and EX2 from
   `until` (discharge, cure), EX3 ends at `until` (release): without it no end is known. EX4 and EX5
   count from `since` (return, isolation) and never end before `until`. Other codes end at `until`.
3. A declaration is corrected by amendments. Worse counts at once. Milder counts when the platform says
   it, or two different issuers; never from the holder alone.
4. One high reading is RECHECK; a reading that names it, at least some minutes later, lifts it when it
   is normal and makes it FEVER when it is high. High beats normal.

Source: notice 164, 一(三); DESIGN section 3.
"""

from collections.abc import Iterator
from typing import NamedTuple

from fieldpass.model.bodies import Answer
from fieldpass.model.case import (
    PLATFORM,
    ApplicationState,
    Case,
    DeclaredVersion,
    Reading,
    Statement,
)
from fieldpass.model.findings import Code, Colour
from fieldpass.model.policy import Policy
from fieldpass.model.text import Text
from fieldpass.model.times import DAY, MINUTE

NEVER = 1 << 62
_OWN_CODES = {
    "SYMPTOM": Code.SYMPTOM,
    "EX1": Code.EX1,
    "EX2": Code.EX2,
    "EX3": Code.EX3,
    "EX4": Code.EX4,
    "EX5": Code.EX5,
}


class Span(NamedTuple):
    """A finding that holds from `start` to `end` (ms, end excluded); `absence` when it rests on a
    record that is missing, so that it is only known up to `known_until`.

    `since` is what people are told; facts hold from `start` 0, because they count as soon as known.
    """

    code: Code
    colour: Colour
    start: int
    end: int
    since: int
    records: tuple[bytes, ...] = ()
    absence: bool = False
    detail: Text | None = None
    blocks: bool = True
    reason: int | None = None


def health_spans(case: Case, policy: Policy) -> Iterator[Span]:
    """All that is known of the person's health: red and RECHECK spans, past ones included."""
    for statement in case.statements:
        yield _span(statement, policy)
    for application in case.applications.values():
        for statement in declared(application, case.struck, policy):
            yield _span(statement, policy)
    yield from _temperature_spans(case, policy)


def end_of(statement: Statement, policy: Policy) -> int:
    """When a statement ends to exclude, ms; NEVER where no end is known. See rule 2."""
    code, until = statement.code, statement.until
    if code == "SYMPTOM":
        return (statement.said if until is None else until) + policy.symptom_free_days * DAY
    if code in ("EX4", "EX5"):
        days = policy.ex4_days if code == "EX4" else policy.ex5_days
        start = statement.said if statement.since is None else statement.since
        return max(start + days * DAY, until or 0)
    if until is None:
        return NEVER
    after = {"EX1": policy.ex1_days, "EX2": policy.ex2_days, "EX3": policy.ex3_days}
    return until + after.get(code, 0) * DAY


def _span(statement: Statement, policy: Policy) -> Span:
    code = _OWN_CODES.get(statement.code, Code.COUNTY)
    since = statement.said if statement.since is None else statement.since
    return Span(
        code,
        Colour.RED,
        0,
        end_of(statement, policy),
        since,
        statement.records,
        detail=_question(statement.code, policy) if code is Code.COUNTY else None,
    )


def _question(code: str, policy: Policy) -> Text:
    for question in policy.questions:
        if question.code == code:
            return question.text
    return Text(zh=code, en=code)


def declared(
    application: ApplicationState, struck: frozenset[bytes], policy: Policy
) -> Iterator[Statement]:
    """What the declaration says against passage, its amendments weighed by rule 3."""
    for code in _asked(application):
        statement, _waiting = _weigh(code, application.versions, struck, policy)
        if statement is not None:
            yield statement


def lifting_begun(application: ApplicationState, struck: frozenset[bytes], policy: Policy) -> bool:
    """Whether an issuer's amendment that says milder waits for a second issuer to say the same."""
    return any(
        _weigh(code, application.versions, struck, policy)[1] for code in _asked(application)
    )


def _asked(application: ApplicationState) -> list[str]:
    """The codes that any version of the declaration has answered with yes."""
    codes: list[str] = []
    for version in application.versions:
        codes += [a.code for a in version.declaration.answers if a.yes and a.code not in codes]
    return codes


def _said(
    code: str, version: DeclaredVersion, struck: frozenset[bytes]
) -> tuple[bool, Statement | None]:
    """Whether a version answers this question, and what it says when the answer is yes."""
    answer: Answer | None = None
    for found in version.declaration.answers:
        if found.code == code and (answer is None or found.yes):
            answer = found
    if answer is None:
        return False, None
    record = version.record
    if not answer.yes or record.id in struck:
        return True, None
    return True, Statement(code, record.at, answer.since, answer.until, (record.id,))


def _weigh(
    code: str, versions: tuple[DeclaredVersion, ...], struck: frozenset[bytes], policy: Policy
) -> tuple[Statement | None, bool]:
    """What stands of one answer, and whether one issuer's milder one waits for a second issuer."""
    end, current = 0, None
    milder: dict[bytes, tuple[int, Statement | None]] = {}
    for version in versions:
        answered, statement = _said(code, version, struck)
        if not answered:
            continue
        new = end_of(statement, policy) if statement else 0
        if new >= end or version.voice == PLATFORM:
            end, current = new, statement
            milder.clear()
        elif version.voice is not None:
            milder[version.voice] = (new, statement)
            if len(milder) > 1:
                # Two issuers agree at least on the later of the two ends that they say.
                end, current = sorted(milder.values(), key=_end)[1]
                milder = {voice: said for voice, said in milder.items() if said[0] < end}
    return current, bool(milder)


def _end(said: tuple[int, Statement | None]) -> int:
    return said[0]


def is_reading(tenths: int, policy: Policy) -> bool:
    """Whether a temperature can be one of a person's; outside it is measured elsewhere again."""
    return policy.reading_min_tenths <= tenths <= policy.reading_max_tenths


def _temperature_spans(case: Case, policy: Policy) -> Iterator[Span]:
    fever = policy.fever_tenths
    low, high = policy.reading_min_tenths, policy.reading_max_tenths
    hot = [reading for reading in case.readings if fever <= reading.tenths <= high]
    if not hot:
        return
    repeats: dict[bytes, list[Reading]] = {}
    for reading in case.readings:
        if reading.confirms is not None and low <= reading.tenths <= high:
            repeats.setdefault(reading.confirms, []).append(reading)
    wait = policy.recheck_after_minutes * MINUTE
    confirming: set[bytes] = set()
    rechecks: list[Reading] = []
    for reading in hot:
        later = [item for item in repeats.get(reading.record, ()) if item.at >= reading.at + wait]
        high_again = [item for item in later if item.tenths >= fever]
        for item in high_again:
            confirming.add(item.record)
            end = item.at + policy.fever_days * DAY
            yield Span(Code.FEVER, Colour.RED, 0, end, item.at, (reading.record, item.record))
        if not later:
            rechecks.append(reading)
    for reading in rechecks:
        # A reading that has confirmed a fever asks for no third one.
        if reading.record not in confirming:
            rests = (reading.record,)
            yield Span(
                Code.RECHECK, Colour.YELLOW, 0, NEVER, reading.at, rests, detail=_wait(policy)
            )


def _wait(policy: Policy) -> Text | None:
    """How long to wait before it is measured again, where the policy asks for that."""
    minutes = policy.recheck_after_minutes
    if not minutes:
        return None
    return Text(zh=f"至少隔 {minutes} 分钟", en=f"after {minutes} min")
