"""Erasure, person by person: records are replaced by their hash, and every chain stays verifiable.

Rules:

1. Only what the server has stored is erased: an own record that is still unsent stays, and is counted.
2. What is left of a record is its hash, its place in its log, and when it was erased. Its id, kind,
   times and persons go too: a person's id can be guessed from an ID number.
3. An erased record does not come back with the feed.
4. Each erasure leaves a line without personal data: when, how many records, why.
5. What people left half filled on the screens goes too, since nobody can say whom it names.
6. The freed pages are overwritten, and so is the search index's share.
7. What the platform has erased is erased by its hash, wherever it stands here: also where its log gave
   way and it stands in none. What is not sealed yet waits until the server has answered it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fieldpass.store import settings
from fieldpass.store.connection import Connection
from fieldpass.store.log import ERASED, HASH_ONLY
from fieldpass.store.records import OF_PERSON
from fieldpass.store.transaction import Row, Transaction
from fieldpass.store.views import flush
from fieldpass.wire import cbor
from fieldpass.wire.bundle import BUNDLE_BYTES_MAX
from fieldpass.wire.errors import WireError
from fieldpass.wire.records import decode_record

_UNSENT = """
SELECT 1 FROM entry JOIN log ON log.id = entry.log
WHERE record = ? AND own = 1 AND number > stored
"""
_UNSEALED = """
SELECT 1 FROM entry JOIN log ON log.id = entry.log
WHERE record = r.seq AND own = 1 AND number > sealed
"""
_COLUMNS = "r.seq, r.data, r.kind IS NOT NULL"
_DIGESTS = 300
_BLANK = f"""
UPDATE record SET id = NULL, kind = NULL, version = NULL, at = NULL, author = NULL,
  author_kid = NULL, author_person = NULL, subject = NULL, application = NULL, pass_kid = NULL,
  pass_sequence = NULL, data = NULL, state = {ERASED}, erased_at = ?
WHERE seq = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was erased: `records` of them at `at` (ms), and why; `kept` were not sent yet."""

    at: int
    records: int
    reason: str
    kept: int = 0


def erase(tx: Transaction, persons: Iterable[bytes], *, now: int, reason: str) -> Erasure:
    """Replace all records of these persons by their hashes, and forget their drafts under their id.

    `reason` is a word of the policy, never a text about a person.
    """
    gone: dict[int, bytes] = {}
    kept = 0
    for person in persons:
        rows = tx.run(OF_PERSON.format(states="(0, 1)"), (person,) * 3).all()
        for seq, data in rows:
            if tx.run(_UNSENT, (seq,)).first() is not None:
                kept += 1
            elif seq not in gone:
                tx.recount(seq, decode_record(data), counts=False)
                gone[seq] = sha256(data).digest()
        tx.run("DELETE FROM draft WHERE key = ?", (person,))
    if gone:
        _blank(tx, gone, now, reason)
    return Erasure(at=now, records=len(gone), reason=reason, kept=kept)


def erase_entries(
    tx: Transaction, log: int, numbers: Sequence[int], *, now: int, reason: str
) -> int:
    """The same for records that the platform has erased, by their place in a log (its row id)."""
    here: list[Row] = []
    elsewhere: list[bytes] = []
    for number in numbers:
        row = tx.run(
            f"SELECT {_COLUMNS}, state, digest FROM entry JOIN record AS r ON r.seq = entry.record "
            "WHERE log = ? AND number = ?",
            (log, number),
        ).first()
        if row is None or row[3] == ERASED:
            continue
        here.append(tuple(row[:3]))
        if row[3] == HASH_ONLY:
            # It may be here whole, under a number of a log that gave way.
            elsewhere.append(row[4])
    return _erase_rows(tx, [*here, *_whole(tx, elsewhere)], now=now, reason=reason)


def erase_digests(tx: Transaction, digests: Sequence[bytes], *, now: int, reason: str) -> int:
    """The same for records that the platform's own record names by their SHA-256 (rule 7)."""
    return _erase_rows(tx, _whole(tx, digests), now=now, reason=reason)


def _whole(tx: Transaction, digests: Sequence[bytes]) -> list[Row]:
    """The whole records of these hashes, but for those that are not sealed yet."""
    found: list[Row] = []
    for start in range(0, len(digests), _DIGESTS):
        some = tuple(digests[start : start + _DIGESTS])
        marks = ",".join("?" * len(some))
        found += map(
            tuple,
            tx.run(
                # The first bytes are what the index has (schema version 2), the whole hash is what counts.
                f"SELECT {_COLUMNS} FROM record AS r WHERE r.data IS NOT NULL "
                f"AND substr(r.digest, 1, 4) IN ({marks}) AND r.digest IN ({marks}) "
                f"AND NOT EXISTS ({_UNSEALED})",
                (*(one[:4] for one in some), *some),
            ),
        )
    return found


def _erase_rows(tx: Transaction, rows: Sequence[Row], *, now: int, reason: str) -> int:
    """Blank rows of _COLUMNS, hashes too; how many of them were whole."""
    gone: dict[int, bytes] = {}
    for seq, data, readable in rows:
        if data is None:
            tx.run("UPDATE record SET state = ?, erased_at = ? WHERE seq = ?", (ERASED, now, seq))
            continue
        if readable:
            tx.recount(seq, decode_record(data), counts=False)
        gone[seq] = sha256(data).digest()
    if gone:
        settings.drop_left(tx)
        _blank(tx, gone, now, reason)
    return len(gone)


def _blank(tx: Transaction, gone: dict[int, bytes], now: int, reason: str) -> None:
    tx.run("PRAGMA secure_delete = on")
    tx.run_many(_BLANK, [(now, seq) for seq in gone])
    _blank_forks(tx, set(gone.values()))
    flush(tx)
    # Deleted words stay in the index's old segments until these are merged, which reads the whole index:
    # once for all that a page of the feed erases.
    tx.run_last("INSERT INTO person_search (person_search) VALUES ('optimize')")
    tx.run("INSERT INTO erasure (at, records, reason) VALUES (?,?,?)", (now, len(gone), reason))


_PAST = """
SELECT subject FROM record AS r WHERE subject IS NOT NULL AND state IN (0, 1)
GROUP BY subject HAVING max(at) < :before
  AND NOT EXISTS (SELECT 1 FROM pass WHERE person = r.subject AND expires * 1000 >= :before)
  AND NOT EXISTS (SELECT 1 FROM report WHERE person = r.subject AND at >= :before)
  AND NOT EXISTS (SELECT 1 FROM reading WHERE person = r.subject AND at >= :before)
ORDER BY max(at) LIMIT :size
"""


def past(conn: Connection, before: int, *, size: int = 200) -> list[bytes]:
    """Persons of whom nothing is as late as `before` (ms): no record, no report, no pass in force."""
    found = conn.run(_PAST, {"before": before, "size": size})
    return [bytes(row[0]) for row in found]


def _blank_forks(tx: Transaction, gone: set[bytes]) -> None:
    """Kept evidence holds whole bundles: the same records leave it, its signatures stay good."""
    for key, data in tx.run("SELECT id, data FROM fork").all():
        try:
            head, items = cbor.decode(data, max_bytes=BUNDLE_BYTES_MAX)
        except (WireError, TypeError, ValueError):
            continue
        beside = [_blanked(one, gone) for one in items]
        tx.run("UPDATE fork SET data = ? WHERE id = ?", (cbor.encode([head, beside]), key))


def _blanked(one: Any, gone: set[bytes]) -> Any:
    digest = sha256(one).digest() if isinstance(one, bytes) else b""
    return [digest] if digest in gone else one


def erasures(conn: Connection) -> list[Erasure]:
    """What was erased here, newest first."""
    rows = conn.run("SELECT at, records, reason FROM erasure ORDER BY id DESC")
    return [Erasure(at=row[0], records=row[1], reason=row[2]) for row in rows]
