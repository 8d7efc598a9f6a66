"""fieldpass-server forget: erase a person."""

import click

from fieldpass.model.identifiers import normalise
from fieldpass.model.person import person_id
from server_stub import erasure
from server_stub.commands.opening import opened


def run(document: str, number: str, data: str | None, database_url: str | None) -> None:
    """Erase all that is held of the person whom a document names."""
    person = person_id(document, normalise(number))
    with opened(data, database_url) as server:
        erased = server.database.write(lambda tx: erasure.erase(server, tx, person))
    click.echo(f"records erased: {erased}")
