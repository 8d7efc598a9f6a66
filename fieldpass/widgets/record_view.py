"""A list of records, of any length, that is instant on a thin terminal.

It draws line by line, holds only the visible rows and their neighbours, and reads the next page
in a worker thread before the cursor gets there. Not built on a scrolling container: positions are
keys, the number of rows is not needed to draw, and a scrollbar would use glyphs that fonts lack.

Arrows, PageUp, PageDown, Home and End move; Enter posts `RecordView.Chosen`, and so does a digit
where `digits` is on. `refresh_source` and `renew` read anew and keep their place.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from fieldpass.errors import FieldpassError
from fieldpass.terminal import at_once
from fieldpass.terminal.actions import LISTS, bindings
from fieldpass.terminal.themes import palette_of
from fieldpass.widgets.pages import Column, Direction, Key, ListSource, PageSource, Window
from fieldpass.widgets.row_drawing import Look, RowDrawing

_MOVES = {
    key: f"action_{action.method}"
    for action in LISTS
    if action.id != "list.choose"
    for key in action.keys
}


class RecordView(Widget, can_focus=True):
    """The list over a paged source."""

    DEFAULT_CSS = "RecordView { height: 1fr; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LISTS)]

    class Chosen(Message):
        """A row was chosen by Enter or by its digit."""

        def __init__(self, view: "RecordView", key: Key) -> None:
            """Name the view and the row's key."""
            super().__init__()
            self.view, self.key = view, key

        @property
        def control(self) -> "RecordView":
            """The view, for `@on` selectors."""
            return self.view

    class Moved(Message):
        """The cursor stands on another row, or rows were read: where, and of how many."""

        def __init__(self, view: "RecordView", key: Key | None, position: int, total: int) -> None:
            """Name the view, the row's key, its position counted from 1, and the count."""
            super().__init__()
            self.view, self.key, self.position, self.total = view, key, position, total

        @property
        def control(self) -> "RecordView":
            """The view, for `@on` selectors."""
            return self.view

    class Failed(Message):
        """The source could not be read; the view stays as it was."""

        def __init__(self, view: "RecordView", error: FieldpassError) -> None:
            """Name the view and what went wrong."""
            super().__init__()
            self.view, self.error = view, error

        @property
        def control(self) -> "RecordView":
            """The view, for `@on` selectors."""
            return self.view

    def __init__(
        self,
        columns: Sequence[Column],
        source: PageSource,
        *,
        digits: bool = False,
        empty: str = "",
        on_moved: Callable[[Moved], None] | None = None,
        id: str | None = None,
    ) -> None:
        """Show a source. `digits` numbers the first nine visible rows; `empty` says "nothing".

        `on_moved` is told of each move before the row is drawn: what it changes goes out in one frame
        with the row, which a handler of the message `Moved` comes too late for.
        """
        super().__init__(id=id)
        self._on_moved = on_moved
        self._columns = tuple(columns)
        self._source = source
        self._digits = digits
        self._empty = empty
        self._window = Window()
        self._drawing = RowDrawing(self._columns, digits=digits)
        self._loaded = False
        self._reading = False
        self._owed = 0
        self._generation = self._read = 0
        self._wanted: tuple[str, Key | None] | None = None

    @property
    def source(self) -> PageSource:
        """What is shown, to be read whole."""
        return self._source

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns' titles."""
        return tuple(column.title for column in self._columns)

    @property
    def cursor_key(self) -> Key | None:
        """The key of the row under the cursor; None while there is none."""
        row = self._window.current
        return row.key if row else None

    @property
    def position(self) -> tuple[int, int]:
        """Where the cursor stands, counted from 1 (0 in an empty list), and of how many."""
        window = self._window
        return (window.base + window.cursor + 1 if window.rows else 0), window.total

    @property
    def is_empty(self) -> bool:
        """Whether it was read and has no row."""
        return self._loaded and not self._window.rows

    @property
    def held_rows(self) -> int:
        """How many rows are in memory."""
        return len(self._window.rows)

    def on_resize(self) -> None:
        """Show as many rows as there is room for; the first time, read them."""
        self._window.height = max(1, self.size.height - 1)
        if not self._generation:
            self._seek("start")
        self._window.keep_cursor_visible()
        if self._loaded:
            self._read_ahead()
        self.refresh()

    def show_source(self, source: PageSource, *, empty: str | None = None) -> None:
        """Show another source (another filter or order) from its start."""
        self._source = source
        if empty is not None:
            self._empty = empty
        self._seek("start")

    def renew(self, source: ListSource) -> None:
        """Show the same list, read anew: the cursor stays on its row, or where that has gone on the next."""
        self._source = source
        self.refresh_source()

    def refresh_source(self) -> None:
        """Read anew; the row under the cursor stays under it, or the next one to it."""
        if self._wanted is not None:
            # What was asked for is still being read: the old row under the cursor is not its answer.
            self._seek(*self._wanted)
        elif (key := self._nearest()) is None:
            self._seek("start")
        else:
            self._seek("key", key, keeps=True)

    def _nearest(self) -> Key | None:
        """The key to stand on in what is read anew; a paged source finds the next one by itself."""
        if not isinstance(self._source, ListSource):
            return self.cursor_key
        rows, at = self._window.rows, self._window.cursor
        near = [*rows[at:], *reversed(rows[:at])]
        return next((row.key for row in near if row.key in self._source), None)

    def go_to(self, key: Key) -> None:
        """Put the cursor on a key."""
        self._seek("key", key)

    def go_to_position(self, position: int) -> None:
        """Put the cursor on a row counted from 0."""
        self._seek("position", position)

    # Reading: one read at a time; a seek makes what is being read worthless.

    def _seek(self, where: str, target: Key | None = None, keeps: bool = False) -> None:
        """Read around a place; `keeps` is no one's wish: who moves meanwhile stays where they went."""
        self._generation += 1
        self._wanted = None if keeps else (where, target)
        if not keeps:
            self._owed = 0
        # As a function: a worker that never begins leaves no coroutine behind that nobody awaits.
        seek: Any = partial(
            self._seek_now, self._generation, where, target, self.cursor_key if keeps else None
        )
        self.run_worker(seek, exit_on_error=True)

    async def _seek_now(
        self, generation: int, where: str, target: Key | None, left: Key | None
    ) -> None:
        height = max(1, self.size.height - 1)
        try:
            found = await asyncio.to_thread(_read_around, self._source, where, target, height)
        except FieldpassError as error:
            self._reading = False
            self.post_message(self.Failed(self, error))
            return
        if generation != self._generation:
            return
        if left is not None and left != self.cursor_key and not found.stand_on(self.cursor_key):
            self.refresh_source()
            return
        screen_row = self._window.cursor - self._window.top
        found.height = height
        found.top = found.cursor - (screen_row if where == "key" else height // 2)
        found.keep_cursor_visible()
        self._window = found
        self._wanted = None
        self._loaded, self._reading, self._read = True, False, generation
        self.refresh()
        self._tell()
        self._pay()
        self._read_ahead()

    @property
    def _is_read(self) -> bool:
        """Whether nothing is being read that would put the cursor elsewhere."""
        return self._loaded and self._read == self._generation

    def _pay(self) -> None:
        """Do the moves that were asked for before their rows were there."""
        if self._owed:
            owed, self._owed = self._owed, 0
            self._move(owed)

    def _read_ahead(self) -> None:
        direction = self._window.wants()
        if direction is None or self._reading or not self._window.rows:
            return
        self._reading = True
        self.run_worker(self._read_on(self._generation, direction == "forward"))

    async def _read_on(self, generation: int, forward: bool) -> None:
        window = self._window
        anchor = window.rows[-1 if forward else 0].key
        direction: Direction = "forward" if forward else "back"
        size = 2 * window.height
        try:
            rows = await asyncio.to_thread(self._source.page, anchor, direction, size)
        except FieldpassError as error:
            self._reading, self._owed = False, 0
            self.post_message(self.Failed(self, error))
            return
        if generation != self._generation:
            return
        self._reading = False
        window.add(rows, direction)
        self._pay()
        self._read_ahead()

    # Moving.

    def _move(self, delta: int, page: bool = False) -> None:
        window = self._window
        if not self._loaded:
            self._owed += delta
        if not window.rows:
            return
        before = (window.base + window.top, window.base + window.cursor)
        short = window.move_page(delta) if page else window.move(delta)
        more = not window.at_end if short > 0 else not window.at_start
        self._owed = self._owed + short if short and more else 0
        after = (window.base + window.top, window.base + window.cursor)
        if before != after:
            with at_once.one_frame(self.app):
                self._tell()
                at_once.repaint(self, self._changed_lines(before, after))
        self._read_ahead()

    @staticmethod
    def _changed_lines(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, ...] | None:
        """The two lines where only the cursor moved, else all of them; (top, cursor) of the list."""
        if before[0] != after[0]:
            return None
        return (before[1] - before[0] + 1, after[1] - before[0] + 1)

    def _tell(self) -> None:
        moved = self.Moved(self, self.cursor_key, *self.position)
        if self._on_moved is not None:
            self._on_moved(moved)
        self.post_message(moved)

    def action_list_up(self) -> None:
        """One row up."""
        self._move(-1)

    def action_list_down(self) -> None:
        """One row down."""
        self._move(1)

    def action_list_page_up(self) -> None:
        """One page up."""
        self._move(-self._window.height, page=True)

    def action_list_page_down(self) -> None:
        """One page down."""
        self._move(self._window.height, page=True)

    def action_list_home(self) -> None:
        """To the first row."""
        if self._is_read and self._window.at_start:
            self._move(-self._window.total)
        else:
            self._seek("start")

    def action_list_end(self) -> None:
        """To the last row."""
        if self._is_read and self._window.at_end:
            self._move(self._window.total)
        else:
            self._seek("end")

    def action_list_choose(self) -> None:
        """Choose the row under the cursor."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Chosen(self, key))

    def on_key(self, event: events.Key) -> None:
        """Move, or choose one of the first nine visible rows by its digit."""
        if (move := _MOVES.get(event.key)) is not None:
            # The bindings say the same, three message pumps later.
            event.stop()
            event.prevent_default()
            getattr(self, move)()
            return
        character = event.character or ""
        if not self._digits or character not in "123456789" or not character:
            return
        rows = self._window.visible()
        index = int(character) - 1
        if index < len(rows):
            event.stop()
            self._move(self._window.top + index - self._window.cursor)
            self.post_message(self.Chosen(self, rows[index].key))

    def on_mouse_scroll_down(self) -> None:
        """Three rows down."""
        self._move(3)

    def on_mouse_scroll_up(self) -> None:
        """Three rows up."""
        self._move(-3)

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """The header, a row, or nothing."""
        drawn = self._drawing
        drawn.look(palette_of(self.app), self.size.width, thin=self._thin)
        if y == 0:
            return drawn.titles()
        index = self._window.top + y - 1
        if index >= len(self._window.rows):
            nothing = y == 1 and self._loaded and not self._window.rows
            return drawn.words(self._empty if nothing else "")
        cursor = index == self._window.cursor
        look: Look = ("cursor" if self.has_focus else "alert") if cursor else "text"
        return drawn.row(self._window.rows[index], look, str(y) if y <= 9 else "")

    @property
    def tab_columns(self) -> tuple[int, ...]:
        """The screen's columns where the list's begin, for tab stops on a thin line; else none."""
        return tuple(self.region.x + x for x in self._drawing.columns_at) if self._thin else ()

    @property
    def _thin(self) -> bool:
        """Whether the line is so thin that the cursor is a mark and not a whole row of new bytes."""
        return getattr(getattr(self.app, "profile", None), "name", "") == "serial"


def _read_around(source: PageSource, where: str, target: Key | None, height: int) -> Window:
    """Rows around a place, with the count; runs in a worker thread."""
    total = source.count()
    if where == "position":
        target = source.key_at(int(str(target)))
        where = "key" if target is not None else "end"
    if where == "start":
        rows = list(source.page(None, "forward", 3 * height))
        return Window(rows=rows, base=0, total=max(total, len(rows)), cursor=0)
    if where == "end":
        rows = list(source.page(None, "back", 3 * height))
        return Window(rows=rows, base=max(0, total - len(rows)), total=total, cursor=len(rows) - 1)
    before = list(source.page(target, "back", 2 * height))
    after = list(source.page(target, "forward", 2 * height, inclusive=True))
    base = max(0, source.position(target) - len(before))
    rows = before + after
    return Window(rows=rows, base=base, total=max(total, base + len(rows)), cursor=len(before))
