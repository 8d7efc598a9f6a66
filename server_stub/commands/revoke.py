"""fieldpass-server revoke: end a key."""

import click

from server_stub import authorising
from server_stub.commands.opening import opened
from server_stub.errors import UnknownKid


def run(kid: str, stolen: bool, data: str | None, database_url: str | None) -> None:
    """End a key, and with a device its issuer keys. Raises UnknownKid."""
    try:
        named = bytes.fromhex(kid)
    except ValueError:
        raise UnknownKid() from None
    with opened(data, database_url) as server:
        ended = server.database.write(
            lambda tx: authorising.revoke(server, tx, named, stolen=stolen, now=server.clock())
        )
    for one in ended:
        click.echo(f"{one.hex()} ended" + (", stolen" if stolen else ""))
