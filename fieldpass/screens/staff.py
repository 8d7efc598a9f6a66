"""签发人员维护: colleagues who sign for this body, and the units that the community has authorised."""

from typing import Any, ClassVar

from textual.binding import BindingType

from fieldpass.desk import rights, staff
from fieldpass.desk.staff import StaffLine, UnitLine
from fieldpass.locale import _
from fieldpass.screens import task_fields
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.list_rows import colleague_cells, staff_columns, unit_cells
from fieldpass.screens.panel import Line, wrapped
from fieldpass.screens.people import PeopleScreen
from fieldpass.screens.pick import AskScreen, PickScreen, needs_words
from fieldpass.screens.task_form import TaskForm
from fieldpass.screens.task_list import TaskListScreen
from fieldpass.screens.wording import end_words, staff_done, staff_state
from fieldpass.terminal.action import N_
from fieldpass.widgets.pages import Column, Row


class StaffScreen(TaskListScreen, Exporting):
    """Colleagues, then units; Enter or a digit ends or renews one."""

    NAME = "staff"
    DETAIL_ROWS = 2
    BINDINGS: ClassVar[list[BindingType]] = registered("staff")

    def title_text(self) -> str:
        """What this is."""
        return _("Issuers and units")

    def available(self, action: str) -> bool:
        """A unit authorises no units."""
        if action == "staff.endorse":
            identity = self.office.identity
            return identity is not None and identity.body_type == "community"
        return True

    def columns(self) -> list[Column]:
        """The columns."""
        return staff_columns()

    def empty(self) -> str:
        """Nobody known."""
        return _("Nobody is known here yet. F5 authorises a unit.")

    def read(self) -> list[StaffLine | UnitLine]:
        """Ask the desk."""
        return [*staff.staff(self.office), *staff.units(self.office)]

    def row(self, value: StaffLine | UnitLine, now: int) -> Row:
        """One colleague or unit."""
        if isinstance(value, UnitLine):
            return Row(key=("unit", value.key), cells=unit_cells(value))
        return Row(key=("staff", *value.key), cells=colleague_cells(value))

    def details(self, value: StaffLine | UnitLine) -> list[Line]:
        """Since when, and what Enter does."""
        does = ""
        if isinstance(value, UnitLine):
            does = (
                _("Enter takes the authorisation back.")
                if value.endorsed
                else _("Enter authorises the unit again.")
            )
        elif value.endable:
            does = _("Enter ends this authority, after a question.")
        return [
            f" {line}" for line in wrapped(f"{staff_state(value, self.host.now())} {does}", 78, 2)
        ]

    def row_asks(self, key: Any) -> bool:
        """All but a unit that is authorised again at once."""
        value = self._value(key)
        return isinstance(value, StaffLine) or (isinstance(value, UnitLine) and value.endorsed)

    def open(self, value: StaffLine | UnitLine) -> None:
        """End it, or renew it."""
        if self.refuses(rights.require_a_signers_turn):
            return
        if isinstance(value, StaffLine):
            self._end(value)
        elif value.endorsed:
            self._withdraw(value)
        else:
            office = self.office
            self.ask(
                lambda: staff.endorse(office, value.key, value.name),
                lambda _done: self._said(value),
            )

    def _withdraw(self, value: UnitLine) -> None:
        office = self.office
        words = [
            f"{value.name}  {value.key}",
            _("Its issuers can sign nothing any more. Why is the authorisation taken back?"),
        ]

        def given(reason: str | None) -> None:
            if reason:
                self.ask(
                    lambda: staff.withdraw(office, value.key, reason),
                    lambda _done: self._said(value),
                )

        title = _("Take the authorisation back")
        self.app.push_screen(AskScreen(title, words, check=needs_words), given)

    def _end(self, value: StaffLine) -> None:
        if not value.endable:
            self.say(_("This authority is not ended here: see F6, or it has ended already."))
            return
        office = self.office
        words = [f"{value.name}  {value.post}", *end_words(value)]
        choices = [_("No, go back"), _("Yes, end the authority of {name}").format(name=value.name)]

        def sure(index: int | None) -> None:
            if index == 1:
                self.ask(lambda: staff.replace(office, value.key), lambda _done: self._said(value))

        self.app.push_screen(PickScreen(_("End an authority"), choices, words), sure)

    def _said(self, value: StaffLine | UnitLine) -> None:
        self.say(staff_done(value.name), look="text")
        self.show()

    def action_staff_endorse(self) -> None:
        """A form for the unit."""
        if self.refuses(rights.require_a_signers_turn):
            return
        self.app.push_screen(EndorseScreen())

    def action_staff_elsewhere(self) -> None:
        """Somebody at another device."""
        from fieldpass.screens.elsewhere import InvitationScreen

        if self.refuses(rights.require_a_signers_turn):
            return
        self.app.push_screen(InvitationScreen())

    def action_staff_colleague(self) -> None:
        """The people of this device."""
        self.app.push_screen(PeopleScreen())


class EndorseScreen(TaskForm):
    """Authorise a unit: its code and its name."""

    NAME = "endorse"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("endorse")
    TITLE_TEXT = N_("Authorise a unit")
    WORDS = task_fields.ENDORSE_WORDS
    FIELDS = task_fields.ENDORSE

    def work(self, values: dict[str, str]) -> Any:
        """Sign it."""
        staff.endorse(self.office, values["uscc"], values["unit_name"], values["note"])
