"""One returned record: what it was, why it came back, and what mends it, each by a digit."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import mending
from fieldpass.desk.mending import ReturnedView
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Line, Panel, Prose
from fieldpass.screens.shown import moment, say
from fieldpass.terminal.width import fit


class ReturnedScreen(DeskScreen):
    """The record and its remedies; Esc leaves it for later."""

    NAME = "returned"
    CSS_PATH = "task_list.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("returned")

    def __init__(self, view: ReturnedView) -> None:
        """Show this record."""
        super().__init__()
        self._view = view

    def title_text(self) -> str:
        """What this is."""
        return _("Came back")

    def available(self, action: str) -> bool:
        """What the desk says can be done."""
        return action.removeprefix("returned.") in self._view.remedies

    def body(self) -> ComposeResult:
        """One panel."""
        yield Panel(id="returned")

    def show(self) -> None:
        """The record."""
        view, now = self._view, self.host.now()
        lines: list[Line] = [RULE]
        for label, text in (
            (_("what"), f"{say(view.kind)}  {say(view.content)}"),
            (_("who"), f"{view.name}  {view.id_tail}"),
            (_("written"), moment(view.written_at, now) if view.written_at else ""),
            (_("came back"), moment(view.returned_at, now) if view.returned_at else ""),
        ):
            lines.append(f" {fit(label, 12)}{text}")
        lines += [RULE, Prose(text=say(view.reason), look="alert")]
        lines += ["", Prose(text=say(view.advice)), ""]
        for action in self.actions():
            if action.id.startswith("returned."):
                lines.append(
                    f"   {action.key} {fit(action.shown_label(), 22)}{action.shown_help()}"
                )
        lines += ["", " " + _("Esc leaves it for later; it stays in the list.")]
        self.query_one("#returned", Panel).show(lines)

    def action_returned_again(self) -> None:
        """Write it again."""
        office, view = self.office, self._view
        self.ask(lambda: mending.again(office, view), lambda _id: self._done())

    def action_returned_review(self) -> None:
        """Decide anew; what is decided settles the returned record by itself."""
        from fieldpass.screens.review import ReviewScreen

        if self._view.application is not None:
            self.app.switch_screen(ReviewScreen(self._view.application))

    def action_returned_form(self) -> None:
        """Put the application back into the form."""
        office, view = self.office, self._view
        self.ask(lambda: mending.to_form(office, view), lambda _done: self._to_form())

    def _to_form(self) -> None:
        from fieldpass.screens.apply import ApplyScreen

        self.app.switch_screen(ApplyScreen())

    def action_returned_noted(self) -> None:
        """Seen, and nothing to do."""
        office, view = self.office, self._view
        self.ask(lambda: mending.noted(office, view), lambda _done: self._done())

    def _done(self) -> None:
        self.dismiss()
