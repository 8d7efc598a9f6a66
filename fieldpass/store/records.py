"""Records as they were written: of a person, an application, a pass; and pages for the audit.

Only records that count are given to `records_of` and its kin: none that the platform returned, none
of which only the hash is left. `Case` and `judge` of the model fold them; order does not matter there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fieldpass.model.records import PassRef, Record
from fieldpass.store.connection import Connection
from fieldpass.wire.bundle import LogId
from fieldpass.wire.records import decode_record

OF_PERSON = """
SELECT seq, data FROM record WHERE subject = ? AND state IN {states}
UNION SELECT seq, data FROM record WHERE state IN {states} AND application IN
  (SELECT application FROM record WHERE subject = ? AND kind = 'application.submitted')
UNION SELECT r.seq, r.data FROM record AS i JOIN record AS r
  ON r.pass_kid = i.pass_kid AND r.pass_sequence = i.pass_sequence
  WHERE i.subject = ? AND i.kind = 'pass.issued' AND i.pass_kid IS NOT NULL AND r.state IN {states}
ORDER BY 1
"""


def records_of(conn: Connection, person: bytes) -> list[Record]:
    """All that is known of a person: by subject, by application, by pass."""
    return _decoded(conn.run(OF_PERSON.format(states="(0)"), (person,) * 3))


def records_of_application(conn: Connection, application: bytes) -> list[Record]:
    """The records that name an application, and the one that made it."""
    sql = "SELECT seq, data FROM record WHERE application = ? AND state = 0 ORDER BY seq"
    return _decoded(conn.run(sql, (application,)))


def records_of_pass(conn: Connection, ref: PassRef) -> list[Record]:
    """The records that name a pass."""
    sql = (
        "SELECT seq, data FROM record WHERE pass_kid = ? AND pass_sequence = ? AND state = 0 "
        "ORDER BY seq"
    )
    return _decoded(conn.run(sql, (ref.kid, ref.sequence)))


def records_of_kinds(conn: Connection, kinds: Iterable[str]) -> list[Record]:
    """All records of some kinds, oldest first: for the roster, not for reports."""
    wanted = tuple(kinds)
    marks = ",".join("?" * len(wanted))
    sql = f"SELECT seq, data FROM record WHERE kind IN ({marks}) AND state = 0 ORDER BY at, seq"
    return _decoded(conn.run(sql, wanted))


def records_between(conn: Connection, kinds: Iterable[str], since: int, until: int) -> list[Record]:
    """The records of some kinds that bear a time from `since` through `until` (ms), oldest first."""
    wanted = tuple(kinds)
    marks = ",".join("?" * len(wanted))
    sql = (
        f"SELECT seq, data FROM record WHERE kind IN ({marks}) AND state = 0 AND at BETWEEN ? AND ? "
        "ORDER BY at, seq"
    )
    return _decoded(conn.run(sql, (*wanted, since, until)))


def record(conn: Connection, record_id: bytes) -> Record | None:
    """One record by its id, also a returned one; None where it is not held."""
    sql = "SELECT data FROM record WHERE id = ? AND data IS NOT NULL ORDER BY state, seq"
    row = conn.run(sql, (record_id,)).first()
    return None if row is None else decode_record(row[0])


def count(conn: Connection) -> int:
    """How many different records this device holds and counts."""
    return int(conn.run("SELECT count(*) FROM record WHERE state = 0").scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One line of the audit: where a record stands; `record` is None where only its hash is left.

    `log` and `number` are None where it stands in no log: another's log gave way to another history of it
    (`store.forking`), and its author has not entered the record again yet, or cannot any more.
    `state`: 0 counts, 1 returned, 2 only the hash ever came, 3 erased here (`erased_at`, ms).
    """

    seq: int
    log: LogId | None
    number: int | None
    digest: bytes
    state: int
    erased_at: int | None
    record: Record | None


def audit_page(conn: Connection, *, before: int | None = None, size: int = 50) -> list[AuditRow]:
    """The newest `size` records by the key `seq`; one that stands in two logs gives two rows."""
    rows = conn.run(
        "SELECT r.seq, l.scope, l.device, l.epoch, e.number, r.digest, r.state, r.erased_at, r.data, r.kind "
        "FROM (SELECT * FROM record WHERE seq < ? ORDER BY seq DESC LIMIT ?) AS r "
        "LEFT JOIN entry AS e ON e.record = r.seq LEFT JOIN log AS l ON l.id = e.log "
        "ORDER BY r.seq DESC, l.id DESC",
        (1 << 62 if before is None else before, size),
    )
    return [_audit(row) for row in rows]


def in_no_log(conn: Connection) -> int:
    """How many records can be read here and stand in no log."""
    sql = (
        "SELECT count(*) FROM record WHERE data IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry WHERE record = seq)"
    )
    return int(conn.run(sql).scalar_one())


def _audit(row: Any) -> AuditRow:
    readable = row[8] is not None and row[9] is not None
    return AuditRow(
        seq=row[0],
        log=None if row[1] is None else LogId(row[1], row[2], row[3]),
        number=row[4],
        digest=row[5],
        state=row[6],
        erased_at=row[7],
        record=decode_record(row[8]) if readable else None,
    )


def _decoded(rows: Iterable[Any]) -> list[Record]:
    return [decode_record(row[1]) for row in rows if row[1] is not None]
