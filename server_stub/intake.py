"""Taking bundles: what every bundle goes through between the line and the feed.

A bundle is opened and its records decoded outside of the writer (`read`), then, inside one
transaction (`take`): 1. how does it stand to its log, and which of its records were erased here: these
are replaced by their hashes again; 2. a device that is not authorised yet writes
into its claimed scope, held unfed; 3. each record is judged: accepted, or returned with a reason;
4. bundle, index and returns are stored and the scope's feed is appended to; 5. accepted records
have their effects; 6. what concerns other scopes goes there, narrowed.

Everything is stored before it is judged good or bad, and one bad record never blocks another. The
server's own bundles are not stored again: a device brings them back to a server that was restored, and
only what they tell of erasures is heeded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select, update

from fieldpass.model.records import Record
from fieldpass.model.times import MINUTE
from fieldpass.wire.bundle import ERASED, Bundle, Erased, LogId, digest_of, open_bundle, redact
from server_stub import effects, erasure, judging, ownlog, policies, routing
from server_stub.authority import Authority
from server_stub.decoding import records_of
from server_stub.directory import AUTHORISED, CLOSED, Directory, KnownKey
from server_stub.server import Server
from server_stub.store import feed, forgotten, logs
from server_stub.store.schema import bundles

Status = Literal["stored", "gap", "fork", "refused"]
OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A verified bundle and its records; None stands for what cannot be decoded or was erased."""

    bundle: Bundle
    records: tuple[Record | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a bundle.

    `through` is the log's head; `returned` are (number, reason); `held` says that nobody has judged
    the records yet, because the device is not authorised yet; `reason` why a bundle is refused.
    """

    log: LogId
    through: int
    status: Status
    returned: tuple[tuple[int, str], ...] = ()
    held: bool = False
    reason: str | None = None


def read(data: bytes, directory: Directory, authority: Authority | None = None) -> Opened:
    """Verify a bundle and decode its records; with `authority`, also one of the server's own.

    Raises WireError for the bundle as a whole.
    """

    def find(kid: bytes) -> bytes | None:
        return directory.public(kid) or (authority.public(kid) if authority else None)

    bundle = open_bundle(data, find)
    return Opened(bundle=bundle, records=records_of(bundle.items))


def take(server: Server, tx: Connection, opened: Opened, now: int) -> Answer:
    """Store a verified bundle, judge its records and let them take effect; `now` in ms."""
    bundle = opened.bundle
    if bundle.log.device in server.authority.kids:
        erasure.take_back(server, tx, bundle.log.scope, opened.records)
        return Answer(log=bundle.log, through=bundle.last, status="stored")
    directory = server.directories.of(tx)
    key = directory.find(bundle.log.device)
    # A device writes into its own scope only: nobody fills the feed of another.
    if key is None or key.scope != bundle.log.scope:
        return Answer(log=bundle.log, through=0, status="refused", reason=OUT_OF_SCOPE)
    head = logs.head(tx, bundle.log)
    # 1. How it stands to its log.
    standing = logs.standing(tx, bundle, head)
    if standing == "fork":
        logs.keep_fork(tx, bundle, now)
        return Answer(log=bundle.log, through=head.number, status="fork")
    if standing == "gap":
        return Answer(log=bundle.log, through=head.number, status="gap")
    if standing == "known":
        return _same_again(tx, bundle, head.number)
    opened = _without_erased(tx, opened)
    bundle = opened.bundle
    # 2. Held until the device is authorised.
    indexed = _indexed(opened)
    if key.state not in (AUTHORISED, CLOSED):
        logs.keep(
            tx,
            bundle,
            indexed,
            fed=False,
            returned=feed.NOTHING,
            now=now,
            new=head.number == 0,
        )
        return Answer(log=bundle.log, through=bundle.last, status="stored", held=True)
    # 3. to 6.
    returned = _judge(server, tx, directory, opened, key, now)
    written = feed.write_returned(returned) if returned else feed.NOTHING
    logs.keep(tx, bundle, indexed, fed=True, returned=written, now=now, new=head.number == 0)
    _note_returns(tx, opened, returned)
    _let_work(server, tx, opened, returned, written, now)
    return Answer(
        log=bundle.log,
        through=bundle.last,
        status="stored",
        returned=tuple((bundle.first + index, reason) for index, reason in returned.items()),
    )


def release(server: Server, tx: Connection, device: bytes, now: int) -> None:
    """Judge and feed what was held while a device waited: it has just been authorised."""
    key = server.directories.of(tx).find(device)
    if key is None:
        return
    for log, _ in logs.heads_of_device(tx, device):
        held = tx.execute(
            select(bundles.c.data)
            .where(
                bundles.c.scope == log.scope,
                bundles.c.log == logs.key_of(log),
                bundles.c.fed.is_(False),
            )
            .order_by(bundles.c.first)
        ).all()
        for (data,) in held:
            _release_one(server, tx, bytes(data), key, now)


def _release_one(server: Server, tx: Connection, data: bytes, key: KnownKey, now: int) -> None:
    directory = server.directories.of(tx)
    opened = read(data, directory)
    bundle = opened.bundle
    returned = _judge(server, tx, directory, opened, key, now)
    written = feed.write_returned(returned) if returned else feed.NOTHING
    tx.execute(
        update(bundles)
        .where(
            bundles.c.scope == bundle.log.scope,
            bundles.c.log == logs.key_of(bundle.log),
            bundles.c.first == bundle.first,
        )
        .values(fed=True, returned=written)
    )
    _note_returns(tx, opened, returned)
    _let_work(server, tx, opened, returned, written, now)


def _judge(
    server: Server, tx: Connection, directory: Directory, opened: Opened, key: KnownKey, now: int
) -> dict[int, str]:
    """The reasons of what is returned, by index; earlier records of a bundle count for later ones."""
    bench = judging.Bench(
        tx=tx,
        directory=directory,
        log=opened.bundle.log,
        device=key,
        now=now,
        ahead_ms=policies.in_force(tx, now).ahead_minutes * MINUTE,
    )
    reasons: dict[int, str] = {}
    hashes = [item.digest for item in opened.bundle.items if isinstance(item, Erased)]
    erased = forgotten.among(tx, opened.bundle.log.scope, hashes) if hashes else set()
    for index, (item, record) in enumerate(zip(opened.bundle.items, opened.records, strict=True)):
        reason: str | None
        if isinstance(item, Erased):
            reason = ERASED if item.digest in erased else None
        else:
            reason = judging.MALFORMED if record is None else bench.judge(record)
        if reason is not None:
            reasons[index] = reason
    return reasons


def _without_erased(tx: Connection, opened: Opened) -> Opened:
    """The bundle with what was erased here replaced by its hash; the device is told by the feed."""
    bundle = opened.bundle
    erased = forgotten.among(tx, bundle.log.scope, map(digest_of, bundle.items))
    if not erased:
        return opened
    left = redact(bundle, lambda index: digest_of(bundle.items[index]) not in erased)
    return Opened(bundle=left, records=records_of(left.items))


def _let_work(
    server: Server,
    tx: Connection,
    opened: Opened,
    returned: dict[int, str],
    written: bytes,
    now: int,
) -> None:
    """Feed the bundle, then effects and routes of what was accepted."""
    bundle = opened.bundle
    feed.append(tx, bundle.log.scope, bundle.log, bundle.first, returned=written)
    effects.apply(server, tx, opened.bundle.log, opened.records, returned, now)
    ownlog.touch(tx, _persons(opened.records, returned))
    routing.route(tx, bundle.log, bundle.first, opened.records, returned)


def _persons(records: Sequence[Record | None], returned: dict[int, str]) -> set[bytes]:
    """Whose colour the accepted records may have changed."""
    return {
        record.subject
        for index, record in enumerate(records)
        if record is not None and record.subject is not None and index not in returned
    }


def _same_again(conn: Connection, bundle: Bundle, head: int) -> Answer:
    """The answer that was given before, or what has become of it since."""
    fed = conn.execute(
        select(bundles.c.fed).where(
            bundles.c.scope == bundle.log.scope,
            bundles.c.log == logs.key_of(bundle.log),
            bundles.c.first <= bundle.last,
            bundles.c.last >= bundle.last,
        )
    ).scalar()
    returned = logs.returned_of(conn, bundle.log, bundle.first, bundle.last)
    return Answer(
        log=bundle.log,
        through=head,
        status="stored",
        returned=tuple(sorted(returned.items())),
        held=not fed,
    )


def _indexed(opened: Opened) -> list[logs.Indexed]:
    return [
        logs.Indexed(
            number=number,
            subject=record.subject if record else None,
            application=_application_of(record) if record else None,
        )
        for number, record in enumerate(opened.records, opened.bundle.first)
    ]


def _application_of(record: Record) -> bytes | None:
    """An application is named by the id of its submission."""
    return record.id if record.kind == "application.submitted" else record.application


def _note_returns(tx: Connection, opened: Opened, returned: dict[int, str]) -> None:
    """An erasure is none: nobody can mend the record, and it never counts again."""
    returned = {index: reason for index, reason in returned.items() if reason != ERASED}
    if returned:
        first, records = opened.bundle.first, opened.records
        logs.keep_returns(
            tx,
            opened.bundle.log,
            [
                (first + index, record.id if (record := records[index]) else None, reason)
                for index, reason in returned.items()
            ],
        )
