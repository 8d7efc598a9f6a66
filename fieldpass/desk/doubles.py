"""One sequence, two passes: whoever copies a key or a disk signs the same number twice, and is seen.

A pass is named by key and sequence, so there is one token for each name. Rules: 1. the first token of a
name that this device verified is remembered until the pass is over; for a pass of its own scope the
record's token is the first; 2. another genuine token of the same name makes both INVALID here, and both
are kept as evidence; 3. the look is recorded as "doubled", so that the platform hears of it; the platform
lists both as void when it holds both.
"""

from dataclasses import dataclass, replace

from fieldpass.desk.office import Office
from fieldpass.desk.weighing import Weighed
from fieldpass.model.bodies import PassIssued
from fieldpass.model.records import PassRef
from fieldpass.model.text import Text
from fieldpass.model.times import DAY
from fieldpass.store import records, settings
from fieldpass.store.transaction import Connection, Transaction
from fieldpass.wire import token
from fieldpass.wire.verifying import Stage

CODE = "doubled"
_SEEN = "pass-seen"
_LOOKED = "desk.pass-seen-day"
# A pass lives 23 days at most; nobody learns anything from an older one.
_KEPT_MS = 24 * DAY
_TOKENS_MAX = 4
_TEXT = Text(
    zh="卡无效: 同一卡号有两张不同的卡, 本机已留证据. 请联系签发人和平台, 重新签发.",
    en="Invalid: two different passes bear this number; the evidence is kept here. "
    "Call the issuer and the platform for a new pass.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The different tokens of one name, as they were scanned; `at` (ms) when the first was seen."""

    pass_ref: PassRef
    digits: tuple[str, ...]
    at: int


def compare(office: Office, weighed: Weighed) -> Weighed:
    """The same, or INVALID where another token bears this name (rules 1 and 2)."""
    proven = weighed.verdict.proven
    if proven is None:
        return weighed
    ref = proven.claims.ref
    known = office.store.read(lambda conn: _known(conn, ref))
    if proven.token not in known:
        known = office.store.write(lambda tx: _remember(tx, ref, proven.token, office.now()))
    if len(known) < 2:
        return weighed
    verdict = replace(
        weighed.verdict,
        kind="INVALID",
        stage=Stage.STATUS,
        code=CODE,
        codes=(CODE, *weighed.verdict.codes),
        text=_TEXT,
        proven=None,
        liftable_here=False,
    )
    return replace(weighed, verdict=verdict)


def evidence(office: Office) -> list[Evidence]:
    """Every doubled name that this device has seen, oldest first."""
    found = office.store.read(lambda conn: settings.drafts(conn, _SEEN))
    return [
        Evidence(pass_ref=_ref(row.key), digits=tuple(map(token.to_text, row.data)), at=row.made_at)
        for row in found
        if len(row.data) > 1
    ]


def _known(conn: Connection, ref: PassRef) -> list[bytes]:
    row = settings.draft(conn, _SEEN, _key(ref))
    seen: list[bytes] = list(row.data) if row is not None else []
    held = [one.body for one in records.records_of_pass(conn, ref)]
    issued = [one.token for one in held if isinstance(one, PassIssued)]
    return list(dict.fromkeys([*issued, *seen]))


def _remember(tx: Transaction, ref: PassRef, data: bytes, now: int) -> list[bytes]:
    known = [*_known(tx.conn, ref), data][:_TOKENS_MAX]
    before = settings.draft(tx.conn, _SEEN, _key(ref))
    if before is None:
        _forget_old(tx, now)
    made_at = now if before is None else before.made_at
    settings.save_draft(tx, _SEEN, _key(ref), known, made_at=made_at, due_at=made_at + _KEPT_MS)
    return known


def _forget_old(tx: Transaction, now: int) -> None:
    """Rule 1: what is over goes, but evidence stays; looked for once a day."""
    today = now // DAY
    if settings.get(tx.conn, _LOOKED) == today:
        return
    settings.put(tx, _LOOKED, today)
    for row in settings.drafts(tx.conn, _SEEN, due_by=now):
        if len(row.data) < 2:
            settings.drop_draft(tx, _SEEN, row.key)


def _key(ref: PassRef) -> bytes:
    return ref.kid + ref.sequence.to_bytes(4, "big")


def _ref(key: bytes) -> PassRef:
    return PassRef(key[:4], int.from_bytes(key[4:], "big"))
