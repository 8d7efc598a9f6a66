"""The line between an app and its terminal: which driver reads it, and what is sent on it.

An app needs two lines: `super().__init__(driver_class=line.driver_class(profile))`, and in its
constructor `self.display = line.attach(self, profile)`.
"""

import sys
from typing import TYPE_CHECKING, Any

from fieldpass import locale
from fieldpass.terminal.profiles import Profile
from fieldpass.terminal.width import draw_chinese

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver

    from fieldpass.terminal.cells import ChangedCells


def driver_class(profile: Profile) -> "type[Driver] | None":
    """The driver for a profile; None, for Textual's own choice, on Windows."""
    if sys.platform == "win32":
        return None
    from fieldpass.terminal.driver import driver_for

    return driver_for(profile)


def attach(app: "App[Any]", profile: Profile) -> "ChangedCells | None":
    """Send changed cells only, where the profile wants it; `.problem` says why where it cannot.

    Switches off what moves by itself, so that an idle screen sends nothing; without Chinese glyphs, lets
    everything be drawn in English and in Latin letters.
    """
    draw_chinese(profile.chinese)
    if not profile.chinese:
        locale.use("en")
    if not profile.animations:
        app.animation_level = "none"
    if not profile.changed_cells:
        return None
    from fieldpass.terminal import cells

    return cells.install(app, profile.term)
