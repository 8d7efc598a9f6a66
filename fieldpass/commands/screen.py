"""`fieldpass` without a command: open the screen."""

import os
import sys

from fieldpass import splash
from fieldpass.commands.ending import ended_in_order, has_terminal
from fieldpass.config import LANGUAGE_VARIABLE, Folders
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language, use


def _language_was_given() -> bool:
    """Whether this start names a language, which then goes before what the settings keep."""
    return bool(os.environ.get(LANGUAGE_VARIABLE)) or any(
        word.startswith("--lang") for word in sys.argv[1:]
    )


def run(folders: Folders, *, profile: str = "auto", camera: str | None = None) -> None:
    """Open the program on this terminal; without one, say so and how to go on.

    `camera` is what the checkpoint reads codes from beside the scanner.
    """
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
    from fieldpass.screens.preferences import Preferences
    from fieldpass.terminal.profiles import detect

    try:
        chosen = detect(None if profile == "auto" else profile)
    except FieldpassError as error:
        splash.hide()
        sys.exit(error.text(language()))
    wishes = Preferences.load(folders.config)
    if wishes.language and not _language_was_given():
        use(wishes.language)
    app = FieldpassApp(folders, profile=chosen, theme=wishes.theme_for(chosen) or None)
    app.camera = camera
    with ended_in_order():
        app.run(mouse=app.profile.mouse)
    splash.hide()
    sys.exit(app.return_code or 0)
