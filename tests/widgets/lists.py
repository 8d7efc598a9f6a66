"""A source over a great many rows that does not hold them, and an app that shows it."""

import threading
from collections.abc import Sequence

from textual.app import App, ComposeResult

from fieldpass.terminal.themes import DARK, themes
from fieldpass.widgets.pages import Direction, Key, Row
from fieldpass.widgets.record_view import Column, RecordView

NAMES = ("王秀英", "李建国", "阿卜杜热合曼", "Jo", "欧阳锋")


class CountingSource:
    """Rows 0 to n-1, made when they are asked for; it counts what was read, and where."""

    def __init__(self, count: int, gone: frozenset[int] = frozenset()) -> None:
        """Rows in `gone` have been taken out."""
        self.keys = [index for index in range(count) if index not in gone]
        self.read = 0
        self.threads: set[int] = set()

    def _rows(self, keys: Sequence[int]) -> list[Row]:
        self.read += len(keys)
        self.threads.add(threading.get_ident())
        return [Row(key=key, cells=(str(key), NAMES[key % len(NAMES)], "x")) for key in keys]

    def count(self) -> int:
        """How many rows there are."""
        return len(self.keys)

    def _below(self, key: Key) -> int:
        import bisect

        return bisect.bisect_left(self.keys, int(str(key)))

    def page(
        self, anchor: Key | None, direction: Direction, size: int, *, inclusive: bool = False
    ) -> Sequence[Row]:
        """Rows after or before a key that may have gone."""
        if anchor is None:
            return self._rows(self.keys[:size] if direction == "forward" else self.keys[-size:])
        at = self._below(anchor)
        there = at < len(self.keys) and self.keys[at] == anchor
        if direction == "forward":
            first = at + (there and not inclusive)
            return self._rows(self.keys[first : first + size])
        end = at + (there and inclusive)
        return self._rows(self.keys[max(0, end - size) : end])

    def position(self, key: Key) -> int:
        """How many rows stand before a key."""
        return self._below(key)

    def key_at(self, position: int) -> Key | None:
        """The key at a position."""
        return self.keys[position] if 0 <= position < len(self.keys) else None


class ListApp(App[None]):
    """A record view and nothing else; it notes what the view says."""

    ENABLE_COMMAND_PALETTE = False
    COLUMNS = (
        Column(title="编号", width=7, align="right"),
        Column(title="姓名"),
        Column(title="卡", width=6),
    )

    def __init__(self, source: CountingSource, *, digits: bool = False) -> None:
        """Show a source."""
        super().__init__()
        self.view = RecordView(self.COLUMNS, source, digits=digits, empty="没有申请")
        self.chosen: list[Key] = []
        self.failed: list[str] = []
        for each in themes():
            self.register_theme(each)
        self.theme = DARK

    def compose(self) -> ComposeResult:
        """The view."""
        yield self.view

    def on_mount(self) -> None:
        """The view takes the keys."""
        self.view.focus()

    def on_record_view_chosen(self, message: RecordView.Chosen) -> None:
        """Note what was chosen."""
        self.chosen.append(message.key)

    def on_record_view_failed(self, message: RecordView.Failed) -> None:
        """Note what failed."""
        self.failed.append(str(message.error))

    def lines(self) -> list[str]:
        """The text on the screen."""
        return [self.view.render_line(y).text for y in range(self.view.size.height)]
