"""fieldpass-server enrol: a one-time code on a slip."""

import json

import click

from server_stub import register
from server_stub.commands.opening import opened


def run(uscc: str, role: str, as_json: bool, data: str | None, database_url: str | None) -> None:
    """Print a new code. Raises UnknownBodyCode."""
    with opened(data, database_url) as server:
        code = server.database.write(
            lambda tx: register.make_code(
                tx,
                uscc=uscc.strip().upper(),
                role=role,
                root_public=server.authority.root_public,
                now=server.clock(),
                chance=server.chance,
            )
        )
    if as_json:
        click.echo(json.dumps({"code": code.text, "shown": code.shown, "role": role}))
        return
    click.echo(code.shown)
    click.echo("for one registration of this body only; hand it over in person", err=True)
