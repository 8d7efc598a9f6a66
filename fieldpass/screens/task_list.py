"""A list of things to do: read whole in a worker, shown as a record view, one opened by Enter or digit.

For lists that the desk bounds (some hundred rows); what can have 100,000 rows has a paged source.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from fieldpass.screens.base import DeskScreen
from fieldpass.screens.panel import RULE, Line, Panel
from fieldpass.widgets.pages import Column, ListSource, Row
from fieldpass.widgets.record_view import RecordView


class TaskListScreen(DeskScreen):
    """The frame; a screen says what it reads, how a row looks, and what opening means."""

    HAS_LIST = True
    CSS_PATH = "task_list.tcss"
    DETAIL_ROWS: ClassVar[int] = 0
    DIGITS: ClassVar[bool] = True

    _values: Sequence[Any] = ()

    def columns(self) -> list[Column]:
        """The columns."""
        return []

    def empty(self) -> str:
        """What stands where there is nothing."""
        return ""

    def read(self) -> Sequence[Any]:
        """Ask the desk; runs in a worker thread."""
        return ()

    def row(self, value: Any, now: int) -> Row:
        """One row."""
        raise NotImplementedError

    def details(self, value: Any) -> list[Line]:
        """What is said under the list about the row under the cursor, `DETAIL_ROWS` lines."""
        return []

    def open(self, value: Any) -> None:
        """A row was chosen."""

    def body(self) -> ComposeResult:
        """List, and lines about the row under the cursor."""
        yield Panel([RULE])
        yield RecordView(self.columns(), ListSource([]), digits=self.DIGITS, empty=self.empty())
        if self.DETAIL_ROWS:
            yield Panel([RULE, *[""] * self.DETAIL_ROWS], id="details")

    def show(self) -> None:
        """Read the list, in its place: a sending that comes in takes nobody's row away."""
        self.ask(self.read, self._shown, group="list", newest_only=True)

    def _shown(self, values: Sequence[Any]) -> None:
        self._values, now = values, self.host.now()
        rows = [self.row(value, now) for value in values]
        self.query_one(RecordView).renew(ListSource(rows))
        self.refresh_frame()

    def _value(self, key: object) -> Any:
        now = self.host.now()
        return next((one for one in self._values if self.row(one, now).key == key), None)

    @on(RecordView.Moved)
    def moved(self, event: RecordView.Moved) -> None:
        """Say more about the row under the cursor."""
        if not self.DETAIL_ROWS:
            return
        value = self._value(event.key)
        lines = [] if value is None else self.details(value)
        shown = [RULE, *lines, *[""] * self.DETAIL_ROWS][: self.DETAIL_ROWS + 1]
        self.query_one("#details", Panel).show(shown)

    @on(RecordView.Chosen)
    def chosen(self, event: RecordView.Chosen) -> None:
        """Open the row."""
        value = self._value(event.key)
        if value is not None:
            self.open(value)
