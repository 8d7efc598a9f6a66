"""Each sending: batch by batch what waits, what the platform has, what came back, and the receipts."""

from typing import ClassVar

from textual.binding import BindingType

from fieldpass.desk import batches, sending
from fieldpass.desk.batches import BatchLine
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.list_rows import batch_cells, batch_columns
from fieldpass.screens.panel import Line, Span, wrapped
from fieldpass.screens.shown import say
from fieldpass.screens.task_list import TaskListScreen
from fieldpass.screens.wording import batch_lines
from fieldpass.terminal.actions import Action
from fieldpass.widgets.pages import Column, Row


class BatchesScreen(TaskListScreen, Exporting):
    """The list; under it what stands in a batch's way, and its receipt."""

    NAME = "batches"
    DETAIL_ROWS = 3
    DIGITS = False
    BINDINGS: ClassVar[list[BindingType]] = registered("batches")

    _error = ""

    def title_text(self) -> str:
        """What this is."""
        return _("Each sending")

    def actions(self) -> list[Action]:
        """A batch is not opened: what there is to say of it stands under the list."""
        return [action for action in super().actions() if action.id != "list.choose"]

    def columns(self) -> list[Column]:
        """The columns."""
        return batch_columns()

    def empty(self) -> str:
        """Nothing written yet."""
        return _("Nothing has been written on this device yet.")

    def read(self) -> list[BatchLine]:
        """Ask the desk, also for the last error."""
        last = sending.status(self.office).last_error
        self._error = say(last) if last is not None else ""
        return batches.batches(self.office)

    def row(self, value: BatchLine, now: int) -> Row:
        """One batch."""
        return Row(key=value.key, cells=batch_cells(value, now))

    def details(self, value: BatchLine) -> list[Line]:
        """Why it waits, what came back of it, whose receipt covers it."""
        lines: list[Line] = []
        for text, alert in batch_lines(value, self._error, self.host.now()):
            look = "alert" if alert else "text"
            lines += [Span(f" {line}", look) for line in wrapped(text, 78, 2)]
        return lines
