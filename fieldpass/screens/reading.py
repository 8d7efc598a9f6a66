"""Lines to read, page by page; Enter turns the page, Esc goes back."""

from collections.abc import Sequence

from textual.app import ComposeResult

from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Line, Panel, broken

_ROWS = 20


class ReadingScreen(DeskScreen):
    """Some lines under a title."""

    NAME = "reading"
    CSS_PATH = "reading.tcss"
    BINDINGS = registered("reading")

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        """Show these lines."""
        super().__init__()
        self._title = title
        self._lines = list(lines)
        self._page = 0

    def on_resize(self) -> None:
        """More or less stands on a page."""
        self.refresh_frame()
        self.show()

    @property
    def _pages(self) -> list[list[Line]]:
        lines = broken(self._lines, self.size.width)
        return [lines[at : at + _ROWS] for at in range(0, len(lines), _ROWS)] or [[]]

    def title_text(self) -> str:
        """The title, with the page where there are several."""
        pages = len(self._pages)
        if pages == 1:
            return self._title
        return f"{self._title} {self._page % pages + 1}/{pages}"

    def available(self, action: str) -> bool:
        """Pages turn where there are several."""
        return len(self._pages) > 1

    def body(self) -> ComposeResult:
        """One panel."""
        yield Panel(id="reading")

    def show(self) -> None:
        """The page."""
        pages = self._pages
        lines = pages[self._page % len(pages)] or [" " + _("There is nothing.")]
        self.query_one("#reading", Panel).show([RULE, *lines])

    def action_reading_page(self) -> None:
        """Turn the page."""
        self._page = (self._page + 1) % len(self._pages)
        self.refresh_frame()
        self.show()
