"""One line to type in, without a border, a blinking cursor, and glyphs that fonts lack."""

import unicodedata

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip
from textual.widgets import Input

from fieldpass.terminal.glyphs import safe
from fieldpass.terminal.themes import NONE, SIXTEEN, palette_of
from fieldpass.terminal.width import shown

_UNDERLINE = Style(underline=True)


def _typed(text: str) -> str:
    """Text without characters that are no writing: they could drive the terminal or disguise a name."""
    return "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))


def _drawn(character: str) -> str:
    """One character as the glyph policy allows it; one stays one, or the cursor would be elsewhere."""
    return safe(shown(character))[:1] or "?"


class Entry(Input):
    """Textual's Input, quiet: nothing is sent to the terminal while nobody types."""

    def __init__(self, value: str = "", *, secret: bool = False, length_max: int = 200) -> None:
        """Start with a value; a secret shows a star for each character."""
        super().__init__(
            value, password=secret, max_length=length_max, compact=True, select_on_focus=False
        )
        self.cursor_blink = False

    def insert(self, text: str, index: int) -> None:
        """Take typed and pasted text."""
        super().insert(_typed(text), index)

    def replace(self, text: str, start: int, end: int) -> None:
        """Take text in place of a selection."""
        super().replace(_typed(text), start, end)

    @property
    def _value(self) -> Text:
        # Textual's own dot is of ambiguous width, so that it would shift the line on some terminals.
        drawn = "*" * len(self.value) if self.password else "".join(map(_drawn, self.value))
        return Text(drawn, no_wrap=True, overflow="ignore", end="")

    def render_line(self, y: int) -> Strip:
        """With few colours, Textual leaves ground or cursor to chance: they are said here.

        An empty entry is drawn as long as a filled one, so that the first letter costs no more.
        """
        strip = super().render_line(y)
        if not self.value:
            strip = strip.extend_cell_length(self.size.width, self.rich_style)
        if self.app.theme not in (SIXTEEN, NONE):
            return strip
        palette = palette_of(self.app)
        entry, cursor = palette.entry + _UNDERLINE, palette.cursor

        def said(style: Style | None) -> Style:
            ground = style.bgcolor if style is not None else None
            return entry if ground is None or ground.is_default else cursor

        return Strip([Segment(one.text, said(one.style)) for one in strip], strip.cell_length)
