"""The server as a device: its records are bundles of its own key, one log a scope.

The epoch grows with each new incarnation, so a database restored from an old backup never uses a
number of its own log twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, update

from fieldpass.model.records import Record
from fieldpass.wire.bundle import LogId, fits, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import encode_record
from server_stub.store import feed, logs, meta, schema
from server_stub.store.statement import Statement

_TOUCH = Statement(
    update(schema.passes)
    .where(
        schema.passes.c.person == bindparam("of_person"),
        schema.passes.c.void.is_(False),
        schema.passes.c.look_at > 0,
    )
    .values(look_at=0)
)
INCARNATION, EPOCH = "incarnation", "epoch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Where the server's records of one call now stand: their bundles' first numbers."""

    log: LogId
    bundles: tuple[tuple[int, tuple[Record, ...]], ...]


def log_of(conn: Connection, key: SigningKey, scope: str) -> LogId:
    """The server's own log of a scope in this incarnation."""
    return LogId(scope, key.kid, int.from_bytes(meta.take(conn, EPOCH) or b"\0", "big"))


def append(
    tx: Connection, key: SigningKey, scope: str, records: Sequence[Record], now: int
) -> Appended:
    """Write records into the server's log of a scope and into its feed, in the given order."""
    log = log_of(tx, key, scope)
    head = logs.head(tx, log)
    done: list[tuple[int, tuple[Record, ...]]] = []
    for group, written in _groups(records):
        bundle = seal(
            key,
            log,
            first=head.number + 1,
            previous=head.link,
            records=written,
            sealed_at=now,
        )
        indexed = [
            logs.Indexed(number=number, subject=one.subject, application=one.application)
            for number, one in enumerate(group, bundle.first)
        ]
        logs.keep(
            tx, bundle, indexed, fed=True, returned=feed.NOTHING, now=now, new=head.number == 0
        )
        feed.append(tx, scope, log, bundle.first)
        touch(tx, {one.subject for one in group if one.subject is not None})
        done.append((bundle.first, tuple(group)))
        head = logs.Head(number=bundle.last, link=bundle.link)
    return Appended(log=log, bundles=tuple(done))


def touch(tx: Connection, persons: set[bytes]) -> None:
    """The colours of these people's passes may have changed: look at them again, soon."""
    _TOUCH.run_rows(tx, ("of_person",), [(person,) for person in sorted(persons)])


def _groups(records: Sequence[Record]) -> list[tuple[list[Record], list[bytes]]]:
    """Consecutive records that may travel together, and their bytes."""
    groups: list[tuple[list[Record], list[bytes]]] = []
    for record in records:
        written = encode_record(record)
        if not groups or not fits([*groups[-1][1], written]):
            groups.append(([], []))
        groups[-1][0].append(record)
        groups[-1][1].append(written)
    return groups
