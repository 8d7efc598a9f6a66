"""Rows that move together by one line: found, and moved by the terminal itself. Pure.

A list whose cursor goes beyond its last row moves by one row; sent cell by cell that is the whole list
again, while a terminal moves any rows by a region (DECSTBM) and a line feed in its last row (IND), or
a reverse one (RI) in its first.

1. Rows move only inside one run of changed rows: what has not changed stays where it is.
2. A row counts as moved where it differs from the old neighbour in its first cells at most: a digit
   that chooses it, or a mark.
3. The row that comes in is unknown to the grid and written whole, so that few or short rows are sent
   anew for less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ne
from typing import Any

from fieldpass.terminal.pens import CSI

ROWS_MIN = 4
"""Fewer rows are not worth the sequences."""
_SEQUENCE_BYTES = 24
_MARKS = 2

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Rows `first` to `last` of the screen move up by one, or down."""

    first: int
    last: int
    up: bool


def find(rows: Sequence[Row], changed: Mapping[int, Row]) -> Shift | None:
    """The shift that makes most of the longest run of changed rows right; None where none saves bytes."""
    first, last = _longest_run(sorted(changed))
    if last - first + 1 < ROWS_MIN:
        return None
    for up in (True, False):
        moved = _moved(rows, changed, range(first, last + 1), 1 if up else -1)
        entering = last if up else first
        if moved and _saves(rows, changed, moved, entering):
            return Shift(first=first, last=last, up=up)
    return None


def _moved(
    rows: Sequence[Row], changed: Mapping[int, Row], among: range, step: int
) -> Sequence[int]:
    """The rows that look like their old neighbour; none where more than a few do not.

    The row under the cursor is drawn anew, where it comes to stand and where it stood.
    """
    strange, moved = 2, list[int]()
    for y in among:
        if y + step not in among:
            continue
        if changed[y][_MARKS:] == rows[y + step][_MARKS:]:
            moved.append(y)
        elif strange:
            strange -= 1
        else:
            return ()
    return moved


def _saves(
    rows: Sequence[Row], changed: Mapping[int, Row], moved: Sequence[int], entering: int
) -> bool:
    """Whether what need not be sent is more than what the move and the whole row that enters cost."""
    cost = _SEQUENCE_BYTES + sum(map(eq, rows[entering], changed[entering]))
    for y in moved:
        cost -= sum(map(ne, rows[y], changed[y]))
        if cost < 0:
            return True
    return False


def _longest_run(ys: Sequence[int]) -> tuple[int, int]:
    """The longest run of consecutive numbers, as its first and last; (0, -1) where there is none."""
    best, start = (0, -1), 0
    for index, y in enumerate(ys):
        if index and y != ys[index - 1] + 1:
            start = index
        if y - ys[start] > best[1] - best[0]:
            best = (ys[start], y)
    return best


def sequence(shift: Shift) -> str:
    """What makes the terminal do it; the cursor is at home afterwards."""
    region = f"{CSI}{shift.first + 1};{shift.last + 1}r"
    move = f"{CSI}{shift.last + 1}H\n" if shift.up else f"{CSI}{shift.first + 1}H\x1bM"
    return f"{region}{move}{CSI}r"


def apply(shift: Shift, rows: list[Any], unknown: Row) -> None:
    """Move the grid's rows as the terminal has moved its own."""
    if shift.up:
        del rows[shift.first]
        rows.insert(shift.last, unknown)
    else:
        del rows[shift.last]
        rows.insert(shift.first, unknown)
