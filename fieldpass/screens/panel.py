"""Lines of text in styles that carry meaning: the body of every screen that is not a list or a form.

A line is a sequence of spans; each is cut and padded by cells, and only lines that have changed are
repainted, so that a clock that moves on costs one line and not a screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from fieldpass.terminal.themes import Palette, palette_of
from fieldpass.terminal.width import cells, cut, fit, shown

RULE = "\x00rule"
LEAST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line: its text, and its look, a name of `Palette` (text, muted, alert, ...)."""

    text: str
    look: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A sentence that is broken where the panel ends, however wide the window is drawn."""

    text: str
    look: str = "text"
    before: str = " "
    """What stands before its first line."""
    further: str = " "
    """What stands before the others."""
    lines_max: int = 0
    margin: int = 1
    """Cells that stay free at the end."""

    def lines(self, width: int) -> list["Line"]:
        """It in a panel of that many cells."""
        room = max(LEAST_COLUMNS, width - cells(self.further) - self.margin)
        parts = wrapped(self.text, room, self.lines_max)
        starts = [self.before, *[self.further] * (len(parts) - 1)]
        return [Span(start + part, self.look) for start, part in zip(starts, parts, strict=False)]


Line = str | Span | Prose | tuple[str | Span, ...]


def _spans(line: str | Span | tuple[str | Span, ...]) -> tuple[Span, ...]:
    parts = line if isinstance(line, tuple) else (line,)
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def _style(look: str, palette: Palette) -> Style:
    style: Style = getattr(palette, look)
    return style


def drawn(line: Line, width: int, palette: Palette) -> Strip:
    """A line in exactly `width` cells; of a sentence its first."""
    if isinstance(line, Prose):
        line = next(iter(line.lines(width)), "")
        assert not isinstance(line, Prose)
    if line == RULE:
        return Strip([Segment("-" * width, palette.muted)], width)
    pieces, room = [], width
    spans = _spans(line)
    for index, span in enumerate(spans):
        last = index == len(spans) - 1
        size = cells(span.text)
        text = fit(span.text, room if last and span.look == "text" else min(size, room))
        pieces.append(Segment(text, _style(span.look, palette)))
        room -= cells(text)
        if room <= 0:
            break
    return Strip(pieces).adjust_cell_length(width, palette.text)


def wrapped(text: str, width: int, lines_max: int = 0) -> list[str]:
    """A sentence in lines of at most `width` cells, broken at spaces where there are any near."""
    lines: list[str] = []
    rest = shown(text.strip())
    while rest:
        head = cut(rest, width)
        if len(head) < len(rest):
            at = head.rfind(" ")
            if at >= len(head) // 2 and not rest[len(head)].isspace():
                head = head[: at + 1]
        if not head or len(lines) + 1 == lines_max:
            # What is too long for the last line is cut, with a mark, where it is drawn.
            return [*lines, rest]
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return lines


def broken(lines: Iterable[Line], width: int) -> list[Line]:
    """Lines in a panel of that many cells: each sentence in its own."""
    found: list[Line] = []
    for line in lines:
        found += line.lines(width) if isinstance(line, Prose) else [line]
    return found


class Panel(Widget):
    """Lines, from the top; what does not fit in the widget is not shown."""

    DEFAULT_CSS = "Panel { height: auto; width: 1fr; }"

    def __init__(
        self, lines: Sequence[Line] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        """Show these lines."""
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = list(lines)

    @property
    def lines(self) -> list[Line]:
        """What is shown."""
        return list(self._lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines; repaints those that differ."""
        before = broken(self._lines, self.size.width)
        self._lines = list(lines)
        now = broken(self._lines, self.size.width)
        if len(before) != len(now):
            self.refresh(layout=True)
            return
        changed = [
            at for at, pair in enumerate(zip(before, now, strict=True)) if pair[0] != pair[1]
        ]
        if changed:
            self.refresh(*(Region(0, at, max(1, self.size.width), 1) for at in changed))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as lines."""
        return len(broken(self._lines, width))

    def render_line(self, y: int) -> Strip:
        """One line."""
        palette = palette_of(self.app)
        lines = broken(self._lines, self.size.width)
        line: Line = lines[y] if y < len(lines) else ""
        return drawn(line, self.size.width, palette)
