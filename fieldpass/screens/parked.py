"""靠边等候: those who wait aside at this checkpoint, and what became of each by one key.

Digits choose nothing here, since a scanner types digits: a card that is scanned by mistake must not
decide about somebody who waits.
"""

from typing import ClassVar

from textual import events
from textual.binding import BindingType

from fieldpass.desk import checkpoint
from fieldpass.desk.checkpoint import Deed, ParkedLine
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.list_rows import parked_cells, parked_columns
from fieldpass.screens.task_list import TaskListScreen
from fieldpass.widgets.pages import Column, Row
from fieldpass.widgets.record_view import RecordView

_DIGITS = "0123456789"


class ParkedScreen(TaskListScreen, Exporting):
    """The list; F3 lets the person under the cursor go, F4 does not."""

    NAME = "parked"
    # Nothing stands in the way of the next scan.
    PALETTE = False
    HAS_LIST = False
    DIGITS = False
    BINDINGS: ClassVar[list[BindingType]] = registered("parked")

    def title_text(self) -> str:
        """What this is, and how many."""
        return _("Waits aside: {n}").format(n=len(self._values))

    def available(self, action: str) -> bool:
        """Somebody must wait."""
        return bool(self._values)

    def columns(self) -> list[Column]:
        """The columns."""
        return parked_columns()

    def empty(self) -> str:
        """Nobody."""
        return _("Nobody waits aside. Esc goes back.")

    def read(self) -> list[ParkedLine]:
        """Ask the desk."""
        return checkpoint.parked(self.office)

    def row(self, value: ParkedLine, now: int) -> Row:
        """One person."""
        return Row(key=value.at, cells=parked_cells(value, now))

    def on_key(self, event: events.Key) -> None:
        """A scan does nothing here, and is told so."""
        if event.character and event.character in _DIGITS:
            event.stop()
            self.say(_("Press Esc first, then scan the next card."))

    def action_parked_go(self) -> None:
        """Let go in the end."""
        self._release("let_go", _("Recorded: let go."))

    def action_parked_refuse(self) -> None:
        """Not let through in the end."""
        self._release("stopped", _("Recorded: not let through."))

    def _release(self, deed: Deed, said: str) -> None:
        office, line = self.office, self._value(self.query_one(RecordView).cursor_key)
        if line is None:
            return

        def done(_none: object) -> None:
            self.say(said, look="text")
            self.show()

        self.ask(lambda: checkpoint.release(office, line, deed), done)
