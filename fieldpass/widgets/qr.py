"""A QR code on the terminal, as large as it fits, dark on light in every theme.

1. Two modules a cell, one above the other; with 3 quiet modules a pass (version 6) fills exactly
   24 rows and 47 columns, so that 33 columns are left on an 80x24 screen for words.
2. Where there is room, each module becomes 2x2 dots or more; where there is little, the quiet zone
   shrinks to 2 modules, and below that a message names the smallest size.
3. A terminal without colours cannot be told to draw dark on light; whether its ground is dark is
   unknown, so a key inverts the code.
"""

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from fieldpass.locale import _
from fieldpass.terminal.profiles import Blocks
from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import fit
from fieldpass.widgets.dots import segments, swapped
from fieldpass.widgets.qrmatrix import Matrix, matrix

QUIET_BEST, QUIET_LEAST = 3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFit:
    """How large a code is drawn: dots a module and modules of quiet zone."""

    scale: int
    quiet: int


def size_in_cells(modules: int, fit: CodeFit, blocks: Blocks) -> tuple[int, int]:
    """Columns and rows that a code of so many modules takes."""
    side = (modules + 2 * fit.quiet) * fit.scale
    # A reversed space is twice as high as wide, so a module takes two of them.
    return (side * 2, side) if blocks == "reverse" else (side, (side + 1) // 2)


def best_fit(modules: int, columns: int, rows: int, blocks: Blocks) -> CodeFit | None:
    """The largest drawing that fits; None where not even the smallest does."""
    for quiet in (QUIET_BEST, QUIET_LEAST):
        scale = 1
        while True:
            wide, high = size_in_cells(modules, CodeFit(scale=scale, quiet=quiet), blocks)
            if wide > columns or high > rows:
                break
            scale += 1
        if scale > 1:
            return CodeFit(scale=scale - 1, quiet=quiet)
    return None


def smallest(modules: int, blocks: Blocks) -> tuple[int, int]:
    """Columns and rows of the smallest drawing."""
    return size_in_cells(modules, CodeFit(scale=1, quiet=QUIET_LEAST), blocks)


def code_lines(modules: Matrix, fit: CodeFit, style: Style, blocks: Blocks) -> list[list[Segment]]:
    """The lines of a drawn code; `style` is dark (foreground) on light (background)."""
    margin = [False] * (fit.quiet * fit.scale)
    side = (len(modules) + 2 * fit.quiet) * fit.scale
    blank = [False] * side
    dots = [blank] * (fit.quiet * fit.scale)
    for line in modules:
        wide = [dark for dark in line for _ in range(fit.scale)]
        dots += [[*margin, *wide, *margin]] * fit.scale
    dots += [blank] * (fit.quiet * fit.scale)
    if blocks == "reverse":
        doubled = [[dot for dot in row for _ in range(2)] for row in dots]
        return [segments(row, row, style, blocks) for row in doubled]
    if len(dots) % 2:
        dots.append(blank)
    return [segments(dots[at], dots[at + 1], style, blocks) for at in range(0, len(dots), 2)]


class QRView(Widget):
    """The code of a pass; the text itself is never shown, logged or kept in a widget's name."""

    DEFAULT_CSS = "QRView { width: 47; height: 24; max-width: 100%; max-height: 100%; }"

    inverted = reactive(False)
    """Light on dark, for a terminal without colours whose ground is light."""

    def __init__(
        self, digits: str = "", *, blocks: Blocks = "upper", id: str | None = None
    ) -> None:
        """Show the code of `digits`; nothing while they are empty."""
        super().__init__(id=id)
        self._matrix: Matrix | None = matrix(digits) if digits else None
        self._blocks: Blocks = blocks
        self._drawn: tuple[object, list[Strip]] | None = None

    def show_code(self, digits: str) -> None:
        """Show another code, or none for an empty text."""
        self._matrix = matrix(digits) if digits else None
        self._drawn = None
        self.refresh(layout=True)

    def action_invert(self) -> None:
        """Exchange dark and light (useful on terminals without colours only)."""
        self.inverted = not self.inverted

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The columns of the largest code that fits the container (for `width: auto`)."""
        return self.wanted(container)[0]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The rows of the largest code that fits the container (for `height: auto`)."""
        return self.wanted(Size(width, container.height))[1]

    def wanted(self, room: Size) -> tuple[int, int]:
        """Columns and rows of the largest code that fits a room; all of it where none does."""
        modules = len(self._matrix) if self._matrix else 0
        found = best_fit(modules, room.width, room.height, self._blocks) if modules else None
        if found is None:
            return room.width, room.height
        return size_in_cells(modules, found, self._blocks)

    def render_line(self, y: int) -> Strip:
        """One line of the code, or of the message that it does not fit."""
        style = palette_of(self.app).text
        lines = self._lines()
        line = lines[y] if y < len(lines) else Strip.blank(self.size.width, style)
        return line.extend_cell_length(self.size.width, style).crop(0, self.size.width)

    def _lines(self) -> list[Strip]:
        """All lines, drawn once for a code, a size, a theme and a polarity."""
        wanted = (self.size, self.app.theme, self.inverted)
        if self._drawn is None or self._drawn[0] != wanted:
            self._drawn = (wanted, self._draw())
        return self._drawn[1]

    def _draw(self) -> list[Strip]:
        if self._matrix is None:
            return []
        found = best_fit(len(self._matrix), self.size.width, self.size.height, self._blocks)
        if found is None:
            return self._too_small(len(self._matrix))
        palette = palette_of(self.app)
        # Without colours the light modules are lit cells: reversed spaces on a dark ground.
        style = palette.code if palette.explicit else Style(reverse=True)
        if self.inverted:
            style = swapped(style)
        drawn = code_lines(self._matrix, found, style, self._blocks)
        return [Strip(line) for line in drawn]

    def _too_small(self, modules: int) -> list[Strip]:
        columns, rows = smallest(modules, self._blocks)
        lines = [
            _("No room for the code."),
            _("It needs {columns} columns, {rows} rows;").format(columns=columns, rows=rows),
            _("here are {columns} columns, {rows} rows.").format(
                columns=self.size.width, rows=self.size.height
            ),
            _("Enlarge the window, or export the code."),
        ]
        style = palette_of(self.app).alert
        return [Strip([Segment(fit(line, self.size.width), style)]) for line in lines]
