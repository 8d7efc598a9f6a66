"""Logs and their bundles: continuity by link, duplicates, gaps and forks.

Rules: 1. a log's records are numbered without a gap, and each bundle hangs on the link before it;
2. a bundle that is already here changes nothing; 3. a bundle that begins behind the head is a gap
and is not taken; 4. a bundle that contradicts what is here is a fork: it is kept as evidence, the
log takes nothing more, and nothing is deleted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from fieldpass.wire import cbor, cose
from fieldpass.wire.bundle import (
    BUNDLE_BYTES_MAX,
    FIRST_LINK,
    Bundle,
    Erased,
    LogId,
    next_link,
    record_digest,
)
from server_stub.store.schema import bundles, forks, logs, records, returns
from server_stub.store.statement import Statement

Standing = Literal["next", "known", "gap", "fork"]
_EVIDENCE_MAX = 16
_MINE = (logs.c.scope == bindparam("in_scope")) & (logs.c.log == bindparam("of_log"))
_HEAD = Statement(select(logs.c.head, logs.c.link, logs.c.forked_at).where(_MINE))
_OF_DEVICE = Statement(
    select(logs.c.scope, logs.c.log, logs.c.head, logs.c.link, logs.c.forked_at).where(
        logs.c.log >= bindparam("low"), logs.c.log <= bindparam("high")
    )
)
_HOLDING = Statement(
    select(bundles.c.first, bundles.c.last, bundles.c.link, bundles.c.data)
    .where(
        bundles.c.scope == bindparam("in_scope"),
        bundles.c.log == bindparam("of_log"),
        bundles.c.first <= bindparam("number"),
        bundles.c.last >= bindparam("number"),
    )
    .order_by(bundles.c.first.desc())
    .limit(1)
)
_OPEN_LOG = Statement(insert(logs))
_MOVE_LOG = Statement(
    update(logs).where(_MINE).values(head=bindparam("head"), link=bindparam("link"))
)
_KEEP_BUNDLE = Statement(insert(bundles))
_KEEP_RECORDS = Statement(insert(records))
_RECORD = ("scope", "log", "number", "first", "subject", "application")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a log stands: its last number and link; `forked` once it contradicted itself."""

    number: int
    link: bytes
    forked: bool = False


class Indexed(NamedTuple):
    """What is looked up of a record later: its number, subject and application."""

    number: int
    subject: bytes | None
    application: bytes | None


def key_of(log: LogId) -> bytes:
    """A log's 8 bytes inside its scope: device kid and epoch."""
    return log.device + log.epoch.to_bytes(4, "big")


def log_of(scope: str, key: bytes) -> LogId:
    """The inverse of `key_of`."""
    return LogId(scope, bytes(key[:4]), int.from_bytes(key[4:], "big"))


def head(conn: Connection, log: LogId) -> Head:
    """The head of a log; number 0 where nothing of it is here."""
    found = _HEAD.first(conn, in_scope=log.scope, of_log=key_of(log))
    return Head(number=0, link=FIRST_LINK) if found is None else _read_head(*found)


def _read_head(number: int, link: bytes, forked_at: int | None) -> Head:
    return Head(number=number, link=bytes(link), forked=forked_at is not None)


def heads_of_device(conn: Connection, device: bytes) -> list[tuple[LogId, Head]]:
    """All logs of a device, of every scope and epoch."""
    rows = _OF_DEVICE.all(conn, low=device + bytes(4), high=device + b"\xff" * 4)
    return [(log_of(scope, log), _read_head(*rest)) for scope, log, *rest in rows]


def standing(conn: Connection, bundle: Bundle, at: Head) -> Standing:
    """How a bundle stands to the head of its log."""
    if bundle.first == at.number + 1 and not at.forked:
        return "next" if bundle.previous == at.link else "fork"
    if bundle.last <= at.number:
        return "known" if link_at(conn, bundle.log, bundle.last) == bundle.link else "fork"
    return "fork" if at.forked else "gap"


def link_at(conn: Connection, log: LogId, number: int) -> bytes | None:
    """The link of a record that is here, or None."""
    found = _HOLDING.first(conn, in_scope=log.scope, of_log=key_of(log), number=number)
    if found is None:
        return None
    first, last, link, data = found
    return bytes(link) if last == number else _link_inside(log, first, bytes(data), number)


def _link_inside(log: LogId, first: int, data: bytes, number: int) -> bytes:
    """A link between the ends of a stored bundle, from its own chain."""
    signed, beside = cbor.decode(data, max_bytes=BUNDLE_BYTES_MAX)
    payload = cose.read1(signed, max_bytes=1024).payload
    link: bytes = cbor.decode(payload, max_bytes=512)[3]
    for at, one in enumerate(beside[: number - first + 1], first):
        link = next_link(log, at, link, one[0] if isinstance(one, list) else record_digest(one))
    return link


def keep(
    tx: Connection,
    bundle: Bundle,
    indexed: Sequence[Indexed],
    *,
    fed: bool,
    returned: bytes,
    now: int,
    new: bool,
) -> None:
    """Store a bundle whose standing is "next"; `new` says that it is the log's first."""
    log = key_of(bundle.log)
    place = {"scope": bundle.log.scope, "log": log}
    moved = {"head": bundle.last, "link": bundle.link}
    if new:
        _OPEN_LOG.run(tx, **place, **moved, forked_at=None)
    else:
        _MOVE_LOG.run(tx, in_scope=bundle.log.scope, of_log=log, **moved)
    _KEEP_BUNDLE.run(
        tx,
        **place,
        first=bundle.first,
        last=bundle.last,
        link=bundle.link,
        received_at=now,
        fed=fed,
        returned=returned,
        data=bundle.data,
    )
    scope, first = bundle.log.scope, bundle.first
    rows = [(scope, log, number, first, who, what) for number, who, what in indexed]
    _KEEP_RECORDS.run_rows(tx, _RECORD, rows)


def keep_fork(tx: Connection, bundle: Bundle, now: int) -> None:
    """Keep the evidence of a log that contradicts itself, and close the log."""
    scope, log = bundle.log.scope, key_of(bundle.log)
    chosen = (logs.c.scope == scope) & (logs.c.log == log)
    tx.execute(update(logs).where(chosen, logs.c.forked_at.is_(None)).values(forked_at=now))
    mine = (forks.c.scope == scope) & (forks.c.log == log)
    known = tx.execute(select(func.count()).select_from(forks).where(mine)).scalar_one()
    same = tx.execute(select(forks.c.first).where(mine, forks.c.link == bundle.link)).first()
    if same is None and known < _EVIDENCE_MAX:
        tx.execute(
            insert(forks).values(
                scope=scope,
                log=log,
                link=bundle.link,
                first=bundle.first,
                received_at=now,
                data=bundle.data,
            )
        )


def keep_returns(
    tx: Connection, log: LogId, reasons: Iterable[tuple[int, bytes | None, str]]
) -> None:
    """Note returned records: (number, record id where it could be read, reason)."""
    rows = [
        {
            "scope": log.scope,
            "log": key_of(log),
            "number": number,
            "id": record_id,
            "reason": reason,
            "still": True,
        }
        for number, record_id, reason in reasons
    ]
    if rows:
        tx.execute(insert(returns), rows)


def returned_of(conn: Connection, log: LogId, first: int, last: int) -> dict[int, str]:
    """The reasons of the records of a range that are still returned, by number."""
    rows = conn.execute(
        select(returns.c.number, returns.c.reason).where(
            returns.c.scope == log.scope,
            returns.c.log == key_of(log),
            returns.c.number.between(first, last),
            returns.c.still.is_(True),
        )
    )
    return {row.number: row.reason for row in rows}


def items_of(data: bytes) -> list[bytes | Erased]:
    """The records of a stored bundle, which was verified when it came."""
    beside = cbor.decode(data, max_bytes=BUNDLE_BYTES_MAX)[1]
    return [Erased(one[0]) if isinstance(one, list) else one for one in beside]
