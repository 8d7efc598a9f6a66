"""The view `reading`: one row a temperature, by person; a stranger's by pass until the pass is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from fieldpass.model.bodies import TemperatureTaken
from fieldpass.model.records import Record
from fieldpass.store.transaction import Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """One reading: `at` in ms, `tenths` of a degree Celsius, `confirms` an earlier reading's id."""

    id: bytes
    at: int
    tenths: int
    site: str
    taken_by: str
    application: bytes | None
    confirms: bytes | None


def readings_of(
    conn: Connection, person: bytes, *, since: int = 0, size: int = 50
) -> list[ReadingRow]:
    """A person's readings from a time (ms) on, newest first."""
    rows = conn.exec_driver_sql(
        "SELECT r.id, f.at, f.tenths, f.site, f.taken_by, f.application, f.confirms "
        "FROM reading AS f JOIN record AS r ON r.seq = f.record "
        "WHERE f.person = ? AND f.at >= ? ORDER BY f.at DESC, f.record DESC LIMIT ?",
        (person, since, size),
    )
    return [ReadingRow(**dict(zip(ReadingRow.__slots__, row, strict=True))) for row in rows]


def add(tx: Transaction, records: Iterable[tuple[int, Record]]) -> None:
    """Rows for new readings."""
    rows = [row for seq, record in records if (row := _row(seq, record)) is not None]
    tx.run_many("INSERT INTO reading VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)


def _row(seq: int, record: Record) -> Row | None:
    body, ref = record.body, record.pass_ref
    if not isinstance(body, TemperatureTaken):
        return None
    return (
        seq,
        record.subject,
        int(record.subject is None),
        record.application,
        ref.kid if ref else None,
        ref.sequence if ref else None,
        record.at,
        body.tenths,
        body.site,
        body.taken_by,
        body.confirms,
    )
