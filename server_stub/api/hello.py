"""POST /v1/hello: both sides say where they stand, and one round trip tells all.

Unsigned, or signed by a device that is not known here, it answers versions, time and a nonce only.
"""

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, update

from fieldpass.wire.bundle import LogId
from fieldpass.wire.errors import WireError
from fieldpass.wire.messages import (
    PROTOCOL_VERSIONS,
    HeadMessage,
    HelloAnswerMessage,
    HelloMessage,
    ListVersionMessage,
    Standing,
)
from server_stub import checkpoint
from server_stub.api import exchange
from server_stub.api.lists import published_now
from server_stub.directory import AUTHORISED, KnownKey
from server_stub.errors import NotSigned, Refusal
from server_stub.publication import PROVINCE_POLICY, versions
from server_stub.server import Server
from server_stub.store import feed, logs, sequences
from server_stub.store.schema import keys

HELLO_BYTES_MAX = 128 * 1024
_HEADS_MAX = 256
_STANDINGS: dict[str, Standing] = {
    "authorised": "authorised",
    "waiting": "waiting",
    "refused": "refused",
    "closed": "revoked",
}


def router(server: Server) -> APIRouter:
    """The endpoint."""
    routes = APIRouter()

    @routes.post("/v1/hello")
    async def hello(request: Request) -> Response:
        """Say where we stand; hear where the server stands."""
        sent, body = await exchange.read_body(request, HELLO_BYTES_MAX)
        try:
            said = HelloMessage.decode(body)
        except WireError as error:
            raise Refusal(error.code) from error
        now = server.clock()
        try:
            key = await exchange.signer(server, request, sent)
        except NotSigned:
            if "authorization" in request.headers:
                known = await exchange.is_known(server, request)
                if known:
                    raise
            return exchange.answer(server, request, _stranger(now).encode())
        await published_now(server, [key.county, PROVINCE_POLICY])
        answer = await exchange.read(server, lambda conn: _answer(server, conn, key, said, now))
        server.database.submit(lambda tx: _heard(server, tx, key, said, now))
        return exchange.answer(server, request, answer.encode())

    return routes


def _stranger(now: int) -> HelloAnswerMessage:
    return HelloAnswerMessage(versions=PROTOCOL_VERSIONS, server_time=now, standing="unknown")


def _answer(
    server: Server, conn: Connection, key: KnownKey, said: HelloMessage, now: int
) -> HelloAnswerMessage:
    """Where the server stands towards a known device; `now` in ms."""
    heads = sorted(
        ((log, head) for log, head in logs.heads_of_device(conn, key.kid)), key=lambda one: one[0]
    )
    reads = key.state == AUTHORISED
    counties = {key.county, PROVINCE_POLICY, *(one.county for one in said.lists)}
    return HelloAnswerMessage(
        versions=PROTOCOL_VERSIONS,
        server_time=now,
        standing=_STANDINGS[key.state],
        incarnation=server.incarnation(conn),
        heads=tuple(_head(log, head) for log, head in heads[-_HEADS_MAX:]),
        feeds={key.scope: feed.head(conn, key.scope)} if reads else {},
        lists=tuple(
            ListVersionMessage(kind=kind, county=county, version=version)
            for (kind, county), version in sorted(versions(conn, sorted(counties)).items())
        ),
        sequences=_sequences(server, conn, key),
        checkpoint=checkpoint.of_device(server, conn, key.kid),
        erasures=True,
    )


def _head(log: LogId, head: logs.Head) -> HeadMessage:
    return HeadMessage(log=(log.scope, log.device, log.epoch), last=head.number, link=head.link)


def _sequences(server: Server, conn: Connection, key: KnownKey) -> dict[bytes, int]:
    """The highest pass sequence seen of each key of this device."""
    return sequences.highest(conn, _kids(server, conn, key))


def _kids(server: Server, conn: Connection, key: KnownKey) -> list[bytes]:
    """The keys of one device: its own, and those of whoever issues at it."""
    directory = server.directories.of(conn)
    return [one.kid for one in directory if key.kid in (one.kid, one.partner)]


def heed_sequences(server: Server, tx: Connection, key: KnownKey, said: HelloMessage) -> None:
    """Take over how far the pass sequences went of a device that knew this server before it was restored.

    A pass that was erased since comes back as a hash, from which nobody can tell.
    """
    if said.incarnation not in (None, server.incarnation(tx)):
        mine = _kids(server, tx, key)
        sequences.raise_to(tx, {kid: last for kid, last in said.sequences.items() if kid in mine})


def _heard(server: Server, tx: Connection, key: KnownKey, said: HelloMessage, now: int) -> None:
    """Note until when the device is known, and how far it has read its scope's feed.

    It is known until now only if nothing of it is missing here; what it sends after this hello is
    accounted for by the next one.
    """
    heed_sequences(server, tx, key, said)
    values: dict[str, int] = {}
    held = dict(logs.heads_of_device(tx, key.kid))
    if all(one.log_id in held and held[one.log_id].number >= one.last for one in said.heads):
        values["hello_at"] = now
    if key.scope in said.cursors:
        values["read_through"] = said.cursors[key.scope]
    if values:
        tx.execute(update(keys).where(keys.c.kid == key.kid).values(**values))
