"""Passes: showing one, finding some, listing all, taking one back, noting that one was printed.

Rules: 1. a pass is shown in the worse of the colour that was signed and the one that the rules find
now, because a token never improves; 2. what is shown of a person comes from the declaration in force,
what stands on the card from the token; 3. voiding is the issuer's signed act, and no colour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk import cards, judged
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.judged import PassCase
from fieldpass.desk.office import Office
from fieldpass.model.bodies import PassIssued, PassPrinted, PassVoided
from fieldpass.model.findings import RANK, Code, Colour
from fieldpass.model.identifiers import DOCUMENT_TYPES, check_document, normalise
from fieldpass.model.judging import Judgement, current_pass
from fieldpass.model.person import person_id
from fieldpass.model.policy import Policy, days_of
from fieldpass.model.reasons import Reason
from fieldpass.model.records import PassRef
from fieldpass.model.text import Text, advised
from fieldpass.store import pass_pages, people
from fieldpass.store import passes as rows
from fieldpass.store.passes import PassRow
from fieldpass.store.transaction import Connection, Transaction
from fieldpass.wire import serial, token
from fieldpass.wire.errors import WireError
from fieldpass.wire.token import PassClaims

Yellow = Literal["check", "expired", "void"]
VoidReason = Literal["misprint", "leaver", "stolen_key", "replaced", "other"]
PrintForm = Literal["card", "receipt", "image"]
FOUND_MOST = 50
_JUDGED_AT_ONCE = 200
_SERIAL_DIGITS, _TAIL = 12, 4
_NUMBER_LENGTHS = (15, 18)
# How long a verdict without a next change stays kept: new records set it back by themselves.
_FOREVER = (1 << 62) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PassView:
    """One pass as it is shown now.

    `digits` go into the QR code; `serial` is grouped; `colour` is pending, green, yellow, red or none;
    `tenths` the reading at issue; `valid_until` and `issued_at` in ms; `unscreened`: no screening has
    come since; `replaced_by` a later pass of the same application; `changeable`: who is at work may void
    it or decide anew, which takes an issuer and a pass that was decided.
    """

    pass_ref: PassRef
    application: bytes
    digits: str
    serial: str
    colour: str
    colour_as_signed: str
    yellow: Yellow | None
    name: str
    id_tail: str
    reason: Text
    valid_until: int
    validity: Text
    route: Text
    issued_by: str
    issued_at: int
    unscreened: bool
    tenths: int | None
    training: bool
    void: bool
    printed: int
    replaced_by: PassRef | None
    changeable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassLine:
    """One pass in a list; `key` names its place, its last part is the pass. Times in ms."""

    key: tuple[int, PassRef]
    pass_ref: PassRef
    application: bytes | None
    serial: str
    name: str
    id_tail: str
    colour: str
    yellow: Yellow | None
    issued_at: int
    valid_until: int
    void: bool
    live: bool
    reported_day: int


# One pass.


def open_pass(office: Office, ref: PassRef) -> PassView:
    """A pass as it stands now; raises NotFound."""
    case = judged.pass_case(office, ref)
    claims, digits = _token(case)
    said = case.state.declaration
    colour = worse(claims.colour, case.judgement.colour)
    newest = current_pass(case.state)
    until = claims.expires * 1000
    kid = ref.kid
    row = office.store.read(lambda conn: rows.one_pass(conn, ref))
    return PassView(
        pass_ref=ref,
        application=case.state.id,
        digits=digits,
        serial=serial.grouped(claims.serial),
        colour=colour,
        colour_as_signed=claims.colour,
        yellow=_yellow(colour, case.judgement, claims),
        name=said.name,
        id_tail=claims.id_tail,
        reason=_reason(colour, case.judgement, claims, office.policy()),
        valid_until=until,
        validity=cards.validity_text(until),
        route=cards.route_text(claims.county_from, claims.county_to),
        issued_by=cards.issuer_name(office.holdings(), office.identity, kid, case.state.scope),
        issued_at=case.card.issued,
        unscreened=claims.unscreened and not case.state.screened,
        tenths=claims.tenths,
        training=claims.training,
        void=case.card.void is not None,
        printed=row.printed if row else 0,
        replaced_by=newest.ref if newest is not None and newest.ref != ref else None,
        changeable=office.works_as_issuer and claims.colour != Colour.PENDING.value,
    )


def latest_of(office: Office, application: bytes) -> PassRef | None:
    """The latest pass on a decision, else the pending code; None where there is neither."""
    found = office.store.read(lambda conn: rows.passes_of_application(conn, application))
    decided = [row for row in found if row.decision is not None]
    best = decided or found
    return best[0].ref if best else None


def worse(signed: str, now: Colour) -> str:
    """The worse of the signed colour and the one found now."""
    return max((Colour(signed), now), key=lambda colour: RANK[colour]).value


def _token(case: PassCase) -> tuple[PassClaims, str]:
    """The claims and digits of a pass's token; NotFound where the token is newer than this program."""
    body = case.card.record.body
    if isinstance(body, PassIssued):
        claims = token.read_pass(body.token).claims
        if claims is not None:
            return claims, token.to_text(body.token)
    raise NotFound("pass of a newer format")


def _yellow(colour: str, judgement: Judgement, claims: PassClaims) -> Yellow | None:
    if colour != "yellow":
        return None
    if judgement.colour is Colour.YELLOW:
        return judgement.yellow
    return "expired" if claims.reason == Reason.EXPIRED else "check"


def _reason(colour: str, judgement: Judgement, claims: PassClaims, policy: Policy) -> Text:
    """Why it has that colour: what the rules find, else what was signed."""
    if judgement.colour.value == colour:
        return judgement.sentence
    if colour == "pending":
        return Text(
            zh="待审核码. 已经核签, 请出示新卡.",
            en="A pending code. It has been decided since: show the new pass.",
        )
    return Reason(claims.reason).said(days_of(policy))


# Lists.


@dataclass(frozen=True, slots=True, kw_only=True)
class PassFilter:
    """Which passes to list; `live` None takes void and replaced ones too, `colour` None every colour."""

    live: bool | None = True
    colour: str | None = None


class PassPages:
    """A paged source of `PassLine`: the methods that a record view asks (count, page, position, key_at).

    Colours in it are judged now; the filter goes by the colour judged last (`keep_judged`).
    """

    def __init__(self, office: Office, of: pass_pages.PassList) -> None:
        """Read this list of this office."""
        self._office, self._of = office, of

    def count(self) -> int:
        """How many rows there are."""
        return self._office.store.read(lambda conn: pass_pages.count(conn, self._of))

    def page(
        self,
        anchor: tuple[int, PassRef] | None,
        direction: Literal["forward", "back"],
        size: int,
        *,
        inclusive: bool = False,
    ) -> Sequence[PassLine]:
        """At most `size` rows after or before the anchor, in the list's order."""
        key = None if anchor is None else _store_key(anchor)
        found = self._office.store.read(
            lambda conn: pass_pages.page(conn, self._of, key, direction, size, inclusive=inclusive)
        )
        return [line_of(self._office, row, self._of.key(row)[0]) for row in found]

    def position(self, key: tuple[int, PassRef]) -> int:
        """How many rows stand before this key."""
        return self._office.store.read(
            lambda conn: pass_pages.position(conn, self._of, _store_key(key))
        )

    def key_at(self, position: int) -> tuple[int, PassRef] | None:
        """The key of the row with so many rows before it."""
        found = self._office.store.read(lambda conn: pass_pages.key_at(conn, self._of, position))
        return None if found is None else (found[0], PassRef(found[1], found[2]))


def passes_source(office: Office, filter: PassFilter | None = None) -> PassPages:
    """The passes issued, newest first; pending codes are not among them."""
    wanted = filter or PassFilter()
    return PassPages(office, pass_pages.issued(live=wanted.live, colour=wanted.colour))


def line_of(office: Office, row: PassRow, place: int | None = None) -> PassLine:
    """A row of the store as a line, in its colour of now."""
    colour, yellow = _colour_of(office, row)
    return PassLine(
        key=(row.issued_at if place is None else place, row.ref),
        pass_ref=row.ref,
        application=row.application,
        serial=serial.grouped(row.serial),
        name=row.name,
        id_tail=row.id_tail,
        colour=colour,
        yellow=yellow,
        issued_at=row.issued_at,
        valid_until=row.expires * 1000,
        void=row.void_reason is not None,
        live=bool(row.live),
        reported_day=row.reported_day,
    )


def find(office: Office, text: str) -> list[PassLine]:
    """Passes by scan, serial, identity number, four-character tail or part of a name, newest first.

    Nothing found is an empty list; a person's pending code is left out once there is a pass.
    """
    found = office.store.read(_finder(text))
    decided = {row.application for row in found if row.decision is not None}
    kept = [row for row in found if row.decision is not None or row.application not in decided]
    unique = {row.ref: row for row in kept}
    return [line_of(office, row) for row in list(unique.values())[:FOUND_MOST]]


def keep_judged(office: Office) -> int:
    """Judge again the passes whose colour may have changed, and keep it for lists and counts.

    Gives how many were judged; less than were due at most when there are very many: call it again.
    """
    now = office.now()
    due = office.store.read(lambda conn: rows.due_passes(conn, now, size=_JUDGED_AT_ONCE))
    verdicts = [(row.ref, verdict) for row in due if (verdict := _verdict(office, row)) is not None]

    def keeping(tx: Transaction) -> None:
        for ref, (colour, code, change) in verdicts:
            rows.save_judgement(tx, ref, colour=colour, code=code, next_change=change)

    if verdicts:
        office.store.write(keeping)
    return len(verdicts)


def _verdict(office: Office, row: PassRow) -> tuple[str, str, int] | None:
    try:
        case = judged.pass_case(office, row.ref)
    except NotFound:
        # A pass whose application is not held here cannot be judged: as signed, and not due again.
        return row.colour, "", _FOREVER
    judgement = case.judgement
    changes = (judgement.next_change, case.next_if_known(office.policy(), office.now()))
    # What would change if all were known is a time to look again, and the order of the board; so is
    # the moment when another policy begins, which no session tells a device that is offline.
    begin = office.holdings().policies.next_begin(office.now(), office.county)
    times = [one.at for one in changes if one is not None] + ([begin] if begin else [])
    change = min(times, default=_FOREVER)
    code = judgement.codes[0].value if judgement.codes else ""
    return worse(row.colour, judgement.colour), code, change


def _colour_of(office: Office, row: PassRow) -> tuple[str, Yellow | None]:
    """The colour of now: as kept where that still holds, else judged."""
    colour, code = row.judged_colour, row.judged_code
    if colour is None or row.next_change <= office.now():
        verdict = _verdict(office, row)
        colour, code = verdict[:2] if verdict else (row.colour, "")
    if colour != "yellow":
        return colour, None
    if code == Code.VOID:
        return colour, "void"
    return colour, "expired" if code == Code.EXPIRED else "check"


def _finder(text: str) -> Callable[[Connection], list[PassRow]]:
    """The query that a text asks, by its form."""
    plain = normalise(text)
    if plain.isascii() and plain.isdigit() and len(plain) == _SERIAL_DIGITS:
        return lambda conn: rows.by_serial(conn, plain)
    if len(plain) > 2 * _SERIAL_DIGITS and (ref := _scanned(text)) is not None:
        return lambda conn: [row for row in [rows.one_pass(conn, ref)] if row is not None]
    if len(plain) in _NUMBER_LENGTHS and plain.isascii() and plain[3:14].isdigit():
        persons = persons_of(plain)
        return lambda conn: [row for who in persons for row in rows.passes_of(conn, who)]
    if len(plain) == _TAIL and plain.isascii() and plain[:3].isdigit():
        return lambda conn: [
            *rows.by_tail(conn, plain, size=FOUND_MOST),
            *_of_people(conn, people.people_by_tail(conn, plain)),
        ]
    return lambda conn: _of_people(conn, people.search(conn, text, size=FOUND_MOST))


def _of_people(conn: Connection, found: Sequence[people.PersonRow]) -> list[PassRow]:
    return [row for one in found for row in rows.passes_of(conn, one.person)]


def persons_of(number: str) -> list[bytes]:
    """The persons that a bare identity number may mean: one for each kind of document it fits."""
    checks = {kind: check_document(kind, number) for kind in DOCUMENT_TYPES}
    return [person_id(kind, check.value) for kind, check in checks.items() if check.passed]


def _scanned(text: str) -> PassRef | None:
    try:
        claims = token.read_pass(token.from_text(text)).claims
    except WireError:
        return None
    return None if claims is None else claims.ref


def _store_key(key: tuple[int, PassRef]) -> pass_pages.Key:
    return key[0], key[1].kid, key[1].sequence


# What may be done with one.


def void(office: Office, ref: PassRef, reason: VoidReason, note: str = "") -> None:
    """Take a pass back, signed by the issuer; durable when this returns.

    Raises NotFound, ClockDoubted, and NotAllowed: without an issuer key, or where it is void already.
    """
    office.require_clock()
    body = PassVoided(reason=reason, note=" ".join(note.split())[:1000])

    def voiding(tx: Transaction) -> None:
        case = _not_void(judged.pass_case(office, ref, conn=tx.conn))
        office.append(
            tx,
            office.make(
                body, subject=case.person, application=case.state.id, pass_ref=case.card.ref
            ),
        )

    office.store.write(voiding)


def _not_void(case: PassCase) -> PassCase:
    if case.card.void is None:
        return case
    raise NotAllowed(
        advised(
            zh="这张卡已经作废.",
            en="This pass is void already.",
            do_zh="要新卡, 请按 8 换卡.",
            do_en="For a new one, press 8 Replace.",
        )
    )


def printed(office: Office, ref: PassRef, form: PrintForm = "card", copies: int = 1) -> None:
    """Note that a pass left the screen; durable when this returns.

    Raises NotFound, NotAllowed, also where it is void: with old lists it would still be let go.
    """
    case = _not_void(judged.pass_case(office, ref))
    office.save(
        office.make(
            PassPrinted(form=form, copies=copies),
            subject=case.person,
            application=case.state.id,
            pass_ref=ref,
        )
    )
