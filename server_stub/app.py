"""The web application: the endpoints over one Server, refusals as answers, and the daily work.

`create_app` is all that a host of the server needs; clock and chance are handed in. Everything that
is raised on purpose becomes an answer in the asker's own form: CBOR for devices, JSON for
applicants. What was not foreseen is logged by its type alone, because its text may hold a person.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldpass.wire.errors import WireError
from fieldpass.wire.messages import RefusalMessage
from server_stub import chores
from server_stub.api import bundles, exchange, feeds, hello, lists, lookups, registrations
from server_stub.errors import Busy, NotFound, Refusal, TooMuch
from server_stub.server import Chance, Clock, Server
from server_stub.settings import Settings
from server_stub.web import api as applicants
from server_stub.web.forms import shape_wrong

_LOG = logging.getLogger("fieldpass.server")
_RETRY_AFTER_S = 5


def real_clock() -> int:
    """This machine's clock, ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


def create_app(
    settings: Settings, *, clock: Clock = real_clock, chance: Chance = secrets.token_bytes
) -> FastAPI:
    """The application over a data folder; `app.state.server` is its Server.

    Raises:
        FolderUnusable, DatabaseUnreachable, NewerDatabase.
    """
    return app_of(Server(settings, clock=clock, chance=chance))


def app_of(server: Server) -> FastAPI:
    """The application over a server that is open already; it is closed with the application."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        work = asyncio.create_task(_work(server))
        try:
            yield
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            await asyncio.to_thread(server.close)

    app = FastAPI(
        title="fieldpass reference server",
        version="1",
        description="Devices speak CBOR (see docs/server.md); applicants speak JSON.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
    )
    app.state.server = server
    for part in (hello, bundles, feeds, lists, lookups, registrations):
        app.include_router(part.router(server), tags=["devices"])
    app.include_router(applicants.router(server))
    _answer_refusals(app, server)
    return app


def _answer_refusals(app: FastAPI, server: Server) -> None:
    def refused(request: Request, error: Refusal) -> Response:
        if _speaks_json(request):
            return applicants.problem(error)
        message = RefusalMessage(
            code=error.code,
            zh=error.text("zh")[:400],
            en=error.text("en")[:400],
            retry_after=_RETRY_AFTER_S if isinstance(error, Busy) else None,
        )
        answer = exchange.answer(server, request, message.encode(), status=error.status)
        if isinstance(error, Busy):
            answer.headers["Retry-After"] = str(_RETRY_AFTER_S)
        return answer

    @app.exception_handler(Refusal)
    async def on_refusal(request: Request, error: Refusal) -> Response:
        return refused(request, error)

    @app.exception_handler(RequestValidationError)
    async def on_shape(request: Request, error: RequestValidationError) -> Response:
        return refused(request, applicants.Invalid(shape_wrong(error.errors())))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return refused(request, NotFound("route"))
        if error.status_code == 413:
            return refused(request, TooMuch("body"))
        return refused(request, _Other(error.status_code))

    app.add_middleware(_Quiet, refused=refused)


class _Quiet:
    """Answers what nobody foresaw without telling whose data it was; a cut connection ends quietly.

    Without it the framework would print the exception, and its text may hold what was sent.
    """

    def __init__(self, app: ASGIApp, refused: Callable[[Request, Refusal], Response]) -> None:
        self._app, self._refused = app, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except (exchange.Cut, ClientDisconnect):
            return
        except Exception as error:
            _LOG.error("failed: %s %s", type(error).__name__, _where(error))
            if not begun:
                refusal = Refusal(error.code) if isinstance(error, WireError) else Busy("failed")
                answer = self._refused(Request(scope), refusal)
                await answer(scope, receive, send)


class _Other(Refusal):
    """What the framework refuses by itself: a method, a path."""

    def __init__(self, status: int) -> None:
        super().__init__(f"http {status}")
        self.status = status  # type: ignore[misc]


def _speaks_json(request: Request) -> bool:
    return request.url.path.startswith("/v1/applications")


def _where(error: BaseException) -> str:
    """The place in our code where it happened, without a value."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return "" if place is None else f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"


async def _work(server: Server) -> None:
    """The work that nobody asks for: daily screening, states that time changes, lists."""
    while True:
        try:
            await asyncio.to_thread(chores.run, server)
        except Exception as error:  # one failed round must not end the ones after it
            _LOG.error("chores: %s %s", type(error).__name__, _where(error))
        await asyncio.sleep(server.settings.tick_s)
