"""`fieldpass trust`: show, import and export what this machine verifies passes with.

It is the public trust file beside the encrypted store; the store itself is untouched. Exit status: 0, or
1 where a file was refused, with the reason on stderr.
"""

import time
from pathlib import Path

import click

from fieldpass.commands.answering import printable
from fieldpass.config import Folders
from fieldpass.desk import trust_file, trust_import
from fieldpass.desk.looks import lists_age
from fieldpass.desk.trust_file import Trusted, TrustFileMissing
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language
from fieldpass.model.text import Text
from fieldpass.wire import enrolment
from fieldpass.wire.lists import IssuerList, ListBody
from fieldpass.wire.status import StatusList

_KINDS = {
    "issuers": Text(zh="签发人名单", en="issuer list"),
    "status": Text(zh="卡状态名单", en="status list"),
    "policy": Text(zh="规则", en="policy"),
}


@click.group("trust")
def command() -> None:
    """Show, import or export the keys and lists that passes are verified with."""


@command.command("show")
@click.pass_obj
def show(folders: Folders) -> None:
    """Show the root's fingerprint and the lists, with their age."""
    trusted = _load(folders)
    if trusted is None:
        raise _refused(TrustFileMissing())
    click.echo(_("Root key: {fingerprint}").format(fingerprint=_root(trusted)))
    now = time.time_ns() // 1_000_000
    for one in trusted.lists:
        kind = _KINDS[one.kind].of(language())
        age = lists_age(one.as_of, now).of(language())
        counted = _count(one.body)
        click.echo(f"{kind} {one.county}  v{one.version}  {counted}  {age}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--root", default="", metavar="CODE", help="The enrolment code, or the root's 12 characters."
)
@click.option("--copy", is_flag=True, help="Take another device's trust file, on your own word.")
@click.pass_obj
def import_(folders: Folders, file: Path, root: str, copy: bool) -> None:
    """Take lists from a file: the platform's, or a copy of another device's.

    A pinned root is never replaced, and no list goes back to an older version.
    """
    try:
        own = _load(folders)
        done = trust_import.take(own, trust_file.content(file), root=root, copy=copy)
        trust_file.save(done.result, trust_file.path_of(folders))
    except FieldpassError as error:
        raise _refused(error) from error
    click.echo(_("Root key: {fingerprint}").format(fingerprint=_root(done.result)))
    for kind, county in done.taken:
        click.echo(_("Taken: {list}").format(list=f"{_KINDS[kind].of(language())} {county}"))
    for kind, county in done.left:
        click.echo(
            _("Left, not newer than the one here: {list}").format(
                list=f"{_KINDS[kind].of(language())} {county}"
            )
        )


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(folders: Folders, file: Path) -> None:
    """Write this machine's keys and lists to a file, for another machine."""
    try:
        trust_file.save(trust_file.load(trust_file.path_of(folders)), file)
    except FieldpassError as error:
        raise _refused(error) from error
    click.echo(_("Written: {file}").format(file=printable(str(file))))


def _load(folders: Folders) -> Trusted | None:
    try:
        return trust_file.load(trust_file.path_of(folders))
    except TrustFileMissing:
        return None
    except FieldpassError as error:
        raise _refused(error) from error


def _refused(error: FieldpassError) -> click.ClickException:
    return click.ClickException(error.text(language()))


def _root(trusted: Trusted) -> str:
    text = enrolment.fingerprint(trusted.trust.root)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _count(body: ListBody) -> str:
    if isinstance(body, IssuerList):
        return str(len(body.rows))
    return str(body.count()) if isinstance(body, StatusList) else ""
