"""People of one home or one workplace, as their latest declarations say; for one table of them.

Neither has a column: the declaration's bytes are searched for the words, and what is found is read whole
and compared by the caller.
"""

from fieldpass.model.bodies import ApplicationAmended, ApplicationSubmitted, Declaration
from fieldpass.store.connection import Connection
from fieldpass.wire.records import decode_record

_LATEST = (
    "(SELECT seq FROM record WHERE subject = p.person AND state = 0 AND kind IN "
    "('application.submitted', 'application.amended') AND version = 1 "
    "ORDER BY at DESC, id DESC LIMIT 1)"
)
# CBOR holds its texts as they are, in UTF-8; the ideographic space is one too.
_CLOSE = "replace(replace(CAST(r.data AS TEXT), ' ', ''), char(12288), '')"


def declared(conn: Connection, person: bytes) -> Declaration | None:
    """What a person declared last; None where nothing is held."""
    found = _rows(conn, "p.person = ?", (person,), 1)
    return found[0][1] if found else None


def declaring(
    conn: Connection, words: str, *, scope: str, size: int
) -> list[tuple[bytes, Declaration]]:
    """People of a scope in whose latest declaration these words (without spaces) stand, whatever spaces
    stand there, by name: (person, declaration)."""
    where = f"p.scope = ? AND instr({_CLOSE}, ?) > 0"
    return _rows(conn, where, (scope, words), size)


def _rows(
    conn: Connection, where: str, values: tuple[object, ...], size: int
) -> list[tuple[bytes, Declaration]]:
    rows = conn.run(
        f"SELECT p.person, r.data FROM person AS p JOIN record AS r ON r.seq = {_LATEST} "
        f"WHERE {where} ORDER BY p.name, p.seq LIMIT ?",
        (*values, size),
    )
    found = []
    for person, data in rows:
        body = decode_record(data).body
        if isinstance(body, ApplicationSubmitted | ApplicationAmended):
            found.append((person, body.declaration))
    return found
