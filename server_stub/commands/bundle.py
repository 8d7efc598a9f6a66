"""fieldpass-server bundle: files from a stick, taken in and answered."""

from pathlib import Path

import click

from server_stub import carrying
from server_stub.commands.opening import opened


def take_in(folder: str, data: str | None, database_url: str | None) -> int:
    """Take the devices' files in; the exit status, 1 where a file was refused."""
    with opened(data, database_url) as server:
        done = carrying.take_in(server, Path(folder))
    click.echo(
        f"files: {done.files}, bundles stored: {done.stored}, records returned: {done.returned}"
    )
    for name, reason in done.refused:
        click.echo(f"refused: {name}: {reason}", err=True)
    return 1 if done.refused else 0


def write_out(folder: str, data: str | None, database_url: str | None) -> None:
    """Write the answers. Raises FolderUnusable."""
    with opened(data, database_url) as server:
        count = carrying.write_out(server, Path(folder))
    click.echo(f"answers written for devices: {count}; carry the folder back to them")
