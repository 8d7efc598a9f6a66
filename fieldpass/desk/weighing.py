"""Weighing a scanned pass: what the token and the lists say, and what this device itself knows.

Rules:

1. The signature comes first: without verified claims nothing of this device is brought to bear.
2. The worst wins: INVALID, STOP, CANNOT_TELL, CHECK, GO. A local red, void or expiry makes the verdict
   worse than the lists say; of two yellows the one that a reading does not lift.
3. One thing makes it better: a green pass that a list calls NO-REPORT, RECHECK or UNSCREENED is as signed
   where this device holds a later normal report or reading, or a screening. A signed colour never
   improves.
4. Absence counts only in the own scope and up to `known_until`; beyond it is said in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fieldpass.desk import judged
from fieldpass.desk.errors import NotFound
from fieldpass.desk.judged import PassCase
from fieldpass.desk.office import CLOCK_SLACK_MS, Office
from fieldpass.model.bodies import HealthReported, TemperatureTaken
from fieldpass.model.findings import Code, Colour, Finding
from fieldpass.model.judging import current_pass
from fieldpass.model.policy import Policy, days_of
from fieldpass.model.reasons import Reason
from fieldpass.model.records import PassRef, Record
from fieldpass.model.text import Text
from fieldpass.model.times import DAY, day_number, day_start, number_of
from fieldpass.store import records
from fieldpass.wire import serial, status, token, verdict_texts
from fieldpass.wire.errors import WireError
from fieldpass.wire.verifying import (
    LIFTABLE,
    Ages,
    HeldLists,
    LookedUp,
    StatusSource,
    Verdict,
    VerdictKind,
    verify,
)

_WORST_FIRST: tuple[VerdictKind, ...] = ("INVALID", "STOP", "CANNOT_TELL", "CHECK", "GO")
_ABSENCE = frozenset({Code.NO_REPORT, Code.UNSCREENED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The verdict, and the case behind it where this device knows the pass."""

    verdict: Verdict
    case: PassCase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One thing that speaks for a verdict."""

    kind: VerdictKind
    code: str
    text: Text
    liftable: bool = False


def ages_of(policy: Policy) -> Ages:
    """From which age lists are old, and too old, by the policy."""
    soft = policy.lists_soft_hours
    return Ages(soft=soft * 3600, hard=max(soft, policy.lists_hard_hours) * 3600)


def weigh_text(office: Office, text: str, *, told: int | None = None) -> Weighed:
    """The verdict on a scanned text; never raises for what was scanned.

    `told` is the state that the platform lists the pass in now, where it was asked; it counts where it is
    worse than what is listed here.
    """
    held, policy = office.holdings().held, office.policy()
    days = policy.unscreened_grace_days if policy.unscreened_matters else None
    verdict = verify(
        text,
        keys=held,
        status=_told_also(held, text, told),
        now=office.now(),
        clock_floor=max(0, office.clock_floor() - CLOCK_SLACK_MS),
        ages=ages_of(policy),
        unscreened_days=days,
        days=days_of(policy),
    )
    # 1. Only what is genuine is weighed.
    if verdict.proven is None:
        return Weighed(verdict=verdict)
    return _weigh(office, verdict, verdict.proven.claims.ref)


def _told_also(held: HeldLists, text: str, told: int | None) -> StatusSource:
    """The lists held, and what was told of this pass."""
    if told is None:
        return held
    try:
        claims = token.read_pass(token.from_text(text)).claims
    except WireError:
        return held
    return held if claims is None else LookedUp(held=held, ref=claims.ref, told=told)


def _weigh(office: Office, seen: Verdict, ref: PassRef) -> Weighed:
    case = _case(office, ref)
    scan = _scanned(office, seen, ref, case)
    entries = [scan, *(_strangers(office, ref) if case is None else _local(office, case))]
    # 2. The worst wins; what was scanned comes first among equals.
    entries.sort(key=lambda one: (_WORST_FIRST.index(one.kind), one.liftable))
    worst = entries[0]
    text = worst.text if worst is scan else verdict_texts.joined(worst.text, _stale(office, seen))
    for note in _notes(office, seen, case, worst.kind):
        text = verdict_texts.joined(text, note)
    checks = [one for one in entries if one.kind == "CHECK"]
    codes = tuple(dict.fromkeys([worst.code, *(one.code for one in entries), *seen.codes]))
    return Weighed(
        verdict=replace(
            seen,
            kind=worst.kind,
            code=worst.code,
            codes=codes,
            text=text,
            proven=seen.proven if worst.kind != "INVALID" else None,
            liftable_here=worst.kind == "CHECK" and all(one.liftable for one in checks),
        ),
        case=case,
    )


def _case(office: Office, ref: PassRef) -> PassCase | None:
    try:
        return judged.pass_case(office, ref)
    except NotFound:
        return None


# What was scanned.


def _scanned(office: Office, seen: Verdict, ref: PassRef, case: PassCase | None) -> _Entry:
    """The scan's own entry, after rule 3."""
    claims = seen.claims
    if claims is None or claims.colour != "green":
        return _Entry(kind=seen.kind, code=seen.code, text=seen.text, liftable=seen.liftable_here)
    screened = case is not None and case.state.screened
    go = verdict_texts.GO_UNSCREENED if _unscreened(seen) and not screened else verdict_texts.GO
    if seen.kind == "GO":
        text = verdict_texts.joined(go, _stale(office, seen))
        return _Entry(kind="GO", code=seen.code, text=text)
    lifted = {"UNSCREENED"} if screened else set[str]()
    if seen.kind == "CHECK":
        lifted |= _lifted(office, seen, ref, case)
        if not set(seen.codes) - {"GREEN"} - lifted:
            text = verdict_texts.joined(go, _LATER_RECORDS)
            text = verdict_texts.joined(text, _stale(office, seen))
            return _Entry(kind="GO", code="GREEN", text=text)
    return _Entry(kind=seen.kind, code=seen.code, text=seen.text, liftable=seen.liftable_here)


def _unscreened(seen: Verdict) -> bool:
    proven = seen.proven
    return proven is not None and proven.claims.unscreened and not status.screened(proven.state)


_LATER_RECORDS = Text(
    zh="本机的记录比名单新.", en="The records of this device are newer than the lists."
)


def _lifted(office: Office, seen: Verdict, ref: PassRef, case: PassCase | None) -> set[str]:
    """The listed codes that what this device holds has lifted since."""
    policy, now = office.policy(), office.now()
    lifted = set()
    held: Iterable[Record]
    if case is not None:
        held = case.case.records.values()
    else:
        held = office.store.read(lambda conn: records.records_of_pass(conn, ref))
    if any(_normal_report(one, policy, day_number(now) - 1) for one in held):
        lifted.add("NO-REPORT")
    since = seen.lists_as_of or 0
    if any(_normal_reading(one, policy, since) for one in held):
        lifted.add("RECHECK")
    return lifted


def _normal_report(record: Record, policy: Policy, since_day: int) -> bool:
    body = record.body
    if not isinstance(body, HealthReported) or body.symptoms:
        return False
    normal = body.tenths is None or body.tenths < policy.fever_tenths
    return normal and number_of(body.day) >= since_day


def _normal_reading(record: Record, policy: Policy, since: int) -> bool:
    body = record.body
    if not isinstance(body, TemperatureTaken) or record.at <= since:
        return False
    return policy.reading_min_tenths <= body.tenths < policy.fever_tenths


# What this device knows.


def _strangers(office: Office, ref: PassRef) -> Iterable[_Entry]:
    """What was measured and told here of a pass that this device does not know otherwise."""
    policy, now = office.policy(), office.now()
    held = office.store.read(lambda conn: records.records_of_pass(conn, ref))
    held.sort(key=lambda one: (one.at, one.id))
    for one in held:
        body = one.body
        ill = isinstance(body, HealthReported) and body.symptoms
        if ill and one.at > now - policy.symptom_free_days * DAY:
            text = verdict_texts.red(Reason.SYMPTOM, days_of(policy))
            yield _Entry(kind="STOP", code="SYMPTOM", text=text)
    taken = [one.body for one in held if isinstance(one.body, TemperatureTaken)]
    high = [body for body in taken if body.tenths >= policy.fever_tenths]
    if any(body.confirms is not None for body in high):
        yield _Entry(
            kind="STOP", code="FEVER", text=verdict_texts.red(Reason.FEVER, days_of(policy))
        )
    elif high and taken[-1] is high[-1]:
        text = verdict_texts.yellow(Reason.RECHECK, days_of(policy))
        yield _Entry(kind="CHECK", code="RECHECK", text=text, liftable=True)


def _local(office: Office, case: PassCase) -> list[_Entry]:
    # 4. Another scope's silence is not known here.
    own = office.identity is not None and case.state.scope == office.identity.scope
    days = days_of(office.policy())
    told = [one for one in case.judgement.findings if own or one.code not in _ABSENCE]
    return [_entry(one, days) for one in told]


def _entry(finding: Finding, days: Mapping[str, int]) -> _Entry:
    code, reason = finding.code, finding.reason
    if code is Code.VOID:
        return _Entry(kind="INVALID", code="void", text=verdict_texts.VOID)
    if finding.colour is Colour.RED:
        return _Entry(kind="STOP", code=code.value, text=verdict_texts.red(reason, days))
    if code is Code.EXPIRED:
        return _Entry(kind="CHECK", code=code.value, text=verdict_texts.EXPIRED)
    if finding.colour is Colour.YELLOW:
        return _Entry(
            kind="CHECK",
            code=code.value,
            text=verdict_texts.yellow(reason, days),
            liftable=reason in LIFTABLE,
        )
    text = verdict_texts.PENDING if finding.colour is Colour.PENDING else finding.holder
    return _Entry(kind="CHECK", code=code.value, text=text)


# Words.


def _stale(office: Office, seen: Verdict) -> Text | None:
    """The words on the lists' age that the scan's own sentence bears too."""
    if not seen.stale:
        return None
    if seen.lists_as_of is None:
        return verdict_texts.stale(None, hard=True)
    age = (office.now() - seen.lists_as_of) // 1000
    return verdict_texts.stale(age, hard=seen.stale == "hard")


def _notes(
    office: Office, seen: Verdict, case: PassCase | None, kind: VerdictKind
) -> Iterable[Text]:
    if case is None or kind in ("INVALID", "STOP"):
        return
    newer = current_pass(case.state)
    if kind == "CHECK" and newer is not None and newer.ref != case.card.ref and newer.void is None:
        number = serial.grouped(serial.serial(newer.ref.kid, newer.ref.sequence))
        yield Text(
            zh=f"已有新卡 {number}, 请他出示新卡.",
            en=f"There is a newer pass, {number}: ask for it.",
        )
    today = day_start(day_number(office.now()))
    listed = seen.lists_as_of is not None and seen.lists_as_of >= today
    if kind == "GO" and Code.NO_REPORT in case.judgement.unknown and not listed:
        yield Text(
            zh="昨天有没有上报, 本机还不知道.",
            en="Whether there was a report for yesterday is not known here yet.",
        )
