"""Rows read page by page: what a record view asks of its source, and the window that it holds.

A source reads rows by key (a keyset), never by counting from the start, so that the last page of
100,000 rows costs as much as the first. Keys are whatever orders the rows; they stay valid when
their row has gone. A `Window` is the run of consecutive rows in memory: pure, without a terminal.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from fieldpass.widgets.shades import Shade

Key = Hashable
Direction = Literal["forward", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its key, its texts by column, and the colour of its tinted column."""

    key: Key
    cells: tuple[str, ...]
    shade: Shade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title, and its width in cells (0: what the others leave)."""

    title: str
    width: int = 0
    align: str = "left"
    tinted: bool = False
    """Drawn in the row's shade."""


class PageSource(Protocol):
    """Where rows come from. Methods are called in a worker thread and may read a database."""

    def count(self) -> int:
        """How many rows there are."""

    def page(
        self, anchor: Key | None, direction: Direction, size: int, *, inclusive: bool = False
    ) -> Sequence[Row]:
        """At most `size` rows after (or before) `anchor`, always in the list's order.

        `inclusive` takes the anchor's own row too. No anchor: from the first row on, or the last
        rows.
        """

    def position(self, key: Key) -> int:
        """How many rows stand before this key."""

    def key_at(self, position: int) -> Key | None:
        """The key of the row with so many rows before it; None where there is none."""


class ListSource:
    """A source over rows that are in memory already, in the order given."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Keep the rows; keys must differ."""
        self._rows = list(rows)
        self._index = {row.key: index for index, row in enumerate(self._rows)}

    def __contains__(self, key: object) -> bool:
        """Whether a row has this key."""
        return key in self._index

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def page(
        self, anchor: Key | None, direction: Direction, size: int, *, inclusive: bool = False
    ) -> Sequence[Row]:
        """Rows after or before the anchor; one that is unknown reads as the start."""
        if anchor is None:
            return self._rows[:size] if direction == "forward" else self._rows[-size:]
        at = self._index.get(anchor, 0)
        if direction == "forward":
            first = at if inclusive else at + 1
            return self._rows[first : first + size]
        end = at + 1 if inclusive else at
        return self._rows[max(0, end - size) : end]

    def position(self, key: Key) -> int:
        """How many rows stand before this key; 0 for an unknown one."""
        return self._index.get(key, 0)

    def key_at(self, position: int) -> Key | None:
        """The key at a position."""
        return self._rows[position].key if 0 <= position < len(self._rows) else None


@dataclass(slots=True, kw_only=True)
class Window:
    """The rows in memory, the first one shown, and the one under the cursor."""

    rows: list[Row] = field(default_factory=list)
    base: int = 0
    """How many rows stand before the first one in memory."""
    total: int = 0
    top: int = 0
    cursor: int = 0
    height: int = 1

    @property
    def at_start(self) -> bool:
        """Nothing stands before the rows in memory."""
        return self.base <= 0

    @property
    def at_end(self) -> bool:
        """Nothing stands after the rows in memory."""
        return self.base + len(self.rows) >= self.total

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def visible(self) -> list[Row]:
        """The rows on the screen."""
        return self.rows[self.top : self.top + self.height]

    def stand_on(self, key: Key | None) -> bool:
        """Put the cursor on the row with this key; false where it is not in memory."""
        index = next((index for index, row in enumerate(self.rows) if row.key == key), None)
        if index is not None:
            self.cursor = index
        return index is not None

    def move(self, delta: int) -> int:
        """Move the cursor; returns by how many rows it could not move, for want of rows."""
        wanted = self.cursor + delta
        self.cursor = max(0, min(wanted, len(self.rows) - 1))
        self.keep_cursor_visible()
        return wanted - self.cursor

    def move_page(self, delta: int) -> int:
        """Move page and cursor together by so many rows; returns what could not be moved."""
        room = max(0, len(self.rows) - self.height)
        top = max(0, min(self.top + delta, room))
        moved = top - self.top
        self.top = top
        self.cursor += moved
        return self.move(delta - moved)

    def keep_cursor_visible(self) -> None:
        """Scroll as little as shows the cursor."""
        self.cursor = max(0, min(self.cursor, len(self.rows) - 1))
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + self.height:
            self.top = self.cursor - self.height + 1
        self.top = max(0, min(self.top, max(0, len(self.rows) - self.height)))

    def wants(self) -> Direction | None:
        """Where less than a page is left beyond the screen, and there is more to read."""
        if not self.at_end and len(self.rows) - (self.top + self.height) < self.height:
            return "forward"
        if not self.at_start and self.top < self.height:
            return "back"
        return None

    def add(self, rows: Sequence[Row], direction: Direction) -> None:
        """Take in rows next to those in memory, and let go of the far ones.

        No rows where more were expected means that the source has shrunk: the count follows.
        """
        if direction == "forward":
            self.rows += rows
            if not rows:
                self.total = self.base + len(self.rows)
            surplus = max(0, self.top - 2 * self.height)
            del self.rows[:surplus]
            self.base, self.top, self.cursor = (
                self.base + surplus,
                self.top - surplus,
                self.cursor - surplus,
            )
            return
        self.rows[:0] = rows
        self.base = max(0, self.base - len(rows)) if rows else 0
        self.top, self.cursor = self.top + len(rows), self.cursor + len(rows)
        del self.rows[self.top + 3 * self.height :]
