"""POST /v1/bundles: bundles one after the other, taken as they arrive, two answers to each record.

What has arrived whole is stored, whatever becomes of the rest of the request: a device on a bad line
goes on where the server's head says. Bundles vouch for themselves, so a device may carry those of
another (a USB stick).
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from functools import partial
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

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
        told = await taking.finish()
        # The signature covers the body's hash, which is only known now. What was stored stays: each
        # bundle bears its own signature.
        if digest.digest() != signed.body_hash:
            raise NotSigned("body of another hash")
        incarnation = told.incarnation
        if incarnation is None:
            incarnation = await exchange.read(server, server.incarnation)
        message = BundlesAnswerMessage(incarnation=incarnation, answers=told.answers)
        return exchange.answer(server, request, message.encode())

    return routes


class _Told(NamedTuple):
    """What all bundles of a request are answered, and the incarnation that stored the last of them."""

    answers: tuple[BundleAnswerMessage, ...]
    incarnation: bytes | None


class _Taken(NamedTuple):
    """What became of one bundle, as its transaction knows it."""

    answer: intake.Answer
    first: int
    incarnation: bytes


class _Group(NamedTuple):
    """Bundles on their way: opened, or answered already; and what the writer says of the opened ones."""

    opened: list[intake.Opened | BundleAnswerMessage]
    taken: asyncio.Future[list[_Taken | Exception]]


class _Taking:
    """The bundles of one request on their way into the writer, in order."""

    def __init__(self, server: Server, directory: Directory) -> None:
        self._server, self._directory = server, directory
        self._reader = SequenceReader(element_bytes_max=BUNDLE_BYTES_MAX)
        self._waiting: list[bytes] = []
        self._groups: list[_Group] = []
        self._count = 0

    async def feed(self, piece: bytes) -> None:
        """Take a piece of the sequence."""
        for element in self._reader.feed(piece):
            if self._count >= BUNDLES_MAX:
                raise TooMuch()
            self._count += 1
            self._waiting.append(element)
            if len(self._waiting) >= _GROUP:
                await self._push()

    async def finish(self) -> _Told:
        """The answers to all whole bundles, each after it is durable."""
        await self._push()
        answers: list[BundleAnswerMessage] = []
        incarnation = None
        for group in self._groups:
            taken = iter(await group.taken)
            for one in group.opened:
                if isinstance(one, BundleAnswerMessage):
                    answers.append(one)
                    continue
                found = next(taken)
                if isinstance(found, Exception):
                    raise found
                answers.append(_said(found))
                incarnation = found.incarnation
        return _Told(tuple(answers), incarnation)

    async def _push(self) -> None:
        group, self._waiting = self._waiting, []
        if not group:
            return
        opened = await asyncio.to_thread(lambda: [self._open(one) for one in group])
        now = self._server.clock()
        jobs = [partial(self._take, one, now) for one in opened if isinstance(one, intake.Opened)]
        taken = asyncio.ensure_future(exchange.write_all(self._server, jobs))
        self._groups.append(_Group(opened, taken))

    def _open(self, data: bytes) -> intake.Opened | BundleAnswerMessage:
        try:
            return intake.read(data, self._directory, self._server.authority)
        except UnknownKey:
            return _refused(data, "unknown-key")
        except WireError as error:
            return _refused(data, error.code)

    def _take(self, opened: intake.Opened, now: int, tx: Connection) -> _Taken:
        answer = intake.take(self._server, tx, opened, now)
        return _Taken(answer, opened.bundle.first, self._server.incarnation(tx))


def _said(taken: _Taken) -> BundleAnswerMessage:
    answer, first = taken.answer, taken.first
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
