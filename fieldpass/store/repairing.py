"""Putting a damaged store together again: what is unsent is saved first, nothing is thrown away.

In this order, each step leaving the old files as they are until the last:

1. Everything that can be read is copied into a new database under the same key (`salvaging`).
2. Each log is cut back to what is whole. Of an own log the records behind the gap are entered again
   in a new epoch under their old ids, and so are own records whose place is lost: whatever was not yet
   sent still goes out. After any loss pass sequences jump, so that none is given twice.
3. Every feed begins again at its first position: what was lost and is on the server comes back.
4. The views are made anew, and all is checked.
5. The old files are moved into a folder `damaged-...` beside it, and the new database takes its place.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldpass.store import forking, log, migrations, outbox, settings
from fieldpass.store.backup import flush_path
from fieldpass.store.checking import deep_check
from fieldpass.store.connecting import connect, engine_of, translated
from fieldpass.store.connection import Connection
from fieldpass.store.database import LOCK
from fieldpass.store.errors import Damaged
from fieldpass.store.locking import FolderLock
from fieldpass.store.replacing import DATABASE, remove, take_place
from fieldpass.store.salvaging import Salvage
from fieldpass.store.transaction import Transaction
from fieldpass.store.views import rebuild_views
from fieldpass.store.wal import check_wal
from fieldpass.wire.bundle import FIRST_LINK, LogId, next_link


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What came of it: records held now, rows that could not be read, own records still to send."""

    records: int
    lost: int
    unsent: int
    damaged: Path


def repair(folder: Path, data_key: bytes, *, now: int) -> Repair:
    """Put the store of a folder together again; `now` (ms) names the folder of the old files.

    Raises InUse, DiskFull, ReadOnlyDisk, and Damaged where only a backup helps.
    """
    lock = FolderLock(folder / LOCK)
    try:
        part = folder / f"{DATABASE}.repaired"
        remove(part)
        try:
            with translated():
                found = _put_together(folder, part, data_key)
        except BaseException:
            remove(part)
            raise
        # Closing has moved the write-ahead log into the file.
        flush_path(part)
        damaged = folder / f"damaged-{now}"
        take_place(folder, part, damaged)
        records, lost, unsent = found
        return Repair(records=records, lost=lost, unsent=unsent, damaged=damaged)
    finally:
        lock.release()


def _put_together(folder: Path, part: Path, data_key: bytes) -> tuple[int, int, int]:
    salvage = Salvage(str(folder / DATABASE), data_key)
    engine = engine_of(lambda: connect(str(part), data_key, writes=True), begin="BEGIN IMMEDIATE")
    try:
        with engine.connect() as core:
            conn = Connection(core)
            with core.begin():
                migrations.migrate(conn)
                # 1. What can be read.
                salvage.copy_all(conn)
                tx = Transaction(conn)
                # 2. Logs.
                _mend_logs(tx, journal_lost=_journal_is_damaged(folder))
                # 3. Feeds.
                tx.run("UPDATE cursor SET position = 0, known_until = NULL")
                # 4. Views.
                rebuild_views(tx)
                settings.put(tx, "store.in-use", None)
                count = int(tx.run("SELECT count(*) FROM record").scalar_one())
                unsent = outbox.unsent_count(conn)
            with core.begin():
                deep_check(conn)
        return count, sum(salvage.lost.values()), unsent
    finally:
        salvage.close()
        engine.dispose()


def _journal_is_damaged(folder: Path) -> bool:
    try:
        return check_wal(folder / f"{DATABASE}-wal")
    except Damaged:
        return True


def _mend_logs(tx: Transaction, *, journal_lost: bool) -> None:
    fed = set(tx.run("SELECT scope FROM cursor").scalars())
    doubtful = journal_lost
    for row, scope, device, epoch, own, last, closed in tx.run(
        "SELECT id, scope, device, epoch, own, last, closed FROM log ORDER BY own, closed DESC"
    ).all():
        name = LogId(scope, device, epoch)
        if own:
            whole = _whole_own(tx, row, name)
            if whole < last or (journal_lost and not closed):
                doubtful = True
                forking.give_way(tx, name, common=whole)
        else:
            _cut_foreign(tx, row, continuous=scope in fed)
    if forking.enter_again(tx, _strays(tx)) or doubtful:
        for kid, following in tx.run("SELECT kid, next FROM pass_sequence").all():
            log.raise_sequence(tx, kid, following)


def _strays(tx: Transaction) -> list[tuple[Any, ...]]:
    """Own records whose place in a log is lost: whether they were sent is not known, so they go out
    again, under the same ids."""
    rows = tx.run(
        "SELECT seq, digest, state, data FROM record WHERE state IN (0, 1) AND author_kid IN "
        "(SELECT device FROM log WHERE own = 1 UNION SELECT kid FROM pass_sequence) "
        "AND NOT EXISTS (SELECT 1 FROM entry WHERE record = seq) ORDER BY seq"
    )
    return [tuple(row) for row in rows]


def _whole_own(tx: Transaction, row: int, name: LogId) -> int:
    """Up to which number an own log has every record, chained as it was."""
    link, whole = FIRST_LINK, 0
    for number, digest, kept in tx.run(
        "SELECT number, digest, link FROM entry JOIN record ON record.seq = entry.record "
        "WHERE log = ? ORDER BY number",
        (row,),
    ).all():
        link = next_link(name, number, link, digest)
        if number != whole + 1 or kept not in (None, link):
            break
        whole = number
    return whole


def _cut_foreign(tx: Transaction, row: int, *, continuous: bool) -> None:
    """Drop bundles with a hole; where the feed is continuous, all that follow the first as well."""
    broken = False
    for key, first, last in tx.run(
        "SELECT id, first, last FROM bundle WHERE log = ? ORDER BY first", (row,)
    ).all():
        held = tx.run(
            "SELECT count(*) FROM entry WHERE log = ? AND number BETWEEN ? AND ?",
            (row, first, last),
        ).scalar_one()
        broken = (broken and continuous) or held != last - first + 1
        if broken:
            tx.run("DELETE FROM bundle WHERE id = ?", (key,))
    # An entry without its bundle proves nothing; it comes again with the feed.
    for table in ("entry", "returned"):
        tx.run(
            f"DELETE FROM {table} WHERE log = ? AND NOT EXISTS (SELECT 1 FROM bundle AS b "
            f"WHERE b.log = {table}.log AND {table}.number BETWEEN b.first AND b.last)",
            (row,),
        )
    head = tx.run(
        "SELECT last, link FROM bundle WHERE log = ? ORDER BY last DESC LIMIT 1", (row,)
    ).first()
    last, link = (0, FIRST_LINK) if head is None else (head[0], head[1])
    tx.run("UPDATE log SET last = ?, link = ? WHERE id = ?", (last, link, row))
