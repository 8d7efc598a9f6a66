"""The view `report`: one row a daily health report, by person or, from a stranger, by pass."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldpass.model.bodies import HealthReported
from fieldpass.model.records import Record
from fieldpass.store.connection import Connection
from fieldpass.store.transaction import Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report: `day` is YYYYMMDD, `symptoms` are codes."""

    id: bytes
    day: int
    at: int
    tenths: int | None
    symptoms: tuple[str, ...]


def reports_of(conn: Connection, person: bytes, *, size: int = 50) -> list[ReportRow]:
    """A person's reports, newest day first."""
    rows = conn.run(
        "SELECT r.id, f.day, f.at, f.tenths, f.symptoms FROM report AS f "
        "JOIN record AS r ON r.seq = f.record WHERE f.person = ? "
        "ORDER BY f.day DESC, f.at DESC, f.record DESC LIMIT ?",
        (person, size),
    )
    return [
        ReportRow(id=row[0], day=row[1], at=row[2], tenths=row[3], symptoms=tuple(row[4].split()))
        for row in rows
    ]


def add(tx: Transaction, records: Iterable[tuple[int, Record]]) -> None:
    """Rows for new reports."""
    rows = [row for seq, record in records if (row := _row(seq, record)) is not None]
    tx.run_many("INSERT INTO report VALUES (?,?,?,?,?,?,?,?,?)", rows)


def _row(seq: int, record: Record) -> Row | None:
    body, ref = record.body, record.pass_ref
    if not isinstance(body, HealthReported):
        return None
    return (
        seq,
        record.subject,
        int(record.subject is None),
        ref.kid if ref else None,
        ref.sequence if ref else None,
        body.day,
        record.at,
        body.tenths,
        " ".join(body.symptoms),
    )
