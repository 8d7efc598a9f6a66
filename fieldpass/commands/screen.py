"""`fieldpass` without a command: open the screen."""

import sys

from fieldpass import splash
from fieldpass.commands.ending import ended_in_order, has_terminal
from fieldpass.config import Folders
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language


def run(folders: Folders, *, profile: str = "auto") -> None:
    """Open the program on this terminal; without one, say so and how to go on."""
    if not has_terminal():
        # Imported here, because the screen does not need it and must not wait for it.
        import click

        raise click.UsageError(
            _(
                "the screen needs a terminal. Without one, use: fieldpass demo --headless, "
                "fieldpass verify TEXT, fieldpass explain --case FILE"
            )
        )
    from fieldpass.app import FieldpassApp
    from fieldpass.terminal.profiles import detect

    try:
        chosen = detect(None if profile == "auto" else profile)
    except FieldpassError as error:
        splash.hide()
        sys.exit(error.text(language()))
    app = FieldpassApp(folders, profile=chosen)
    with ended_in_order():
        app.run(mouse=app.profile.mouse)
    splash.hide()
    sys.exit(app.return_code or 0)
