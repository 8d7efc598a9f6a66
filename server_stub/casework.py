"""The case of a person as a scope knows it: the accepted records, folded by the model."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from fieldpass.model.case import Case
from fieldpass.model.records import Record
from server_stub.decoding import records_of
from server_stub.store import logs
from server_stub.store.schema import bundles, keys, records, returns, routed


def case_of(conn: Connection, scope: str, person: bytes) -> Case:
    """Everything that a scope holds of a person, its own and what was routed to it."""
    found = [*_own(conn, scope, person), *_routed(conn, scope, person)]
    mine = [one for one in found if one.subject in (None, person)]
    return Case.of(mine, people=_people(conn))


def _own(conn: Connection, scope: str, person: bytes) -> Iterator[Record]:
    rows = conn.execute(
        select(records.c.log, records.c.first, records.c.number).where(
            records.c.scope == scope, records.c.subject == person
        )
    ).all()
    for row in rows:
        record = _one(conn, scope, bytes(row.log), row.first, row.number - row.first)
        if record is not None:
            yield record


def _routed(conn: Connection, scope: str, person: bytes) -> Iterator[Record]:
    rows = conn.execute(
        select(routed).where(routed.c.scope == scope, routed.c.person == person)
    ).all()
    for row in rows:
        record = _one(conn, row.source, bytes(row.log), row.first, row.place)
        if record is not None:
            yield record


def _one(conn: Connection, scope: str, log: bytes, first: int, index: int) -> Record | None:
    """One accepted record of a fed bundle, None where it was returned, held or erased."""
    still = conn.execute(
        select(returns.c.number).where(
            returns.c.scope == scope,
            returns.c.log == log,
            returns.c.number == first + index,
            returns.c.still.is_(True),
        )
    ).first()
    if still is not None:
        return None
    data = conn.execute(
        select(bundles.c.data).where(
            bundles.c.scope == scope,
            bundles.c.log == log,
            bundles.c.first == first,
            bundles.c.fed.is_(True),
        )
    ).scalar()
    if data is None:
        return None
    return records_of(logs.items_of(bytes(data))[index : index + 1])[0]


def _people(conn: Connection) -> dict[bytes, bytes]:
    """The staff person behind each issuer key: two keys of one person are one voice."""
    rows = conn.execute(select(keys.c.kid, keys.c.person).where(keys.c.kind == "issuer"))
    return {bytes(kid): bytes(person) for kid, person in rows}
