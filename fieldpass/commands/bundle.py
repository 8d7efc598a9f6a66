"""`fieldpass bundle export|import DIR`: sending by a USB stick where there is no network."""

from pathlib import Path

import click

from fieldpass.commands.unlocking import say, secret_of, secret_option, sentences
from fieldpass.config import Folders


@click.group("bundle")
def command() -> None:
    """Send and receive by files on a stick, where there is no network.

    Export here, carry DIR to the platform (fieldpass-server bundle import and export), bring it back,
    import here. The files are sealed for the other side; doing a step twice changes nothing.
    """


@command.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@secret_option
@click.pass_obj
def export(folders: Folders, folder: Path, secret_file: Path | None) -> None:
    """Write what the platform lacks into DIR, sealed for the platform."""
    from fieldpass.desk import carrying, opening
    from fieldpass.desk.surroundings import real_surroundings

    with (
        sentences(),
        opening.unlock(folders, secret_of(secret_file), real_surroundings()) as office,
    ):
        done = carrying.export(office, folder)
    say(
        f"写了 {done.files} 个文件, 有 {done.records} 条还没送到平台的记录. "
        "带到平台导入后, 把平台的回执带回来, 才算送到.",
        f"{done.files} files written with {done.records} records that the platform lacks. "
        "They count as sent when the platform's receipt has been brought back.",
    )


@command.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True), metavar="DIR")
@secret_option
@click.pass_obj
def import_(folders: Folders, folder: Path, secret_file: Path | None) -> None:
    """Read the platform's files in DIR: its receipt, lists, and what others have written."""
    from fieldpass.desk import carrying, opening
    from fieldpass.desk.surroundings import real_surroundings

    with (
        sentences(),
        opening.unlock(folders, secret_of(secret_file), real_surroundings()) as office,
    ):
        done = carrying.take_in(office, folder)
    say(
        f"平台确认收到 {done.sent} 条. 收到别处的 {done.received} 批. 还有 {done.unsent} 条没送到.",
        f"The platform has confirmed {done.sent} records. {done.received} groups came from "
        f"elsewhere. {done.unsent} records are still unsent.",
    )
