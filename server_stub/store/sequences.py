"""The highest pass sequence that the server has seen of each key, erased passes included.

A device that lost part of its disk goes on above what the server tells it. A pass that was erased here
may still be on paper, so its number stays used; a number alone tells nothing of a person.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, func, select

from server_stub.store.meta import put, take
from server_stub.store.schema import passes
from server_stub.store.statement import Statement

_PREFIX = "sequence."
_HELD = Statement(select(func.max(passes.c.sequence)).where(passes.c.kid == bindparam("of_kid")))


def highest(conn: Connection, kids: Sequence[bytes]) -> dict[bytes, int]:
    """By kid, those of which no pass was ever seen being left out."""
    found = {kid: _highest(conn, kid) for kid in kids}
    return {kid: sequence for kid, sequence in found.items() if sequence is not None}


def _highest(conn: Connection, kid: bytes) -> int | None:
    held, kept = _HELD.scalar(conn, of_kid=kid), take(conn, _name(kid))
    if kept is None:
        return None if held is None else int(held)
    return max(held or 0, int.from_bytes(kept, "big"))


def keep(tx: Connection, kids: Iterable[bytes]) -> None:
    """Write down how far these keys are, before passes of theirs are deleted."""
    for kid, sequence in sorted(highest(tx, sorted(set(kids))).items()):
        put(tx, _name(kid), sequence.to_bytes(4, "big"))


def raise_to(tx: Connection, told: Mapping[bytes, int]) -> None:
    """Write down sequences that somebody else knows of, where they are above what was seen here."""
    for kid, sequence in sorted(told.items()):
        if sequence > (_highest(tx, kid) or 0):
            put(tx, _name(kid), sequence.to_bytes(4, "big"))


def _name(kid: bytes) -> str:
    return _PREFIX + kid.hex()
