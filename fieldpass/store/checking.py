"""Whether the file still holds what was written: pages, references and the chains of the logs.

`check_pages` is what an unclean stop asks for; `deep_check` is the doctor's. The checksums are those of
the file, whatever the journal holds: where a checkpoint stopped half-way, because the power went or a
reader still needed the old pages, a page that only the journal has is a hole in the file. So whoever finds
a fault in the file of a store in use brings it up to date with `settle` and looks again.
"""

from collections.abc import Callable
from hashlib import sha256

from fieldpass.store.connection import Connection
from fieldpass.store.errors import Damaged
from fieldpass.wire.bundle import FIRST_LINK, LogId, next_link

_TICK_ROWS = 200


def check_pages(conn: Connection) -> None:
    """The keyed checksum of every page, then SQLite's own quick check. Raises Damaged."""
    for pragma, good in (("cipher_integrity_check", []), ("quick_check", ["ok"])):
        found = [str(row[0]) for row in conn.run(f"PRAGMA {pragma}(1)")]
        if found != good:
            raise Damaged(f"{pragma} found faults")


def settle(conn: Connection) -> None:
    """Move all that the journal holds into the file; waits for readers. Outside of a transaction."""
    conn.run("PRAGMA wal_checkpoint(FULL)").first()


def deep_check(conn: Connection) -> None:
    """Pages and contents. Raises Damaged."""
    check_pages(conn)
    check_contents(conn)


def check_contents(conn: Connection, tick: Callable[[int], None] | None = None) -> None:
    """References, every record against its hash, every own chain. Raises Damaged.

    `tick` hears now and then how many records were read; what it raises ends the check.
    """
    if conn.run("PRAGMA foreign_key_check").first() is not None:
        raise Damaged("a reference leads nowhere")
    rows = conn.run("SELECT seq, digest, data FROM record WHERE data IS NOT NULL")
    for done, (seq, digest, data) in enumerate(rows):
        if tick is not None and done % _TICK_ROWS == 0:
            tick(done)
        if sha256(data).digest() != digest:
            raise Damaged(f"record {seq} is not what its hash says")
    for log in conn.run("SELECT id, scope, device, epoch, last, link FROM log WHERE own = 1").all():
        _check_chain(conn, *log)


def _check_chain(
    conn: Connection, log: int, scope: str, device: bytes, epoch: int, last: int, head: bytes
) -> None:
    name, link, count = LogId(scope, device, epoch), FIRST_LINK, 0
    rows = conn.run(
        "SELECT number, digest, link FROM entry JOIN record ON record.seq = entry.record "
        "WHERE log = ? ORDER BY number",
        (log,),
    )
    for number, digest, kept in rows:
        count += 1
        link = next_link(name, number, link, digest)
        if number != count or kept not in (None, link):
            raise Damaged(f"own log: the chain breaks at {count}")
    if (count, link) != (last, head):
        raise Damaged("own log: the head is not the chain's")
