"""`fieldpass` without a command: open the screen."""

import sys

from fieldpass import splash
from fieldpass.config import Folders
from fieldpass.errors import FieldpassError
from fieldpass.locale import language


def run(folders: Folders, *, profile: str = "auto") -> None:
    """Open the program on this terminal; without one, say so and how to go on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        # Imported here, because the screen does not need it and must not wait for it.
        import click

        raise click.UsageError(
            "the screen needs a terminal. Without one, use: fieldpass demo --headless, "
            "fieldpass verify TEXT, fieldpass explain --case FILE"
        )
    from fieldpass.app import FieldpassApp
    from fieldpass.terminal.profiles import detect

    try:
        chosen = detect(None if profile == "auto" else profile)
    except FieldpassError as error:
        splash.hide()
        sys.exit(error.text(language()))
    app = FieldpassApp(folders, profile=chosen)
    app.run(mouse=app.profile.mouse)
    splash.hide()
