"""`fieldpass restore FILE`: an earlier state in the place of this device's data."""

from pathlib import Path

import click

from fieldpass.commands.unlocking import say, secret_of, secret_option, sentences
from fieldpass.config import Folders
from fieldpass.locale import language
from fieldpass.model.text import Text

_SURE = Text(
    zh="本机数据将换成备份里的旧状态. 现在的文件会另存, 不会删除. 继续吗?",
    en="This device's data will be replaced by the older state of the backup. "
    "The files of now are kept aside. Go on?",
)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@secret_option
@click.pass_obj
def command(folders: Folders, file: Path, yes: bool, secret_file: Path | None) -> None:
    """Put the backup FILE in the place of this device's data.

    It asks for the passphrase or PIN; the printed recovery code will do. The files of now are kept beside
    it. Pass numbers jump ahead, so that none is given twice; what the
    platform already has comes back at the next sync.
    """
    from fieldpass.desk import caring
    from fieldpass.desk.surroundings import real_surroundings

    if not yes:
        click.confirm(_SURE.of(language()), abort=True, err=True)
    with sentences():
        aside = caring.restore(folders, secret_of(secret_file), file, real_surroundings())
    if aside is not None:
        say(f"原来的文件在 {aside}.", f"The files of before are in {aside}.")
    say(
        "已恢复. 下次传送时, 平台上已有的记录会补回来.",
        "Restored. What the platform has comes back with the next sync.",
    )
