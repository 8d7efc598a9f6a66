"""Erasing a person: every record of theirs is replaced by its hash, and the chains stay verifiable.

What is erased: the records about the person, about the person's applications and passes, in every
bundle; the index of them, applications, decisions, passes, health records and what was routed elsewhere.
What stays: hashes, links and signatures, which tell nobody anything; and how far each key had counted.
A record that comes once more, from a disk that was copied before, is known by its hash (`intake`).

Devices hear of it by the feed: each bundle that lost records is appended once more to every feed that
had brought them, as it is now, those records being marked as returned for the reason `erased`. A device
that reads that erases its own copy; one that reads the feed from the beginning finds hashes.
"""

from collections import defaultdict

from sqlalchemy import Connection, delete, select, update

from fieldpass.wire.bundle import ERASED, RECORDS_MAX, digest_of
from server_stub import publication
from server_stub.decoding import records_of
from server_stub.store import feed, forgotten, logs, schema, sequences
from server_stub.store.schema import (
    applications,
    bundles,
    decisions,
    health,
    passes,
    records,
    routed,
)

_Places = dict[tuple[str, bytes, int], set[int]]


def erase(tx: Connection, person: bytes) -> int:
    """Erase all that is held of a person; how many records that were."""
    own = select(applications.c.id).where(applications.c.person == person)
    ids = [bytes(one) for (one,) in tx.execute(own)]
    chosen = (records.c.subject == person) | records.c.application.in_(ids)
    places: _Places = defaultdict(set)
    for row in tx.execute(select(records).where(chosen)):
        places[row.scope, bytes(row.log), row.first].add(row.number - row.first)
    for row in tx.execute(select(routed).where(routed.c.person == person)):
        places[row.source, bytes(row.log), row.first].add(row.place)
    _by_pass(tx, person, places)
    for (scope, log, first), gone in places.items():
        _erase_in(tx, scope, log, first, gone)
        _tell(tx, scope, log, first, gone)
    tx.execute(delete(decisions).where(decisions.c.application.in_(ids)))
    tx.execute(update(records).where(chosen).values(subject=None, application=None))
    issued = select(passes.c.kid).where(passes.c.person == person)
    sequences.keep(tx, [bytes(row.kid) for row in tx.execute(issued)])
    listed = select(passes.c.county).where(passes.c.person == person)
    for county in sorted({row.county for row in tx.execute(listed)}):
        publication.mark(tx, publication.STATUS, county)
    for table in (applications, passes, health, routed):
        tx.execute(delete(table).where(table.c.person == person))
    return sum(map(len, places.values()))


def _by_pass(tx: Connection, person: bytes, places: _Places) -> None:
    """Records that name the person only by a pass: found by reading the scopes of these passes."""
    mine = tx.execute(
        select(passes.c.kid, passes.c.sequence, passes.c.scope).where(passes.c.person == person)
    ).all()
    refs = {(bytes(row.kid), row.sequence) for row in mine}
    for scope in sorted({row.scope for row in mine}):
        for row in tx.execute(select(bundles).where(bundles.c.scope == scope)):
            for index, record in enumerate(records_of(logs.items_of(bytes(row.data)))):
                ref = record.pass_ref if record is not None else None
                if ref is not None and (ref.kid, ref.sequence) in refs:
                    places[scope, bytes(row.log), row.first].add(index)


def _tell(tx: Connection, scope: str, log: bytes, first: int, gone: set[int]) -> None:
    """Append the bundle once more to every feed that has brought an erased record of it."""
    items = schema.feed
    reach: dict[str, set[int] | None] = {}
    mine = (items.c.source == scope) & (items.c.log == log) & (items.c.first == first)
    for row in tx.execute(select(items.c.scope, items.c.keep).where(mine)):
        before = reach.get(row.scope, set())
        whole = row.keep is None or before is None
        reach[row.scope] = None if whole else (before or set()) | set(row.keep)
    name = logs.log_of(scope, log)
    for reader, kept in sorted(reach.items()):
        told = gone if kept is None else gone & kept
        if not told:
            continue
        still = logs.returned_of(tx, name, first, first + RECORDS_MAX) if kept is None else {}
        returned = {number - first: reason for number, reason in still.items()}
        feed.append(
            tx,
            reader,
            name,
            first,
            returned=feed.write_returned(returned | dict.fromkeys(told, ERASED)),
            keep=None if kept is None else bytes(sorted(kept)),
        )


def _erase_in(tx: Connection, scope: str, log: bytes, first: int, gone: set[int]) -> None:
    mine = (bundles.c.scope == scope) & (bundles.c.log == log) & (bundles.c.first == first)
    data = tx.execute(select(bundles.c.data).where(mine)).scalar_one()
    items = logs.items_of(bytes(data))
    digests = (digest_of(item) for index, item in enumerate(items) if index in gone)
    forgotten.note(tx, scope, digests)
    kept = bytes(index for index in range(len(items)) if index not in gone)
    tx.execute(update(bundles).where(mine).values(data=feed.narrowed(bytes(data), kept)))
