"""The command line: `fieldpass` opens the screen, `fieldpass NAME` runs one command.

Each command is a module of `fieldpass.commands` with a click command named `command`, imported only
when it is asked for, because the screen must not wait for what it does not need.
"""

import importlib
from pathlib import Path

import click

from fieldpass import config, locale

COMMANDS = {
    "demo": "demo",
    "verify": "verify",
    "trust": "trust",
    "explain": "explain",
    "check-id": "check_id",
    "doctor": "doctor",
    "backup": "backup",
    "restore": "restore",
    "repair": "repair",
    "export": "export",
    "bundle": "bundle",
}
_SHORT = {
    "demo": "Run a demo village: server, people and screen in one.",
    "verify": "Verify a pass, offline, and say GO, CHECK, STOP, INVALID or CANNOT TELL.",
    "trust": "Show, import or export the keys and lists that passes are verified with.",
    "explain": "Explain the colour of a case given as JSON, clause by clause.",
    "check-id": "Check an identity number, USCC, phone or division code.",
    "doctor": "Look at terminal, data, clock, rules and link, and say in plain words what to do.",
    "backup": "Write an encrypted backup of this device's data to a file.",
    "restore": "Put a backup in the place of this device's data.",
    "repair": "Put a damaged database together again; what is unsent is saved first.",
    "export": "Write people, applications, passes, readings and reports as plain CSV files.",
    "bundle": "Send and receive by sealed files on a stick, where there is no network.",
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"fieldpass.commands.{COMMANDS[name]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _SHORT[name]) for name in COMMANDS])


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar=config.HOME_VARIABLE,
    help="Keep data, config and log below this folder instead of the platform's own folders.",
)
@click.option(
    "--lang",
    type=click.Choice(locale.LANGUAGES),
    default=None,
    envvar=config.LANGUAGE_VARIABLE,
    show_envvar=True,
    help="Speak Chinese (zh, the default) or English (en).",
)
@click.option(
    "--profile",
    type=click.Choice(["auto", "full", "console", "serial", "plain"]),
    default="auto",
    help="The kind of terminal; 'auto' finds out by itself. 'plain' asks line by line, for screen "
    "readers, dumb terminals and scripts.",
)
@click.option(
    "--camera",
    metavar="NUMBER",
    default=None,
    envvar=config.CAMERA_VARIABLE,
    show_envvar=True,
    help="Let the checkpoint read codes from this camera too, 0 being the first "
    "(needs the extra 'images').",
)
@click.version_option(package_name="fieldpass")
@click.pass_context
def main(
    ctx: click.Context, home: Path | None, lang: str | None, profile: str, camera: str | None
) -> None:
    """Issue, keep and verify electronic health passes, with or without a network.

    Without a command, the screen opens. 不带命令时打开界面.
    """
    ctx.obj = config.folders(home)
    if lang:
        locale.use(lang)
    if ctx.invoked_subcommand is None:
        from fieldpass.commands import screen

        screen.run(ctx.obj, profile=profile, camera=camera)
