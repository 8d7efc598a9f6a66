"""The window is smaller than the screens need: say so, and how large it must be."""

from textual.app import ComposeResult
from textual.events import Resize
from textual.screen import ModalScreen

from fieldpass.locale import _
from fieldpass.screens.panel import Panel, wrapped

COLUMNS, ROWS = 80, 24


class TooSmallScreen(ModalScreen[None]):
    """Covers everything until the window is large enough; what is behind it stays as it is."""

    CSS_PATH = "too_small.tcss"

    def compose(self) -> ComposeResult:
        """A few short lines."""
        yield Panel(id="small")

    def on_mount(self) -> None:
        """Say it."""
        self._say(self.app.size.width, self.app.size.height)

    def on_resize(self, event: Resize) -> None:
        """Say it with the size of now."""
        self._say(event.size.width, event.size.height)

    def _say(self, width: int, height: int) -> None:
        sentence = _("Too small: {columns} x {rows} needed, {w} x {h} here.")
        sentence = sentence.format(columns=COLUMNS, rows=ROWS, w=width, h=height)
        more = _("Enlarge it, or choose a smaller font; nothing is lost.")
        self.query_one("#small", Panel).show(
            [*wrapped(sentence, max(10, width - 1)), *wrapped(more, max(10, width - 1))]
        )
