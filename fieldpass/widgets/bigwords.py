"""The verdict in words that can be read from three metres, drawn in half blocks.

Each verdict fills its whole area with its colour, and a mark of its own shape stands beside its
word: a hook, an exclamation mark, a cross on a crossed field, a question mark, a bar, a wave. The
dots lie in `bigwords.txt`; no font is needed. Where there is room, words are drawn twice as large, and
where there is too little, the plain word stands in the coloured area.
"""

from functools import cache
from importlib import resources

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from fieldpass import locale
from fieldpass.terminal.profiles import Blocks
from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import fit
from fieldpass.widgets.dots import segments
from fieldpass.widgets.shades import Shade, named, style_of

Dots = tuple[tuple[bool, ...], ...]
HEIGHT = 24
GAP = 6
WORDS = {
    Shade.GREEN: {"zh": "通行", "en": "GO"},
    Shade.YELLOW: {"zh": "待行", "en": "CHECK"},
    Shade.RED: {"zh": "禁行", "en": "STOP"},
    Shade.PENDING: {"zh": "待审核", "en": "CHECK"},
    Shade.INVALID: {"zh": "无效", "en": "INVALID"},
    Shade.UNKNOWN: {"zh": "无法核实", "en": "CANNOT TELL"},
}


@cache
def drawings() -> dict[str, Dots]:
    """All words and marks by name, read once from the data file."""
    text = resources.files(__package__).joinpath("bigwords.txt").read_text(encoding="utf-8")
    rows: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("= "):
            name = line[2:]
            rows[name] = []
        elif not line.startswith(";"):
            rows[name].append(line)
    return {name: _dots(lines) for name, lines in rows.items()}


def _dots(lines: list[str]) -> Dots:
    width = max(map(len, lines))
    return tuple(tuple(dot == "#" for dot in line.ljust(width, ".")) for line in lines)


def word_and_mark(shade: Shade, lang: str) -> Dots:
    """The word of a verdict with its mark, side by side."""
    drawn = drawings()
    word, mark = drawn[WORDS[shade][lang]], drawn[f"mark {shade.value}"]
    gap = (False,) * (GAP if len(word[0]) + len(mark[0]) + GAP <= 78 else 2)
    return tuple(left + gap + right for left, right in zip(word, mark, strict=True))


def _crossed(x: int, y: int) -> bool:
    return (x + y) % 8 == 0 or (x - y) % 8 == 0


def field(shade: Shade, lang: str, columns: int, rows: int) -> list[list[bool]] | None:
    """The dots of the whole area, two rows of dots a row; None where the word does not fit."""
    drawn = word_and_mark(shade, lang)
    width = len(drawn[0])
    scale = min(columns // width, 2 * rows // HEIGHT)
    if scale < 1:
        return None
    left = (columns - width * scale) // 2
    # An even number of rows above keeps every character's dots together in their cells.
    top = (2 * rows - HEIGHT * scale) // 4 * 2
    area = [[False] * columns for _ in range(2 * rows)]
    if shade is Shade.RED:
        margins = [x for x in range(columns) if x < left - 2 or x >= left + width * scale + 2]
        for y, line in enumerate(area):
            for x in margins:
                line[x] = _crossed(x, y)
    for y in range(HEIGHT * scale):
        for x in range(width * scale):
            area[top + y][left + x] = drawn[y // scale][x // scale]
    return area


def big_lines(
    shade: Shade, lang: str, columns: int, rows: int, style: Style, blocks: Blocks
) -> list[list[Segment]]:
    """The area as lines of segments, each exactly `columns` cells."""
    area = field(shade, lang, columns, rows)
    if area is None:
        lines = [""] * rows
        lines[rows // 2] = named(shade)
        return [[Segment(fit(line, columns, "centre"), style)] for line in lines]
    return [segments(area[2 * row], area[2 * row + 1], style, blocks) for row in range(rows)]


class BigWord(Widget):
    """A verdict, as large as the widget."""

    DEFAULT_CSS = "BigWord { height: 12; width: 1fr; }"

    def __init__(
        self, shade: Shade | None = None, *, blocks: Blocks = "upper", id: str | None = None
    ) -> None:
        """Show a verdict; none leaves the area empty."""
        super().__init__(id=id)
        self._shade = shade
        self._blocks: Blocks = blocks
        self._drawn: tuple[object, list[Strip]] | None = None

    @property
    def shade(self) -> Shade | None:
        """The verdict shown."""
        return self._shade

    def show_shade(self, shade: Shade | None) -> None:
        """Show another verdict, or none; the same again repaints nothing."""
        if shade != self._shade:
            self._shade = shade
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the area."""
        wanted = (self._shade, self.size, self.app.theme, locale.language())
        if self._drawn is None or self._drawn[0] != wanted:
            self._drawn = (wanted, self._draw())
        lines = self._drawn[1]
        palette = palette_of(self.app)
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, palette.text)

    def _draw(self) -> list[Strip]:
        if self._shade is None:
            return []
        style = style_of(self._shade, palette_of(self.app))
        width, height = self.size
        lines = big_lines(self._shade, locale.language(), width, height, style, self._blocks)
        return [Strip(line, width) for line in lines]
