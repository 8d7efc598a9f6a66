"""The hashes of records that were erased here, so that they are not taken in again.

A disk that was copied or put back may hold such a record unsent and bring it whole in a new log. A hash
tells nothing of a person: each record has an id of 16 bytes with chance in it.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, insert, select

from server_stub.store.schema import forgotten
from server_stub.store.statement import Statement

_ANY = Statement(
    select(forgotten.c.digest).where(forgotten.c.scope == bindparam("in_scope")).limit(1)
)
_AMONG = select(forgotten.c.digest).where(
    forgotten.c.scope == bindparam("in_scope"),
    forgotten.c.digest.in_(bindparam("digests", expanding=True)),
)


def among(conn: Connection, scope: str, digests: Iterable[bytes]) -> set[bytes]:
    """Which of these hashes are of records that were erased in a scope; often none is asked for."""
    # Most scopes have forgotten nobody, and every bundle asks.
    if _ANY.first(conn, in_scope=scope) is None:
        return set()
    rows = conn.execute(_AMONG, {"in_scope": scope, "digests": list(digests)})
    return {bytes(digest) for (digest,) in rows}


def note(tx: Connection, scope: str, digests: Iterable[bytes]) -> None:
    """Remember hashes; again is once."""
    known = among(tx, scope, wanted := sorted(set(digests)))
    rows = [{"scope": scope, "digest": one} for one in wanted if one not in known]
    if rows:
        tx.execute(insert(forgotten), rows)
