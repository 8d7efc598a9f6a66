"""Opening the server's folder and database for a command."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from server_stub.app import real_clock
from server_stub.server import Server
from server_stub.settings import Settings, data_folder


def settings_of(data: str | None, database_url: str | None) -> Settings:
    """The settings of a command's options."""
    return Settings(data=data_folder(data), database_url=database_url)


@contextmanager
def opened(data: str | None, database_url: str | None) -> Iterator[Server]:
    """The server's parts, closed afterwards. Raises what `Server` raises."""
    server = Server(settings_of(data, database_url), clock=real_clock, chance=secrets.token_bytes)
    try:
        yield server
    finally:
        server.close()
