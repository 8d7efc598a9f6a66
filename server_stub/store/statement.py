"""A statement that is compiled once and then goes to the driver: for the way that every record goes.

Composing, hashing and describing a statement costs SQLAlchemy five times what SQLite needs to run it. Here
Core still writes the SQL, for both databases, once for each dialect and set of names; the driver runs it
inside of the connection's transaction. Rows are tuples.

Errors come as SQLAlchemy's, as if it had run the statement, without its parameters: the writer tries again
what the database asks to be tried again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]


class Statement:
    """One statement of Core, to be run with values by name; every name is given at each run."""

    def __init__(self, clause: ClauseElement) -> None:
        """`clause` may have literal values of its own, but no list that grows (IN)."""
        self._clause = clause
        self._made: dict[tuple[str, ...], tuple[str, Row | None, Mapping[str, Any]]] = {}

    def first(self, conn: Connection, **values: Any) -> Row | None:
        """The first row, or None."""
        cursor = self._cursor(conn, values)
        found: Row | None = cursor.fetchone()
        cursor.close()
        return found

    def scalar(self, conn: Connection, **values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.first(conn, **values)
        return None if found is None else found[0]

    def all(self, conn: Connection, **values: Any) -> list[Row]:
        """All rows."""
        found: list[Row] = self._cursor(conn, values).fetchall()
        return found

    def each(self, conn: Connection, **values: Any) -> Iterator[Row]:
        """Row after row, read as far as the caller goes."""
        rows: Iterator[Row] = iter(self._cursor(conn, values))
        return rows

    def run(self, conn: Connection, **values: Any) -> None:
        """Run it for what it does."""
        self._cursor(conn, values).close()

    def run_rows(self, conn: Connection, names: Row, rows: Sequence[Row]) -> None:
        """Run it once for each row of values of these names; does nothing without rows."""
        if not rows:
            return
        sql, order, fixed = self._compiled(conn, names)
        values: Sequence[Any] = rows
        if order != names:
            values = [_ordered(order, fixed, dict(zip(names, one, strict=True))) for one in rows]
        self._tell(conn, "executemany", sql, values).close()

    def _cursor(self, conn: Connection, values: Mapping[str, Any]) -> Any:
        sql, order, fixed = self._compiled(conn, values)
        return self._tell(conn, "execute", sql, _ordered(order, fixed, values))

    def _tell(self, conn: Connection, how: str, sql: str, values: Any) -> Any:
        driver: Any = conn.connection.dbapi_connection
        cursor = driver.cursor()
        base = conn.dialect.loaded_dbapi.Error
        try:
            getattr(cursor, how)(sql, values)
        except base as error:
            raise DBAPIError.instance(
                sql, None, error, base, hide_parameters=True, dialect=conn.dialect
            ) from error
        return cursor

    def _compiled(
        self, conn: Connection, values: Iterable[str]
    ) -> tuple[str, Row | None, Mapping[str, Any]]:
        """The SQL, the order of the names (None: the driver takes names), and the literal values."""
        key = (conn.dialect.name, *values)
        found = self._made.get(key)
        if found is None:
            made: Any = self._clause.compile(dialect=conn.dialect, column_keys=list(values))
            fixed = {name: value for name, value in made.params.items() if name not in key[1:]}
            order = tuple(made.positiontup) if made.positional else None
            found = self._made[key] = (made.string, order, fixed)
        return found


def _ordered(order: Row | None, fixed: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    if order is None:
        return {**fixed, **values} if fixed else values
    if fixed:
        return tuple([values[name] if name in values else fixed[name] for name in order])
    return tuple([values[name] for name in order])
