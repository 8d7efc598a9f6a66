"""fieldpass-server serve: listen, say where, and stop in order."""

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import signal
import socket
import sys
import threading

import click
import uvicorn

from fieldpass.model.text import advised
from server_stub.app import app_of, real_clock
from server_stub.commands.opening import settings_of
from server_stub.errors import PortInUse
from server_stub.keyfiles import ROOT
from server_stub.server import Server

KEEP_ALIVE_S = 75
STOP_WITHIN_S = 8
CONNECTIONS_MAX = 1000
_NEW_OBJECTS = 20_000


def run(
    host: str,
    port: int,
    data: str | None,
    database_url: str | None,
    *,
    until_input_ends: bool = False,
) -> None:
    """Run until stopped. Raises PortInUse and what `Server` raises."""
    if until_input_ends:
        threading.Thread(target=_end_with_input, name="input", daemon=True).start()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    listener = _listen(host, port)
    try:
        server = Server(
            settings_of(data, database_url), clock=real_clock, chance=secrets.token_bytes
        )
    except BaseException:
        listener.close()
        raise
    _greet(server)
    app = app_of(server)
    _leave_alone_what_stays()
    config = uvicorn.Config(
        app,
        log_level="warning",
        # Queries and addresses are nobody's business, so there is no access log.
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        backlog=256,
        limit_concurrency=CONNECTIONS_MAX,
    )
    asyncio.run(_serve(config, listener))


def _end_with_input() -> None:
    """Stop in order once nobody can write to standard input any more: who started this has gone.

    Also after a kill, which no starter can answer; a server that nobody asked for would keep its port.
    """
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    signal.raise_signal(signal.SIGTERM)


def _leave_alone_what_stays() -> None:
    """Look for cycles among what requests make, not among what was imported, and not every 700 objects.

    A bundle makes a thousand objects that die with its answer, none of them in a cycle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 50)


class _Announced(uvicorn.Server):
    """A server that says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"listening on {self._url}", flush=True)


async def _serve(config: uvicorn.Config, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    server = _Announced(config, f"http://{shown}:{port}")
    await server.serve(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Bind before anything else is made, so that a port in use costs nothing. Raises PortInUse."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
    except OSError as error:
        raise _taken(host, port, error) from error
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(256)
    except OSError as error:
        listener.close()
        raise _taken(host, port, error) from error
    return listener


def _taken(host: str, port: int, error: OSError) -> PortInUse:
    return PortInUse(
        type(error).__name__,
        advised(
            zh=f"无法在 {host} 的 {port} 端口监听, 可能已被占用.",
            en=f"Cannot listen on port {port} of {host}, probably in use.",
            do_zh=PortInUse.told.do.zh,
            do_en=PortInUse.told.do.en,
        ),
    )


def _greet(server: Server) -> None:
    click.echo(f"data folder: {server.settings.data}")
    if server.authority.made:
        click.echo("first start: made the root key, the authority's key and the database")
    if server.authority.root_here:
        click.echo(
            f"take the root key offline: move {server.settings.keys / ROOT} to a safe place; "
            "the server does not need it"
        )
    sys.stdout.flush()
