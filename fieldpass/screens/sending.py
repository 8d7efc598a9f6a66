"""传送: what is not yet at the platform, what came back and why (Enter mends it), and trying now."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import mending, sending
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.list_rows import returned_cells, returned_columns
from fieldpass.screens.panel import RULE, Line, Panel, Span, wrapped
from fieldpass.screens.shown import say, say_error
from fieldpass.screens.wording import sending_lines
from fieldpass.widgets.pages import ListSource, Row
from fieldpass.widgets.record_view import RecordView


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingFacts:
    """What the desk says, read in one worker."""

    status: sending.SendingView
    returned: tuple[mending.ReturnedView, ...]
    now: int


class SendingScreen(Exporting):
    """State above, returned records below."""

    NAME = "sending"
    HAS_LIST = True
    CSS_PATH = "sending.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("sending")

    _facts: SendingFacts | None = None

    def title_text(self) -> str:
        """What this is."""
        return _("Sending")

    def body(self) -> ComposeResult:
        """State, list, reason."""
        yield Panel([RULE], id="state")
        yield RecordView(
            returned_columns(), ListSource([]), digits=True, empty=_("Nothing has come back.")
        )
        yield Panel(["", "", ""], id="reason")

    def show(self) -> None:
        """Read state and list."""
        office = self.office
        self.ask(
            lambda: SendingFacts(
                status=sending.status(office),
                returned=tuple(mending.returned(office)),
                now=office.now(),
            ),
            self._shown,
            group="sending",
            newest_only=True,
        )

    def _shown(self, facts: SendingFacts) -> None:
        before, self._facts = self._facts, facts
        self.query_one("#state", Panel).show(self._state_lines(facts))
        if before is None or before.returned != facts.returned:
            rows = [
                Row(key=row.key, cells=returned_cells(row, facts.now)) for row in facts.returned
            ]
            self.query_one(RecordView).renew(ListSource(rows))

    def _state_lines(self, facts: SendingFacts) -> list[Line]:
        lines: list[Line] = [RULE]
        for text, alert in sending_lines(facts.status, facts.now):
            look = "alert" if alert else "text"
            lines += [Span(f" {line}", look) for line in wrapped(text, 78)]
        return [*lines, RULE]

    @on(RecordView.Moved)
    def moved(self, event: RecordView.Moved) -> None:
        """Say in full why the record under the cursor came back."""
        lines: list[Line] = [RULE]
        for row in self._facts.returned if self._facts else ():
            if row.key == event.key:
                lines += [Span(f" {line}", "alert") for line in wrapped(say(row.reason), 78, 2)]
        self.query_one("#reason", Panel).show([*lines, "", ""][:3])

    @on(RecordView.Chosen)
    def chosen(self, event: RecordView.Chosen) -> None:
        """Open a returned record, to mend it."""
        from fieldpass.screens.returned import ReturnedScreen

        for row in self._facts.returned if self._facts else ():
            if row.key == event.key:
                self.app.push_screen(ReturnedScreen(row))

    def action_sending_batches(self) -> None:
        """Batch by batch."""
        from fieldpass.screens.batches import BatchesScreen

        self.app.push_screen(BatchesScreen())

    def action_sending_now(self) -> None:
        """Try now."""
        office = self.office
        self.say(_("Sending ..."), look="text", seconds=60)
        self.ask(lambda: sending.now(office), self._tried, self._failed, group="try")

    def _tried(self, _report: object) -> None:
        self.hush()
        self.show()

    def _failed(self, error: FieldpassError) -> None:
        self.say(say_error(error))
        self.show()
