"""`fieldpass export DIR`: plain CSV files, after a warning."""

from pathlib import Path

import click

from fieldpass.commands.unlocking import say, secret_of, secret_option, sentences
from fieldpass.config import Folders
from fieldpass.locale import language
from fieldpass.model.text import Text

_SURE = Text(
    zh="导出的是不加密的普通文件, 里面有姓名, 证件号和健康信息, 谁拿到都能读. 继续吗?",
    en="The files will be plain, not encrypted: names, ID numbers and health data that anybody who "
    "gets them can read. Go on?",
)


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--yes", is_flag=True, help="Do not ask: the files may be plain.")
@secret_option
@click.pass_obj
def command(folders: Folders, folder: Path, yes: bool, secret_file: Path | None) -> None:
    """Write people, applications, passes, readings and reports as CSV files into DIR.

    They are plain files with personal data: delete them when they have served.
    """
    from fieldpass.desk import caring
    from fieldpass.desk.surroundings import real_surroundings

    if not yes:
        click.confirm(_SURE.of(language()), abort=True, err=True)
    with sentences():
        counts = caring.export(folders, secret_of(secret_file), folder, real_surroundings())
    for name, count in counts.items():
        click.echo(f"{name}.csv  {count}")
    say("用完请删除这些文件.", "Delete these files when they have served.")
