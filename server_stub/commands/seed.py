"""fieldpass-server seed: the register of bodies and the health records, from a JSON file."""

from pathlib import Path

import click

from fieldpass.model.text import advised
from server_stub import screening, seeding
from server_stub.commands.opening import opened
from server_stub.errors import BadSeed


def run(file: str, data: str | None, database_url: str | None) -> None:
    """Apply a file. Raises BadSeed."""
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise BadSeed(
            type(error).__name__,
            advised(
                zh="种子文件无法读取.",
                en="The seed file cannot be read.",
                do_zh="请检查路径.",
                do_en="Check its path.",
            ),
        ) from error
    found = seeding.read(content)
    with opened(data, database_url) as server:
        now = server.clock()
        bodies, persons = server.database.write(lambda tx: seeding.apply(tx, found, now))
        if bodies:
            server.database.write(lambda tx: server.mark_changed(tx))
        again = 0
        if persons:
            again = server.database.write(
                lambda tx: screening.screen_again(server, tx, now, persons=persons)
            )
    click.echo(f"bodies changed: {bodies}")
    click.echo(f"people with changed health records: {len(persons)}, screened again: {again}")
