"""The view `reading`: one row a temperature, by person; a stranger's by pass until the pass is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldpass.model.bodies import TemperatureTaken
from fieldpass.model.records import Record
from fieldpass.store.connection import Connection
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


_EVER = 1 << 62


def readings_of(
    conn: Connection, person: bytes, *, since: int = 0, until: int = _EVER, size: int = 50
) -> list[ReadingRow]:
    """A person's readings from a time (ms) on, through `until`, newest first."""
    rows = conn.run(
        "SELECT r.id, f.at, f.tenths, f.site, f.taken_by, f.application, f.confirms "
        "FROM reading AS f JOIN record AS r ON r.seq = f.record "
        "WHERE f.person = ? AND f.at BETWEEN ? AND ? ORDER BY f.at DESC, f.record DESC LIMIT ?",
        (person, since, until, size),
    )
    return [ReadingRow(**dict(zip(ReadingRow.__slots__, row, strict=True))) for row in rows]


def tenths_since(conn: Connection, since: int, until: int) -> dict[int, int]:
    """How many temperatures of each size (tenths) were taken in that time (ms), whatever record says so."""
    rows = conn.run(
        "SELECT tenths, count(*) FROM ("
        "SELECT f.tenths FROM record AS r JOIN reading AS f ON f.record = r.seq "
        "WHERE r.kind = 'temperature.taken' AND r.at BETWEEN ? AND ? UNION ALL "
        "SELECT f.tenths FROM record AS r JOIN report AS f ON f.record = r.seq "
        "WHERE r.kind = 'health.reported' AND r.at BETWEEN ? AND ? AND f.tenths IS NOT NULL) "
        "GROUP BY tenths",
        (since, until) * 2,
    )
    return {int(tenths): int(n) for tenths, n in rows}


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
