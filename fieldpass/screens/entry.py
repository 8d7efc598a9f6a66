"""One line to type in, without a border, a blinking cursor, and glyphs that fonts lack."""

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip
from textual.widgets import Input

from fieldpass.terminal.themes import NONE, SIXTEEN, palette_of

_UNDERLINE = Style(underline=True)


class Entry(Input):
    """Textual's Input, quiet: nothing is sent to the terminal while nobody types."""

    def __init__(self, value: str = "", *, secret: bool = False, length_max: int = 200) -> None:
        """Start with a value; a secret shows a star for each character."""
        super().__init__(
            value, password=secret, max_length=length_max, compact=True, select_on_focus=False
        )
        self.cursor_blink = False

    @property
    def _value(self) -> Text:
        # Textual's own dot is of ambiguous width, so that it would shift the line on some terminals.
        shown = "*" * len(self.value) if self.password else self.value
        return Text(shown, no_wrap=True, overflow="ignore", end="")

    def render_line(self, y: int) -> Strip:
        """With few colours, Textual leaves ground or cursor to chance: they are said here."""
        strip = super().render_line(y)
        if self.app.theme not in (SIXTEEN, NONE):
            return strip
        palette = palette_of(self.app)
        entry, cursor = palette.entry + _UNDERLINE, palette.cursor

        def said(style: Style | None) -> Style:
            ground = style.bgcolor if style is not None else None
            return entry if ground is None or ground.is_default else cursor

        return Strip([Segment(one.text, said(one.style)) for one in strip], strip.cell_length)
