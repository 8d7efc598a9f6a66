"""When two histories of one log meet: ours gives way, is kept as evidence, and loses no record.

Rules: 1. What stood above the common part is kept in `fork`, signed as it was. 2. The log is cut back
to the end of the last bundle within the common part, so that the server's history can take its place
with the feed. 3. In an own log the records above are entered again, under the same ids, into the log
that is written to now; where that was the cut one, the next epoch is begun first. 4. In a foreign log
the records stay and count: their author enters them again in an epoch of its own.

Source: DESIGN section 5, "cloned or restored disk".
"""

import contextlib
from collections.abc import Sequence
from typing import Any

from fieldpass.store.log import COUNTS, RETURNED, open_log, own_log, raise_sequence
from fieldpass.store.outbox import bundles_after
from fieldpass.store.transaction import Transaction
from fieldpass.wire.bundle import FIRST_LINK, LogId, next_link
from fieldpass.wire.errors import WireError
from fieldpass.wire.records import decode_record

_LAST = (1 << 53) - 1


def give_way(
    tx: Transaction, log: LogId, *, common: int, epoch: int | None = None, now: int | None = None
) -> int:
    """Cut a log back to its common part; how many records were entered again.

    `epoch` is the least number of a new epoch, where one is begun.
    """
    found = tx.run(
        "SELECT id, own, closed FROM log WHERE scope = ? AND device = ? AND epoch = ?",
        (log.scope, log.device, log.epoch),
    ).first()
    if found is None:
        return 0
    row, own, closed = tuple(found)
    kept, link = _boundary(tx, row, common)
    records = tx.run(
        "SELECT record, digest, state, data FROM entry JOIN record ON record.seq = entry.record "
        "WHERE log = ? AND number > ? AND state IN (0, 1) ORDER BY number",
        (row, kept),
    ).all()
    _keep_evidence(tx, row, log, kept, now)
    _cut(tx, row, kept, link)
    if not own:
        return 0
    if not closed:
        highest = tx.run(
            "SELECT max(epoch) FROM log WHERE scope = ? AND device = ?", (log.scope, log.device)
        ).scalar_one()
        open_log(tx, LogId(log.scope, log.device, max(highest + 1, epoch or 0)))
    return enter_again(tx, records)


def start_over(tx: Transaction) -> None:
    """This disk may be an old state of itself: the open own log goes on in a new epoch and every pass
    sequence jumps, so that no number is used twice, whatever was forgotten."""
    name = own_log(tx.conn)
    if name is not None:
        give_way(tx, name, common=_LAST)
    for kid, following in tx.run("SELECT kid, next FROM pass_sequence").all():
        raise_sequence(tx, kid, following)


def _boundary(tx: Transaction, row: int, common: int) -> tuple[int, bytes]:
    """The end of the last whole bundle within the common part, and the link there."""
    found = tx.run(
        "SELECT last, link FROM bundle WHERE log = ? AND last <= ? ORDER BY last DESC LIMIT 1",
        (row, common),
    ).first()
    return (0, FIRST_LINK) if found is None else (int(found[0]), bytes(found[1]))


def _keep_evidence(tx: Transaction, row: int, log: LogId, kept: int, now: int | None) -> None:
    links = {
        one[0]: one[1] for one in tx.run("SELECT first, link FROM bundle WHERE log = ?", (row,))
    }
    tx.run_many(
        "INSERT OR IGNORE INTO fork (log, first, last, link, data, seen_at) VALUES (?,?,?,?,?,?)",
        [
            (row, one.first, one.last, links[one.first], one.data, now)
            for one in bundles_after(tx.conn, log, kept)
        ],
    )


def _cut(tx: Transaction, row: int, kept: int, link: bytes) -> None:
    tx.run("DELETE FROM bundle WHERE log = ? AND last > ?", (row, kept))
    tx.run("DELETE FROM entry WHERE log = ? AND number > ?", (row, kept))
    tx.run("DELETE FROM returned WHERE log = ? AND number > ?", (row, kept))
    tx.run(
        "UPDATE log SET last = ?, link = ?, sealed = min(sealed, ?), stored = min(stored, ?), "
        "covered = min(covered, ?) WHERE id = ?",
        (kept, link, kept, kept, kept, row),
    )


def enter_again(tx: Transaction, records: Sequence[Any]) -> int:
    """Append records that are there already to the log that is written to now."""
    name = own_log(tx.conn)
    if name is None:
        return 0
    row, number, link = tuple(
        tx.run(
            "SELECT id, last, link FROM log WHERE scope = ? AND device = ? AND epoch = ?",
            (name.scope, name.device, name.epoch),
        ).one()
    )
    entries = []
    for seq, digest, state, data in records:
        # What another own log holds as well was entered again before.
        held = tx.run(
            "SELECT 1 FROM entry JOIN log ON log.id = entry.log WHERE record = ? AND own = 1",
            (seq,),
        ).first()
        if held is not None:
            continue
        number += 1
        link = next_link(name, number, link, digest)
        if state == RETURNED:
            # It was answered under a number that no longer counts: the next answer decides.
            tx.run("UPDATE record SET state = ? WHERE seq = ?", (COUNTS, seq))
            with contextlib.suppress(WireError):
                tx.recount(seq, decode_record(data), counts=True)
        entries.append((row, number, seq, link))
    tx.run_many("INSERT INTO entry (log, number, record, link) VALUES (?,?,?,?)", entries)
    tx.run("UPDATE log SET last = ?, link = ? WHERE id = ?", (number, link, row))
    return len(entries)
