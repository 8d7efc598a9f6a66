"""Each sending: batch by batch what waits, what the platform has, what came back, and the receipts."""

from typing import ClassVar

from textual.binding import BindingType

from fieldpass.desk import batches, sending
from fieldpass.desk.batches import BatchLine
from fieldpass.locale import _, ngettext
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.panel import Line, Span, wrapped
from fieldpass.screens.shown import moment, say
from fieldpass.screens.task_list import TaskListScreen
from fieldpass.terminal.actions import Action
from fieldpass.widgets.pages import Row
from fieldpass.widgets.record_view import Column


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
        return [
            Column(title=_("numbers"), width=13),
            Column(title=_("how many"), width=9, align="right"),
            Column(title=_("closed"), width=15),
            Column(title=_("sent"), width=15),
            Column(title=_("state")),
        ]

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
        sealed = moment(value.sealed_at, now) if value.sealed_at else ""
        stored = moment(value.stored_at, now) if value.stored_at else ""
        numbers = f"{value.first}-{value.last}"
        return Row(
            key=value.key,
            cells=(numbers, str(value.records), sealed, stored, say(value.text)),
        )

    def details(self, value: BatchLine) -> list[Line]:
        """Why it waits, what came back of it, whose receipt covers it."""
        lines: list[Line] = []
        if value.state in ("open", "waits"):
            said = self._error or _("It goes at the next sending. Esc, then F5 sends at once.")
            lines += [Span(f" {line}", "alert") for line in wrapped(said, 78, 2)]
        if value.returned:
            text = ngettext(
                "{n} record came back: Esc, then mend it.",
                "{n} records came back: Esc, then mend them.",
                value.returned,
            )
            lines.append(Span(" " + text.format(n=value.returned), "alert"))
        if value.receipt_at is not None:
            when = moment(value.receipt_at, self.host.now())
            lines.append(
                " " + _("Covered by the receipt that the platform signed {when}.").format(when=when)
            )
        return lines
