"""What a writing function gets: the connection, and the list of what it has touched.

A function that needs the views to show what it has just appended calls `views.flush(tx)`; otherwise
the store does so before it commits.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection as Connection
from sqlalchemy import CursorResult

from fieldpass.model.records import Record
from fieldpass.wire.records import decode_record

Row = tuple[Any, ...]
_DECODED_MAX = 4_000


class Transaction:
    """One open BEGIN IMMEDIATE; `conn` may be handed to every reading function."""

    def __init__(self, conn: Connection) -> None:
        """Begin to note what changes."""
        self.conn = conn
        self.touched: dict[int, tuple[Record, bool]] = {}
        self.fresh: set[int] = set()
        self._decoded: dict[int, Record] = {}
        self._before = self._changes()

    def run(self, sql: str, values: Row = ()) -> "CursorResult[*tuple[Any, ...]]":
        """Run one statement."""
        return self.conn.exec_driver_sql(sql, values)

    def run_many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row; does nothing without rows."""
        if rows:
            self.conn.exec_driver_sql(sql, list(rows))

    def add(self, seq: int, record: Record) -> None:
        """A record that was not held before now counts."""
        self.touched[seq] = (record, True)
        self.fresh.add(seq)
        self._decoded[seq] = record

    def recount(self, seq: int, record: Record, *, counts: bool) -> None:
        """A record that was held begins to count, or counts no longer."""
        self.touched[seq] = (record, counts)

    def decode(self, seq: int, data: bytes) -> Record:
        """The record of a row; those of this transaction are not decoded again."""
        if len(self._decoded) > _DECODED_MAX:
            self._decoded.clear()
        found = self._decoded.get(seq)
        if found is None:
            found = self._decoded[seq] = decode_record(data)
        return found

    @property
    def changed(self) -> bool:
        """Whether any row was written."""
        return self._changes() != self._before

    def _changes(self) -> int:
        driver: Any = self.conn.connection.dbapi_connection
        return int(driver.total_changes)
