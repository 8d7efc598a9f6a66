"""fieldpass-server new-incarnation: after a restored backup."""

import click

from server_stub.commands.opening import opened


def run(data: str | None, database_url: str | None) -> None:
    """Begin a new incarnation."""
    with opened(data, database_url) as server:
        server.database.write(server.renew_incarnation)
        name = server.database.read(server.incarnation)
    click.echo(f"new incarnation: {name.hex()}")
