"""Help for the screen behind it: what can be pressed there, from the action registry."""

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Line, Panel, Prose
from fieldpass.terminal.actions import Action, for_screen, key_name
from fieldpass.terminal.width import fit

_KEY_COLUMNS = 12
_ROWS = 20
_PLACE = re.compile(r" *\d+/\d+.*")
"""Where somebody stands in a list is not the page of its help."""


class HelpScreen(DeskScreen):
    """A page or more of keys and what they do."""

    NAME = "help"
    NEEDS_OFFICE = False
    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("help")

    def __init__(self, about: DeskScreen) -> None:
        """Help for this screen."""
        super().__init__()
        self._about = about
        self._page = 0

    def title_text(self) -> str:
        """Whose help this is, and the page where there are several."""
        about = _PLACE.sub("", self._about.title_text()) or _("home")
        title, pages = _("Help: {title}").format(title=about), len(self._pages())
        return title if pages == 1 else f"{title} {self._page % pages + 1}/{pages}"

    def available(self, action: str) -> bool:
        """Pages turn where there are several."""
        return len(self._pages()) > 1

    def body(self) -> ComposeResult:
        """One panel."""
        yield Panel(id="help")

    def show(self) -> None:
        """The page."""
        pages = self._pages()
        self.query_one("#help", Panel).show([RULE, *pages[self._page % len(pages)]])

    def on_resize(self) -> None:
        """More or less stands on a page: perhaps there is no other."""
        self.refresh_frame()
        self.show()

    def action_help_page(self) -> None:
        """Turn the page."""
        self._page += 1
        self.refresh_frame()
        self.show()

    def _pages(self) -> list[list[Line]]:
        every = for_screen(self._about.NAME, lists=self._about.HAS_LIST)
        pages: list[list[Line]] = [[]]
        for action in every:
            lines = self._lines(action)
            if len(pages[-1]) + len(lines) > _ROWS:
                pages.append([])
            pages[-1] += lines
        return pages

    def _lines(self, action: Action) -> list[Line]:
        key = " ".join(key_name(each) for each in action.keys)
        now = "" if self._about.allowed(action.id) else " " + _("(not now)")
        text = f"{action.shown_label()}: {action.shown_help()}{now}"
        gap = " " * (_KEY_COLUMNS + 1)
        return Prose(text=text, before=f" {fit(key, _KEY_COLUMNS)}", further=gap).lines(
            self.size.width
        )
