"""fieldpass-server: the reference server's commands.

Nothing heavy is imported before a command runs, so `--help` is quick. Every failure that can be
foreseen is one sentence on stderr and exit status 1.
"""

from typing import Any

import click

from fieldpass.errors import FieldpassError

DATA_HELP = "Data folder (default: the user's, or FIELDPASS_SERVER_DATA)."
URL_HELP = (
    "Database, e.g. postgresql+psycopg://user@host/name (default: SQLite in the data folder)."
)


class _Main(click.Group):
    """The group: turns our own errors into one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FieldpassError as error:
            click.echo(f"{error.text('zh')} / {error.text('en')}", err=True)
            ctx.exit(1)


def _common(command: Any) -> Any:
    command = click.option("--database-url", metavar="URL", help=URL_HELP)(command)
    return click.option("--data", metavar="DIR", help=DATA_HELP)(command)


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The fieldpass reference server (平台).

    The first start makes its keys and its database by itself and says where they are. The other
    commands may be used while the server runs.
    """


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8464,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0: any free one.",
)
@click.option(
    "--until-input-ends",
    is_flag=True,
    help="Stop also when standard input ends: with the program that started it.",
)
@_common
def serve(
    host: str, port: int, until_input_ends: bool, data: str | None, database_url: str | None
) -> None:
    """Run the server until it is stopped (SIGTERM, Ctrl-C)."""
    from server_stub.commands import serve as command

    command.run(host, port, data, database_url, until_input_ends=until_input_ends)


@main.command()
@click.option("--uscc", required=True, help="Unified social credit code of the body.")
@click.option(
    "--role",
    default="issuer",
    show_default=True,
    type=click.Choice(["issuer", "clerk", "checker"]),
    help="What the person will be.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_common
def enrol(uscc: str, role: str, as_json: bool, data: str | None, database_url: str | None) -> None:
    """Make a one-time enrolment code for one person of a body."""
    from server_stub.commands import enrol as command

    command.run(uscc, role, as_json, data, database_url)


@main.command()
@click.argument("file", type=click.Path(dir_okay=False))
@_common
def seed(file: str, data: str | None, database_url: str | None) -> None:
    """Read bodies and health records from a JSON FILE; reading it again changes nothing.

    See docs/server.md for the form of the file.
    """
    from server_stub.commands import seed as command

    command.run(file, data, database_url)


@main.command()
@click.argument("kid")
@click.option("--stolen", is_flag=True, help="Also refuse all passes the server does not hold yet.")
@_common
def revoke(kid: str, stolen: bool, data: str | None, database_url: str | None) -> None:
    """End a key by its KID (8 hexadecimal digits): a device's or an issuer's."""
    from server_stub.commands import revoke as command

    command.run(kid, stolen, data, database_url)


@main.command("rotate-authority")
@click.option("--root", metavar="KEYFILE", help="The root's key file, brought for this.")
@click.option("--stolen", is_flag=True, help="Take every older authority key out at once.")
@_common
def rotate_authority(
    root: str | None, stolen: bool, data: str | None, database_url: str | None
) -> None:
    """Make a new authority key, certified by the root; start the server anew afterwards.

    What the old key signed stays good until its end, unless it is --stolen.
    """
    from server_stub.commands import rotate as command

    command.authority(root, stolen, data, database_url)


@main.command("rotate-root")
@click.option("--old", metavar="KEYFILE", help="The key file of the root in use.")
@click.option(
    "--days",
    default=90,
    show_default=True,
    type=click.IntRange(1, 3660),
    help="How long the old root's certificates still hold.",
)
@_common
def rotate_root(old: str | None, days: int, data: str | None, database_url: str | None) -> None:
    """Make a new root, signed by the old one; devices take it with their next lists.

    Enrolment codes made before name the old root: make new ones. Start the server anew afterwards.
    """
    from server_stub.commands import rotate as command

    command.root(old, days, data, database_url)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_common
def status(as_json: bool, data: str | None, database_url: str | None) -> None:
    """Say what the server holds, and the keys it knows."""
    from server_stub.commands import status as command

    command.run(as_json, data, database_url)


@main.command()
@click.option("--type", "document", required=True, help="Type of document, e.g. resident_id.")
@click.option(
    "--number",
    prompt="document number",
    hide_input=True,
    help="Better left out: it is asked for, so that no shell or process list keeps it.",
)
@_common
def forget(document: str, number: str, data: str | None, database_url: str | None) -> None:
    """Erase a person: every record is replaced by its hash, all chains stay verifiable."""
    from server_stub.commands import forget as command

    command.run(document, number, data, database_url)


@main.command("new-incarnation")
@_common
def new_incarnation(data: str | None, database_url: str | None) -> None:
    """Say that the database was restored from a backup: devices then send again what it lost."""
    from server_stub.commands import incarnation as command

    command.run(data, database_url)


@main.command("backed-up")
@_common
def backed_up(data: str | None, database_url: str | None) -> None:
    """Say that the database has just been backed up: devices may then forget what it holds."""
    from server_stub.commands import backedup as command

    command.run(data, database_url)


@main.group()
def policy() -> None:
    """The rules' numbers and switches: check, sign and publish them (see docs/server.md)."""


_FROM = click.option("--valid-from", metavar="DAY", help="The day it begins on: 2020-03-01.")
_VERSION = click.option(
    "--version",
    type=click.IntRange(1, 1 << 40),
    help="Its version (default: the file's, or one more than the newest).",
)


@policy.command("check")
@click.argument("file", type=click.Path(dir_okay=False))
@_FROM
@_VERSION
@_common
def policy_check(
    file: str,
    valid_from: str | None,
    version: int | None,
    data: str | None,
    database_url: str | None,
) -> None:
    """Say what a JSON FILE means, number by number, and what would change; publish nothing."""
    from server_stub.commands import policy as command

    command.check(file, (valid_from, version), data, database_url)


@policy.command("publish")
@click.argument("file", type=click.Path(dir_okay=False))
@_FROM
@_VERSION
@_common
def policy_publish(
    file: str,
    valid_from: str | None,
    version: int | None,
    data: str | None,
    database_url: str | None,
) -> None:
    """Check a JSON FILE, sign it and publish it; it is in force from 0:00 of its day.

    Versions never go backwards. What the file leaves out stays as it is.
    """
    from server_stub.commands import policy as command

    command.publish(file, (valid_from, version), data, database_url)


@policy.command("show")
@click.argument("county", metavar="[COUNTY]", default="")
@click.option("--version", type=int, help="This version instead of the one in force.")
@click.option("--file", "as_file", is_flag=True, help="Print it as a file to start the next from.")
@_common
def policy_show(
    county: str, version: int | None, as_file: bool, data: str | None, database_url: str | None
) -> None:
    """Print the province's policy, or what a COUNTY (6 digits) adds to it."""
    from server_stub.commands import policy as command

    command.show(county, version, as_file, data, database_url)


@policy.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_common
def policy_list(as_json: bool, data: str | None, database_url: str | None) -> None:
    """Say what is published, and what is in force now."""
    from server_stub.commands import policy as command

    command.every(as_json, data, database_url)


@main.group()
def bundle() -> None:
    """Take in what devices sent on a stick, and write the answers (see docs/protocol.md)."""


@bundle.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False))
@_common
@click.pass_context
def bundle_import(
    ctx: click.Context, folder: str, data: str | None, database_url: str | None
) -> None:
    """Take in every device's .up file of DIR; doing it again changes nothing."""
    from server_stub.commands import bundle as command

    ctx.exit(command.take_in(folder, data, database_url))


@bundle.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False))
@_common
def bundle_export(folder: str, data: str | None, database_url: str | None) -> None:
    """Write receipt, lists and feed into DIR for each device that has a file there."""
    from server_stub.commands import bundle as command

    command.write_out(folder, data, database_url)


if __name__ == "__main__":
    main(prog_name="fieldpass-server")
