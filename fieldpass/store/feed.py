"""What comes down: feed items, applied in one transaction with the cursor.

`apply_bundle` checks, in this order, and changes nothing where it raises; whether a page follows on the
cursor, in the cursor's incarnation, is its caller's to check (`sync.port`):

1. A known part of the log has the same link (else `FeedFork`: somebody shows two histories).
2. In the log's own scope, the bundle follows what is held (else `FeedGap`); a foreign scope's bundle
   comes with holes by design and is held together by its signature and its own links alone.

A record that is returned as `erased` was erased by the platform, and is erased here; so is what a
`records.erased` of the platform names.
Then its records, hashes and returns are kept. A record of which this device holds only the hash is
filled when it comes whole, unless it was erased here. Bytes that are no record are kept and shown as
such: one bad record never blocks the others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from fieldpass.model.bodies import RecordsErased
from fieldpass.model.records import Record
from fieldpass.store.connection import Connection
from fieldpass.store.erasing import erase_digests
from fieldpass.store.errors import FeedFork, FeedGap
from fieldpass.store.log import (
    COUNTS,
    HASH_ONLY,
    INSERT_ENTRY,
    INSERT_RECORD,
    last_seq,
    record_row,
)
from fieldpass.store.outbox import count_again, mark_accepted, settle
from fieldpass.store.transaction import Transaction
from fieldpass.wire import cbor
from fieldpass.wire.bundle import BUNDLE_BYTES_MAX, FIRST_LINK, Bundle, Erased, LogId
from fieldpass.wire.errors import WireError
from fieldpass.wire.records import decode_record

_ERASING = b"records.erased"


class FeedItemLike(Protocol):
    """What this module reads of the wire's feed item: (index, reason) of returns."""

    @property
    def returned(self) -> Sequence[tuple[int, str]]:
        """Index in the bundle, from 0, and the reason."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a scope's feed is applied; `known_until` in ms, where its head was reached."""

    scope: str
    incarnation: bytes
    position: int
    known_until: int | None


def cursor(conn: Connection, scope: str) -> Cursor | None:
    """The cursor of a scope, or None before its first."""
    row = conn.run(
        "SELECT scope, incarnation, position, known_until FROM cursor WHERE scope = ?", (scope,)
    ).first()
    if row is None:
        return None
    return Cursor(scope=row[0], incarnation=row[1], position=row[2], known_until=row[3])


def cursors(conn: Connection) -> list[Cursor]:
    """All cursors, by scope."""
    rows = conn.run("SELECT scope, incarnation, position, known_until FROM cursor ORDER BY scope")
    return [
        Cursor(scope=row[0], incarnation=row[1], position=row[2], known_until=row[3])
        for row in rows
    ]


def start_feed(tx: Transaction, scope: str, incarnation: bytes) -> None:
    """Begin a scope's feed, or begin it again from the first position for a new incarnation."""
    tx.run(
        "INSERT INTO cursor (scope, incarnation, position) VALUES (?,?,0) ON CONFLICT DO UPDATE SET "
        "position = CASE incarnation WHEN excluded.incarnation THEN position ELSE 0 END, "
        "incarnation = excluded.incarnation",
        (scope, incarnation),
    )


def set_known_until(tx: Transaction, scope: str, known_until: int) -> None:
    """The feed was read to its head at that server time (ms); it never goes back."""
    tx.run(
        "UPDATE cursor SET known_until = max(COALESCE(known_until, 0), ?) WHERE scope = ?",
        (known_until, scope),
    )


def set_cursor(tx: Transaction, scope: str, position: int) -> None:
    """Everything through this position is applied or held: the caller knows that it follows."""
    tx.run("UPDATE cursor SET position = ? WHERE scope = ?", (position, scope))


def apply_bundle(
    tx: Transaction, scope: str, item: FeedItemLike, opened: Bundle, *, now: int | None = None
) -> None:
    """Apply one verified item, whatever the cursor says: a held item is older than the cursor. Again is
    once. Raises FeedGap and FeedFork (after which `keep_fork` may keep the evidence)."""
    log, fresh = _place(tx, scope, opened)
    back = {opened.first + index: reason for index, reason in item.returned}
    if not fresh:
        _fill(tx, log, opened)
        numbers = range(opened.first, opened.last + 1)
        mark_accepted(tx, log, [number for number in numbers if number not in back])
    elif _keep(tx, log, opened):
        # A log that gave way comes in a new epoch: what was returned in the old one may count now.
        count_again(tx, log, opened.first, opened.last, but=back.keys())
    settle(tx, log, back.items(), now=now or opened.sealed_at)
    _heed_erasures(tx, opened, back.keys(), now or opened.sealed_at)


def _heed_erasures(tx: Transaction, opened: Bundle, back: Collection[int], now: int) -> None:
    """Erase what a record of the platform names, unless it was returned: then it is nobody's word."""
    for number, one in enumerate(opened.items, opened.first):
        # Most bundles hold none: what does not name the kind is not decoded once more.
        if isinstance(one, Erased) or _ERASING not in one or number in back:
            continue
        record = _readable(one)
        if record is not None and isinstance(record.body, RecordsErased):
            erase_digests(tx, record.body.digests, now=now, reason="platform")


def keep_fork(tx: Transaction, opened: Bundle, now: int | None = None) -> None:
    """Keep a bundle that contradicts what is held, as evidence."""
    log, _, _ = _log_row(tx, opened.log)
    tx.run(
        "INSERT OR IGNORE INTO fork (log, first, last, link, data, seen_at) VALUES (?,?,?,?,?,?)",
        (log, opened.first, opened.last, opened.link, opened.data, now),
    )


def forks(conn: Connection) -> list[tuple[LogId, bytes]]:
    """The evidence: each log with a bundle that contradicts what is held of it."""
    rows = conn.run(
        "SELECT scope, device, epoch, data FROM fork JOIN log ON log.id = fork.log ORDER BY fork.id"
    )
    return [(LogId(row[0], row[1], row[2]), row[3]) for row in rows]


def _log_row(tx: Transaction, log: LogId) -> tuple[int, int, bytes]:
    values = (log.scope, log.device, log.epoch)
    sql = "SELECT id, last, link FROM log WHERE scope = ? AND device = ? AND epoch = ?"
    row = tx.run(sql, values).first()
    if row is None:
        tx.run(
            "INSERT INTO log (scope, device, epoch, link) VALUES (?,?,?,?)", (*values, FIRST_LINK)
        )
        row = tx.run(sql, values).one()
    return row[0], row[1], row[2]


def _place(tx: Transaction, scope: str, opened: Bundle) -> tuple[int, bool]:
    """The log's row id, and whether the bundle is new to it; both checks."""
    log, last, link = _log_row(tx, opened.log)
    same = tx.run(
        "SELECT last, link FROM bundle WHERE log = ? AND first = ?", (log, opened.first)
    ).first()
    if same is not None:
        if tuple(same) != (opened.last, opened.link):
            raise FeedFork("a bundle came with another content than before")
        return log, False
    if opened.log.scope != scope:
        return log, True
    if opened.first > last + 1:
        raise FeedGap(f"after {last} came {opened.first}")
    if opened.first <= last or opened.previous != link:
        raise FeedFork("a log came with another history than before")
    return log, True


def _keep(tx: Transaction, log: int, opened: Bundle) -> bool:
    """Rows for a bundle that is new here; own bundles that a lost disk had sent come this way too.

    Says whether some of its records were here before, from another log.
    """
    head = cbor.decode(opened.data, max_bytes=BUNDLE_BYTES_MAX)[0]
    tx.run(
        "INSERT INTO bundle (log, first, last, previous, link, sealed_at, head) "
        "VALUES (?,?,?,?,?,?,?)",
        (log, opened.first, opened.last, opened.previous, opened.link, opened.sealed_at, head),
    )
    seq, fresh, entries = last_seq(tx.conn), [], []
    items = [_read(one) for one in opened.items]
    known = _known(tx, items)
    met = bool(known)
    for number, (digest, data, record) in enumerate(items, opened.first):
        at = known.get(digest)
        if at is None:
            at = seq = known[digest] = seq + 1
            state = HASH_ONLY if data is None else COUNTS
            fresh.append(record_row(seq, digest, record, state, data))
            if record is not None:
                tx.add(seq, record)
        entries.append((log, number, at, None))
    tx.run_many(INSERT_RECORD, fresh)
    tx.run_many(INSERT_ENTRY, entries)
    # An own log grows by the feed only where this disk was put back to an older state.
    tx.run(
        "UPDATE log SET last = ?, link = ?, sealed = own * ?, stored = own * ? "
        "WHERE id = ? AND last < ?",
        (opened.last, opened.link, opened.last, opened.last, log, opened.last),
    )
    return met


def _read(one: bytes | Erased) -> tuple[bytes, bytes | None, Record | None]:
    """The digest, the bytes and the record; bytes that are no record are kept without one."""
    if isinstance(one, Erased):
        return one.digest, None, None
    return sha256(one).digest(), one, _readable(one)


def _readable(data: bytes) -> Record | None:
    try:
        return decode_record(data)
    except WireError:
        return None


def _known(
    tx: Transaction, items: Sequence[tuple[bytes, bytes | None, Record | None]]
) -> dict[bytes, int]:
    """The rows that already stand for these bytes, by digest: the same record from another log, or
    what is left of an erased one."""
    digests = {digest for digest, _, _ in items}
    ids = [record.id for _, _, record in items if record is not None]
    held = tx.run(
        f"SELECT digest, seq FROM record WHERE id IN ({','.join('?' * len(ids))}) UNION ALL "
        "SELECT digest, seq FROM record WHERE state = 3 "
        f"AND digest IN ({','.join('?' * len(digests))})",
        (*ids, *digests),
    )
    return {digest: seq for digest, seq in held if digest in digests}


def _fill(tx: Transaction, log: int, opened: Bundle) -> None:
    """A bundle that is held came again: take over what only was a hash here."""
    bare = tx.run(
        "SELECT number, seq FROM entry JOIN record ON record.seq = entry.record "
        "WHERE log = ? AND number BETWEEN ? AND ? AND state = ?",
        (log, opened.first, opened.last, HASH_ONLY),
    ).all()
    for number, seq in bare:
        one = opened.items[number - opened.first]
        if isinstance(one, Erased):
            continue
        record = _readable(one)
        row = record_row(seq, sha256(one).digest(), record, COUNTS, one)
        tx.run(INSERT_RECORD.replace("INSERT", "INSERT OR REPLACE", 1), row)
        if record is not None:
            tx.recount(seq, record, counts=True)
