"""The signed lists: issuers and status of each county, and the policy; versions, deltas, freshness.

Rules: 1. what changes a list marks it dirty in the same transaction; 2. a dirty list is built anew,
compared with the one published last, and published as the next version, whole and as a delta; 3. a
client gets deltas from its version where all of them are kept, else the whole; 4. where nothing
changed for a while, an empty delta moves `as_of`, so that a reader knows how fresh it is.

Source: DESIGN section 4, "Lists".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from fieldpass.wire import cose, lists, status
from fieldpass.wire import policies as written_policies
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.keys import kid as kid_of
from fieldpass.wire.trust import AuthorityCertificate
from server_stub import ownlog, policies
from server_stub.authority import Authority
from server_stub.directory import Directory
from server_stub.store import meta, schema
from server_stub.store.statement import Statement

ISSUERS: lists.ListKind = "issuers"
STATUS: lists.ListKind = "status"
POLICY: lists.ListKind = "policy"
PROVINCE_POLICY = policies.PROVINCE
PLATFORM_USCC = "PLATFORM"
PLATFORM_SCOPE = "platform"
DELTAS_MAX = 64
VERSIONS_PER_EPOCH = 1_000_000
# Stands for a list that a key before this one signed, until it is published anew.
_NOBODYS = b""
_MARK = text(
    "INSERT INTO dirty (kind, county) VALUES (:kind, :county) ON CONFLICT (kind, county) DO NOTHING"
)
# Every hello asks these.
_LATEST = Statement(
    select(schema.lists.c.version, schema.lists.c.as_of)
    .where(
        schema.lists.c.kind == bindparam("of_kind"), schema.lists.c.county == bindparam("in_county")
    )
    .order_by(schema.lists.c.version.desc(), schema.lists.c.as_of.desc())
    .limit(1)
)
_VERSIONS = Statement(
    select(schema.lists.c.kind, func.max(schema.lists.c.version))
    .where(schema.lists.c.county == bindparam("in_county"))
    .group_by(schema.lists.c.kind)
)
_ANY_DIRTY = Statement(
    select(schema.dirty.c.kind).where(schema.dirty.c.county == bindparam("in_county")).limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who signs: the authority's key, since when and until when (ms), and the keys before it."""

    key: SigningKey
    since: int
    until: int
    older: tuple[AuthorityCertificate, ...] = ()

    @classmethod
    def of(cls, authority: Authority) -> "Publisher":
        """The authority as it publishes."""
        return cls(
            key=authority.key,
            since=authority.valid_from,
            until=authority.valid_until,
            older=authority.older,
        )

    def public(self, kid: bytes) -> bytes | None:
        """The public key of a kid among these."""
        every = [self.key.public, *(one.authority for one in self.older)]
        return next((public for public in every if kid_of(public) == kid), None)


def mark(tx: Connection, kind: lists.ListKind, county: str) -> None:
    """Say that a list must be built anew."""
    tx.execute(_MARK, {"kind": kind, "county": county})


def is_dirty(conn: Connection, counties: Iterable[str]) -> bool:
    """Whether a list of these counties must be built, or was never."""
    wanted = set(counties)
    if any(_ANY_DIRTY.first(conn, in_county=county) for county in wanted):
        return True
    there = versions(conn, wanted)
    return any((kind, county) not in there for county in wanted for kind in kinds(county))


def kinds(county: str) -> tuple[lists.ListKind, ...]:
    """Which lists a county must have; the province's own code carries the policy alone.

    A county that has published a policy of its own has a policy list besides.
    """
    return (POLICY,) if county.endswith("0000") else (ISSUERS, STATUS)


def publish(
    tx: Connection, publisher: Publisher, directory: Directory, counties: Iterable[str], now: int
) -> None:
    """Build and sign what is dirty or missing of these counties."""
    wanted = sorted(set(counties))
    dirty = {
        (row.kind, row.county)
        for row in tx.execute(select(schema.dirty).where(schema.dirty.c.county.in_(wanted)))
    }
    for county in wanted:
        for kind in kinds(county):
            if (kind, county) in dirty or _latest(tx, kind, county) is None:
                _publish_one(tx, publisher, directory, kind, county, now)
        if POLICY not in kinds(county) and (POLICY, county) in dirty:
            _publish_one(tx, publisher, directory, POLICY, county, now)


def freshen(
    tx: Connection, publisher: Publisher, counties: Iterable[str], *, now: int, after_ms: int
) -> None:
    """Rule 4, for lists whose `as_of` is older than `after_ms`."""
    for county in sorted(set(counties)):
        for kind in lists.KINDS:
            last = _latest(tx, kind, county)
            if last is None or now - last.as_of < after_ms:
                continue
            body: Any = {}
            if kind == ISSUERS:
                body = lists.issuer_changes_body()
            elif kind == STATUS:
                body = status.changes_body({})
            _store(tx, publisher, kind, county, last.version, last.version, now, body)


def take_over(tx: Connection, publisher: Publisher) -> None:
    """After a rotation: sign every list anew, whole and one version on, so that no old key is needed.

    What an old key that was taken out of force had signed cannot be compared with; it is built anew.
    """
    table = schema.lists
    for row in tx.execute(select(table.c.kind, table.c.county).distinct()).all():
        signed = tx.execute(
            select(table.c.signed).where(*_named(row.kind, row.county), table.c.base == 0)
        ).scalar_one()
        if bytes(signed) == _NOBODYS:
            continue
        if cose.read1(bytes(signed), max_bytes=lists.LIST_BYTES_MAX).kid == publisher.key.kid:
            continue
        tx.execute(delete(table).where(*_named(row.kind, row.county), table.c.base != 0))
        tx.execute(update(table).where(*_named(row.kind, row.county)).values(signed=_NOBODYS))
        mark(tx, row.kind, row.county)


def newer(conn: Connection, kind: str, county: str, have: int) -> list[bytes]:
    """The signed lists that bring a holder of version `have` (0 for none) up to date."""
    last = _latest(conn, kind, county)
    if last is None:
        return []
    rows = {
        row.base: (row.version, bytes(row.signed))
        for row in conn.execute(select(schema.lists).where(*_named(kind, county)))
    }
    still = [rows.pop(last.version)[1]] if last.version in rows else []
    if have == last.version:
        return still
    chain, at = [], have
    while at and at in rows:
        at, signed = rows[at]
        chain.append(signed)
    whole = rows[0][1]
    if at == last.version and sum(map(len, chain)) < len(whole):
        return chain + still
    return [whole, *still]


def oldest(conn: Connection, county: str) -> int:
    """The `as_of` (ms) of a county's oldest list, 0 where one was never published."""
    found = [_latest(conn, kind, county) for kind in kinds(county)]
    return min(0 if one is None else one.as_of for one in found)


def versions(conn: Connection, counties: Iterable[str]) -> dict[tuple[lists.ListKind, str], int]:
    """The published versions of these counties' lists."""
    return {
        (kind, county): version
        for county in sorted(set(counties))
        for kind, version in _VERSIONS.all(conn, in_county=county)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    version: int
    as_of: int


def _latest(conn: Connection, kind: str, county: str) -> _Last | None:
    row = _LATEST.first(conn, of_kind=kind, in_county=county)
    return None if row is None else _Last(version=row[0], as_of=row[1])


def _publish_one(
    tx: Connection,
    publisher: Publisher,
    directory: Directory,
    kind: lists.ListKind,
    county: str,
    now: int,
) -> None:
    last = _latest(tx, kind, county)
    old = None if last is None else _held(tx, publisher, kind, county, last.version)
    # None also where another key signed the last one: then it is published whole, one version on.
    new = _build(tx, publisher, directory, kind, county, now)
    tx.execute(
        delete(schema.dirty).where(schema.dirty.c.kind == kind, schema.dirty.c.county == county)
    )
    if old is not None and _whole(old) == _whole(new):
        return
    version = max(last.version + 1 if last else 1, _floor(tx))
    as_of = max(now, last.as_of if last else 0)
    table = schema.lists
    # Only the newest whole is kept: nobody is served an older one.
    tx.execute(delete(table).where(*_named(kind, county), table.c.base == 0))
    tx.execute(delete(table).where(*_named(kind, county), table.c.version <= version - DELTAS_MAX))
    tx.execute(delete(table).where(*_named(kind, county), table.c.base == table.c.version))
    _store(tx, publisher, kind, county, version, 0, as_of, _whole(new))
    change = None if old is None else _difference(old, new)
    if change is not None and last is not None:
        _store(tx, publisher, kind, county, version, last.version, as_of, change)


def _floor(conn: Connection) -> int:
    """The lowest version of this incarnation: a restored backup must not sign a number twice."""
    epoch = int.from_bytes(meta.take(conn, ownlog.EPOCH) or b"\0", "big")
    return 1 + epoch * VERSIONS_PER_EPOCH


def _store(
    tx: Connection,
    publisher: Publisher,
    kind: lists.ListKind,
    county: str,
    version: int,
    base: int,
    as_of: int,
    body: Any,
) -> None:
    head = lists.ListHead(kind=kind, county=county, version=version, base=base, as_of=as_of)
    table = schema.lists
    tx.execute(
        delete(table).where(*_named(kind, county), table.c.version == version, table.c.base == base)
    )
    tx.execute(
        insert(table).values(
            kind=kind,
            county=county,
            version=version,
            base=base,
            as_of=as_of,
            signed=lists.sign_list(publisher.key, head, body),
        )
    )


def _named(kind: str, county: str) -> tuple[Any, Any]:
    return schema.lists.c.kind == kind, schema.lists.c.county == county


def _held(
    conn: Connection, publisher: Publisher, kind: str, county: str, version: int
) -> lists.ListBody | None:
    """The body published last, read back from its own signed bytes; None after a rotation."""
    table = schema.lists
    signed = conn.execute(
        select(table.c.signed).where(
            *_named(kind, county), table.c.version == version, table.c.base == 0
        )
    ).scalar_one()
    if bytes(signed) == _NOBODYS:
        return None
    return lists.take_list(None, lists.open_list(bytes(signed), publisher.public)).body


def _build(
    conn: Connection,
    publisher: Publisher,
    directory: Directory,
    kind: lists.ListKind,
    county: str,
    now: int,
) -> lists.ListBody:
    if kind == ISSUERS:
        return _issuers(conn, publisher, directory, county)
    if kind == STATUS:
        return status_of(conn, county, now)
    return policies.body_of(conn, county, now)


def _issuers(
    conn: Connection, publisher: Publisher, directory: Directory, county: str
) -> lists.IssuerList:
    terms = [(publisher.key.public, publisher.since, publisher.until)]
    terms += [(one.authority, one.valid_from, one.valid_until) for one in publisher.older]
    rows = [
        lists.IssuerRow(
            public=public,
            use="device",
            uscc=PLATFORM_USCC,
            scope=PLATFORM_SCOPE,
            valid_from=since,
            valid_until=until,
        )
        for public, since, until in terms
    ]
    for key in directory:
        # A key that was never authorised is nobody's business; a closed one ends at its closing.
        if key.county == county and key.valid_from <= key.valid_until and key.valid_until:
            rows.append(
                lists.IssuerRow(
                    public=key.public,
                    use="issuer" if key.kind == "issuer" else "device",
                    uscc=key.uscc,
                    scope=key.scope,
                    valid_from=key.valid_from,
                    valid_until=key.valid_until,
                )
            )
    named = {row.uscc for row in rows}
    bodies = {
        row.uscc: lists.BodyEntry(name=row.name, role=row.type)
        for row in conn.execute(select(schema.bodies).where(schema.bodies.c.uscc.in_(named)))
    }
    bodies[PLATFORM_USCC] = lists.BodyEntry(name="平台", role="platform")
    return lists.IssuerList(rows={row.kid: row for row in rows}, bodies=bodies)


def status_of(conn: Connection, county: str, now: int) -> status.StatusList:
    """The status list of a county as the table of passes has it; `now` in ms."""
    table = schema.passes
    entries: dict[bytes, dict[int, int]] = {}
    for row in conn.execute(
        select(table.c.kid, table.c.sequence, table.c.status).where(
            table.c.county == county, table.c.expires > now // 1000, table.c.status != 0
        )
    ):
        entries.setdefault(bytes(row.kid), {})[row.sequence] = row.status
    stolen: dict[bytes, list[bytes]] = {}
    keyed = schema.stolen.join(schema.keys, schema.stolen.c.kid == schema.keys.c.kid)
    thefts = conn.execute(
        select(schema.stolen.c.kid, schema.stolen.c.at)
        .select_from(keyed)
        .where(schema.keys.c.county == county)
    )
    for kid, at in thefts:
        kept = conn.execute(
            select(table.c.hash).where(
                table.c.kid == kid, table.c.received_at <= at, table.c.status != status.VOID
            )
        )
        stolen[bytes(kid)] = [bytes(hashed) for (hashed,) in kept]
    return status.build(entries, stolen)


def _whole(body: lists.ListBody) -> Any:
    if isinstance(body, lists.IssuerList):
        return lists.issuer_body(body.rows.values(), body.bodies)
    if isinstance(body, status.StatusList):
        return status.to_body(body)
    return written_policies.to_body(body)


def _difference(old: lists.ListBody | None, new: lists.ListBody) -> Any:
    """The delta between two bodies of one kind; None where there is none (policies come whole)."""
    if isinstance(old, lists.IssuerList) and isinstance(new, lists.IssuerList):
        return lists.issuer_difference(old, new)
    if isinstance(old, status.StatusList) and isinstance(new, status.StatusList):
        return status.difference(old, new)
    return None
