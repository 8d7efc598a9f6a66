"""POST /v1/passes/lookup: a pass by its serial or by its holder, for a checkpoint.

Each look is noted (who, when, how many found), never what was asked.
"""

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, delete, insert, select

from fieldpass.wire.errors import WireError
from fieldpass.wire.messages import FoundPassMessage, LookupAnswerMessage, LookupMessage
from server_stub.api import exchange
from server_stub.directory import KnownKey
from server_stub.errors import NotAllowed, Refusal
from server_stub.server import Server
from server_stub.store.schema import lookups, passes

FOUND_MAX = 8


def router(server: Server) -> APIRouter:
    """The endpoint."""
    routes = APIRouter()

    @routes.post("/v1/passes/lookup")
    async def lookup(request: Request) -> Response:
        """Live passes of a serial or a person, newest first."""
        sent, body = await exchange.read_body(request, 1024)
        key = await exchange.signer(server, request, sent)
        now = server.clock()
        if not key.works(now):
            raise NotAllowed("lookup")
        try:
            asked = LookupMessage.decode(body)
        except WireError as error:
            raise Refusal(error.code) from error
        found = await exchange.read(server, lambda conn: _find(conn, asked, now))
        await exchange.write(server, lambda tx: _note(tx, key, now, len(found)))
        message = LookupAnswerMessage(as_of=now, passes=found)
        return exchange.answer(server, request, message.encode())

    return routes


def _find(conn: Connection, asked: LookupMessage, now: int) -> tuple[FoundPassMessage, ...]:
    column = passes.c.serial == asked.serial if asked.serial else passes.c.person == asked.person
    rows = conn.execute(
        select(passes.c.token, passes.c.status)
        .where(column, passes.c.expires > now // 1000)
        .order_by(passes.c.received_at.desc(), passes.c.sequence.desc())
        .limit(FOUND_MAX)
    )
    return tuple(FoundPassMessage(token=bytes(row.token), state=row.status) for row in rows)


def _note(tx: Connection, key: KnownKey, now: int, found: int) -> None:
    mine = (lookups.c.scope == key.scope) & (lookups.c.kid == key.kid) & (lookups.c.at == now)
    tx.execute(delete(lookups).where(mine))
    tx.execute(insert(lookups).values(scope=key.scope, kid=key.kid, at=now, found=found))
