"""What the terminal shows, cell by cell, and the fewest bytes that change it. Pure.

1. A cell is a character and its pen; the second half of a wide character is an empty cell.
2. A cell whose state is unknown (at the start, after a resize, after a foreign write) differs from
   every cell, so it is written.
3. A changed half of a wide character makes both halves changed, in what stood there and in what
   will stand there.
4. Unchanged cells between two changed ones are written again where that costs less than moving.
5. Blank ends of lines are erased where erasing looks the same.
6. After each paint the pen is plain, so that whatever else writes is not coloured by it.
"""

from collections.abc import Iterable

from rich.cells import get_character_cell_size
from rich.segment import Segment

from fieldpass.terminal.pens import CSI, PLAIN, Pen, PenBox

Cell = tuple[str, Pen]
Place = tuple[int, int]
_ERASE_FROM = 5


def cells_of(segments: Iterable[Segment], pens: PenBox) -> list[Cell]:
    """Segments as cells; what has no width joins the character before it."""
    cells: list[Cell] = []
    for text, style, control in segments:
        if control:
            continue
        pen = pens.pen(style)
        if text.isascii():
            cells += [(character, pen) for character in text]
            continue
        for character in text:
            size = get_character_cell_size(character)
            if size == 0 and cells:
                at = -2 if cells[-1][0] == "" and len(cells) > 1 else -1
                cells[at] = (cells[at][0] + character, cells[at][1])
            elif size:
                cells.append((character, pen))
                cells += [("", pen)] * (size - 1)
    return cells


class Grid:
    """The shadow of a terminal's screen."""

    def __init__(self, width: int, height: int, pens: PenBox) -> None:
        """Know nothing yet of a screen of this size."""
        self.width, self.height = width, height
        self._pens = pens
        self._rows: list[list[Cell | None]] = []
        self._at: Place | None = None
        self._pen = PLAIN
        self._forgotten = 0
        self.forget()

    def forget(self) -> None:
        """The screen may show anything; may be called by a signal, in the midst of a paint."""
        self._forgotten += 1
        self._rows = [[None] * self.width for _ in range(self.height)]
        self.lose_place()

    def lose_place(self) -> None:
        """Something else has written: the cursor may be anywhere, the cells are as they were."""
        self._at = None

    def paint(self, pieces: Iterable[tuple[int, int, list[Cell]]], cursor: Place) -> str:
        """Take in pieces (row, column, cells); what must be written, the cursor's move included.

        `cursor` is (column, row). The empty string where nothing has changed.
        """
        forgotten = self._forgotten
        wanted: dict[int, list[Cell | None]] = {}
        for y, x, cells in pieces:
            if not 0 <= y < self.height:
                continue
            row = wanted.setdefault(y, list(self._rows[y]))
            end = min(self.width, x + len(cells))
            row[x:end] = cells[: end - x]
        out: list[str] = []
        for y in sorted(wanted):
            self._paint_row(y, wanted[y], out)
        if self._pen != PLAIN:
            out.append(self._pens.way(self._pen, PLAIN))
            self._pen = PLAIN
        if out or self._at != cursor:
            row = wanted.get(cursor[1], self._rows[cursor[1]])
            self._reach(*cursor, row, out)
        if forgotten != self._forgotten:
            # A program that was stopped and goes on meanwhile: what was known here is of the old screen.
            self.forget()
        return "".join(out)

    def _paint_row(self, y: int, new: list[Cell | None], out: list[str]) -> None:
        old = self._rows[y]
        if old == new:
            return
        blank_from = self._blank_end(old, new)
        for first, end in _runs(old, new):
            if first >= blank_from:
                break
            self._reach(first, y, new, out)
            self._write(new, first, min(end, blank_from), y, out)
        if blank_from < self.width:
            self._reach(blank_from, y, new, out)
            if (blank := new[blank_from]) is not None:
                self._set_pen(blank[1] if blank[1].background else PLAIN, out)
            out.append(f"{CSI}K")
        self._rows[y] = new

    def _blank_end(self, old: list[Cell | None], new: list[Cell | None]) -> int:
        """From which column on erasing the line is right and saves bytes; the width if never."""
        last = new[-1]
        if last is None or (last[1].background and not self._pens.colour_erase):
            return self.width
        start = self.width
        while start and _is_blank(new[start - 1], last[1].background):
            start -= 1
        changed = [x for x in range(start, self.width) if old[x] != new[x]]
        return changed[0] if len(changed) >= _ERASE_FROM else self.width

    def _reach(self, x: int, y: int, row: list[Cell | None], out: list[str]) -> None:
        """Go to a place by the fewest bytes, over unchanged cells where that is cheaper."""
        here = self._at
        self._at = (x, y)
        if here == (x, y):
            return
        ways = [f"{CSI}{y + 1};{x + 1}H" if x else f"{CSI}{y + 1}H" if y else f"{CSI}H"]
        if here is not None and here[1] in (y, y - 1):
            down, home = ("", "\r") if here[1] == y else (f"{CSI}B", "\r\n")
            ways += [home + across for across in self._across(0, x, row)]
            if here[0] < self.width:
                ways += [down + across for across in self._across(here[0], x, row)]
        out.append(min(ways, key=lambda way: len(way.encode())))

    def _across(self, start: int, x: int, row: list[Cell | None]) -> list[str]:
        """Ways along a line."""
        steps = x - start
        if steps <= 0:
            return ["\b" * -steps]
        ways = [f"{CSI}C" if steps == 1 else f"{CSI}{steps}C"]
        gap = row[start:x]
        texts = [cell[0] for cell in gap if cell is not None and cell[1] == self._pen]
        if len(texts) == steps and texts[0]:
            ways.append("".join(texts))
        return ways

    def _set_pen(self, pen: Pen, out: list[str]) -> None:
        if pen != self._pen:
            out.append(self._pens.way(self._pen, pen))
            self._pen = pen

    def _write(self, row: list[Cell | None], first: int, end: int, y: int, out: list[str]) -> None:
        for x in range(first, end):
            cell = row[x]
            text, pen = cell if cell is not None else (" ", PLAIN)
            if text:
                self._set_pen(pen, out)
                out.append(text)
        # Behind the last column terminals differ in where the cursor stands: only the row is known.
        self._at = (end, y)


def _runs(old: list[Cell | None], new: list[Cell | None]) -> list[tuple[int, int]]:
    """The runs of changed cells, widened to whole characters."""
    runs: list[tuple[int, int]] = []
    width = len(new)
    x = 0
    while x < width:
        if old[x] == new[x]:
            x += 1
            continue
        first = x
        while first > 0 and (_is_half(old[first]) or _is_half(new[first])):
            first -= 1
        end = x + 1
        while end < width and (old[end] != new[end] or _is_half(old[end]) or _is_half(new[end])):
            end += 1
        if runs and first <= runs[-1][1]:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((first, end))
        x = end
    return runs


def _is_blank(cell: Cell | None, ground: str) -> bool:
    return (
        cell is not None
        and cell[0] == " "
        and cell[1].background == ground
        and cell[1].is_ground_only
    )


def _is_half(cell: Cell | None) -> bool:
    return cell is not None and cell[0] == ""
