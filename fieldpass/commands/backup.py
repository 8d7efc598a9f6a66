"""`fieldpass backup FILE`: the whole database, encrypted as it is, and its key envelope beside it."""

from pathlib import Path

import click

from fieldpass.commands.unlocking import say, secret_of, secret_option, sentences
from fieldpass.config import Folders


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@secret_option
@click.pass_obj
def command(folders: Folders, file: Path, secret_file: Path | None) -> None:
    """Write an encrypted backup of this device's data to FILE, and its keys to FILE.keys.

    Keep both together: the passphrase opens them, or the printed recovery code; a PIN only on this
    computer. Issuer keys are not in it.
    """
    from fieldpass.desk import caring
    from fieldpass.desk.surroundings import real_surroundings

    with sentences():
        caring.back_up(folders, secret_of(secret_file), file, real_surroundings())
    say(
        f"已备份到 {file} 和 {caring.keys_of(file)}, 请放在一起保管. 里面没有签发密钥.",
        f"Backed up to {file} and {caring.keys_of(file)}: keep both together. "
        "Issuer keys are not in it.",
    )
