"""The keys that the server knows: whose they are, for which scope, and whether they may work.

A key is `waiting` (registered, not answered yet), `authorised`, `refused` (it may register again),
or `closed` with a reason; nothing is ever deleted, because what a key signed stays. The whole
directory is held in memory under the database's mark of change, so a look-up costs nothing and
commands that run beside the server are noticed with its next transaction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from server_stub.store import meta
from server_stub.store.schema import keys, staff

MARK = "mark"
_NO_ROLES: frozenset[str] = frozenset()
WAITING, AUTHORISED, REFUSED, CLOSED = "waiting", "authorised", "refused", "closed"
TAKEN_BACK = frozenset({"stolen", "other"})
"""The reasons of a key that the platform ended, as `issuer.withdrawn` names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """One key; `partner` is the other key of the same person and device; times in ms."""

    kid: bytes
    public: bytes
    kind: str
    partner: bytes | None
    uscc: str
    scope: str
    county: str
    person: bytes
    name: str
    role: str
    state: str
    reason: str
    request: bytes
    valid_from: int
    valid_until: int

    @property
    def taken_back(self) -> bool:
        """Whether the platform itself ended it: a theft, or another reason of its own."""
        return self.state == CLOSED and self.reason in TAKEN_BACK

    def works(self, at: int) -> bool:
        """Whether the key may be used at a time (ms)."""
        return self.state == AUTHORISED and self.valid_from <= at <= self.valid_until


class Directory:
    """All known keys by kid, as of one mark of change."""

    def __init__(
        self,
        mark: bytes | None,
        rows: Mapping[bytes, KnownKey],
        staff: Mapping[tuple[bytes, bytes], frozenset[str]],
    ) -> None:
        """Hold rows; use `Directories` to get one."""
        self.mark, self._rows, self._staff = mark, rows, staff

    def find(self, kid: bytes) -> KnownKey | None:
        """The key of a kid, or None."""
        return self._rows.get(kid)

    def public(self, kid: bytes) -> bytes | None:
        """The raw public key of a kid, for `open_bundle`."""
        found = self._rows.get(kid)
        return None if found is None else found.public

    def roles(self, device: bytes, person: bytes) -> frozenset[str]:
        """What a staff person may be at a device; empty where not known there."""
        return self._staff.get((device, person), _NO_ROLES)

    def __iter__(self) -> Iterator[KnownKey]:
        """All keys."""
        return iter(self._rows.values())


class Directories:
    """Gives the directory of a transaction, reading it again only where the mark has changed."""

    def __init__(self) -> None:
        """Nothing is held yet."""
        self._held = Directory(None, {}, {})

    def of(self, conn: Connection) -> Directory:
        """The directory as this connection sees it."""
        mark = meta.take(conn, MARK)
        held = self._held
        if mark is None or mark != held.mark:
            rows = {bytes(row.kid): _known(row) for row in conn.execute(select(keys))}
            people: dict[tuple[bytes, bytes], frozenset[str]] = {}
            for row in conn.execute(select(staff)):
                place = bytes(row.device), bytes(row.person)
                people[place] = people.get(place, _NO_ROLES) | {row.role}
            held = self._held = Directory(mark, rows, people)
        return held


def changed(tx: Connection, mark: bytes) -> None:
    """Set a new mark of change; `mark` is random, so an old one never comes back."""
    meta.put(tx, MARK, mark)


def add(tx: Connection, key: KnownKey) -> None:
    """Add a key; the caller sets a new mark."""
    tx.execute(insert(keys).values(**{name: getattr(key, name) for name in key.__slots__}))


def set_state(
    tx: Connection,
    kids: list[bytes],
    *,
    state: str,
    reason: str = "",
    valid_from: int | None = None,
    valid_until: int | None = None,
) -> None:
    """Change the state of keys; the caller sets a new mark."""
    values: dict[str, Any] = {"state": state, "reason": reason}
    if valid_from is not None:
        values["valid_from"] = valid_from
    if valid_until is not None:
        values["valid_until"] = valid_until
    tx.execute(update(keys).where(keys.c.kid.in_(kids)).values(**values))


def _known(row: Row[Any]) -> KnownKey:
    return KnownKey(
        kid=bytes(row.kid),
        public=bytes(row.public),
        kind=row.kind,
        partner=None if row.partner is None else bytes(row.partner),
        uscc=row.uscc,
        scope=row.scope,
        county=row.county,
        person=bytes(row.person),
        name=row.name,
        role=row.role,
        state=row.state,
        reason=row.reason,
        request=bytes(row.request),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
