"""Lifting a yellow at the checkpoint: a reading and "no symptoms" on the same screen.

Rules: 1. only where NO-REPORT or RECHECK is the only yellow reason; 2. reading, report and the look's
end are written in one transaction; 3. a high reading lifts nothing: it is written, and the next step is
said; repeated after the policy's minutes it names the first and is a fever; 4. a known high reading is
repeated no earlier than those minutes.
"""

from dataclasses import replace

from fieldpass.desk.errors import NotAllowed
from fieldpass.desk.looks import Deed, Look, say_aloud
from fieldpass.desk.office import Office
from fieldpass.desk.readings import show_reading
from fieldpass.desk.repeating import to_repeat, too_early
from fieldpass.model.bodies import Body, CheckpointChecked, HealthReported, TemperatureTaken
from fieldpass.model.records import Record
from fieldpass.model.text import Text, advised
from fieldpass.model.times import day_of
from fieldpass.store import looks as rows
from fieldpass.store.transaction import Transaction
from fieldpass.wire.verifying import VerdictKind

_SYMPTOM = "OTHER"


def report_here(office: Office, look: Look, tenths: int, no_symptoms: bool = True) -> Look:
    """Take a reading for the card in front; GO where it is normal and there are no symptoms.

    `tenths` of a degree. Durable when this returns; the answer is the same look as it ends now.
    Raises NotAllowed: the verdict is not to be lifted here, or it is too early to repeat a high reading.
    """
    if not look.liftable_here or look.pass_ref is None:
        raise NotAllowed(_NOT_LIFTABLE)
    office.require_identity()
    return office.store.write(lambda tx: _report(office, tx, look, tenths, no_symptoms))


_NOT_LIFTABLE = advised(
    zh="这张卡不能靠测体温放行.",
    en="A reading does not lift the verdict on this card.",
    do_zh="请照屏幕上的判定办, 或按 F5 先靠边.",
    do_en="Do what the verdict on the screen says, or press F5 Wait aside.",
)


def _report(office: Office, tx: Transaction, look: Look, tenths: int, well: bool) -> Look:
    policy = office.policy()
    first = to_repeat(office, tx, look.person, look.pass_ref)
    high = tenths >= policy.fever_tenths
    early = too_early(office, first)
    if early is not None:
        raise NotAllowed(early)
    reading = TemperatureTaken(
        tenths=tenths,
        where=office.require_identity().place,
        confirms=first.id if first is not None else None,
    )
    written = [_make(office, look, reading)]
    if well and high:
        ended = _high(look, tenths, policy.recheck_after_minutes, again=first is not None)
    else:
        symptoms = () if well else (_SYMPTOM,)
        report = HealthReported(
            day=day_of(office.now()), tenths=None if high else tenths, symptoms=symptoms
        )
        written.append(_make(office, look, report))
        ended = _normal(look, tenths) if well else _ailing(look)
    after = _last(office, tx, ended)
    office.append(tx, *written, *([after] if after is not None else []))
    return ended


def _make(office: Office, look: Look, body: Body, *, at: int | None = None) -> Record:
    """A stranger is named by the pass alone; a person of the own records also by the person's id."""
    return office.make(
        body,
        by=office.author(),
        subject=look.person,
        application=look.application,
        pass_ref=look.pass_ref,
        at=at,
    )


def _last(office: Office, tx: Transaction, look: Look) -> Record | None:
    """The look's record as it ends now, under the same time; None where it never was recorded."""
    before = rows.look_record(tx.conn, office.device.kid, look.at) if look.recorded else None
    if before is None or not isinstance(before.body, CheckpointChecked):
        return None
    body = replace(before.body, verdict=look.verdict.kind, code=look.verdict.code, did=look.did)
    return _make(office, look, body, at=look.at)


# How the look ends.


def _normal(look: Look, tenths: int) -> Look:
    shown = show_reading(tenths)
    text = Text(
        zh=f"体温 {shown} 度, 正常, 没有症状: 可以通行. 已记为今天的上报.",
        en=f"{shown}, normal, no symptoms: let pass. Counted as today's report.",
    )
    return _ended(look, "GO", look.verdict.code, text, "let_go")


def _high(look: Look, tenths: int, wait: int, *, again: bool) -> Look:
    shown = show_reading(tenths)
    if again:
        text = Text(
            zh=f"再测仍高: {shown} 度, 属于发热. 请不要放行, 请他到一边, 并报告防控办.",
            en=f"High again: {shown}, a fever. Do not let pass, and tell the epidemic office.",
        )
        return _ended(look, "STOP", "FEVER", text, "stopped")
    text = Text(
        zh=f"体温偏高: {shown} 度. 先不放行, 请到一边休息, {wait} 分钟后再测一次.",
        en=f"High: {shown}. Do not let pass: rest aside, and measure again after {wait} minutes.",
    )
    return _ended(look, "CHECK", "RECHECK", text, "parked", liftable=True)


def _ailing(look: Look) -> Look:
    text = Text(
        zh="有症状: 请不要放行, 请他戴好口罩到一边, 并报告防控办.",
        en="Symptoms: do not let pass. Mask and aside, and tell the epidemic office.",
    )
    return _ended(look, "STOP", "SYMPTOM", text, "stopped")


def _ended(
    look: Look, kind: VerdictKind, code: str, text: Text, did: Deed, *, liftable: bool = False
) -> Look:
    verdict = replace(look.verdict, kind=kind, code=code, text=text, liftable_here=liftable)
    return replace(look, verdict=verdict, did=did, say=say_aloud(verdict, look.whom))
