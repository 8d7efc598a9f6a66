"""Following colours: which live passes are no longer as signed, by the model's own judgement.

Every pass says when to look at it next: at once after a record of its holder, at the time when its
colour changes by itself, and soon again where something is not known yet. A pass that was taken
back, returned or doubled is void for good and is not looked at.

`known_until` of the platform is the oldest last hello among the scope's active devices, those silent
for long (policy, 24 hours) left out: an offline village must not turn yellow while its laptop holds the
reports. The policy is that of the moment and of the pass's county; when another comes into force, every
pass is looked at again (`look_again`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, tuple_, update

from fieldpass.model.case import NotInCaseError
from fieldpass.model.findings import Code, Colour
from fieldpass.model.judging import Judgement, judge
from fieldpass.model.policy import Policy
from fieldpass.model.records import PassRef
from fieldpass.model.times import HOUR
from fieldpass.wire import status
from server_stub import casework, policies, publication
from server_stub.server import Server
from server_stub.store.schema import keys, passes

BATCH_MAX = 50
STEP_MAX = 2_000
CLAIM_MS = 60_000
LOOK_AGAIN_MS = 10 * 60_000
NEVER = (1 << 62) - 1


def is_due(conn: Connection, now: int) -> bool:
    """Whether a live pass is to be looked at by now (ms)."""
    return conn.execute(select(passes.c.kid).where(*_due(now)).limit(1)).first() is not None


def follow(server: Server, now: int) -> int:
    """Look at what is due, at most `BATCH_MAX` passes; how many were looked at.

    Claimed and settled in two short writes, judged between them beside the writer: at midnight every
    pass is due, and nobody's bundle waits for that. A record that comes in between makes the pass due
    again, and a claim that nobody settles lapses.
    """
    claim = now + CLAIM_MS
    rows = server.database.write(lambda tx: _claim(tx, now, claim))
    if not rows:
        return 0
    looks = server.database.read(lambda conn: _looks(conn, rows, now))
    server.database.write(lambda tx: _settle(tx, rows, looks, claim))
    return len(rows)


def look_again(server: Server, county: str, now: int) -> int:
    """Make every live pass of a county due, or of all under the province's code; how many there are.

    In steps, so that nobody's bundle waits for a province of passes. Cut in the middle it is done again.
    """
    done, after = 0, (b"", -1)
    while step := server.database.write(lambda tx: _due_after(tx, county, after, now)):  # noqa: B023
        done, after = done + len(step), step[-1]
    return done


def _due_after(
    tx: Connection, county: str, after: tuple[bytes, int], now: int
) -> list[tuple[bytes, int]]:
    """Make the next `STEP_MAX` live passes due that come after this key; gives their keys."""
    key = tuple_(passes.c.kid, passes.c.sequence)
    wanted = [key > after, passes.c.void.is_(False), passes.c.expires > now // 1000]
    if county != policies.PROVINCE:
        wanted.append(passes.c.county == county)
    found = [
        (bytes(kid), sequence)
        for kid, sequence in tx.execute(
            select(passes.c.kid, passes.c.sequence)
            .where(*wanted)
            .order_by(passes.c.kid, passes.c.sequence)
            .limit(STEP_MAX)
        )
    ]
    if found:
        tx.execute(
            update(passes)
            .where(*wanted, key <= found[-1], passes.c.look_at > now)
            .values(look_at=now)
        )
    return found


def _claim(tx: Connection, now: int, claim: int) -> Sequence[Row[Any]]:
    rows = tx.execute(
        select(passes).where(*_due(now)).order_by(passes.c.look_at).limit(BATCH_MAX)
    ).all()
    for row in rows:
        tx.execute(update(passes).where(_this(row)).values(look_at=claim))
    return rows


def _settle(
    tx: Connection, rows: Sequence[Row[Any]], looks: Sequence[tuple[int, int]], claim: int
) -> None:
    for row, (state, look_at) in zip(rows, looks, strict=True):
        settled = tx.execute(
            update(passes)
            .where(_this(row), passes.c.look_at == claim, passes.c.void.is_(False))
            .values(status=state, look_at=look_at)
        )
        if settled.rowcount and state != row.status:
            publication.mark(tx, publication.STATUS, row.county)


def _this(row: Row[Any]) -> ColumnElement[bool]:
    return and_(passes.c.kid == row.kid, passes.c.sequence == row.sequence)


def known_until(conn: Connection, scope: str, now: int, silent_hours: int) -> int:
    """Up to when (ms) the platform knows a scope; who is silent for longer is left out."""
    oldest = conn.execute(
        select(func.min(keys.c.hello_at)).where(
            keys.c.scope == scope,
            keys.c.kind == "device",
            keys.c.state == "authorised",
            keys.c.hello_at > now - silent_hours * HOUR,
        )
    ).scalar()
    return now if oldest is None else int(oldest)


def _due(now: int) -> tuple[Any, ...]:
    return passes.c.look_at <= now, passes.c.void.is_(False), passes.c.expires > now // 1000


def _looks(conn: Connection, rows: Sequence[Row[Any]], now: int) -> list[tuple[int, int]]:
    cases = casework.Cases(conn)
    held = {county: policies.in_force(conn, now, county) for county in {one.county for one in rows}}
    known = _known(conn, rows, now, held)
    return [_look(cases, row, held[row.county], now, known[row.scope]) for row in rows]


def _known(
    conn: Connection, rows: Sequence[Row[Any]], now: int, held: Mapping[str, Policy]
) -> dict[str, int]:
    silent = {row.scope: held[row.county].silent_hours for row in rows}
    return {scope: known_until(conn, scope, now, hours) for scope, hours in silent.items()}


def _look(
    cases: casework.Cases, row: Row[Any], policy: Policy, now: int, known: int
) -> tuple[int, int]:
    """The state that a pass is to be listed with, and when (ms) to look again."""
    if row.person is None or row.colour == "pending":
        return status.AS_SIGNED, NEVER
    case = cases.of(row.scope, bytes(row.person))
    try:
        judged = judge(
            case,
            policy=policy,
            now=now,
            known_until=known,
            pass_ref=PassRef(bytes(row.kid), row.sequence),
        )
    except NotInCaseError:
        return status.AS_SIGNED, NEVER
    state_of = case.applications.get(bytes(row.application)) if row.application else None
    screened = bool(row.unscreened and state_of and state_of.screened)
    return _state(judged, row.colour, screened), _next(judged, now)


def _state(judged: Judgement, signed: str, screened: bool) -> int:
    """A listed state only where the pass is worse than signed: a token never improves."""
    reason = int(judged.reason)
    if judged.colour is Colour.NONE or Code.VOID in judged.codes:
        return status.state(status.VOID)
    if judged.colour is Colour.RED and signed != "red":
        return status.state(status.RED, reason=reason, screened=screened)
    if judged.colour is Colour.YELLOW and signed == "green":
        return status.state(status.YELLOW, reason=reason, screened=screened)
    return status.state(screened=screened)


def _next(judged: Judgement, now: int) -> int:
    change = NEVER if judged.next_change is None else judged.next_change.at
    return min(change, now + LOOK_AGAIN_MS) if judged.unknown else change
