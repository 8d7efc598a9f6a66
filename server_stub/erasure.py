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
from collections.abc import Collection, Sequence
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, delete, select, update

from fieldpass.model.bodies import RecordsErased
from fieldpass.model.records import Platform, Record, uuid7
from fieldpass.wire.bundle import ERASED, RECORDS_MAX, digest_of
from server_stub import ownlog, publication
from server_stub.decoding import records_of
from server_stub.server import Server
from server_stub.store import feed, forgotten, logs, schema, sequences
from server_stub.store.schema import (
    applications,
    bundles,
    decisions,
    health,
    passes,
    records,
    replacements,
    routed,
)

_Place = tuple[str, bytes, int]
_Places = dict[_Place, set[int]]
_NAMED_MAX = 300


def erase(server: Server, tx: Connection, person: bytes) -> int:
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
    _erase_places(server, tx, places)
    tx.execute(delete(decisions).where(decisions.c.application.in_(ids)))
    tx.execute(update(records).where(chosen).values(subject=None, application=None))
    _drop_passes(tx, passes.c.person == person)
    for table in (applications, health, routed):
        tx.execute(delete(table).where(table.c.person == person))
    return sum(map(len, places.values()))


def take_back(server: Server, tx: Connection, scope: str, told: Sequence[Record | None]) -> int:
    """Erase again what this server once told that it had erased in a scope, and has forgotten since;
    how many records that were. `told` are records of a bundle that the authority signed: nobody else's
    word erases anything."""
    bodies = [one.body for one in told if one is not None]
    named = {
        digest for body in bodies if isinstance(body, RecordsErased) for digest in body.digests
    }
    fresh = named - forgotten.among(tx, scope, named)
    if not fresh:
        return 0
    places: _Places = defaultdict(set)
    gone: list[Record] = []
    for row in tx.execute(select(bundles).where(bundles.c.scope == scope)):
        items = logs.items_of(bytes(row.data))
        for index, record in enumerate(records_of(items)):
            if digest_of(items[index]) in fresh:
                places[scope, bytes(row.log), row.first].add(index)
                gone += [] if record is None else [record]
    # What has not come back yet is named too: it is known by its hash when it comes.
    forgotten.note(tx, scope, fresh)
    _tell_signed(server, tx, scope, fresh)
    _erase_places(server, tx, places, signed={scope})
    _drop_rows(tx, scope, places, gone)
    return sum(map(len, places.values()))


def _erase_places(
    server: Server, tx: Connection, places: _Places, *, signed: Collection[str] = ()
) -> None:
    """Replace records by their hashes and tell the devices: first what the authority signs, so that
    whoever has read the marks holds the word that brings them back to a restored server."""
    digests: dict[str, set[bytes]] = defaultdict(set)
    for (scope, log, first), gone in places.items():
        items = logs.items_of(_data_of(tx, scope, log, first))
        digests[scope] |= {digest_of(item) for index, item in enumerate(items) if index in gone}
    for scope in sorted(digests.keys() - set(signed)):
        _tell_signed(server, tx, scope, digests[scope])
    for (scope, log, first), gone in places.items():
        _erase_in(tx, scope, log, first, gone)
        _tell(tx, scope, log, first, gone)


def _tell_signed(server: Server, tx: Connection, scope: str, digests: Collection[bytes]) -> None:
    """The server's own records of an erasure, which devices keep."""
    now, ordered = server.clock(), sorted(digests)
    told = []
    for start in range(0, len(ordered), _NAMED_MAX):
        some = tuple(ordered[start : start + _NAMED_MAX])
        told.append(
            Record(
                kind="records.erased",
                # The same erasure has the same id, whoever brought it back.
                id=uuid7(now, sha256(b"".join(some)).digest()[:10]),
                at=now,
                by=Platform(),
                body=RecordsErased(digests=some),
            )
        )
    ownlog.append(tx, server.key, scope, told, now)


def _drop_rows(tx: Connection, scope: str, places: _Places, gone: Sequence[Record]) -> None:
    """What was made of these records: a person may have come again since, so not all of the person's."""
    ids = [one.id for one in gone if one.kind == "application.submitted"]
    tx.execute(delete(decisions).where(decisions.c.application.in_(ids)))
    tx.execute(delete(applications).where(applications.c.id.in_(ids)))
    for one in gone:
        if one.kind == "pass.issued" and one.pass_ref is not None:
            ref = one.pass_ref
            _drop_passes(tx, (passes.c.kid == ref.kid) & (passes.c.sequence == ref.sequence))
    for (_, log, first), indexes in places.items():
        of_bundle = (records.c.scope == scope) & (records.c.log == log)
        numbers = [first + index for index in indexes]
        tx.execute(
            update(records)
            .where(of_bundle, records.c.number.in_(numbers))
            .values(subject=None, application=None)
        )
        sent = (routed.c.source == scope) & (routed.c.log == log) & (routed.c.first == first)
        tx.execute(delete(routed).where(sent, routed.c.place.in_(sorted(indexes))))
    for person in sorted({one.subject for one in gone if one.subject is not None}):
        left = select(records.c.number).where(records.c.subject == person).limit(1)
        if tx.execute(left).first() is None:
            tx.execute(delete(health).where(health.c.person == person))


def _drop_passes(tx: Connection, chosen: ColumnElement[bool]) -> None:
    """Forget passes; how far their keys had counted stays, and the status lists are made anew."""
    found = tx.execute(select(passes.c.kid, passes.c.sequence, passes.c.county).where(chosen)).all()
    for row in found:
        old = (replacements.c.kid == row.kid) & (replacements.c.sequence == row.sequence)
        new = (replacements.c.by_kid == row.kid) & (replacements.c.by_sequence == row.sequence)
        tx.execute(delete(replacements).where(old | new))
    sequences.keep(tx, [bytes(row.kid) for row in found])
    for county in sorted({row.county for row in found}):
        publication.mark(tx, publication.STATUS, county)
    tx.execute(delete(passes).where(chosen))


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
    data = _data_of(tx, scope, log, first)
    items = logs.items_of(data)
    digests = (digest_of(item) for index, item in enumerate(items) if index in gone)
    forgotten.note(tx, scope, digests)
    kept = bytes(index for index in range(len(items)) if index not in gone)
    tx.execute(update(bundles).where(mine).values(data=feed.narrowed(data, kept)))


def _data_of(tx: Connection, scope: str, log: bytes, first: int) -> bytes:
    mine = (bundles.c.scope == scope) & (bundles.c.log == log) & (bundles.c.first == first)
    return bytes(tx.execute(select(bundles.c.data).where(mine)).scalar_one())
