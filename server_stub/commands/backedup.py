"""fieldpass-server backed-up: what was received by now is in a backup."""

import click

from server_stub import checkpoint
from server_stub.commands.opening import opened


def run(data: str | None, database_url: str | None) -> None:
    """Note the backup."""
    with opened(data, database_url) as server:
        server.database.write(lambda tx: checkpoint.note(tx, server.clock()))
    click.echo("noted: devices will be told at their next hello")
