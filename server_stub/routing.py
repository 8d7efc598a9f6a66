"""What of a bundle is another scope's business too, and goes into that scope's feed, narrowed.

Rules: 1. a record about a pass goes to the scope of the pass; 2. a record about a person's health
goes to every scope that knows the person by an application; 3. what an application's transfer
leaves behind goes to the scope that takes it over; 4. everything else in the bundle is replaced by
its hash there, so the chain stays verifiable and nobody reads what is not theirs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from fieldpass.model.bodies import ApplicationTransferred
from fieldpass.model.records import PassRef, Record
from fieldpass.wire.bundle import RECORDS_MAX, LogId
from server_stub import ownlog
from server_stub.decoding import records_of
from server_stub.store import feed, logs
from server_stub.store.schema import applications, bundles, passes, records
from server_stub.store.statement import Statement

PERSON_KINDS = frozenset(
    {
        "application.submitted",
        "application.amended",
        "screening.done",
        "screening.corrected",
        "temperature.taken",
        "health.reported",
        "appeal.filed",
        "appeal.answered",
    }
)
PASS_KINDS = frozenset(
    {"temperature.taken", "health.reported", "checkpoint.checked", "appeal.filed"}
)
_PASS = Statement(
    select(passes.c.person, passes.c.scope).where(
        passes.c.kid == bindparam("of_kid"), passes.c.sequence == bindparam("numbered")
    )
)
_NOTE = text(
    "INSERT INTO routed (scope, person, source, log, first, place)"
    " VALUES (:scope, :person, :source, :log, :first, :place)"
    " ON CONFLICT (scope, person, source, log, first, place) DO NOTHING"
)

# One for each record that a bundle may hold: a list that grows would be another statement each time.
_PERSONS = tuple(f"person_{number}" for number in range(RECORDS_MAX))
_KNOWN_ELSEWHERE = Statement(
    select(applications.c.person, applications.c.scope)
    .where(
        applications.c.person.in_([bindparam(name) for name in _PERSONS]),
        applications.c.scope != bindparam("own"),
    )
    .distinct()
)


def route(
    tx: Connection,
    log: LogId,
    first: int,
    read: Sequence[Record | None],
    returned: Mapping[int, str],
) -> None:
    """Append the bundle, narrowed, to the feed of every other scope that it concerns."""
    about = [
        (index, record)
        for index, record in enumerate(read)
        if record is not None and index not in returned
    ]
    keep: dict[str, set[int]] = defaultdict(set)
    _by_pass(tx, about, keep)
    _by_person(tx, log.scope, about, keep)
    for index, record in about:
        if isinstance(record.body, ApplicationTransferred):
            keep[record.body.to_scope].add(index)
    for scope in sorted(keep.keys() - {log.scope}):
        _send(tx, scope, log, first, read, keep[scope])


def hand_over(tx: Connection, scope: str, application: bytes, to_scope: str) -> None:
    """Rule 3: append what a scope holds of an application to the feed of another."""
    _copy(tx, scope, to_scope, records.c.application == application)


def join(tx: Connection, scope: str, person: bytes, to_scope: str) -> None:
    """Rule 2 for what came before: a person known to one scope applies in another."""
    _copy(tx, scope, to_scope, records.c.subject == person, kinds=PERSON_KINDS)


def _copy(
    tx: Connection,
    scope: str,
    to_scope: str,
    chosen: object,
    kinds: frozenset[str] | None = None,
) -> None:
    found: dict[tuple[bytes, int], list[int]] = defaultdict(list)
    rows = tx.execute(
        select(records.c.log, records.c.first, records.c.number).where(
            records.c.scope == scope,
            chosen,  # type: ignore[arg-type]
        )
    )
    for row in rows:
        found[bytes(row.log), row.first].append(row.number - row.first)
    for (log, first), indexes in sorted(found.items()):
        row = tx.execute(
            select(bundles.c.data, bundles.c.returned, bundles.c.fed).where(
                bundles.c.scope == scope, bundles.c.log == log, bundles.c.first == first
            )
        ).one()
        bad = dict(feed.read_returned(bytes(row.returned)))
        read = records_of(logs.items_of(bytes(row.data)))
        kept = [
            index
            for index in indexes
            if index not in bad
            and (one := read[index]) is not None
            and (kinds is None or one.kind in kinds)
        ]
        if kept and row.fed:
            _send(tx, to_scope, logs.log_of(scope, log), first, read, kept)


def _send(
    tx: Connection,
    scope: str,
    log: LogId,
    first: int,
    read: Sequence[Record | None],
    keep: Iterable[int],
) -> None:
    """Append to the other scope's feed, and note whose records these are there."""
    kept = sorted(keep)
    feed.append(tx, scope, log, first, keep=bytes(kept))
    for index in kept:
        record = read[index]
        person = record and (record.subject or person_of_pass(tx, record))
        if person:
            ownlog.touch(tx, {person})
            tx.execute(
                _NOTE,
                {
                    "scope": scope,
                    "person": person,
                    "source": log.scope,
                    "log": logs.key_of(log),
                    "first": first,
                    "place": index,
                },
            )


def person_of_pass(conn: Connection, record: Record) -> bytes | None:
    """The holder of the pass that a record names, where the server knows it."""
    if record.pass_ref is None:
        return None
    found = _named_pass(conn, record.pass_ref)
    return None if found is None or found[0] is None else bytes(found[0])


def _named_pass(conn: Connection, ref: PassRef) -> tuple[Any, ...] | None:
    """Person and scope of a pass, where the server knows it."""
    return _PASS.first(conn, of_kid=ref.kid, numbered=ref.sequence)


def _by_pass(
    tx: Connection, about: Sequence[tuple[int, Record]], keep: dict[str, set[int]]
) -> None:
    for index, record in about:
        if record.pass_ref is None or record.kind not in PASS_KINDS:
            continue
        if (found := _named_pass(tx, record.pass_ref)) is not None:
            keep[found[1]].add(index)


def _by_person(
    tx: Connection, own: str, about: Sequence[tuple[int, Record]], keep: dict[str, set[int]]
) -> None:
    persons = {
        record.subject
        for _, record in about
        if record.subject is not None and record.kind in PERSON_KINDS
    }
    if not persons:
        return
    known: dict[bytes, set[str]] = defaultdict(set)
    asked = sorted(persons)
    asked += asked[-1:] * (RECORDS_MAX - len(asked))
    for person, scope in _KNOWN_ELSEWHERE.all(
        tx, own=own, **dict(zip(_PERSONS, asked, strict=True))
    ):
        known[bytes(person)].add(scope)
    for index, record in about:
        if record.kind in PERSON_KINDS and record.subject is not None:
            for scope in known.get(record.subject, ()):
                keep[scope].add(index)
