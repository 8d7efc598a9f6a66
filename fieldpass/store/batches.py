"""This device's sealed bundles as rows to look at: how far each has come, and what came back of it."""

from dataclasses import dataclass

from fieldpass.store.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A sealed bundle of an own log (its row id), or with `sealed_at` None the rest that stands unsealed;
    `stored` and `covered` are the log's, `returned` counts those still to be dealt with; times in ms."""

    log: int
    first: int
    last: int
    sealed_at: int | None
    stored_at: int | None
    stored: int
    covered: int
    returned: int


_RETURNED = (
    "(SELECT count(*) FROM returned AS t WHERE t.log = l.id AND t.state = 0 "
    "AND t.number BETWEEN b.first AND b.last)"
)


def own_batches(conn: Connection, *, size: int) -> list[BatchRow]:
    """The unsealed rest, then the bundles, newest first, at most `size` of them."""
    rest = conn.run(
        "SELECT id, sealed + 1, last, NULL, NULL, stored, covered, 0 FROM log "
        "WHERE own = 1 AND sealed < last ORDER BY epoch DESC, id DESC"
    ).all()
    rows = conn.run(
        "SELECT l.id, b.first, b.last, b.sealed_at, b.stored_at, l.stored, l.covered, "
        f"{_RETURNED} FROM bundle AS b JOIN log AS l ON l.id = b.log WHERE l.own = 1 "
        "ORDER BY b.id DESC LIMIT ?",
        (size,),
    ).all()
    return [BatchRow(**dict(zip(BatchRow.__slots__, row, strict=True))) for row in (*rest, *rows)]


def newest_receipt(conn: Connection) -> int | None:
    """As of when (ms) the newest signed checkpoint is; None where there is none."""
    found = conn.run("SELECT max(as_of) FROM checkpoint").scalar_one()
    return None if found is None else int(found)
