"""Numbered forward steps of the schema, in one transaction each opening; newer files are refused.

A step is never edited after a release. `PRAGMA user_version` says how far a file is. The caller makes
a backup before `migrate` changes anything.
"""

from collections.abc import Callable

from fieldpass.store import schema_v1, schema_v2
from fieldpass.store.connection import Connection
from fieldpass.store.errors import NewerSchema


def _first(conn: Connection) -> None:
    for statement in statements(schema_v1.TRUTH) + statements(schema_v1.VIEWS):
        conn.run(statement)


def _second(conn: Connection) -> None:
    for statement in statements(schema_v2.ADDED):
        conn.run(statement)


STEPS: tuple[Callable[[Connection], None], ...] = (_first, _second)
SCHEMA_VERSION = len(STEPS)


def statements(script: str) -> list[str]:
    """The single statements of a script; none of ours has a semicolon inside."""
    return [part.strip() for part in script.split(";") if part.strip()]


def version_of(conn: Connection) -> int:
    """How far this file is; 0 is an empty one."""
    return int(conn.run("PRAGMA user_version").scalar_one())


def migrate(conn: Connection) -> int:
    """Bring the file to SCHEMA_VERSION within the caller's transaction; says where it was.

    Raises NewerSchema; nothing is changed then.
    """
    found = version_of(conn)
    if found > SCHEMA_VERSION:
        raise NewerSchema(f"schema {found}, known {SCHEMA_VERSION}")
    for step in STEPS[found:]:
        step(conn)
    if found < SCHEMA_VERSION:
        conn.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return found
