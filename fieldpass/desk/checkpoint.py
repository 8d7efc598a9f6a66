"""The checkpoint: one entry in, one verdict out, recorded at once, so that the next card needs no key.

Rules:

1. `check` records the look with what is usually done (`USUAL_DEED`); `did` and `release` append a newer
   record of the same look (see `sightings`), and only the newest counts.
2. What is no look at a card is not recorded: half a scan, a mistyped number, an empty entry.
3. A pass that this device does not know is recorded by its name alone; the platform brings it to its
   scope. A clerk's or an unregistered device verifies without recording.
4. A serial or an identity number only finds a pass, here or, with a network, within a second at the
   platform; the verdict is that of its token.
"""

from dataclasses import dataclass, replace
from typing import Literal

from fieldpass.desk import callees, cards, doubles, passes, sightings, weighing
from fieldpass.desk.lifting import report_here
from fieldpass.desk.looking_up import ToldPass
from fieldpass.desk.looks import USUAL_DEED, Deed, HolderView, Look, Seen, lists_age, say_aloud
from fieldpass.desk.office import Office
from fieldpass.desk.weighing import Weighed
from fieldpass.model.bodies import AppealFiled, ShiftHandedOver
from fieldpass.model.declaration import DocumentType
from fieldpass.model.identifiers import check_document, check_resident_id, normalise
from fieldpass.model.person import person_id
from fieldpass.model.text import Text
from fieldpass.model.times import day_number, day_of, day_start
from fieldpass.store import looks as rows
from fieldpass.store import passes as pass_rows
from fieldpass.store import records
from fieldpass.wire import serial, token, verdict_texts
from fieldpass.wire.errors import BadSerial
from fieldpass.wire.token import PassClaims
from fieldpass.wire.verifying import Stage, Verdict, VerdictKind

__all__ = [
    "Counters",
    "Deed",
    "HolderView",
    "Look",
    "ParkedLine",
    "appeal",
    "check",
    "classify",
    "counters",
    "did",
    "lists_as_of",
    "paper_card",
    "parked",
    "release",
    "report_here",
    "seen_by_eye",
    "shift_began",
]
Entry = Literal["temperature", "serial", "id", "scan"]
_UNRECORDED = frozenset(
    {"empty", "half-scan", "too-long", "bad-serial", "bad-id", "barcode", "serial", "id-number"}
)
# Nothing that is scanned is as short as this; what a person types by mistake is no look at a card.
_CODE_LEAST = 12
_HOLDER_OF_INVALID = frozenset({"void", "training", doubles.CODE})
_PARKED_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """The looks of this device since a time (ms), each counted as it ended."""

    since: int
    checked: int
    let_go: int
    stopped: int
    parked: int
    sent_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedLine:
    """Somebody who waits aside; `at` (ms) names the look, `name` is empty for a stranger."""

    at: int
    verdict: str
    code: str
    name: str
    id_tail: str
    serial: str


def classify(text: str) -> Entry:
    """What was entered, by its length: 3 digits a temperature, 12 a serial, 15 or 18 an identity number."""
    plain = normalise(text)
    number = plain.replace(".", "", 1) if len(plain) == 4 else plain
    if number.isascii() and number.isdigit():
        if len(number) == 3:
            return "temperature"
        if len(plain) in (12, 15):
            return "serial" if len(plain) == 12 else "id"
    if len(plain) == 18 and plain.isascii() and plain[:17].isdigit():
        return "id"
    return "scan"


# Looking.


def check(office: Office, text: str) -> Look:
    """The verdict on what was entered; recorded, durable, when this returns.

    Never raises for what was entered. A temperature is no card: see `report_here`.
    """
    kind = classify(text)
    if kind in ("serial", "id"):
        weighed = _typed(office, kind, text)
        seen: Seen = "typed"
    else:
        weighed = weighing.weigh_text(office, text)
        seen = "foreign" if _is_foreign(weighed.verdict) else "scan"
    weighed = doubles.compare(office, weighed)
    look = _look(office, weighed, seen)
    if weighed.verdict.code in _UNRECORDED or (kind == "scan" and len(text.strip()) < _CODE_LEAST):
        return look
    return sightings.write_down(office, look)


def _typed(office: Office, kind: Entry, text: str) -> Weighed:
    """Rule 4."""
    as_of = office.holdings().held.as_of(None)
    if kind == "serial":
        try:
            serial.check(text)
        except BadSerial as error:
            return _cannot("bad-serial", Text(zh=error.text("zh"), en=error.text("en")), as_of)
    found = [line for line in passes.find(office, text) if line.colour != "none"]
    found.sort(key=lambda line: line.live, reverse=True)
    if found:
        return weighing.weigh_text(office, passes.open_pass(office, found[0].pass_ref).digits)
    fits = kind == "serial" or any(_fits(one, text) for one in _CARDS)
    if not fits:
        return _cannot("bad-id", check_resident_id(text).text, as_of)
    number = normalise(text)
    asked = _asked(office, kind, number)
    if asked is not None:
        weighed = weighing.weigh_text(office, asked.digits, told=asked.state)
        if _answers(weighed.verdict.claims, kind, number):
            return weighed
    return _cannot("not-here", _NOT_HERE, as_of)


def _answers(claims: PassClaims | None, kind: Entry, number: str) -> bool:
    """Whether the pass that was told is the one that was asked for: an answer is not signed, a pass is."""
    if claims is None:
        return True  # Whatever it is, it lets nobody pass.
    return claims.serial == number if kind == "serial" else claims.id_tail == token.id_tail(number)


def _asked(office: Office, kind: Entry, number: str) -> ToldPass | None:
    """The newest pass that the platform knows, if it answers at once."""
    if office.asker is None or not office.online:
        return None
    if kind == "serial":
        found = office.asker.ask(serial=number)
        return found[0] if found else None
    for document in _CARDS:
        check = check_document(document, number)
        found = office.asker.ask(person=person_id(document, check.value)) if check.passed else ()
        if found:
            return found[0]
    return None


def _fits(document: DocumentType, text: str) -> bool:
    return check_document(document, text).passed


_CARDS: tuple[DocumentType, ...] = ("resident_id", "residence_permit", "foreigner_permit")
_NOT_HERE = Text(
    zh="本机没有查到. 请扫二维码, 或有网时传送后再查.",
    en="Not found on this device. Scan the code, or send when there is a network and look again.",
)


def _cannot(code: str, text: Text, as_of: int | None) -> Weighed:
    verdict = Verdict(
        kind="CANNOT_TELL", stage=Stage.TEXT, code=code, codes=(code,), text=text, lists_as_of=as_of
    )
    return Weighed(verdict=verdict)


def _is_foreign(verdict: Verdict) -> bool:
    return verdict.stage is Stage.TEXT and verdict.kind == "CANNOT_TELL"


def _look(office: Office, weighed: Weighed, seen: Seen) -> Look:
    verdict, case = weighed.verdict, weighed.case
    claims = verdict.claims
    if verdict.kind == "INVALID" and verdict.code not in _HOLDER_OF_INVALID:
        claims, case = None, None
    holder = None if claims is None else _holder(office, claims, weighed)
    whom = callees.of(office, claims, case, holder.issued_by if holder else "")
    findings = case.judgement.findings if case is not None else ()
    return Look(
        verdict=verdict,
        seen=seen,
        at=office.now(),
        did=_usual(verdict),
        say=say_aloud(verdict, whom),
        whom=whom,
        lists_age=lists_age(verdict.lists_as_of, office.now(), weighing.ages_of(office.policy())),
        holder=holder,
        pass_ref=claims.ref if claims else None,
        person=case.person if case else None,
        application=case.state.id if case else None,
        about=next((one.records[0] for one in findings if one.records), None),
        id_tail=claims.id_tail if claims else "",
    )


def _usual(verdict: Verdict) -> Deed:
    """What is done where nobody says otherwise; what is no pass at all stops nobody."""
    no_pass = verdict.kind == "INVALID" and verdict.stage is Stage.TEXT
    return "sent_back" if no_pass else USUAL_DEED[verdict.kind]


def _holder(office: Office, claims: PassClaims, weighed: Weighed) -> HolderView:
    case = weighed.case
    until = claims.expires * 1000
    scope = case.state.scope if case else ""
    return HolderView(
        name=case.state.declaration.name if case else claims.name,
        id_tail=claims.id_tail,
        route=cards.route_text(claims.county_from, claims.county_to),
        valid_until=until,
        validity=cards.validity_text(until),
        issued_by=cards.issuer_name(office.holdings(), office.identity, claims.kid, scope),
        serial=serial.grouped(claims.serial),
    )


def seen_by_eye(office: Office) -> Look:
    """A green card seen by eye and let go; recorded. Raises NotRegistered."""
    office.require_identity()
    look = _plain_look(
        office,
        "GO",
        "EYE",
        Text(zh="目视绿卡, 放行.", en="Green, seen by eye: let pass."),
        seen="eye",
    )
    return sightings.write_down(office, look)


def paper_card(office: Office, *, id_tail: str, valid_until: int, seal_seen: bool) -> Look:
    """A sealed paper card of notice 141, without a code; recorded. Raises NotRegistered.

    `id_tail`: 4 characters; `valid_until`: the last day on it, YYYYMMDD. It is GO while it is valid
    and bears the seal: a paper card has equal force, and nobody can ask more of it.
    """
    office.require_identity()
    kind: VerdictKind = "GO"
    code, text = "PAPER", _PAPER_GO
    if not seal_seen:
        kind, code, text = "CHECK", "NO-SEAL", _PAPER_NO_SEAL
    elif valid_until < day_of(office.now()):
        kind, code, text = "CHECK", "EXPIRED", verdict_texts.EXPIRED
    tail = normalise(id_tail)[-4:]
    look = replace(_plain_look(office, kind, code, text, seen="paper"), id_tail=tail)
    body = replace(sightings.body_of(office, look), valid_until=valid_until, seal_seen=seal_seen)
    return sightings.write_down(office, look, body)


_PAPER_GO = Text(
    zh="纸质卡, 有章, 在有效期内: 可以通行. 请对照证件.",
    en="Paper card, sealed and valid: let pass. Compare it with the document.",
)
_PAPER_NO_SEAL = Text(
    zh="纸质卡没有章: 先不放行, 请联系签发的村或单位.",
    en="The paper card has no seal: do not let pass, call the village or unit.",
)


def _plain_look(office: Office, kind: VerdictKind, code: str, text: Text, *, seen: Seen) -> Look:
    """A look at something without a code."""
    as_of = lists_as_of(office)
    verdict = Verdict(
        kind=kind, stage=Stage.COLOUR, code=code, codes=(code,), text=text, lists_as_of=as_of
    )
    return _look(office, Weighed(verdict=verdict), seen)


# What was done.


def did(office: Office, look: Look, what: Deed) -> Look:
    """Record what was done with a look, where it differs from what stands recorded; durable.

    A look that was not recorded stays so while the usual is done. Raises NotAllowed, NotRegistered.
    """
    if not look.recorded:
        if what == look.did:
            return look
        office.require_identity()
        return sightings.write_down(office, replace(look, did=what))
    office.store.write(lambda tx: sightings.end_otherwise(office, tx, look.at, what))
    return replace(look, did=what)


def release(office: Office, line: ParkedLine, what: Deed) -> None:
    """What became of somebody who waited aside; durable. Raises NotFound, NotAllowed."""
    office.store.write(lambda tx: sightings.end_otherwise(office, tx, line.at, what))


def appeal(office: Office, look: Look, text: str, phone: str = "") -> bytes:
    """File the holder's appeal; gives its record's id. Raises NotAllowed, NotRegistered.

    It is about what the verdict rests on, where this device knows it.
    """
    body = AppealFiled(
        about=look.about, text=" ".join(text.split())[:1000], phone=phone.strip()[:20]
    )
    filed = office.make(
        body, subject=look.person, application=look.application, pass_ref=look.pass_ref
    )
    office.save(filed)
    return filed.id


# The shift.


def shift_began(office: Office) -> int:
    """When this shift began (ms): at the last hand-over of today, else at 0:00."""
    today = day_start(day_number(office.now()))
    handed = office.store.read(lambda conn: records.records_of_kinds(conn, ("shift.handed_over",)))
    own = [
        one.at
        for one in handed
        if isinstance(one.body, ShiftHandedOver)
        and getattr(one.by, "kid", None) == office.device.kid
    ]
    return max([today, *own])


def counters(office: Office, since: int | None = None) -> Counters:
    """This device's looks since a time (ms), by default since the shift began."""
    start = shift_began(office) if since is None else since
    kid = office.device.kid
    counts = office.store.read(lambda conn: rows.look_counts(conn, since=start, device=kid))
    return Counters(
        since=start,
        checked=sum(counts.values()),
        let_go=counts.get("let_go", 0),
        stopped=counts.get("stopped", 0),
        parked=counts.get("parked", 0),
        sent_back=counts.get("sent_back", 0),
    )


def parked(office: Office, since: int | None = None) -> list[ParkedLine]:
    """Those who wait aside, longest first; a later look at the same pass takes somebody off."""
    start = shift_began(office) if since is None else since
    kid = office.device.kid
    found = office.store.read(
        lambda conn: rows.looks(conn, since=start, device=kid, size=_PARKED_MOST * 10)
    )
    later: set[object] = set()
    waiting = []
    for row in found:
        if row.did == "parked" and row.pass_ref not in later:
            waiting.append(row)
        if row.pass_ref is not None:
            later.add(row.pass_ref)
    return [_parked(office, row) for row in reversed(waiting)]


def _parked(office: Office, row: rows.LookRow) -> ParkedLine:
    ref = row.pass_ref
    card = office.store.read(lambda conn: pass_rows.one_pass(conn, ref)) if ref else None
    return ParkedLine(
        at=row.at,
        verdict=row.verdict,
        code=row.code,
        name=card.name if card else "",
        id_tail=row.id_tail,
        serial=serial.grouped(serial.serial(ref.kid, ref.sequence)) if ref else "",
    )


def lists_as_of(office: Office) -> int | None:
    """As of when (ms) the own county's status list is; without one, the oldest list held."""
    held, identity = office.holdings().held, office.identity
    own = held.as_of(identity.county) if identity is not None else None
    return held.as_of(None) if own is None else own
