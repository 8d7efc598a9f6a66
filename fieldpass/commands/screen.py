"""`fieldpass` without a command: open the screen."""

import sys

import click

from fieldpass.config import Folders
from fieldpass.locale import _


def run(folders: Folders, *, profile: str = "auto") -> None:
    """Open the program on this terminal; without one, say so and how to go on."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise click.UsageError(
            _(
                "the screen needs a terminal. Without one, use: fieldpass demo --headless, "
                "fieldpass verify TEXT, fieldpass explain --case FILE"
            )
        )
    from fieldpass.app import FieldpassApp
    from fieldpass.terminal.profiles import detect

    app = FieldpassApp(folders, profile=detect(None if profile == "auto" else profile))
    app.run(mouse=app.profile.mouse)
