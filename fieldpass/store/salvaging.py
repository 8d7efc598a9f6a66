"""Reading what can still be read of a damaged database, row by row, into a new one.

Rules: 1. The damaged file is only read. 2. A range of rows that cannot be read is halved until the rows
that are lost stand alone. 3. After each error the connection is made anew, because SQLCipher remembers
errors. 4. A record that is not what its hash says is lost. 5. Without settings and logs nothing can be
put together: `Damaged`, and a backup is the way on.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from fieldpass.store.connecting import connect
from fieldpass.store.connection import Connection
from fieldpass.store.errors import Damaged

Row = tuple[Any, ...]
NEEDED = ("setting", "log")
SMALL = (
    "trust",
    "pass_sequence",
    "cursor",
    "list",
    "draft",
    "checkpoint",
    "erasure",
    "fork",
    "returned",
)
# Where else the highest key of a table stands: the last row of an index, which has pages of its own.
_ELSEWHERE = {
    "record": (
        "SELECT max(record) FROM entry",
        "SELECT max(seq) FROM record INDEXED BY record_kind WHERE kind IS NOT NULL",
    ),
    "bundle": ("SELECT max(id) FROM bundle INDEXED BY sqlite_autoindex_bundle_1",),
}
_KEYS_UNKNOWN = 1 << 20


class Salvage:
    """A damaged file being read; `lost` counts rows that could not be, by table."""

    def __init__(self, path: str, data_key: bytes) -> None:
        """Nothing is opened before it is read."""
        self._path, self._key = path, data_key
        self._raw: Any = None
        self.lost: dict[str, int] = {}

    def copy_all(self, conn: Connection) -> None:
        """Copy every table of the truth that can be read. Raises Damaged (rule 5)."""
        for table in NEEDED:
            rows = self._read(f"SELECT * FROM {table}", ())
            if not rows:
                raise Damaged(f"{table} cannot be read")
            _insert(conn, table, rows)
        # References are checked when all is there.
        conn.run("PRAGMA defer_foreign_keys = on")
        for table, key in (("record", "seq"), ("bundle", "id")):
            _insert(conn, table, self._ranged(table, key, "", ()))
        for log, last in conn.run("SELECT id, last FROM log").all():
            _insert(conn, "entry", self._halved("entry", "number", "log = ? AND ", (log,), 1, last))
        for table in SMALL:
            _insert(conn, table, self._read(f"SELECT * FROM {table}", ()) or [])
        _drop_what_points_nowhere(conn)

    def close(self) -> None:
        """Let go of the damaged file."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def _ranged(self, table: str, key: str, where: str, values: Row) -> Iterator[Row]:
        return self._halved(table, key, where, values, 1, self._highest(table, key))

    def _highest(self, table: str, key: str) -> int:
        """The highest key of a table; where its last page is lost, what an index says of it.

        Each key above the last that is there would be looked for alone, and cost a new connection.
        """
        for sql in (f"SELECT max({key}) FROM {table}", *_ELSEWHERE[table]):
            found = self._read(sql, ())
            if found is not None:
                return int(found[0][0] or 0)
        return _KEYS_UNKNOWN

    def _halved(
        self, table: str, key: str, where: str, values: Row, low: int, high: int
    ) -> Iterator[Row]:
        """The rows of a range of keys, without those that cannot be read."""
        waiting = [(low, high)]
        while waiting:
            low, high = waiting.pop()
            if low > high:
                continue
            sql = f"SELECT * FROM {table} WHERE {where}{key} BETWEEN ? AND ? ORDER BY {key}"
            rows = self._read(sql, (*values, low, high))
            if rows is not None:
                yield from rows
            elif low == high:
                self.lost[table] = self.lost.get(table, 0) + 1
            else:
                middle = (low + high) // 2
                waiting += [(middle + 1, high), (low, middle)]

    def _read(self, sql: str, values: Row) -> list[Row] | None:
        """All rows, or None where any of them cannot be read."""
        try:
            if self._raw is None:
                self._raw = connect(self._path, self._key, writes=False)
            return list(self._raw.execute(sql, values))
        except sqlcipher.Error:
            self.close()
            return None


def _insert(conn: Connection, table: str, rows: Any) -> None:
    sound: Callable[[Row], bool] = _is_whole if table == "record" else bool
    kept = [tuple(row) for row in rows if sound(row)]
    if kept:
        marks = ",".join("?" * len(kept[0]))
        conn.run_many(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", kept)


def _is_whole(row: Row) -> bool:
    digest, data = row[1], row[-1]
    return data is None or sha256(data).digest() == digest


def _drop_what_points_nowhere(conn: Connection) -> None:
    for table, column, target in (
        ("entry", "record", "record"),
        ("returned", "record", "record"),
        ("entry", "log", "log"),
        ("bundle", "log", "log"),
        ("fork", "log", "log"),
        ("returned", "log", "log"),
    ):
        key = "seq" if target == "record" else "id"
        conn.run(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {key} FROM {target})")
