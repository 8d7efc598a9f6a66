"""Screening: the platform's look into its health records, at each application and daily after it.

A screening is a record of the platform, with every hit as of now; a later one without a hit that an
earlier one had says that the hit is gone. People are looked up by the hash of their document only.
"""

from sqlalchemy import Connection, bindparam, select, update

from fieldpass.model.bodies import Hit, ScreeningDone
from fieldpass.model.records import Platform, Record
from fieldpass.wire import cbor
from server_stub import ownlog
from server_stub.server import Server
from server_stub.store.schema import applications, health
from server_stub.store.statement import Statement

HITS_MAX = 12
BATCH_MAX = 500
_HITS = Statement(
    select(health.c.code, health.c.since, health.c.until, health.c.note)
    .where(health.c.person == bindparam("of_person"))
    .order_by(health.c.since.desc(), health.c.code)
    .limit(HITS_MAX)
)
_SCREENED = Statement(
    update(applications)
    .where(applications.c.scope == bindparam("in_scope"), applications.c.id == bindparam("named"))
    .values(screened_at=bindparam("screened_at"), hits=bindparam("hits"))
)


def hits_of(conn: Connection, person: bytes) -> tuple[Hit, ...]:
    """All that the health records say of a person, the newest first, at most 12."""
    return tuple(
        Hit(code=code, since=since, until=until, note=note)
        for code, since, until, note in _HITS.all(conn, of_person=person)
    )


def screen(
    server: Server,
    tx: Connection,
    *,
    scope: str,
    application: bytes,
    person: bytes,
    now: int,
) -> Record:
    """Screen one application's person; the caller appends the record to the scope's feed."""
    hits = hits_of(tx, person)
    _SCREENED.run(tx, in_scope=scope, named=application, screened_at=now, hits=_digest(hits))
    return Record(
        kind="screening.done",
        id=server.new_id(),
        at=now,
        by=Platform(),
        subject=person,
        application=application,
        body=ScreeningDone(as_of=now, hits=hits),
    )


def screen_again(
    server: Server, tx: Connection, now: int, *, persons: set[bytes] | None = None
) -> int:
    """Screen what is due: applications alive whose last screening is a day old, or these persons.

    Returns how many were screened, at most `BATCH_MAX` a call: call again while it is not 0.
    """
    table = applications
    due = table.c.screened_at <= now - server.settings.screening_every_ms
    chosen = due if persons is None else table.c.person.in_(persons)
    rows = tx.execute(
        select(table)
        .where(table.c.live_until > now, chosen)
        .order_by(table.c.scope, table.c.id)
        .limit(BATCH_MAX)
    ).all()
    by_scope: dict[str, list[Record]] = {}
    for row in rows:
        if persons is not None and bytes(row.hits or b"") == _digest(hits_of(tx, row.person)):
            continue
        record = screen(
            server,
            tx,
            scope=row.scope,
            application=bytes(row.id),
            person=bytes(row.person),
            now=now,
        )
        by_scope.setdefault(row.scope, []).append(record)
    for scope, found in sorted(by_scope.items()):
        ownlog.append(tx, server.key, scope, found, now)
    return sum(map(len, by_scope.values()))


def _digest(hits: tuple[Hit, ...]) -> bytes:
    return cbor.encode([[one.code, one.since, one.until, one.note] for one in hits])
