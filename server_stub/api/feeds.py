"""GET /v1/feed/{scope} and GET /v1/snapshot/{scope}: what happened in a scope, in its one order."""

from collections.abc import Iterator

import zstandard
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from fieldpass.wire import sequence
from fieldpass.wire.messages import MEDIA_TYPE_SEQUENCE, FeedItemMessage, FeedPageMessage
from server_stub.api import exchange
from server_stub.directory import KnownKey
from server_stub.errors import NotAllowed, Refusal
from server_stub.server import Server
from server_stub.store import feed

PAGE_BYTES_MIN, PAGE_BYTES_MAX = 4 * 1024, 1024 * 1024


def router(server: Server) -> APIRouter:
    """The endpoints."""
    routes = APIRouter()

    @routes.get("/v1/feed/{scope}")
    async def page(request: Request, scope: str) -> Response:
        """The items after a position (`after`), at most about `limit` bytes of them.

        Who accepts a sequence gets a page for each item, so that a cut answer is good as far as it came.
        """
        await _reader(server, request, scope)
        after = exchange.number(request, "after")
        wanted = exchange.number(request, "limit") or feed.PAGE_BYTES_MAX
        size = min(max(wanted, PAGE_BYTES_MIN), PAGE_BYTES_MAX)
        message = await exchange.read(
            server, lambda conn: _page(server, conn, scope, after, bytes_max=size)
        )
        if MEDIA_TYPE_SEQUENCE not in request.headers.get("accept", ""):
            return exchange.answer(server, request, message.encode())
        return exchange.answer_in_pieces(
            server, request, map(FeedPageMessage.encode, _each(message))
        )

    @routes.get("/v1/snapshot/{scope}")
    async def snapshot(request: Request, scope: str) -> Response:
        """The whole retained feed as a CBOR sequence of pages, for a new device."""
        await _reader(server, request, scope)
        headers = exchange.nonce_header(server) | {"Vary": "Accept-Encoding"}
        pages = _pages(server, scope)
        if "zstd" in request.headers.get("accept-encoding", "").lower():
            headers["Content-Encoding"] = "zstd"
            pages = _packed(pages)
        return StreamingResponse(pages, media_type=MEDIA_TYPE_SEQUENCE, headers=headers)

    return routes


async def _reader(server: Server, request: Request, scope: str) -> KnownKey:
    """The device behind a signed request that may read this scope's feed, and no other's."""
    if not 8 <= len(scope) <= 24:
        raise Refusal("scope")
    key = await exchange.signer(server, request, b"")
    if not key.works(server.clock()) or key.scope != scope:
        raise NotAllowed("scope of another")
    return key


def _page(
    server: Server,
    conn: Connection,
    scope: str,
    after: int,
    *,
    bytes_max: int = feed.PAGE_BYTES_MAX,
) -> FeedPageMessage:
    """A page of a scope's feed behind a position."""
    items = feed.page(conn, scope, after, bytes_max=bytes_max)
    return FeedPageMessage(
        scope=scope,
        incarnation=server.incarnation(conn),
        head=feed.head(conn, scope),
        items=tuple(
            FeedItemMessage(position=one.position, bundle=one.bundle, returned=one.returned)
            for one in items
        ),
    )


def _each(page: FeedPageMessage) -> Iterator[FeedPageMessage]:
    """A page of one item for each of a page's items; the page itself where it has none."""
    if not page.items:
        yield page
    for item in page.items:
        yield page.model_copy(update={"items": (item,)})


def _pages(server: Server, scope: str) -> Iterator[bytes]:
    """Pages up to the head as it was at the beginning; read one by one, so memory stays small."""
    at, end = 0, server.database.read(lambda conn: feed.head(conn, scope))
    while True:
        start = at
        page = server.database.read(lambda conn: _page(server, conn, scope, start))  # noqa: B023
        yield sequence.write([page.encode()])
        if not page.items or page.items[-1].position >= end:
            return
        at = page.items[-1].position


def _packed(pages: Iterator[bytes]) -> Iterator[bytes]:
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    for page in pages:
        if piece := packer.compress(page):
            yield piece
    yield packer.flush()
