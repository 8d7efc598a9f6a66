"""The case of a person as a scope knows it: the accepted records, folded by the model.

A bundle holds the records of many people, so whoever looks at one person looks at the next in the same
bundles: `Cases` reads each of them once.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, bindparam, exists, select

from fieldpass.model.case import Case
from fieldpass.model.records import Record
from fieldpass.wire.bundle import Erased
from server_stub.decoding import records_of
from server_stub.store import logs
from server_stub.store.schema import bundles, keys, records, returns, routed

# Some 16 KiB each at most, in the mean far less.
_BUNDLES_MAX = 256
_OWN = select(records.c.log, records.c.first, records.c.number).where(
    records.c.scope == bindparam("in_scope"),
    records.c.subject == bindparam("of_person"),
    ~exists().where(
        returns.c.scope == records.c.scope,
        returns.c.log == records.c.log,
        returns.c.number == records.c.number,
        returns.c.still.is_(True),
    ),
)
_ROUTED = select(routed.c.source, routed.c.log, routed.c.first, routed.c.place).where(
    routed.c.scope == bindparam("in_scope"),
    routed.c.person == bindparam("of_person"),
    ~exists().where(
        returns.c.scope == routed.c.source,
        returns.c.log == routed.c.log,
        returns.c.number == routed.c.first + routed.c.place,
        returns.c.still.is_(True),
    ),
)
_FED = select(bundles.c.data).where(
    and_(
        bundles.c.scope == bindparam("in_scope"),
        bundles.c.log == bindparam("of_log"),
        bundles.c.first == bindparam("from_number"),
        bundles.c.fed.is_(True),
    )
)
_ISSUERS = select(keys.c.kid, keys.c.person).where(keys.c.kind == "issuer")


class Cases:
    """Cases as one connection's moment shows them; not to be kept beyond its transaction."""

    def __init__(self, conn: Connection) -> None:
        """Nothing is read yet."""
        self._conn = conn
        self._bundles: dict[tuple[str, bytes, int], list[bytes | Erased]] = {}
        self._people: dict[bytes, bytes] | None = None

    def of(self, scope: str, person: bytes) -> Case:
        """Everything that a scope holds of a person, its own and what was routed to it."""
        found = [*self._own(scope, person), *self._routed(scope, person)]
        mine = [one for one in found if one.subject in (None, person)]
        return Case.of(mine, people=self._issuers())

    def _own(self, scope: str, person: bytes) -> Iterator[Record]:
        for row in self._conn.execute(_OWN, {"in_scope": scope, "of_person": person}).all():
            yield from self._one(scope, bytes(row.log), row.first, row.number - row.first)

    def _routed(self, scope: str, person: bytes) -> Iterator[Record]:
        for row in self._conn.execute(_ROUTED, {"in_scope": scope, "of_person": person}).all():
            yield from self._one(row.source, bytes(row.log), row.first, row.place)

    def _one(self, scope: str, log: bytes, first: int, index: int) -> Iterator[Record]:
        """One record of a fed bundle, none where it is held, erased or cannot be read."""
        items = self._items(scope, log, first)[index : index + 1]
        yield from (record for record in records_of(items) if record is not None)

    def _items(self, scope: str, log: bytes, first: int) -> list[bytes | Erased]:
        key = scope, log, first
        items = self._bundles.get(key)
        if items is None:
            place = {"in_scope": scope, "of_log": log, "from_number": first}
            data = self._conn.execute(_FED, place).scalar()
            items = [] if data is None else logs.items_of(bytes(data))
            if len(self._bundles) >= _BUNDLES_MAX:
                self._bundles.pop(next(iter(self._bundles)))
            self._bundles[key] = items
        return items

    def _issuers(self) -> dict[bytes, bytes]:
        """The staff person behind each issuer key: two keys of one person are one voice."""
        if self._people is None:
            self._people = {
                bytes(kid): bytes(person) for kid, person in self._conn.execute(_ISSUERS)
            }
        return self._people
