"""How a row of a list is drawn: its texts in columns, a digit that chooses it, the cursor, the tint.

What was drawn once is kept: a list's rows go out and come back, and most lines of the next frame are
those of this one. Another palette, width or mark draws them anew.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from fieldpass.terminal.themes import DARK, PALETTES, Palette
from fieldpass.terminal.width import fit
from fieldpass.widgets.pages import Column, Row
from fieldpass.widgets.shades import style_of

Look = Literal["text", "cursor", "alert"]
"""A row as it is, under the cursor, and under the cursor of a list that has not the keys."""

# A digit that chooses the row, and its gap, where the mark of the cursor stands on a thin line.
_MARGIN = 2
_KEPT_MAX = 192


def column_widths(columns: Sequence[Column], width: int) -> list[int]:
    """The width of each column in `width` cells, one cell between two columns."""
    fixed = sum(column.width for column in columns) + len(columns) - 1
    growing = [column for column in columns if column.width == 0]
    share, rest = divmod(max(0, width - fixed), len(growing)) if growing else (0, 0)
    widths = []
    for column in columns:
        if column.width:
            widths.append(column.width)
        else:
            widths.append(share + (1 if rest > 0 else 0))
            rest -= 1
    return widths


class RowDrawing:
    """Draws the rows of one list; `look` before anything else."""

    def __init__(self, columns: Sequence[Column], *, digits: bool) -> None:
        """For these columns; `digits`: rows have a digit that chooses them."""
        self._columns, self._digits = columns, digits
        self._tints = any(column.tinted for column in columns)
        self._palette, self._width, self._thin = PALETTES[DARK], 0, False
        self._widths: list[int] = []
        self._kept: dict[tuple[Row, Look, str], Strip] = {}

    def look(self, palette: Palette, width: int, *, thin: bool) -> None:
        """Draw in this palette and width from now on; `thin`: the cursor is a mark."""
        if palette is self._palette and width == self._width and thin == self._thin:
            return
        self._palette, self._width, self._thin = palette, width, thin
        self._kept.clear()
        self._widths = column_widths(self._columns, width - self._margin)

    @property
    def _margin(self) -> int:
        """The columns of digit and mark."""
        return _MARGIN if self._digits or self._thin else 0

    @property
    def columns_at(self) -> tuple[int, ...]:
        """Where each column begins, in cells from the left."""
        starts = accumulate(
            self._widths, lambda start, width: start + width + 1, initial=self._margin
        )
        return tuple(starts)[:-1]

    def titles(self) -> Strip:
        """The line above the rows."""
        return self._strip([each.title for each in self._columns], self._palette.heading, " ")

    def words(self, text: str) -> Strip:
        """A line with a text instead of a row."""
        return Strip([Segment(fit(f" {text}", self._width), self._palette.text)], self._width)

    def row(self, row: Row, look: Look, digit: str) -> Strip:
        """A row; `digit` chooses it where the list has digits."""
        mark = digit if self._digits and digit else " "
        key = (row, look, mark)
        strip = self._kept.get(key)
        if strip is None:
            if len(self._kept) >= _KEPT_MAX:
                self._kept.clear()
            strip = self._kept[key] = self._row(row, look, mark)
        return strip

    def _row(self, row: Row, look: Look, digit: str) -> Strip:
        palette, at_cursor = self._palette, look != "text"
        if look == "cursor" and self._thin:
            plain = self._row(row, "text", digit)
            marked = Segment(f"{digit}>", palette.cursor)
            return Strip([marked, *plain.crop(_MARGIN)], self._width)
        style: Style = getattr(palette, look)
        if row.shade is None or at_cursor or not self._tints:
            return self._strip(row.cells, style, digit)
        tint = style_of(row.shade, palette)
        pieces = [Segment(f"{digit} ", style)] if self._margin else []
        for index, (text, width, column) in enumerate(
            zip(row.cells, self._widths, self._columns, strict=False)
        ):
            if index:
                pieces.append(Segment(" ", style))
            pieces.append(Segment(fit(text, width, column.align), tint if column.tinted else style))
        return Strip(pieces).adjust_cell_length(self._width, style)

    def _strip(self, texts: Sequence[str], style: Style, digit: str) -> Strip:
        parts = [
            fit(text, width, column.align)
            for text, width, column in zip(texts, self._widths, self._columns, strict=False)
        ]
        line = " ".join(parts)
        if self._margin:
            line = f"{digit} {line}"
        return Strip([Segment(fit(line, self._width), style)], self._width)
