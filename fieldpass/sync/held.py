"""Trust and lists as the store keeps them: verified when they are taken, and again when loaded.

A held list is kept as the signed lists that made it: the whole one and the deltas since, so that
nothing unsigned is ever believed, also not from the own disk. Rules:

1. What is kept is a CBOR array of signed lists, the whole one first.
2. After `DELTAS_MAX` deltas the whole list is asked for again, so that loading stays short.
3. Trust only grows by what the root in use has signed; it is saved before any list it vouches for.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from fieldpass.store import lists as rows
from fieldpass.store.transaction import Transaction
from fieldpass.wire import cbor, trust
from fieldpass.wire.errors import RolledBack, WrongBase
from fieldpass.wire.lists import LIST_BYTES_MAX, HeldList, ListHead, open_trusted, take_list
from fieldpass.wire.trust import TrustStore

DELTAS_MAX = 64
TRUST = "store"
_KEPT_BYTES_MAX = 2 * LIST_BYTES_MAX


def load(conn: Connection) -> tuple[TrustStore | None, tuple[HeldList, ...]]:
    """The trust store (None before the first registration) and every list held."""
    store = load_trust(conn)
    if store is None:
        return None, ()
    return store, tuple(_folded(store, row.data) for row in rows.load_lists(conn))


def mark(conn: Connection) -> object:
    """A value that changes whenever trust or a list does: to know when to load again."""
    return rows.load_trust(conn).get(TRUST), rows.list_marks(conn)


def load_trust(conn: Connection) -> TrustStore | None:
    """The trust store, or None before the first registration."""
    data = rows.load_trust(conn).get(TRUST)
    return None if data is None else trust.decode_store(data)


def save_trust(tx: Transaction, store: TrustStore) -> None:
    """Keep the trust store (rule 3)."""
    rows.save_trust(tx, TRUST, trust.encode_store(store))


def grow_trust(
    store: TrustStore, rotations: Iterable[bytes], certificates: Iterable[bytes]
) -> TrustStore:
    """The trust store after what the platform sent; what is known or from before changes nothing.

    Raises WrongRoot, BadSignature, Malformed.
    """
    for rotation in rotations:
        try:
            store = trust.rotate_root(store, rotation)
        except RolledBack:
            continue
    for certificate in certificates:
        try:
            store = trust.accept_certificate(store, certificate)
        except RolledBack:
            continue
    return store


def take(tx: Transaction, store: TrustStore, signed: bytes) -> HeldList:
    """Verify a signed list and keep it with those that it builds on.

    Raises WrongBase where the whole list must be asked for, RolledBack for an older one, and what
    `wire.lists.open_trusted` raises; nothing has changed then.
    """
    opened = open_trusted(signed, store)
    head = opened.head
    kept = next(
        (row for row in rows.load_lists(tx.conn, head.kind) if row.county == head.county),
        None,
    )
    before = [] if kept is None else _parts(kept.data)
    found = take_list(None if kept is None else _folded(store, kept.data), opened)
    if head.base and len(before) > DELTAS_MAX:
        raise WrongBase("list: too many deltas since the whole one")
    if before and _says_nothing_new(store, before[-1]) and _is_empty(head):
        # "Nothing new since" replaces the one before it, so that an idle device's chain stays short.
        before = before[:-1]
    parts = [*before, signed] if head.base else [signed]
    rows.save_list(
        tx,
        head.kind,
        head.county,
        version=found.version,
        as_of=found.as_of,
        data=cbor.encode(parts),
    )
    return found


def _folded(store: TrustStore, data: bytes) -> HeldList:
    found: HeldList | None = None
    for part in _parts(data):
        found = take_list(found, open_trusted(part, store))
    if found is None:
        raise WrongBase("list: kept without its whole one")
    return found


def _says_nothing_new(store: TrustStore, signed: bytes) -> bool:
    return _is_empty(open_trusted(signed, store).head)


def _is_empty(head: ListHead) -> bool:
    return head.base != 0 and head.base == head.version


def _parts(data: bytes) -> list[bytes]:
    parts = cbor.decode(data, max_bytes=_KEPT_BYTES_MAX)
    return [part for part in parts if isinstance(part, bytes)]
