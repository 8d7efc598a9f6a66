"""What the terminal shows, cell by cell, and the fewest bytes that change it. Pure.

1. A cell is a character and its pen; the second half of a wide character is an empty cell. A row is
   a tuple of cells, so that rows can be kept and told apart at once.
2. A cell whose state is unknown (at the start, after a resize, after a foreign write) differs from
   every cell, so it is written.
3. A changed half of a wide character makes both halves changed, in what stood there and in what
   will stand there.
4. Unchanged cells between two changed ones are written again where that costs less than moving.
5. Blank ends of lines are erased where erasing looks the same.
6. Rows that move together by one line are moved by the terminal (`fieldpass.terminal.shifts`), columns of a
   list are reached by tab stops set for them (`use_stops`), where the terminal can (`abilities`).
7. After each paint the pen is plain, so that whatever else writes is not coloured by it.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from rich.cells import get_character_cell_size
from rich.segment import Segment

from fieldpass.terminal import shifts
from fieldpass.terminal.abilities import Abilities
from fieldpass.terminal.pens import CSI, PLAIN, Cell, Pen, PenBox

Cells = tuple[Cell, ...]
KnownRow = tuple[Cell | None, ...]
Place = tuple[int, int]
_ERASE_FROM = 5
# No way along a line is longer than `CSI 79 C`, so that longer texts need not be looked at.
_TEXT_MAX = 5
_PEN = itemgetter(1)
# From so many blanks on, erasing them in place is shorter: the way on from there included, and where the
# next tab stop is as near from before them as from behind.
_ERASE_IN_PLACE_FROM, _ERASE_BEFORE_STOP_FROM = 9, 5
_EVERYWHERE = Abilities()


def cells_of(segments: Iterable[Segment], pens: PenBox) -> Cells:
    """Segments as cells; what has no width joins the character before it."""
    key = tuple(segments)
    known: Cells | None = pens.drawn.get(key)
    if known is None:
        known = pens.keep(key, _cells_of(key, pens))
    return known


def _cells_of(segments: Iterable[Segment], pens: PenBox) -> Cells:
    cells: list[Cell] = []
    for text, style, control in segments:
        if control:
            continue
        pen = pens.pen(style)
        if text.isascii():
            cells += map(pen.cells.__getitem__, text)
            continue
        for character in text:
            size = get_character_cell_size(character)
            if size == 0 and cells:
                at = -2 if cells[-1][0] == "" and len(cells) > 1 else -1
                cells[at] = (cells[at][0] + character, cells[at][1])
            elif size:
                cells.append(pen.cells[character])
                cells += [pen.cells[""]] * (size - 1)
    return tuple(cells)


class Grid:
    """The shadow of a terminal's screen."""

    def __init__(self, width: int, height: int, pens: PenBox, can: Abilities = _EVERYWHERE) -> None:
        """Know nothing yet of a screen of this size, on a terminal that can so much."""
        self.width, self.height = width, height
        self._pens = pens
        self._can = can
        self._newline = "\n" if can.returns else "\r\n"
        self._stops: tuple[int, ...] = ()
        self._stops_wanted: tuple[int, ...] = ()
        self._rows: list[KnownRow] = []
        self._held: dict[int, KnownRow] = {}
        self._at: Place | None = None
        self._pen = PLAIN
        self._forgotten = 0
        self.forget()

    def forget(self) -> None:
        """The screen may show anything; may be called by a signal, in the midst of a paint."""
        self._forgotten += 1
        self._rows = [(None,) * self.width] * self.height
        self._stops = ()
        self.lose_place()

    def lose_place(self) -> None:
        """Something else has written: the cursor may be anywhere, the cells are as they were."""
        self._at = None

    def use_stops(self, columns: tuple[int, ...]) -> None:
        """Set tab stops at these columns, ascending, with the next paint, and reach columns by them."""
        if self._can.tabs and columns:
            self._stops_wanted = tuple(column for column in columns if 0 < column < self.width)

    def stops_put_back(self) -> str:
        """What makes tab stops what every shell expects, one each eight columns; empty where they are."""
        if not self._stops:
            return ""
        self.lose_place()
        self._stops = ()
        return _stops_at(range(8, self.width, 8))

    def hold(self, pieces: Iterable[tuple[int, int, Cells]]) -> None:
        """Take in pieces (row, column, cells) for the next paint; the newest hide the older."""
        for y, x, cells in pieces:
            if 0 <= y < self.height:
                self._held[y] = self._joined(self._held.get(y, self._rows[y]), x, cells)

    def paint(self, pieces: Iterable[tuple[int, int, Cells]], cursor: Place | None) -> str:
        """Take in pieces (row, column, cells); what must be written for them, those held, and the cursor.

        `cursor` is (column, row), None where nobody looks at it. The empty string where nothing has changed.
        """
        forgotten = self._forgotten
        self.hold(pieces)
        wanted, self._held = self._held, {}
        changed = {y: row for y, row in wanted.items() if row != self._rows[y]}
        out: list[str] = []
        if changed and self._stops != self._stops_wanted:
            self._stops = self._stops_wanted
            out.append(_stops_at(self._stops))
            self.lose_place()
        if self._can.shifts:
            self._shift(changed, out)
        for y in sorted(changed):
            self._paint_row(y, changed[y], out)
        if self._pen is not PLAIN:
            out.append(self._pens.way(self._pen, PLAIN))
            self._pen = PLAIN
        if cursor is not None and (out or self._at != cursor):
            row = wanted.get(cursor[1], self._rows[cursor[1]])
            self._reach(*cursor, row, out)
        if forgotten != self._forgotten:
            # A program that was stopped and goes on meanwhile: what was known here is of the old screen.
            self.forget()
        return "".join(out)

    def _joined(self, row: KnownRow, x: int, cells: Cells) -> KnownRow:
        """A row with cells put in at a column."""
        if x == 0 and len(cells) == self.width:
            return cells
        end = min(self.width, x + len(cells))
        return (*row[:x], *cells[: end - x], *row[end:])

    def _shift(self, changed: dict[int, KnownRow], out: list[str]) -> None:
        """Let the terminal move rows that have only moved."""
        shift = shifts.find(self._rows, changed)
        if shift is None:
            return
        out.append(shifts.sequence(shift))
        # A VT100's cursor goes home whenever the region changes; some emulators leave it where it is when
        # the region is taken away, and a relative move then writes a header's new count into a row below.
        self.lose_place()
        shifts.apply(shift, self._rows, (None,) * self.width)

    def _paint_row(self, y: int, new: KnownRow, out: list[str]) -> None:
        old = self._rows[y]
        if old == new:
            return
        blank_from = self._blank_end(old, new)
        runs = _runs(old, new)
        for first, end in _blanks_joined(runs, new) if self._can.erases else runs:
            if first >= blank_from:
                break
            self._reach(first, y, new, out)
            self._write(new, first, min(end, blank_from), y, out)
        if blank_from < self.width:
            self._reach(blank_from, y, new, out)
            self._set_pen(_ground_pen(new[blank_from]), out)
            out.append(f"{CSI}K")
        self._rows[y] = new

    def _blank_end(self, old: KnownRow, new: KnownRow) -> int:
        """From which column on erasing the line is right and saves bytes; the width if never."""
        last = new[-1]
        if last is None or (last[1].background and not self._pens.colour_erase):
            return self.width
        ground = last[1].background
        if not _is_blank(last, ground):
            return self.width
        start = self.width
        while start and (new[start - 1] == last or _is_blank(new[start - 1], ground)):
            start -= 1
        changed = [x for x in range(start, self.width) if old[x] != new[x]]
        return changed[0] if len(changed) >= _ERASE_FROM else self.width

    def _reach(self, x: int, y: int, row: KnownRow, out: list[str]) -> None:
        """Go to a place by the fewest bytes, over unchanged cells where that is cheaper."""
        here = self._at
        if here == (x, y):
            return
        self._at = (x, y)
        best = f"{CSI}{y + 1};{x + 1}H" if x else f"{CSI}{y + 1}H" if y else f"{CSI}H"
        if here is not None and here[1] in (y, y - 1):
            down, home = ("", "\r") if here[1] == y else (f"{CSI}B", self._newline)
            ways = [home + self._across(0, x, row)]
            if here[0] < self.width:
                ways.append(down + self._across(here[0], x, row))
            best = min(best, *ways, key=_size)
        out.append(best)

    def _across(self, start: int, x: int, row: KnownRow) -> str:
        """The shortest way along a line."""
        steps = x - start
        if steps <= 0:
            return "\b" * -steps
        way = f"{CSI}C" if steps == 1 else f"{CSI}{steps}C"
        if x in self._stops:
            way = min(way, "\t" * sum(start < stop <= x for stop in self._stops), key=_size)
        if steps > _TEXT_MAX:
            return way
        pen, texts = self._pen, []
        for cell in row[start:x]:
            if cell is None or cell[1] is not pen:
                return way
            texts.append(cell[0])
        text = "".join(texts)
        return min(text, way, key=_size) if texts[0] else way

    def _set_pen(self, pen: Pen, out: list[str]) -> None:
        if pen is not self._pen:
            out.append(self._pens.way(self._pen, pen))
            self._pen = pen

    def _write(self, row: KnownRow, first: int, end: int, y: int, out: list[str]) -> None:
        known = [(" ", PLAIN) if cell is None else cell for cell in row[first:end]]
        blanks = self._blanks_at_end(known, end)
        if blanks:
            del known[-blanks:]
        for pen, cells in groupby(known, _PEN):
            text = "".join([text for text, _ in cells])
            if text:
                self._set_pen(pen, out)
                out.append(text)
        if blanks:
            self._set_pen(_ground_pen(row[end - 1]), out)
            out.append(f"{CSI}{blanks}X")
        # Behind the last column terminals differ in where the cursor stands: only the row is known.
        self._at = (end - blanks, y)

    def _blanks_at_end(self, cells: list[Cell], end: int) -> int:
        """How many blanks before column `end` are better erased in place; 0 where they are written."""
        if not self._can.erases:
            return 0
        ground = cells[-1][1].background
        if ground and not self._pens.colour_erase:
            return 0
        count = 0
        for cell in reversed(cells):
            if not _is_blank(cell, ground):
                break
            count += 1
        onward = [stop for stop in self._stops if stop > end - count]
        nearer = bool(onward) and onward[0] > end
        return (
            count if count >= (_ERASE_BEFORE_STOP_FROM if nearer else _ERASE_IN_PLACE_FROM) else 0
        )


def _ground_pen(cell: Cell | None) -> Pen:
    """The pen to erase in so that it looks like this blank."""
    return cell[1] if cell is not None and cell[1].background else PLAIN


def _stops_at(columns: Iterable[int]) -> str:
    """Tab stops here and nowhere else; the cursor ends somewhere in its row."""
    steps, here = [f"{CSI}3g\r"], 0
    for column in columns:
        steps.append(f"{CSI}{column - here}C\x1bH")
        here = column
    return "".join(steps)


def _size(way: str) -> int:
    return len(way) if way.isascii() else len(way.encode())


def _runs(old: KnownRow, new: KnownRow) -> list[tuple[int, int]]:
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


def _blanks_joined(runs: list[tuple[int, int]], new: KnownRow) -> list[tuple[int, int]]:
    """Runs of blanks with nothing but blanks between them as one run, to be erased at once."""
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        before = joined[-1][0] if joined else first
        cell = new[before]
        if joined and cell is not None and cell[0] == " ":
            ground = cell[1].background
            if all(_is_blank(new[x], ground) for x in range(before, end)):
                joined[-1] = (before, end)
                continue
        joined.append((first, end))
    return joined


def _is_blank(cell: Cell | None, ground: str) -> bool:
    return (
        cell is not None
        and cell[0] == " "
        and cell[1].background == ground
        and cell[1].is_ground_only
    )


def _is_half(cell: Cell | None) -> bool:
    return cell is not None and cell[0] == ""
