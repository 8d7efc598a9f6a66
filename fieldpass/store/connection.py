"""A connection as the store's functions see it: statements go straight to the driver.

SQLAlchemy opens, pools and ends connections and transactions; what runs between BEGIN and COMMIT passes
it by. A statement of the store takes SQLite some ten microseconds, and SQLAlchemy's result three times
as many: it describes each result anew, and nothing here reads a row but by its place. Rows are tuples.

Errors are the driver's own; `connecting.translated` turns them into the store's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection as CoreConnection

Row = tuple[Any, ...]


class Rows:
    """What a statement found; every way to read it reads on from where the last one stopped."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: Any) -> None:
        """Around a cursor of the driver."""
        self._cursor = cursor

    def __iter__(self) -> Iterator[Row]:
        """Row after row."""
        return iter(self._cursor)

    def all(self) -> list[Row]:
        """All rows."""
        found: list[Row] = self._cursor.fetchall()
        return found

    def first(self) -> Row | None:
        """The first row, or None; the statement is ended."""
        found: Row | None = self._cursor.fetchone()
        self._cursor.close()
        return found

    def one(self) -> Row:
        """The one row of a statement that always has one."""
        found = self.first()
        if found is None:
            raise LookupError("a statement found nothing")
        return found

    def scalar_one(self) -> Any:
        """The first column of that row."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The first column of the first row, or None."""
        found = self.first()
        return None if found is None else found[0]

    def scalars(self) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._cursor]

    def columns(self) -> list[str]:
        """The names of the columns."""
        return [column[0] for column in self._cursor.description]

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return int(self._cursor.rowcount)


class Connection:
    """One connection inside of a transaction that somebody else begins and ends."""

    __slots__ = ("_execute", "_execute_many", "driver")

    def __init__(self, core: CoreConnection) -> None:
        """On the driver's connection under one of SQLAlchemy."""
        driver: Any = core.connection.dbapi_connection
        self.driver = driver
        self._execute, self._execute_many = driver.execute, driver.executemany

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Rows:
        """Run one statement."""
        return Rows(self._execute(sql, values))

    def run_many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run one statement for each row; does nothing without rows."""
        if rows:
            self._execute_many(sql, rows)

    def changes(self) -> int:
        """How many rows were changed by this connection, ever."""
        return int(self.driver.total_changes)
