"""What a writing function gets: the connection, and the list of what it has touched.

A function that needs the views to show what it has just appended calls `views.flush(tx)`; otherwise
the store does so before it commits.
"""

from collections.abc import Sequence

from fieldpass.model.records import Record
from fieldpass.store.connection import Connection as Connection
from fieldpass.store.connection import Row as Row
from fieldpass.store.connection import Rows
from fieldpass.wire.records import decode_record

_DECODED_MAX = 4_000


class Transaction:
    """One open BEGIN IMMEDIATE; `conn` may be handed to every reading function."""

    def __init__(self, conn: Connection) -> None:
        """Begin to note what changes."""
        self.conn = conn
        self.touched: dict[int, tuple[Record, bool]] = {}
        self.fresh: set[int] = set()
        self._decoded: dict[int, Record] = {}
        self._last: dict[str, None] = {}
        self._before = conn.changes()

    def run(self, sql: str, values: Row = ()) -> Rows:
        """Run one statement."""
        return self.conn.run(sql, values)

    def run_many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row; does nothing without rows."""
        self.conn.run_many(sql, rows)

    def run_last(self, sql: str) -> None:
        """Run a statement once before COMMIT, however often it was asked for."""
        self._last[sql] = None

    def finish(self) -> None:
        """Run what was put off; the store does so after the views are up to date."""
        for sql in self._last:
            self.run(sql)
        self._last.clear()

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
        return self.conn.changes() != self._before
