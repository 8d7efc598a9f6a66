"""`fieldpass` without a command: open the screen or, where the terminal is plain, talk line by line."""

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from fieldpass import splash
from fieldpass.commands.ending import ended_in_order, has_terminal
from fieldpass.config import LANGUAGE_VARIABLE, Folders
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language, use

if TYPE_CHECKING:
    from fieldpass.terminal.profiles import Profile


def _language_was_given() -> bool:
    """Whether this start names a language, which then goes before what the settings keep."""
    return bool(os.environ.get(LANGUAGE_VARIABLE)) or any(
        word.startswith("--lang") for word in sys.argv[1:]
    )


def run(folders: Folders, *, profile: str = "auto", camera: str | None = None) -> None:
    """Open the program on this terminal; where there is none, line by line on what stands for it.

    Without an input nobody can answer: then it says so and how to go on. `camera` is what the
    checkpoint's screen reads codes from beside the scanner.
    """
    if sys.stdin is None or sys.stdout is None:
        # Imported here, because the screen does not need it and must not wait for it.
        import click

        raise click.UsageError(
            _(
                "the screen needs a terminal. Without one, use: fieldpass demo --headless, "
                "fieldpass verify TEXT, fieldpass explain --case FILE"
            )
        )
    from fieldpass.terminal.profiles import detect

    try:
        chosen = detect(None if profile == "auto" else profile)
    except FieldpassError as error:
        splash.hide()
        sys.exit(error.text(language()))
    if chosen.name == "plain" or not has_terminal():
        _talk(folders, chosen)
    _open(folders, chosen, camera)


def _talk(folders: Folders, chosen: "Profile") -> NoReturn:
    """Line by line; ends the process."""
    from fieldpass.plain import program
    from fieldpass.screens.preferences import Preferences

    splash.leave()
    _speak(Preferences.load(folders.config).language)
    with ended_in_order():
        status = program.run(folders, chosen)
    sys.exit(status)


def _speak(wished: str) -> None:
    """Speak the language of the settings, unless this start names one."""
    if wished and not _language_was_given():
        use(wished)


def _open(folders: Folders, chosen: "Profile", camera: str | None) -> NoReturn:
    """The screen; ends the process."""
    splash.show(language())
    from fieldpass.app import FieldpassApp
    from fieldpass.screens.preferences import Preferences

    wishes = Preferences.load(folders.config)
    _speak(wishes.language)
    app = FieldpassApp(folders, profile=chosen, theme=wishes.theme_for(chosen) or None)
    app.camera = camera
    with ended_in_order():
        app.run(mouse=app.profile.mouse)
    splash.hide()
    sys.exit(app.return_code or 0)
