"""The clock is lost: one person types the time, a second one confirms it by name."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import clock
from fieldpass.desk.clock import ClockView
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Line, Panel, Span
from fieldpass.screens.wording import clock_question, clock_state, clock_times, whole_time
from fieldpass.widgets.scan_field import ScanField


class ClockScreen(DeskScreen):
    """How the clock stands, and one entry line: first the time, then the second person's name."""

    NAME = "clock"
    CSS_PATH = "clock.tcss"
    AUTO_FOCUS = "ScanField"
    BINDINGS: ClassVar[list[BindingType]] = registered("clock")
    KEEPS = ("_typed",)

    def __init__(self) -> None:
        """Nothing typed yet."""
        super().__init__()
        self._view: ClockView | None = None
        self._typed: int | None = None

    def title_text(self) -> str:
        """What this is."""
        return _("Clock")

    def body(self) -> ComposeResult:
        """The facts and the entry line."""
        yield Panel(id="clock")
        yield ScanField(id="entry")

    def show(self) -> None:
        """Read how the clock stands."""
        office = self.office
        self.ask(lambda: clock.state(office), self._show, group="clock", newest_only=True)

    def _show(self, view: ClockView) -> None:
        self._view = view
        self.query_one("#clock", Panel).show([RULE, "", *self._lines(view), ""])
        entry = self.query_one("#entry", ScanField)
        entry.display = view.typed or not view.trusted
        entry.show_prompt(clock_question(self._typed))

    def _lines(self, view: ClockView) -> list[Line]:
        lines: list[Line] = [f" {line}" for line in clock_times(view)]
        lines.append("")
        for text, alert in clock_state(view):
            lines.append(Span(f" {text}", "alert") if alert else f" {text}")
        if self._typed is not None:
            lines += ["", " " + _("Typed: {time}").format(time=whole_time(self._typed))]
        return lines

    @on(ScanField.Entered)
    def _entered(self, event: ScanField.Entered) -> None:
        event.stop()
        office, typed = self.office, self._typed
        text = event.text
        if typed is None:

            def read() -> int:
                at = clock.read_time(text)
                clock.check_time(office, at)
                return at

            self.ask(read, self._was_typed)
        else:
            self.ask(lambda: clock.set_time(office, typed, text), self._was_set)

    def _was_typed(self, at: int) -> None:
        self._typed = at
        self.show()

    def _was_set(self, view: ClockView) -> None:
        self._typed = None
        self._show(view)
        self.host.read_heading()

    def taken_up(self) -> None:
        """The time that one person has typed."""
        self.show()

    def action_back(self) -> None:
        """Take the typed time back; with none, go back."""
        if self._typed is not None:
            self._typed = None
            self.show()
        else:
            self.dismiss()

    def action_clock_enter(self) -> None:
        """Enter belongs to the entry line; without one it does nothing."""
