"""`fieldpass repair`: a damaged database is put together again."""

from pathlib import Path

import click

from fieldpass.commands.unlocking import say, secret_of, secret_option, sentences
from fieldpass.config import Folders


@click.command("repair")
@secret_option
@click.pass_obj
def command(folders: Folders, secret_file: Path | None) -> None:
    """Put a damaged database together again; what was not yet sent is saved first.

    It asks for the passphrase or PIN; the printed recovery code will do. The damaged files are kept
    beside it. What is lost here and was sent comes back with the next sync.
    """
    from fieldpass.desk import caring
    from fieldpass.desk.surroundings import real_surroundings

    with sentences():
        done = caring.repair(folders, secret_of(secret_file), real_surroundings())
    say(
        f"已修复: 留下 {done.records} 条记录, 其中 {done.unsent} 条还没送到平台; "
        f"{done.lost} 行读不出来. 原来的文件在 {done.damaged}.",
        f"Repaired: {done.records} records are here, {done.unsent} of them not sent yet; "
        f"{done.lost} rows could not be read. The damaged files are in {done.damaged}.",
    )
