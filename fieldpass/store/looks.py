"""The views `look` (one row a check at a checkpoint) and `appeal` (what was contradicted, and the answer).

A look is named by its device and its time: of several records with both the same, the newest counts,
because what was done with a card is often recorded after what was seen of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldpass.model.bodies import AppealAnswered, AppealFiled, CheckpointChecked
from fieldpass.model.records import DeviceAuthor, IssuerAuthor, PassRef, Record
from fieldpass.store.connection import Connection
from fieldpass.store.transaction import Row, Transaction
from fieldpass.wire.records import decode_record


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One look at a card; `at` in ms."""

    at: int
    verdict: str
    did: str
    code: str
    place: str
    id_tail: str
    pass_ref: PassRef | None


def looks(
    conn: Connection,
    *,
    since: int,
    device: bytes | None = None,
    did: str | None = None,
    size: int = 50,
) -> list[LookRow]:
    """The looks from a time (ms) on, of one device's kid or of all, newest first, each as it ended."""
    where, values = _where(since, device, did)
    rows = conn.run(
        "SELECT at, verdict, did, code, place, id_tail, pass_kid, pass_sequence FROM look "
        f"WHERE {where} ORDER BY at DESC, record DESC LIMIT ?",
        (*values, size),
    )
    return [
        LookRow(
            at=row[0],
            verdict=row[1],
            did=row[2],
            code=row[3],
            place=row[4],
            id_tail=row[5],
            pass_ref=None if row[6] is None else PassRef(row[6], row[7]),
        )
        for row in rows
    ]


def look_counts(conn: Connection, *, since: int, device: bytes | None = None) -> dict[str, int]:
    """How many looks ended in each `did`, from a time (ms) on."""
    where, values = _where(since, device, None)
    rows = conn.run(f"SELECT did, count(*) FROM look WHERE {where} GROUP BY did", values)
    return {row[0]: row[1] for row in rows}


def look_record(conn: Connection, device: bytes, at: int) -> Record | None:
    """The record that counts of the look that a device had at that time (ms), or None."""
    row = conn.run(
        "SELECT r.data FROM look JOIN record AS r ON r.seq = look.record "
        "WHERE look.device = ? AND look.at = ? ORDER BY look.record DESC LIMIT 1",
        (device, at),
    ).first()
    return None if row is None or row[0] is None else decode_record(row[0])


def last_look(conn: Connection, device: bytes, ref: PassRef, *, since: int) -> int | None:
    """When (ms) a device last looked at a pass, from a time on; None where it did not."""
    found: int | None = conn.run(
        "SELECT max(at) FROM look WHERE at >= ? AND device = ? AND pass_kid = ? "
        "AND pass_sequence = ?",
        (since, device, ref.kid, ref.sequence),
    ).scalar_one()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRow:
    """An appeal that nobody has answered; `appeal` is its record's id."""

    appeal: bytes
    person: bytes | None
    at: int


def open_appeals(conn: Connection, *, size: int = 50) -> list[AppealRow]:
    """Appeals without an answer, oldest first."""
    rows = conn.run(
        "SELECT appeal, person, at FROM appeal AS a WHERE answers = 0 AND NOT EXISTS "
        "(SELECT 1 FROM appeal AS b WHERE b.appeal = a.appeal AND b.answers = 1) "
        "ORDER BY at, record LIMIT ?",
        (size,),
    )
    return [AppealRow(appeal=row[0], person=row[1], at=row[2]) for row in rows]


def add(tx: Transaction, records: Iterable[tuple[int, Record]]) -> None:
    """Rows for new looks, appeals and answers."""
    kept = list(records)
    looked = [row for seq, record in kept if (row := _look(seq, record)) is not None]
    appealed = [row for seq, record in kept if (row := _appeal(seq, record)) is not None]
    tx.run_many("INSERT INTO look VALUES (?,?,?,?,?,?,?,?,?,?)", looked)
    tx.run_many("INSERT INTO appeal VALUES (?,?,?,?,?,?)", appealed)


def _look(seq: int, record: Record) -> Row | None:
    body, ref = record.body, record.pass_ref
    if not isinstance(body, CheckpointChecked):
        return None
    kid = record.by.kid if isinstance(record.by, DeviceAuthor | IssuerAuthor) else None
    return (
        seq,
        record.at,
        kid,
        body.verdict,
        body.did,
        body.code,
        body.place,
        body.id_tail,
        ref.kid if ref else None,
        ref.sequence if ref else None,
    )


def _appeal(seq: int, record: Record) -> Row | None:
    match record.body:
        case AppealFiled():
            return (seq, record.id, 0, record.subject, record.at, None)
        case AppealAnswered(appeal=appeal, outcome=outcome):
            return (seq, appeal, 1, record.subject, record.at, outcome)
    return None


_LATEST = (
    "NOT EXISTS (SELECT 1 FROM look AS n WHERE n.at = look.at AND n.device IS look.device "
    "AND n.record > look.record)"
)


def _where(since: int, device: bytes | None, did: str | None) -> tuple[str, tuple[object, ...]]:
    where, values = ["at >= ?", _LATEST], [since]
    for column, value in (("device", device), ("did", did)):
        if value is not None:
            where.append(f"{column} = ?")
            values.append(value)  # type: ignore[arg-type]
    return " AND ".join(where), tuple(values)
