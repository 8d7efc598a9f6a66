"""fieldpass-server status: what the server holds."""

import json
from typing import Any

import click
from sqlalchemy import Connection, func, select

from server_stub.commands.opening import opened
from server_stub.server import Server
from server_stub.store import schema


def run(as_json: bool, data: str | None, database_url: str | None) -> None:
    """Print the status."""
    with opened(data, database_url) as server:
        found = server.database.read(lambda conn: _status(server, conn))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        if name != "keys":
            click.echo(f"{name}: {value}")
    for key in found["keys"]:
        line = (key["kid"], key["kind"], key["role"], key["state"], key["scope"], key["name"])
        click.echo("  ".join(line))


def _status(server: Server, conn: Connection) -> dict[str, Any]:
    counted = ("bodies", "bundles", "records", "applications", "passes", "returns", "forks")
    return {
        "data": str(server.settings.data),
        "incarnation": server.incarnation(conn).hex(),
        "root key here": server.authority.root_here,
        **{name: _count(conn, name) for name in counted},
        "keys": [
            {
                "kid": key.kid.hex(),
                "kind": key.kind,
                "role": key.role,
                "state": key.state,
                "reason": key.reason,
                "scope": key.scope,
                "name": key.name,
            }
            for key in sorted(server.directories.of(conn), key=lambda one: (one.scope, one.kid))
        ],
    }


def _count(conn: Connection, name: str) -> int:
    table = schema.metadata.tables[name]
    return conn.execute(select(func.count()).select_from(table)).scalar_one()
