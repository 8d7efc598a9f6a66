"""Single values of the database: its schema version, incarnation, epoch and the mark of change.

The mark of change is random and new at each change of keys, bodies or endorsements, so what was
read under a mark holds exactly while the mark stands, also after a rollback or a restored backup.
"""

from sqlalchemy import Connection, bindparam, delete, insert, select

from server_stub.store.schema import meta
from server_stub.store.statement import Statement

_TAKE = Statement(select(meta.c.value).where(meta.c.key == bindparam("named")))

_DROP = Statement(delete(meta).where(meta.c.key == bindparam("named")))
_KEEP = Statement(insert(meta))


def take(conn: Connection, key: str) -> bytes | None:
    """The value of a key, or None."""
    found = _TAKE.scalar(conn, named=key)
    return None if found is None else bytes(found)


def put(tx: Connection, key: str, value: bytes) -> None:
    """Set a key's value."""
    _DROP.run(tx, named=key)
    _KEEP.run(tx, key=key, value=value)
