"""What this device has written and the server has not yet got, and what it got back.

Rules:

1. Sealing signs what stands unsealed, in bundles of the wire's bounds; a bundle is never sealed twice.
2. A bundle is unsent while its last number is above `stored` of its log: closed epochs too.
3. `acknowledge` only moves `stored` forward; `set_back` moves it back where the server was restored.
4. A returned record no longer counts in any view; when it is accepted later, it counts again.
5. `erased` in an answer is no return: the platform erased the record before it came, and so does this
   device. Nobody has to deal with it.

Source: DESIGN section 5.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fieldpass.model.records import Record
from fieldpass.store.connection import Connection
from fieldpass.store.erasing import erase_entries
from fieldpass.store.log import COUNTS, RETURNED
from fieldpass.store.transaction import Row, Transaction
from fieldpass.wire import cbor
from fieldpass.wire.bundle import BUNDLE_BYTES_MAX, ERASED, FIRST_LINK, LogId, fits, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import decode_record

OPEN, MENDED, ACCEPTED, DISMISSED = 0, 1, 2, 3
_SEAL_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far a log goes here. Own logs: `last` counts unsealed records too, `stored` what the server
    has acknowledged; `link` is that of `last`."""

    log: LogId
    last: int
    link: bytes
    own: bool
    closed: bool
    sealed: int
    stored: int
    covered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed bundle as it travels."""

    log: LogId
    first: int
    last: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRow:
    """A record that the platform did not accept, and why; `state` 0 is still to be dealt with."""

    log: LogId
    number: int
    own: bool
    record: Record | None
    reason: str
    returned_at: int | None
    state: int
    mended: bytes | None


def heads(conn: Connection, *, own: bool | None = None) -> list[Head]:
    """The heads of all logs, or of the own or the foreign ones."""
    where, values = ("", ()) if own is None else (" WHERE own = ?", (int(own),))
    rows = conn.run(
        "SELECT scope, device, epoch, last, link, own, closed, sealed, stored, covered "
        f"FROM log{where} ORDER BY scope, device, epoch",
        values,
    )
    return [
        Head(
            log=LogId(*row[:3]),
            last=row[3],
            link=row[4],
            own=bool(row[5]),
            closed=bool(row[6]),
            sealed=row[7],
            stored=row[8],
            covered=row[9],
        )
        for row in rows
    ]


def link_at(conn: Connection, log: LogId, number: int) -> bytes | None:
    """The link after record `number` of a log, where this device knows it."""
    if number == 0:
        return FIRST_LINK
    row = conn.run(
        "SELECT e.link FROM entry AS e JOIN log AS l ON l.id = e.log WHERE l.scope = ? "
        "AND l.device = ? AND l.epoch = ? AND e.number = ? AND e.link IS NOT NULL UNION ALL "
        "SELECT b.link FROM bundle AS b JOIN log AS l ON l.id = b.log WHERE l.scope = ? "
        "AND l.device = ? AND l.epoch = ? AND b.last = ?",
        (log.scope, log.device, log.epoch, number) * 2,
    ).first()
    return None if row is None else bytes(row[0])


def seal_pending(tx: Transaction, device_key: SigningKey, now: int) -> int:
    """Seal what this device has written and not yet sealed; says how many bundles were made."""
    made = 0
    for log, scope, epoch, sealed, last in tx.run(
        "SELECT id, scope, epoch, sealed, last FROM log "
        "WHERE own = 1 AND device = ? AND sealed < last ORDER BY epoch, id",
        (device_key.kid,),
    ).all():
        name, link = LogId(scope, device_key.kid, epoch), _link_before(tx, log, sealed)
        while sealed < last:
            rows = tx.run(
                "SELECT data FROM entry JOIN record ON record.seq = entry.record "
                "WHERE log = ? AND number > ? ORDER BY number LIMIT ?",
                (log, sealed, _SEAL_ROWS),
            ).scalars()
            for group in _grouped(list(rows)):
                link = _seal_one(tx, device_key, log, name, sealed + 1, link, group, now)
                sealed, made = sealed + len(group), made + 1
        tx.run("UPDATE log SET sealed = ? WHERE id = ?", (sealed, log))
    return made


def _seal_one(
    tx: Transaction,
    key: SigningKey,
    log: int,
    name: LogId,
    first: int,
    link: bytes,
    group: list[bytes],
    now: int,
) -> bytes:
    bundle = seal(key, name, first=first, previous=link, records=group, sealed_at=now)
    head = cbor.decode(bundle.data, max_bytes=BUNDLE_BYTES_MAX)[0]
    tx.run(
        "INSERT INTO bundle (log, first, last, previous, link, sealed_at, head) "
        "VALUES (?,?,?,?,?,?,?)",
        (log, first, bundle.last, link, bundle.link, now, head),
    )
    return bundle.link


def _link_before(tx: Transaction, log: int, number: int) -> bytes:
    if number == 0:
        return FIRST_LINK
    # Sealing ends with a bundle, and entries that came back with the feed have no link of their own.
    sql = "SELECT link FROM bundle WHERE log = ? AND last = ?"
    return bytes(tx.run(sql, (log, number)).scalar_one())


def _grouped(records: list[bytes]) -> list[list[bytes]]:
    groups: list[list[bytes]] = []
    for data in records:
        if groups and fits([*groups[-1], data]):
            groups[-1].append(data)
        else:
            groups.append([data])
    return groups


_UNSENT = """
FROM bundle AS b JOIN log AS l ON l.id = b.log
WHERE l.own = 1 AND b.last > l.stored ORDER BY l.id, b.first
"""


def unsent(conn: Connection, limit_bytes: int = 1 << 20) -> list[Sealed]:
    """Sealed bundles that the server has not acknowledged, oldest log first, up to so many bytes.

    At least one where there is one.
    """
    found: list[Sealed] = []
    total = 0
    for row in conn.run(
        f"SELECT b.log, l.scope, l.device, l.epoch, b.first, b.last, b.head {_UNSENT}"
    ):
        one = _assembled(conn, row)
        total += len(one.data)
        if found and total > limit_bytes:
            break
        found.append(one)
    return found


def bundles_after(conn: Connection, log: LogId, number: int) -> list[Sealed]:
    """The held bundles of a log from above `number` on, whoever wrote it, as they would travel."""
    rows = conn.run(
        "SELECT b.log, l.scope, l.device, l.epoch, b.first, b.last, b.head FROM bundle AS b "
        "JOIN log AS l ON l.id = b.log WHERE l.scope = ? AND l.device = ? AND l.epoch = ? "
        "AND b.last > ? ORDER BY b.first",
        (log.scope, log.device, log.epoch, number),
    ).all()
    return [_assembled(conn, row) for row in rows]


_ERASURES = """
SELECT DISTINCT b.log, l.scope, l.device, l.epoch, b.first, b.last, b.head
FROM record AS r JOIN entry AS e ON e.record = r.seq JOIN log AS l ON l.id = e.log
JOIN bundle AS b ON b.log = l.id AND e.number BETWEEN b.first AND b.last
WHERE r.kind = 'records.erased' AND r.state = 0 ORDER BY l.id, b.first
"""


def erasures_told(conn: Connection) -> list[Sealed]:
    """The platform's bundles that tell of erasures, all other records in them replaced by hashes."""
    return [_assembled(conn, row, only="records.erased") for row in conn.run(_ERASURES).all()]


def _assembled(conn: Connection, row: Any, *, only: str | None = None) -> Sealed:
    log, scope, device, epoch, first, last, head = row
    rows = conn.run(
        "SELECT data, digest, kind FROM entry JOIN record ON record.seq = entry.record "
        "WHERE log = ? AND number BETWEEN ? AND ? ORDER BY number",
        (log, first, last),
    )
    beside = [
        [digest] if data is None or only not in (None, kind) else data
        for data, digest, kind in rows
    ]
    return Sealed(
        log=LogId(scope, device, epoch), first=first, last=last, data=cbor.encode([head, beside])
    )


def unsent_count(conn: Connection) -> int:
    """How many records of this device the server has not acknowledged, sealed or not."""
    sql = "SELECT COALESCE(sum(last - stored), 0) FROM log WHERE own = 1"
    return int(conn.run(sql).scalar_one())


def acknowledge(
    tx: Transaction,
    log: LogId,
    through: int,
    answers: Sequence[tuple[int, str]] = (),
    *,
    now: int | None = None,
) -> None:
    """The server has stored an own log through that number; `answers` are (number, reason) of records
    that it returned or, with the reason ERASED, erased (rule 5). Numbers that this device has never
    written are left out of account."""
    found = tx.run(
        "SELECT id, last FROM log WHERE own = 1 AND scope = ? AND device = ? AND epoch = ?",
        (log.scope, log.device, log.epoch),
    ).first()
    if found is None:
        return
    row, last = found
    reach = min(through, last)
    tx.run("UPDATE log SET stored = max(stored, ?) WHERE id = ?", (reach, row))
    tx.run(
        "UPDATE bundle SET stored_at = ? WHERE log = ? AND last <= ? AND stored_at IS NULL",
        (now, row, reach),
    )
    settle(tx, row, answers, now=now or 0)


def settle(tx: Transaction, log: int, answers: Iterable[tuple[int, str]], *, now: int) -> None:
    """What became of records of a log (its row id), as (number, reason): returned or erased."""
    erased = []
    for number, reason in answers:
        if reason == ERASED:
            erased.append(number)
        else:
            mark_returned(tx, log, number, reason, now)
    if erased:
        erase_entries(tx, log, erased, now=now, reason="platform")


def set_back(tx: Transaction, log: LogId, stored: int) -> None:
    """The server was restored and holds an own log only through `stored`: the rest is unsent again."""
    tx.run(
        "UPDATE log SET stored = min(stored, ?), covered = min(covered, ?) "
        "WHERE own = 1 AND scope = ? AND device = ? AND epoch = ?",
        (stored, stored, log.scope, log.device, log.epoch),
    )


def cover(
    tx: Transaction,
    covered: Iterable[tuple[LogId, int]],
    *,
    incarnation: bytes,
    as_of: int,
    data: bytes,
) -> None:
    """Keep a signed checkpoint of the server, verified, and how far it covers own logs."""
    tx.run(
        "INSERT INTO checkpoint (incarnation, as_of, data) VALUES (?,?,?)",
        (incarnation, as_of, data),
    )
    rows = [(through, log.scope, log.device, log.epoch) for log, through in covered]
    tx.run_many(
        "UPDATE log SET covered = max(covered, min(?, stored)) "
        "WHERE own = 1 AND scope = ? AND device = ? AND epoch = ?",
        rows,
    )


def mark_returned(
    tx: Transaction, log: int, number: int, reason: str, now: int | None = None
) -> None:
    """Note that a record of a log (its row id) was returned, and take it out of the views."""
    found = _entry(tx, log, number)
    if found is None:
        return
    seq, state, data, readable = found
    tx.run(
        "INSERT INTO returned (log, number, record, reason, returned_at) VALUES (?,?,?,?,?) "
        "ON CONFLICT DO UPDATE SET reason = excluded.reason, "
        "state = CASE state WHEN 2 THEN 0 ELSE state END",
        (log, number, seq, reason, now),
    )
    if state == COUNTS:
        tx.run("UPDATE record SET state = ? WHERE seq = ?", (RETURNED, seq))
        if readable:
            tx.recount(seq, decode_record(data), counts=False)


def mark_accepted(tx: Transaction, log: int, numbers: Sequence[int]) -> None:
    """Those of the records that had been returned are accepted after all: they count again."""
    back = tx.run(
        "SELECT number FROM returned WHERE log = ? AND number BETWEEN ? AND ? AND state != ?",
        (log, min(numbers, default=0), max(numbers, default=-1), ACCEPTED),
    ).scalars()
    for number in set(back) & set(numbers):
        tx.run(
            "UPDATE returned SET state = ? WHERE log = ? AND number = ?", (ACCEPTED, log, number)
        )
        found = _entry(tx, log, number)
        if found is None or found[1] != RETURNED:
            continue
        seq, _, data, readable = found
        tx.run("UPDATE record SET state = ? WHERE seq = ?", (COUNTS, seq))
        if readable:
            tx.recount(seq, decode_record(data), counts=True)


def count_again(tx: Transaction, log: int, first: int, last: int, *, but: Collection[int]) -> None:
    """Records of a part of a log that were returned elsewhere count, but for those returned here."""
    rows = tx.run(
        "SELECT number, seq, data, kind IS NOT NULL FROM entry JOIN record ON record.seq = "
        "entry.record WHERE log = ? AND number BETWEEN ? AND ? AND state = ?",
        (log, first, last, RETURNED),
    ).all()
    for number, seq, data, readable in rows:
        if number in but:
            continue
        tx.run("UPDATE record SET state = ? WHERE seq = ?", (COUNTS, seq))
        if readable:
            tx.recount(seq, decode_record(data), counts=True)


def _entry(tx: Transaction, log: int, number: int) -> Row | None:
    row = tx.run(
        "SELECT seq, state, data, kind IS NOT NULL FROM entry "
        "JOIN record ON record.seq = entry.record WHERE log = ? AND number = ?",
        (log, number),
    ).first()
    return None if row is None else tuple(row)


def returned(conn: Connection, *, only_open: bool = True) -> list[ReturnedRow]:
    """The records that the platform returned, oldest first; by default those not yet dealt with."""
    where = "WHERE t.state = 0 " if only_open else ""
    rows = conn.run(
        "SELECT l.scope, l.device, l.epoch, t.number, l.own, r.data, t.reason, t.returned_at, "
        "t.state, t.mended, r.kind FROM returned AS t JOIN log AS l ON l.id = t.log "
        f"JOIN record AS r ON r.seq = t.record {where}ORDER BY t.record"
    )
    return [_returned(row) for row in rows]


def returned_count(conn: Connection) -> int:
    """How many own returned records are not yet dealt with."""
    return int(
        conn.run(
            "SELECT count(*) FROM returned JOIN log ON log.id = returned.log "
            "WHERE state = 0 AND own = 1"
        ).scalar_one()
    )


def mend(tx: Transaction, log: LogId, number: int, *, by: bytes | None) -> None:
    """A returned record was dealt with: another record (its id) stands in its place, or, with None,
    the person has seen it and lets it be."""
    tx.run(
        "UPDATE returned SET state = ?, mended = ? WHERE number = ? AND log = "
        "(SELECT id FROM log WHERE scope = ? AND device = ? AND epoch = ?)",
        (DISMISSED if by is None else MENDED, by, number, log.scope, log.device, log.epoch),
    )


def _returned(row: Any) -> ReturnedRow:
    readable = row[5] is not None and row[10] is not None
    return ReturnedRow(
        log=LogId(row[0], row[1], row[2]),
        number=row[3],
        own=bool(row[4]),
        record=decode_record(row[5]) if readable else None,
        reason=row[6],
        returned_at=row[7],
        state=row[8],
        mended=row[9],
    )
