"""POST /v1/registrations: an enrolment code and a first bundle, answered by the platform itself.

Sent again, the same registration gets the answer of now: so a device that waits just asks again.
"""

import asyncio

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from fieldpass.model.bodies import IssuerRequested
from fieldpass.model.records import Record
from fieldpass.model.times import MINUTE
from fieldpass.wire.bundle import open_bundle
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import kid as kid_of
from fieldpass.wire.messages import RegistrationAnswerMessage, RegistrationMessage
from server_stub import authorising, intake, ownlog, policies, rulings
from server_stub.api import exchange
from server_stub.decoding import records_in, records_of
from server_stub.errors import Refusal
from server_stub.rulings import Ruling
from server_stub.server import Server
from server_stub.store import logs

BODY_BYTES_MAX = 64 * 1024


def router(server: Server) -> APIRouter:
    """The endpoint."""
    routes = APIRouter()

    @routes.post("/v1/registrations")
    async def register(request: Request) -> Response:
        """Register a device, and an issuer's key with it."""
        _, body = await exchange.read_body(request, BODY_BYTES_MAX)
        try:
            asked = RegistrationMessage.decode(body)
            opened, requested = await asyncio.to_thread(_open, asked)
        except WireError as error:
            raise Refusal(error.code) from error
        now = server.clock()
        ruling = await exchange.write(
            server, lambda tx: _register(server, tx, asked.code, opened, requested, now)
        )
        message = RegistrationAnswerMessage(
            outcome=ruling.outcome,
            reason=ruling.reason,
            zh=ruling.text.zh,
            en=ruling.text.en,
            retry_after=authorising.ASK_AGAIN_S if ruling.outcome == "waiting" else None,
            root=server.authority.root_public,
        )
        return exchange.answer(server, request, message.encode())

    return routes


def _open(asked: RegistrationMessage) -> tuple[intake.Opened, IssuerRequested]:
    """Verify the bundle by the device key that its first record names. Raises WireError, Refusal."""
    requested: IssuerRequested | None = None
    for record in records_in(asked.bundle):
        requested = (
            record.body if record and isinstance(record.body, IssuerRequested) else requested
        )
        break
    if requested is None:
        raise Refusal("registration: no request")
    device = requested.device_key
    bundle = open_bundle(asked.bundle, lambda kid: device if kid == kid_of(device) else None)
    if bundle.log.scope != requested.scope:
        raise Refusal("registration: log of another scope")
    return intake.Opened(bundle=bundle, records=records_of(bundle.items)), requested


def _register(
    server: Server,
    tx: Connection,
    code: str | None,
    opened: intake.Opened,
    requested: IssuerRequested,
    now: int,
) -> Ruling:
    record = opened.records[0]
    if record is None or record.at > now + policies.in_force(tx, now).ahead_minutes * MINUTE:
        return rulings.CLOCK
    again = _again(server, tx, opened, record, requested)
    if again is not None:
        return again
    if code is None:
        admitted = rulings.admitted(server, tx, requested)
        if admitted.keep:
            intake.take(server, tx, opened, now)
        return admitted
    ruling = rulings.rule(server, tx, code, requested)
    if not ruling.keep:
        return ruling
    head = logs.head(tx, opened.bundle.log)
    if logs.standing(tx, opened.bundle, head) not in ("next", "known"):
        return rulings.WRONG_LOG
    answer = authorising.enter(server, tx, record, requested, ruling, code, now)
    intake.take(server, tx, opened, now)
    if answer is not None:
        ownlog.append(tx, server.key, requested.scope, [answer], now)
        intake.release(server, tx, kid_of(requested.device_key), now)
    return ruling


def _again(
    server: Server,
    conn: Connection,
    opened: intake.Opened,
    record: Record,
    requested: IssuerRequested,
) -> Ruling | None:
    """The answer of now to a registration that was entered before, None for a new one."""
    known = server.directories.of(conn)
    key = known.find(kid_of(requested.issuer_key or requested.device_key))
    if key is None or key.request != record.id or key.state == "refused":
        return None
    head = logs.head(conn, opened.bundle.log)
    if logs.standing(conn, opened.bundle, head) != "known":
        return None
    return rulings.standing_of(key)
