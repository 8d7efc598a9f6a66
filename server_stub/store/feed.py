"""The feed of a scope: its bundles in the order in which they were committed.

Positions come from a counter row per scope, locked by the transaction that takes the next one, so
they appear in commit order and a reader's cursor skips nothing, with any number of writers. An item
names the bundle of a log; `keep` narrows a bundle of another scope to the records that are this
scope's business (their indexes, one byte each), all others being replaced by their hashes.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, text, update

from fieldpass.wire import cbor
from fieldpass.wire.bundle import BUNDLE_BYTES_MAX, LogId, record_digest
from server_stub.store.logs import key_of
from server_stub.store.schema import bundles, counters, feed
from server_stub.store.statement import Statement

PAGE_BYTES_MAX = 256 * 1024
PAGE_ITEMS_MAX = 200
NOTHING = cbor.encode([])
_OPEN = text(
    "INSERT INTO counters (scope, position) VALUES (:scope, 0) ON CONFLICT (scope) DO NOTHING"
)
_TAKE = Statement(
    update(counters)
    .where(counters.c.scope == bindparam("in_scope"))
    .values(position=counters.c.position + 1)
    .returning(counters.c.position)
)
_APPEND = Statement(insert(feed))
_HEAD = Statement(select(counters.c.position).where(counters.c.scope == bindparam("in_scope")))
_PAGE = Statement(
    select(feed.c.position, feed.c.keep, feed.c.returned, bundles.c.data)
    .join(
        bundles,
        (bundles.c.scope == feed.c.source)
        & (bundles.c.log == feed.c.log)
        & (bundles.c.first == feed.c.first),
    )
    .where(feed.c.scope == bindparam("in_scope"), feed.c.position > bindparam("after"))
    .order_by(feed.c.position)
    .limit(bindparam("items_max"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed: its position, the bundle as this scope may see it, what was returned."""

    position: int
    bundle: bytes
    returned: tuple[tuple[int, str], ...]


def append(
    tx: Connection,
    scope: str,
    log: LogId,
    first: int,
    *,
    returned: bytes = NOTHING,
    keep: bytes | None = None,
) -> int:
    """Append a stored bundle to a scope's feed; the position that it got."""
    position = _TAKE.scalar(tx, in_scope=scope)
    if position is None:
        tx.execute(_OPEN, {"scope": scope})
        position = _TAKE.scalar(tx, in_scope=scope)
    _APPEND.run(
        tx,
        scope=scope,
        position=position,
        source=log.scope,
        log=key_of(log),
        first=first,
        keep=keep,
        returned=returned,
    )
    return int(position)


def head(conn: Connection, scope: str) -> int:
    """The last position of a scope's feed, 0 where it is empty."""
    return _HEAD.scalar(conn, in_scope=scope) or 0


def page(
    conn: Connection,
    scope: str,
    after: int,
    *,
    bytes_max: int = PAGE_BYTES_MAX,
    items_max: int = PAGE_ITEMS_MAX,
) -> list[Item]:
    """The items behind a position, at least one where there is one, bounded by bytes and number."""
    rows = _PAGE.each(conn, in_scope=scope, after=after, items_max=items_max)
    items: list[Item] = []
    size = 0
    for position, keep, returned, whole in rows:
        data = bytes(whole) if keep is None else narrowed(bytes(whole), bytes(keep))
        size += len(data)
        if items and size > bytes_max:
            break
        items.append(Item(position=position, bundle=data, returned=read_returned(bytes(returned))))
    return items


def narrowed(data: bytes, keep: bytes) -> bytes:
    """A verified bundle with every record but those of `keep` replaced by its hash."""
    signed, beside = cbor.decode(data, max_bytes=BUNDLE_BYTES_MAX)
    return cbor.encode(
        [
            signed,
            [
                one if index in keep or isinstance(one, list) else [record_digest(one)]
                for index, one in enumerate(beside)
            ],
        ]
    )


def write_returned(returned: dict[int, str]) -> bytes:
    """[(index, reason)] as it is stored and sent."""
    return cbor.encode([[index, reason] for index, reason in sorted(returned.items())])


def read_returned(data: bytes) -> tuple[tuple[int, str], ...]:
    """The inverse of `write_returned`."""
    if data == NOTHING:
        return ()
    return tuple((index, reason) for index, reason in cbor.decode(data, max_bytes=8192))
