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
from fieldpass.screens.panel import RULE, Line, Panel, Span, wrapped
from fieldpass.screens.shown import moment, say, say_error
from fieldpass.widgets.pages import ListSource, Row
from fieldpass.widgets.record_view import Column, RecordView


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
            self._columns(), ListSource([]), digits=True, empty=_("Nothing has come back.")
        )
        yield Panel(["", "", ""], id="reason")

    def _columns(self) -> list[Column]:
        return [
            Column(title=_("came back"), width=13),
            Column(title=_("what"), width=16),
            Column(title=_("who"), width=12),
            Column(title=_("why")),
        ]

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
                Row(
                    key=row.key,
                    cells=(
                        moment(row.returned_at, facts.now) if row.returned_at else "",
                        say(row.kind),
                        row.name,
                        say(row.reason),
                    ),
                )
                for row in facts.returned
            ]
            self.query_one(RecordView).show_source(ListSource(rows))

    def _state_lines(self, facts: SendingFacts) -> list[Line]:
        status, now = facts.status, facts.now
        lines: list[Line] = [RULE, f" {say(status.text)}"]
        lines.append(" " + _("Not yet at the platform: {n} records").format(n=status.unsent))
        if status.last_all_sent is not None:
            when = moment(status.last_all_sent, now)
            lines.append(" " + _("All sent last: {when}").format(when=when))
        if status.lists_as_of is not None:
            lines.append(" " + _("Lists of {when}").format(when=moment(status.lists_as_of, now)))
        if status.last_error is not None:
            lines += [Span(f" {line}", "alert") for line in wrapped(say(status.last_error), 78)]
        if status.update_needed:
            lines.append(Span(" " + _("The platform asks for a newer program."), "alert"))
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
