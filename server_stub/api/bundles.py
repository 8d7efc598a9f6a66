"""POST /v1/bundles: bundles one after the other, taken as they arrive, two answers to each record.

What has arrived whole is stored, whatever becomes of the rest of the request: a device on a bad line
goes on where the server's head says. Bundles vouch for themselves, so a device may carry those of
another (a USB stick).
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response

from fieldpass.wire.bundle import BUNDLE_BYTES_MAX, LogId, peek_log
from fieldpass.wire.errors import UnknownKey, WireError
from fieldpass.wire.messages import BundleAnswerMessage, BundlesAnswerMessage
from fieldpass.wire.sequence import SequenceReader
from server_stub import intake
from server_stub.api import exchange
from server_stub.directory import Directory
from server_stub.errors import NotSigned, Refusal, TooMuch
from server_stub.server import Server

BUNDLES_MAX = 2048
_NOBODY = ("--------", bytes(4), 0)
_GROUP = 8


def router(server: Server) -> APIRouter:
    """The endpoint."""
    routes = APIRouter()

    @routes.post("/v1/bundles")
    async def bundles(request: Request) -> Response:
        """Take a CBOR sequence of bundles; answer stored, accepted or returned for each."""
        exchange.check_type(request)
        _, signed, directory = await exchange.signed_head(server, request)
        taking = _Taking(server, directory)
        digest = hashlib.sha256()
        try:
            async for piece in _unpacked(server, request, digest):
                await taking.feed(piece)
        except exchange.Cut:
            # Nobody hears the answer, but what arrived whole is kept: that is what resuming rests on.
            await taking.finish()
            raise
        except WireError as error:
            await taking.finish()
            raise Refusal(error.code) from error
        answers = await taking.finish()
        # The signature covers the body's hash, which is only known now. What was stored stays: each
        # bundle bears its own signature.
        if digest.digest() != signed.body_hash:
            raise NotSigned("body of another hash")
        incarnation = await exchange.read(server, server.incarnation)
        message = BundlesAnswerMessage(incarnation=incarnation, answers=answers)
        return exchange.answer(server, request, message.encode())

    return routes


class _Taking:
    """The bundles of one request on their way into the writer, in order."""

    def __init__(self, server: Server, directory: Directory) -> None:
        self._server, self._directory = server, directory
        self._reader = SequenceReader(element_bytes_max=BUNDLE_BYTES_MAX)
        self._waiting: list[bytes] = []
        self._answers: list[asyncio.Future[BundleAnswerMessage] | BundleAnswerMessage] = []

    async def feed(self, piece: bytes) -> None:
        """Take a piece of the sequence."""
        for element in self._reader.feed(piece):
            if len(self._answers) + len(self._waiting) >= BUNDLES_MAX:
                raise TooMuch()
            self._waiting.append(element)
            if len(self._waiting) >= _GROUP:
                await self._push()

    async def finish(self) -> tuple[BundleAnswerMessage, ...]:
        """The answers to all whole bundles, each after it is durable."""
        await self._push()
        return tuple(
            [one if isinstance(one, BundleAnswerMessage) else await one for one in self._answers]
        )

    async def _push(self) -> None:
        group, self._waiting = self._waiting, []
        if not group:
            return
        opened = await asyncio.to_thread(lambda: [self._open(one) for one in group])
        for one in opened:
            if isinstance(one, BundleAnswerMessage):
                self._answers.append(one)
            else:
                self._answers.append(asyncio.ensure_future(self._take(one)))

    def _open(self, data: bytes) -> intake.Opened | BundleAnswerMessage:
        try:
            return intake.read(data, self._directory, self._server.authority)
        except UnknownKey:
            return _refused(data, "unknown-key")
        except WireError as error:
            return _refused(data, error.code)

    async def _take(self, opened: intake.Opened) -> BundleAnswerMessage:
        server = self._server
        now = server.clock()
        answer = await exchange.write(server, lambda tx: intake.take(server, tx, opened, now))
        first = opened.bundle.first
        return BundleAnswerMessage(
            log=_name(answer.log),
            first=first,
            through=answer.through,
            status=answer.status,
            reason=answer.reason,
            returned=tuple((number - first, reason) for number, reason in answer.returned),
        )


def _refused(data: bytes, reason: str) -> BundleAnswerMessage:
    """The answer for a bundle that cannot be opened; its log is what it claims, where it does."""
    try:
        log = _name(peek_log(data))
    except WireError:
        log = _NOBODY
    return BundleAnswerMessage(log=log, first=0, through=0, status="refused", reason=reason)


def _name(log: LogId) -> tuple[str, bytes, int]:
    return log.scope, log.device, log.epoch


async def _unpacked(
    server: Server, request: Request, digest: "hashlib._Hash"
) -> AsyncIterator[bytes]:
    """The body as it arrives, unpacked; `digest` sees it as sent."""
    unpacker = exchange.unpacker(request)
    sent = unpacked = 0
    async for chunk in exchange.chunks(request):
        digest.update(chunk)
        sent += len(chunk)
        for piece in exchange.unpacked(unpacker, chunk):
            unpacked += len(piece)
            if max(sent, unpacked) > server.settings.body_bytes_max:
                raise TooMuch()
            yield piece
