"""The device's own log: records in order, each linked to the one before; and pass sequences.

Rules:

1. One own log is open at a time; `open_log` closes the one before. A closed log is kept whole.
2. A record that is already there, byte for byte, is not appended twice; the same id with other bytes
   is `Duplicate`.
3. A new epoch is begun by `forking.give_way`, where this disk turned out to be a copy or an old state.
4. A pass sequence is never given twice: the next one is above all that were given or seen, and after
   a new epoch above the server's highest by 1,024.

Source: DESIGN sections 4 and 5.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from fieldpass.model.records import (
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    Record,
)
from fieldpass.store.connection import Connection
from fieldpass.store.errors import Duplicate, NoOwnLog, StoreError
from fieldpass.store.names import application_of, pass_of
from fieldpass.store.transaction import Row, Transaction
from fieldpass.wire.bundle import FIRST_LINK, LogId, next_link
from fieldpass.wire.records import encode_record

COUNTS, RETURNED, HASH_ONLY, ERASED = 0, 1, 2, 3
SEQUENCE_JUMP = 1_024
_IDS = 500
_SEQUENCE_MAX = (1 << 32) - 1
INSERT_RECORD = (
    "INSERT INTO record (seq, digest, id, kind, version, at, author, author_kid, author_person, "
    "subject, application, pass_kid, pass_sequence, state, data) "
    "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
INSERT_ENTRY = "INSERT INTO entry (log, number, record, link) VALUES (?,?,?,?)"


def open_log(tx: Transaction, log: LogId) -> None:
    """Make `log` the one that this device writes to, beginning it or going on with it."""
    tx.run("UPDATE log SET closed = 1 WHERE own = 1 AND closed = 0")
    tx.run(
        "INSERT INTO log (scope, device, epoch, own, link) VALUES (?,?,?,1,?) "
        "ON CONFLICT DO UPDATE SET own = 1, closed = 0",
        (log.scope, log.device, log.epoch, FIRST_LINK),
    )


def close_log(tx: Transaction, log: LogId) -> None:
    """Close an own log for good: nothing is appended to it any more."""
    tx.run(
        "UPDATE log SET closed = 1 WHERE own = 1 AND scope = ? AND device = ? AND epoch = ?",
        (log.scope, log.device, log.epoch),
    )


def next_epoch(conn: Connection, scope: str, device: bytes) -> int:
    """The epoch that a new log of this device in a scope would have: 0 for the first."""
    found = conn.run(
        "SELECT max(epoch) FROM log WHERE scope = ? AND device = ?", (scope, device)
    ).scalar_one_or_none()
    return 0 if found is None else int(found) + 1


def own_log(conn: Connection) -> LogId | None:
    """The log that this device writes to, or None before there is one."""
    row = conn.run("SELECT scope, device, epoch FROM log WHERE own = 1 AND closed = 0").first()
    return None if row is None else LogId(*row)


def append(tx: Transaction, records: Sequence[Record], *, log: LogId | None = None) -> None:
    """Append records to the own log (or to another own log), with numbers, links and views.

    Raises NoOwnLog, Duplicate.
    """
    row = _own_row(tx, log)
    number, link, fresh, entries = row["last"], row["link"], [], []
    seq, new = last_seq(tx.conn), set[bytes]()
    name = LogId(row["scope"], row["device"], row["epoch"])
    held = _held(tx, records)
    for record in records:
        data = encode_record(record)
        digest = sha256(data).digest()
        if digest in new or digest in held.get(record.id, ()):
            continue
        if record.id in held:
            raise Duplicate("a record's id is taken")
        new.add(digest)
        seq, number = seq + 1, number + 1
        link = next_link(name, number, link, digest)
        fresh.append(record_row(seq, digest, record, COUNTS, data))
        entries.append((row["id"], number, seq, link))
        tx.add(seq, record)
    tx.run_many(INSERT_RECORD, fresh)
    tx.run_many(INSERT_ENTRY, entries)
    tx.run("UPDATE log SET last = ?, link = ? WHERE id = ?", (number, link, row["id"]))


def next_sequence(tx: Transaction, kid: bytes) -> int:
    """Take the next pass sequence of a key; two calls never give the same (rule 4)."""
    kept = tx.run("SELECT next FROM pass_sequence WHERE kid = ?", (kid,)).scalar_one_or_none()
    seen = tx.run(
        "SELECT max(pass_sequence) FROM record WHERE pass_kid = ? AND kind = 'pass.issued'", (kid,)
    ).scalar_one_or_none()
    number = max(kept or 1, (seen or 0) + 1)
    if number > _SEQUENCE_MAX:
        raise StoreError("a key has no sequences left")
    _keep_next(tx, kid, number + 1)
    return number


def raise_sequence(tx: Transaction, kid: bytes, server_highest: int) -> None:
    """After a new epoch: go on above the server's highest by SEQUENCE_JUMP, never back."""
    _keep_next(tx, kid, server_highest + SEQUENCE_JUMP)


def _keep_next(tx: Transaction, kid: bytes, number: int) -> None:
    tx.run(
        "INSERT INTO pass_sequence (kid, next) VALUES (?,?) "
        "ON CONFLICT DO UPDATE SET next = max(next, excluded.next)",
        (kid, number),
    )


def last_seq(conn: Connection) -> int:
    """The highest row number of `record`; the writer is alone, so the next is one more."""
    return int(conn.run("SELECT COALESCE(max(seq), 0) FROM record").scalar_one())


def record_row(
    seq: int, digest: bytes, record: Record | None, state: int, data: bytes | None
) -> Row:
    """A row for INSERT_RECORD; without a record there are only the hash and, maybe, the bytes."""
    if record is None:
        return (seq, digest, *[None] * 11, state, data)
    author, kid, person = _author(record)
    ref = pass_of(record)
    return (
        seq,
        digest,
        record.id,
        record.kind,
        record.version,
        record.at,
        author,
        kid,
        person,
        record.subject,
        application_of(record),
        ref.kid if ref else None,
        ref.sequence if ref else None,
        state,
        data,
    )


def _author(record: Record) -> tuple[str, bytes | None, bytes | None]:
    match record.by:
        case IssuerAuthor(kid=kid):
            return "issuer", kid, None
        case DeviceAuthor(kid=kid, person=person, role=role):
            return role, kid, person
        case Holder():
            return "holder", None, None
    return "platform", None, None


def _held(tx: Transaction, records: Sequence[Record]) -> dict[bytes, set[bytes]]:
    """The digests that are held under the ids of these records."""
    found: dict[bytes, set[bytes]] = {}
    for start in range(0, len(records), _IDS):
        ids = [record.id for record in records[start : start + _IDS]]
        marks = ",".join("?" * len(ids))
        for key, digest in tx.run(
            f"SELECT id, digest FROM record WHERE id IN ({marks})", tuple(ids)
        ):
            found.setdefault(key, set()).add(digest)
    return found


_OWN_COLUMNS = ("id", "scope", "device", "epoch", "last", "link", "stored")


def _own_row(tx: Transaction, log: LogId | None) -> dict[str, Any]:
    sql = f"SELECT {', '.join(_OWN_COLUMNS)} FROM log WHERE own = 1"
    if log is None:
        found = tx.run(f"{sql} AND closed = 0")
    else:
        found = tx.run(
            f"{sql} AND scope = ? AND device = ? AND epoch = ?",
            (log.scope, log.device, log.epoch),
        )
    row = found.first()
    if row is None:
        raise NoOwnLog("no own log is open")
    return dict(zip(_OWN_COLUMNS, row, strict=True))
