"""GET /v1/lists: the signed lists that are newer than what the asker has, and what vouches for them.

May be asked unsigned: the root's key, the authority's certificate and a nonce come with it, so that
a device can check the root before it says anything about anybody.
"""

import asyncio
from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, select

from fieldpass.wire.errors import WireError
from fieldpass.wire.messages import ListsMessage, parse_lists_query
from server_stub import following, publication
from server_stub.api import exchange
from server_stub.errors import Refusal
from server_stub.publication import PROVINCE_POLICY, Publisher
from server_stub.server import Server
from server_stub.store import schema

ANSWER_BYTES_MAX = 8 << 20
_PROVINCE_MAX = 400
_VOUCHERS_MAX = 16


def router(server: Server) -> APIRouter:
    """The endpoint."""
    routes = APIRouter()

    @routes.get("/v1/lists")
    async def lists(request: Request) -> Response:
        """Signed lists newer than `after` (kind:county:version, ...), root key and certificate."""
        try:
            asked = parse_lists_query(request.query_params.get("after", ""))
        except WireError as error:
            raise Refusal(error.code) from error
        counties = {county for _, county in asked}
        await published_now(server, counties)
        found, more = await exchange.read(server, lambda conn: _newer(conn, asked))
        answer = ListsMessage(
            root=server.authority.root_public,
            rotations=server.authority.rotations[-_VOUCHERS_MAX:],
            certificates=server.authority.certificates[-_VOUCHERS_MAX:],
            lists=found,
            more=more,
        )
        return exchange.answer(server, request, answer.encode())

    return routes


async def published_now(server: Server, counties: Iterable[str]) -> None:
    """Publish what is dirty of these counties (those that are ours), and freshen what is old."""
    wanted = set(counties)
    now = server.clock()
    if await exchange.read(server, lambda conn: following.is_due(conn, now)):
        await asyncio.to_thread(following.follow, server, now)

    def stale(conn: Connection) -> set[str]:
        ours = _ours(conn) & wanted
        after = server.settings.lists_fresh_ms
        old = {one for one in ours if publication.oldest(conn, one) < now - after}
        return old | ({*ours} if publication.is_dirty(conn, ours) else set())

    todo = await exchange.read(server, stale)
    if todo:
        await exchange.write(server, lambda tx: publish(server, tx, todo, now))


def publish_now(server: Server, counties: Iterable[str], now: int) -> None:
    """The same for a command, in the caller's thread."""
    wanted = set(counties)
    following.follow(server, now)
    ours = server.database.read(_ours) & wanted
    if ours:
        server.database.write(lambda tx: publish(server, tx, ours, now))


def publish(server: Server, tx: Connection, counties: Iterable[str], now: int) -> None:
    """Build what is dirty or missing, and freshen the rest."""
    publisher = Publisher.of(server.authority)
    wanted = sorted(set(counties))
    publication.publish(tx, publisher, server.directories.of(tx), wanted, now)
    publication.freshen(tx, publisher, wanted, now=now, after_ms=server.settings.lists_fresh_ms)


def _newer(
    conn: Connection, asked: Mapping[tuple[str, str], int]
) -> tuple[tuple[bytes, ...], bool]:
    """The signed lists above the versions asked with, and whether there are more."""
    found: list[bytes] = []
    size = 0
    for (kind, county), have in sorted(asked.items()):
        lists = publication.newer(conn, kind, county, have)
        size += sum(map(len, lists))
        # A list is never cut in two: what does not fit is asked for again.
        if found and size > ANSWER_BYTES_MAX:
            return tuple(found), True
        found += lists
    return tuple(found), False


def _ours(conn: Connection) -> set[str]:
    """The counties that this server has bodies in, and the province's policy."""
    rows = conn.execute(select(schema.bodies.c.county).distinct().limit(_PROVINCE_MAX))
    return {row.county for row in rows} | {PROVINCE_POLICY}
