"""Temperatures one after the other: the person, then the reading, and again."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import temperatures
from fieldpass.desk.passes import PassLine
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.find_person import find
from fieldpass.screens.panel import RULE, Line, Panel, Span, wrapped
from fieldpass.screens.shown import clock, degrees, say, say_error
from fieldpass.terminal.width import fit
from fieldpass.widgets.scan_field import ScanField

_KEPT = 15


class TemperaturesScreen(DeskScreen):
    """One entry line for both, and the last readings under it."""

    NAME = "temperatures"
    CSS_PATH = "temperatures.tcss"
    AUTO_FOCUS = "ScanField"
    BINDINGS: ClassVar[list[BindingType]] = registered("temperatures")

    def __init__(self) -> None:
        """Nobody yet."""
        super().__init__()
        self._person: PassLine | None = None
        self._taken: list[Line] = []

    def title_text(self) -> str:
        """What this is."""
        return _("Temperatures")

    def body(self) -> ComposeResult:
        """Who, the entry line, what was taken."""
        yield Panel([RULE, "", ""], id="who")
        yield ScanField(id="entry")
        yield Panel([RULE], id="taken")

    def on_mount(self) -> None:
        """Ask for the first person."""
        super().on_mount()
        self._ask_person()

    def show(self) -> None:
        """What was taken on this screen stays."""
        self.query_one("#taken", Panel).show([RULE, *self._taken])

    def _ask_person(self, *said: Line) -> None:
        self._person = None
        lines = list(said) or [" " + _("Who? Scan the card, or type serial, ID number or name.")]
        self.query_one("#who", Panel).show([RULE, *lines, *[""] * (2 - len(lines))])
        self.query_one("#entry", ScanField).show_prompt(_("Person"))

    def _ask_reading(self, line: PassLine) -> None:
        self._person = line
        who = " ".join([f" {line.name}  ", _("ID tail"), line.id_tail, f"  {line.serial}"])
        hint = " " + _("Type the temperature like 365 and press Enter.")
        self.query_one("#who", Panel).show([RULE, Span(who, "alert"), hint])
        self.query_one("#entry", ScanField).show_prompt(_("Temperature"))

    @on(ScanField.Entered)
    def entered(self, event: ScanField.Entered) -> None:
        """A person or a reading, by turns."""
        event.stop()
        if self._person is None:
            find(self, event.text, self._ask_reading, self._nobody)
            return
        self._take(self._person, event.text)

    def _nobody(self) -> None:
        self._ask_person(
            Span(
                " " + _("Nobody found. Try the serial, the ID number, its last 4 or the name."),
                "alert",
            )
        )

    def _take(self, line: PassLine, text: str) -> None:
        office = self.office

        def do() -> tuple[int, temperatures.TakenReading]:
            tenths = temperatures.parse_reading(text)
            return tenths, temperatures.take(office, pass_ref=line.pass_ref, tenths=tenths)

        def done(answer: tuple[int, temperatures.TakenReading]) -> None:
            self._note(line, *answer)

        self.ask(do, done, self._failed)

    def _note(self, line: PassLine, tenths: int, taken: temperatures.TakenReading) -> None:
        first, *_others = wrapped(say(taken.text), 46) or [""]
        text = (
            f" {fit(clock(self.host.now()), 6)}{fit(line.name, 12)} {line.id_tail}  "
            f"{degrees(tenths)}  {first}"
        )
        self._taken.insert(0, Span(text, "alert" if taken.high else "text"))
        del self._taken[_KEPT:]
        self.show()
        self._ask_person()

    def _failed(self, error: FieldpassError) -> None:
        self.say(say_error(error))

    def action_temperatures_enter(self) -> None:
        """Enter belongs to the entry line."""
        self.query_one("#entry", ScanField).focus()

    def action_back(self) -> None:
        """From the reading to the person, from the person back."""
        if self._person is not None:
            self._ask_person()
            return
        self.dismiss()
