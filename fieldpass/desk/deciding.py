"""Deciding: a durable draft first, then one transaction that signs and appends decision and pass.

Rules (DESIGN section 3):

1. A colour that is not on offer cannot be drafted, and is asked for again when it is signed: what
   came in between counts.
2. A draft is a row outside the log for 10 s (policy); F4 deletes it and nothing ever happened.
3. Signing takes the sequence, and appends `decision.made` and `pass.issued` in one transaction; of
   two callers (a key and the timer) one signs and the other gets the same pass.
4. After a crash drafts are offered again; only the timer of a running program signs by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fieldpass.desk import judged, passes
from fieldpass.desk.errors import NotAllowed, NotFound, TooLate
from fieldpass.desk.issuing import ToIssue, issue
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassView
from fieldpass.model.bodies import DecisionMade
from fieldpass.model.judging import Options
from fieldpass.model.person import person_of
from fieldpass.model.reasons import Reason
from fieldpass.model.records import PassRef, Record
from fieldpass.model.text import Advised, Text, advised
from fieldpass.store import settings
from fieldpass.store.transaction import Transaction

Colour = Literal["green", "yellow", "red"]
_DRAFT = "decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A decision not yet signed; `signs_at` in ms is when the running program signs it."""

    id: bytes
    application: bytes
    colour: Colour
    reason: int
    note: str
    name: str
    made_at: int
    signs_at: int


def reasons(options: Options, colour: str, days: Mapping[str, int]) -> tuple[tuple[int, Text], ...]:
    """The reasons to choose from for a colour, with their numbers; none for green.

    `days` are those that their sentences name (`ApplicationView.days`).
    """
    if colour == "green":
        return ()
    return tuple(
        # What the holder reads of an own decision is no reason that one could choose.
        (int(one), _OWN_REASON if one == Reason.ISSUER else one.said(days))
        for one in options.of(colour).reasons
    )


_OWN_REASON = Text(
    zh="别的原因, 下一步用一句话写明", en="Another reason, to be said in one sentence next"
)


def draft(
    office: Office, application: bytes, colour: Colour, *, reason: int = 0, note: str = ""
) -> Draft:
    """Keep a decision for its 10 s; durable when this returns.

    Raises NotAllowed (with the sentence why), IssuerKeyAway, ClockDoubted, NotFound.
    """
    office.require_clock()
    office.require_issuer()
    case = judged.application_case(office, application)
    _require_offer(case, colour)
    _require_reason(case, colour, reason, note)
    now = office.now()
    made = Draft(
        id=application,
        application=application,
        colour=colour,
        reason=int(reason) if colour != "green" else 0,
        note=" ".join(note.split())[:1000],
        name=case.state.declaration.name,
        made_at=now,
        signs_at=now + office.policy().draft_seconds * 1000,
    )
    data = {"colour": made.colour, "reason": made.reason, "note": made.note, "name": made.name}
    office.store.write(
        lambda tx: settings.save_draft(
            tx, _DRAFT, application, data, made_at=now, due_at=made.signs_at
        )
    )
    return made


def withdraw(office: Office, draft_id: bytes) -> None:
    """Delete a draft as if it had never been; raises TooLate where it was signed."""
    if not office.store.write(lambda tx: settings.drop_draft(tx, _DRAFT, draft_id)):
        raise TooLate


def drafts(office: Office) -> list[Draft]:
    """All drafts, oldest first: after a crash they are offered again."""
    return [_draft(row) for row in office.store.read(lambda conn: settings.drafts(conn, _DRAFT))]


def due(office: Office) -> list[Draft]:
    """The drafts whose time is over."""
    now = office.now()
    rows = office.store.read(lambda conn: settings.drafts(conn, _DRAFT, due_by=now))
    return [_draft(row) for row in rows]


def sign(office: Office, draft_id: bytes) -> PassView:
    """Sign a draft and issue its pass; durable when this returns.

    Raises NotAllowed where the colour is no longer on offer (the draft is gone then), ClockDoubted,
    NotFound where there is neither draft nor pass, IssuerKeyAway (the draft stays).
    """
    office.require_clock()
    refused: list[NotAllowed] = []

    def signing(tx: Transaction) -> PassRef | None:
        row = settings.draft(tx.conn, _DRAFT, draft_id)
        if row is None or not settings.drop_draft(tx, _DRAFT, draft_id):
            return None
        try:
            return _sign(office, tx, _draft(row))
        except NotAllowed as error:
            # The draft stays deleted: what it said cannot be signed any more.
            refused.append(error)
            return None

    ref = office.store.write(signing)
    if refused:
        raise refused[0]
    if ref is None:
        ref = passes.latest_of(office, draft_id)
    if ref is None:
        raise NotFound
    return passes.open_pass(office, ref)


def _sign(office: Office, tx: Transaction, made: Draft) -> PassRef:
    case = judged.application_case(office, made.application, conn=tx.conn)
    _require_offer(case, made.colour)
    state = case.state
    said = state.declaration
    unscreened = case.options.unscreened
    decision = office.make(
        DecisionMade(
            colour=made.colour,
            reason=made.reason,
            note="" if made.reason == Reason.MORE_INFO else made.note,
            asked=made.note if made.reason == Reason.MORE_INFO else "",
            unscreened=unscreened,
        ),
        subject=person_of(said.document),
        application=made.application,
        sees=case.options.superseded,
    )
    issued = issue(
        office,
        tx,
        ToIssue(
            application=made.application,
            declaration=said,
            colour=made.colour,
            at=decision.at,
            reason=made.reason,
            tenths=case.latest_tenths,
            unscreened=unscreened,
            decision=decision.id,
            replaces=case.current_pass,
        ),
    )
    office.append(tx, decision, issued)
    return _ref(issued)


def _require_offer(case: "judged.ApplicationCase", colour: str) -> None:
    offer = case.options.of(colour)
    if not offer.allowed:
        raise NotAllowed(
            Advised(
                what=offer.because[0]
                if offer.because
                else Text(zh="现在不能签这个颜色.", en="This colour cannot be signed now."),
                do=Text(
                    zh="请看判定依据里怎样消除, 或签别的颜色.",
                    en="See in the findings what lifts it, or sign another colour.",
                ),
            )
        )


def _require_reason(case: "judged.ApplicationCase", colour: str, reason: int, note: str) -> None:
    if colour != "green" and reason not in case.options.of(colour).reasons:
        raise NotAllowed(
            advised(
                zh="黄和红要写明原因.",
                en="Yellow and red need a reason.",
                do_zh="请按数字选一个.",
                do_en="Choose one by its digit.",
            )
        )
    if reason in (Reason.ISSUER, Reason.MORE_INFO) and not note.strip():
        raise NotAllowed(
            advised(
                zh="还没有写清楚.",
                en="It is not said yet what, or why.",
                do_zh="请用一句话写明: 要什么材料, 或什么原因.",
                do_en="Say in one sentence what is asked for, or why.",
            )
        )


def _ref(record: Record) -> PassRef:
    if record.pass_ref is None:
        raise NotFound
    return record.pass_ref


def _draft(row: Any) -> Draft:
    data = row.data
    return Draft(
        id=row.key,
        application=row.key,
        colour=data["colour"],
        reason=data["reason"],
        note=data["note"],
        name=data["name"],
        made_at=row.made_at,
        signs_at=row.due_at,
    )
