"""Temperatures one after the other: the person, then the reading, and again.

F5 takes those of a whole household or workshop in one table, F6 shows the last 14 days of the person in
front (or measured last), F7 how those of today are spread. F3 is for what stands on paper.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import courses, groups, passes, temperatures
from fieldpass.desk.groups import Group, Member
from fieldpass.desk.later import MARK
from fieldpass.desk.passes import PassLine
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.find_person import find
from fieldpass.screens.later_time import LaterEntry
from fieldpass.screens.many import ManyScreen, Somebody
from fieldpass.screens.panel import RULE, Line, Panel, Span, wrapped
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.plots import show_course, show_today
from fieldpass.screens.shown import clock, degrees, say, say_error
from fieldpass.screens.wording import group_words, member_known
from fieldpass.terminal.width import fit
from fieldpass.widgets.scan_field import ScanField

_KEPT = 15


class TemperaturesScreen(LaterEntry):
    """One entry line for both, and the last readings under it."""

    FOOTER_ROWS = 2

    NAME = "temperatures"
    CSS_PATH = "temperatures.tcss"
    AUTO_FOCUS = "ScanField"
    BINDINGS: ClassVar[list[BindingType]] = registered("temperatures")
    KEEPS = ("written_at",)

    def __init__(self) -> None:
        """Nobody yet."""
        super().__init__()
        self._person: PassLine | None = None
        self._last: PassLine | None = None
        self._taken: list[Line] = []

    def title_text(self) -> str:
        """What this is."""
        return self.with_time(_("Temperatures"))

    def available(self, action: str) -> bool:
        """A household and a course are somebody's."""
        if action in ("temperatures.group", "curve.person"):
            return self._last is not None
        return True

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
        self._person = self._last = line
        self.refresh_frame()
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
        if event.run_on:
            self.say(_("A reading that stands in a code does not count. Type it."))
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
        office, at = self.office, self.written_at

        def do() -> tuple[int, temperatures.TakenReading]:
            tenths = temperatures.read(office, text)
            taken = temperatures.take(office, pass_ref=line.pass_ref, tenths=tenths, at=at)
            return tenths, taken

        def done(answer: tuple[int, temperatures.TakenReading]) -> None:
            self._note(line, *answer)

        self.ask(do, done, self._failed)

    def _note(self, line: PassLine, tenths: int, taken: temperatures.TakenReading) -> None:
        first, *_others = wrapped(say(taken.text), 46) or [""]
        text = (
            f" {fit(clock(self.written_at or self.host.now()), 6)}{fit(line.name, 12)} {line.id_tail}  "
            f"{degrees(tenths)}  {first}"
        )
        if self.written_at is not None:
            text += f" ({say(MARK)})"
        self._taken.insert(0, Span(text, "alert" if taken.high else "text"))
        del self._taken[_KEPT:]
        self.show()
        self._ask_person()

    def _failed(self, error: FieldpassError) -> None:
        self.say(say_error(error))

    def action_temperatures_enter(self) -> None:
        """Enter belongs to the entry line."""
        self.query_one("#entry", ScanField).focus()

    # What stays for the person who locks the program.

    def kept_here(self) -> dict[str, Any]:
        """Whose temperature is asked for, and what was taken."""
        taken = [[line.text, line.look] for line in self._taken if isinstance(line, Span)]
        serial = self._last.serial if self._last is not None else ""
        asked = self._person is not None
        return super().kept_here() | {"serial": serial, "asked": asked, "taken": taken}

    def take_up(self, state: dict[str, Any]) -> None:
        """Find the person again; what was typed waits for Enter."""
        self._taken = [Span(text, look) for text, look in state["taken"]]
        office = self.office

        def found(lines: Sequence[PassLine]) -> None:
            self._last = next(iter(lines), None)
            if self._last is not None and state["asked"]:
                self._ask_reading(self._last)
            super(TemperaturesScreen, self).take_up(state)

        self.show()
        if state["serial"]:
            self.ask(lambda: passes.find(office, state["serial"]), found)
        else:
            super().take_up(state)

    # A household, a workshop, a course.

    def action_temperatures_group(self) -> None:
        """Everybody of the household, or of the workshop, in one table."""
        office, last = self.office, self._last
        if last is None:
            return

        def read() -> list[Group]:
            return groups.groups_of(office, courses.person_of(office, last.pass_ref))

        self.ask(read, lambda found: self._pick_group(last, found))

    def _pick_group(self, last: PassLine, found: list[Group]) -> None:
        if not found:
            self.say(
                _("Neither an address nor an employer is declared for {name}.").format(
                    name=last.name
                )
            )
            return
        choices = [group_words(one) for one in found]

        def picked(index: int | None) -> None:
            if index is not None:
                self._table(found[index])

        title = _("Household or workplace")
        self.app.push_screen(PickScreen(title, choices, [last.name]), picked)

    def _table(self, group: Group) -> None:
        office, at = self.office, self.written_at

        def save(found: list[tuple[bytes, int]]) -> list[str]:
            taken = temperatures.take_many(office, found, at=at)
            return [say(one.text) if one.high else "" for one in taken]

        words = _(
            "Temperatures like 365; Enter goes on, an empty row is left out. F5 writes them all."
        )
        rows = [_somebody(one) for one in group.members]
        title = self.with_time(say(group.title))
        self.app.push_screen(ManyScreen(title, words, rows, save), self._table_done)

    def _table_done(self, _done: None) -> None:
        self._ask_person()

    def action_curve_person(self) -> None:
        """The last 14 days."""
        if self._last is not None:
            show_course(self, self._last.pass_ref)

    def action_curve_today(self) -> None:
        """How those of today are spread."""
        show_today(self)

    def action_back(self) -> None:
        """From the reading to the person, from the person back."""
        if self._person is not None:
            self._ask_person()
            return
        self.dismiss()


def _somebody(one: Member) -> Somebody:
    return Somebody(key=one.person, name=one.name, id_tail=one.id_tail, known=member_known(one))
