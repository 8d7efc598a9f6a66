"""Erasing a person: every record of theirs is replaced by its hash, and the chains stay verifiable.

What is erased: the records in every bundle, the index of them, applications, decisions, passes,
health records and what was routed elsewhere. What stays: hashes, links and signatures, which tell
nobody anything. Feeds read later hold the hashes; devices erase their own copies themselves.
"""

from collections import defaultdict

from sqlalchemy import Connection, delete, select, update

from server_stub import publication
from server_stub.store import feed, logs
from server_stub.store.schema import (
    applications,
    bundles,
    decisions,
    health,
    passes,
    records,
    routed,
)


def erase(tx: Connection, person: bytes) -> int:
    """Erase all that is held of a person; how many records that were."""
    chosen = records.c.subject == person
    places: dict[tuple[str, bytes, int], set[int]] = defaultdict(set)
    for row in tx.execute(select(records).where(chosen)):
        places[row.scope, bytes(row.log), row.first].add(row.number - row.first)
    for row in tx.execute(select(routed).where(routed.c.person == person)):
        places[row.source, bytes(row.log), row.first].add(row.place)
    for (scope, log, first), gone in places.items():
        _erase_in(tx, scope, log, first, gone)
    own = select(applications.c.id).where(applications.c.person == person)
    ids = [bytes(one) for (one,) in tx.execute(own)]
    tx.execute(delete(decisions).where(decisions.c.application.in_(ids)))
    tx.execute(update(records).where(chosen).values(subject=None, application=None))
    listed = select(passes.c.county).where(passes.c.person == person)
    for county in sorted({row.county for row in tx.execute(listed)}):
        publication.mark(tx, publication.STATUS, county)
    for table in (applications, passes, health, routed):
        tx.execute(delete(table).where(table.c.person == person))
    return sum(map(len, places.values()))


def _erase_in(tx: Connection, scope: str, log: bytes, first: int, gone: set[int]) -> None:
    mine = (bundles.c.scope == scope) & (bundles.c.log == log) & (bundles.c.first == first)
    data = tx.execute(select(bundles.c.data).where(mine)).scalar_one()
    count = len(logs.items_of(bytes(data)))
    kept = bytes(index for index in range(count) if index not in gone)
    tx.execute(update(bundles).where(mine).values(data=feed.narrowed(bytes(data), kept)))
