"""One line in the colour of a pass: the word, the shape and, where given, a sentence.

The line says the same without its colour. It is drawn whole, foreground and background explicit.
"""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import fit
from fieldpass.widgets.shades import Shade, named, style_of


def banner_line(shade: Shade, sentence: str, width: int) -> str:
    """The banner's text in exactly `width` cells."""
    text = f" {named(shade)}  {sentence}" if sentence else f" {named(shade)}"
    return fit(text, width)


class ColourBanner(Widget):
    """绿 通行 [OK], 黄 待行 [!], 红 禁行 [X], 待审核 [?], 无效 [-], 无法核实 [~]."""

    DEFAULT_CSS = "ColourBanner { height: 1; width: 1fr; }"

    def __init__(self, shade: Shade, sentence: str = "", *, id: str | None = None) -> None:
        """Show a shade, with a sentence beside it."""
        super().__init__(id=id)
        self._shown = (shade, sentence)

    def show_shade(self, shade: Shade, sentence: str = "") -> None:
        """Show another shade or sentence; the same again repaints nothing."""
        if (shade, sentence) != self._shown:
            self._shown = (shade, sentence)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The one line, filled with the colour."""
        shade, sentence = self._shown
        style = style_of(shade, palette_of(self.app))
        text = banner_line(shade, sentence if y == 0 else "", self.size.width)
        return Strip([Segment(text, style)], self.size.width)
