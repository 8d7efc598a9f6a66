"""The highest pass sequence that the server has seen of each key, erased passes included.

A device that lost part of its disk goes on above what the server tells it. A pass that was erased here
may still be on paper, so its number stays used; a number alone tells nothing of a person.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, func, select

from server_stub.store.meta import put
from server_stub.store.schema import meta, passes

_PREFIX = "sequence."
_HELD = (
    select(passes.c.kid, func.max(passes.c.sequence))
    .where(passes.c.kid.in_(bindparam("kids", expanding=True)))
    .group_by(passes.c.kid)
)
_KEPT = select(meta.c.key, meta.c.value).where(meta.c.key.in_(bindparam("names", expanding=True)))


def highest(conn: Connection, kids: Sequence[bytes]) -> dict[bytes, int]:
    """By kid, those of which no pass was ever seen being left out."""
    found = {bytes(kid): sequence for kid, sequence in conn.execute(_HELD, {"kids": list(kids)})}
    names = [_name(kid) for kid in kids]
    for name, value in conn.execute(_KEPT, {"names": names}):
        kid = bytes.fromhex(name.removeprefix(_PREFIX))
        found[kid] = max(found.get(kid, 0), int.from_bytes(value, "big"))
    return found


def keep(tx: Connection, kids: Iterable[bytes]) -> None:
    """Write down how far these keys are, before passes of theirs are deleted."""
    for kid, sequence in sorted(highest(tx, sorted(set(kids))).items()):
        put(tx, _name(kid), sequence.to_bytes(4, "big"))


def _name(kid: bytes) -> str:
    return _PREFIX + kid.hex()
