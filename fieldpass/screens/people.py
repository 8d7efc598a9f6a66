"""The people of this laptop: who has a passphrase here, adding, leaving, secrets, and the idle lock."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import idling, people_here, rights
from fieldpass.desk.people_here import ColleagueForm, PersonHere
from fieldpass.locale import _
from fieldpass.screens import task_fields
from fieldpass.screens.base import registered
from fieldpass.screens.more import MenuScreen
from fieldpass.screens.panel import RULE, Line, Panel, Span
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.recovery import RecoveryScreen
from fieldpass.screens.shown import say
from fieldpass.screens.task_form import TaskForm
from fieldpass.screens.wording import REMOVE_WORDS
from fieldpass.terminal.action import N_
from fieldpass.terminal.width import fit

_ROWS = 8


class PeopleScreen(MenuScreen):
    """Who works here, and what can be done about it."""

    NAME = "people"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("people")

    _people: tuple[PersonHere, ...] = ()
    _minutes = 0

    def title_text(self) -> str:
        """What this is."""
        return _("People on this device")

    def body(self) -> ComposeResult:
        """The people, then the menu."""
        yield Panel(id="people")
        yield Panel(id="menu")

    def show(self) -> None:
        """Ask the desk, and show both."""
        super().show()
        office = self.office
        self.ask(
            lambda: (tuple(people_here.people(office)), idling.minutes(office)), self._show_people
        )

    def _show_people(self, facts: tuple[tuple[PersonHere, ...], int]) -> None:
        self._people, self._minutes = facts
        lines: list[Line] = [RULE]
        for one in self._people[:_ROWS]:
            name = fit(" " + (one.name or _("no name")), 16)
            mark = _("at work now") if one.is_me else ""
            line = f"{name}{fit(one.post, 12)}{fit(say(one.state), 36)}{mark}"
            lines.append(Span(line, "alert") if one.is_me else line)
        self.query_one("#people", Panel).show(lines)
        MenuScreen.show(self)

    def value_of(self, action: str) -> str:
        """The minutes beside the idle lock."""
        if action == "people.idle" and self._minutes:
            return _("after {n} minutes without a key").format(n=self._minutes)
        return ""

    def action_people_add(self) -> None:
        """Add a colleague."""
        if self.refuses(rights.require_a_signers_turn):
            return
        self.app.push_screen(ColleagueScreen())

    def action_people_secret(self) -> None:
        """Change the own passphrase."""
        self.app.push_screen(SecretScreen())

    def action_people_code(self) -> None:
        """A new recovery code."""
        self.app.push_screen(NewCodeScreen())

    def action_people_idle(self) -> None:
        """The next limit."""
        office = self.office
        self.ask(lambda: idling.next_minutes(office), self._limit)

    def _limit(self, minutes: int) -> None:
        self.host.watch_idle(minutes)
        self.show()

    def action_people_remove(self) -> None:
        """Choose who leaves, then be asked once more."""
        names = [(one.name or _("no name")) + f"  {one.post}" for one in self._people]
        words = (_(REMOVE_WORDS),)

        def chosen(index: int | None) -> None:
            if index is not None:
                self._confirm(self._people[index])

        self.app.push_screen(PickScreen(_("Remove somebody"), names, words), chosen)

    def _confirm(self, one: PersonHere) -> None:
        choices = [_("No, go back"), _("Yes, remove {name}").format(name=one.name or _("no name"))]
        office = self.office

        def sure(index: int | None) -> None:
            if index == 1:
                self.ask(lambda: people_here.remove(office, one.slot), lambda _x: self._left(one))

        self.app.push_screen(PickScreen(_("Remove somebody"), choices), sure)

    def _left(self, one: PersonHere) -> None:
        if one.is_me:
            self.host.action_lock()
        else:
            self.show()


class ColleagueScreen(TaskForm):
    """Add a colleague, who types the own passphrase."""

    NAME = "colleague"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("colleague")
    TITLE_TEXT = N_("Add a colleague")
    WORDS = task_fields.COLLEAGUE_WORDS
    FIELDS = task_fields.COLLEAGUE

    def work(self, values: dict[str, str]) -> Any:
        """Admit."""
        return people_here.add(self.office, ColleagueForm(**values))


class SecretScreen(TaskForm):
    """Change the own passphrase."""

    NAME = "secret"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("secret")
    TITLE_TEXT = N_("Change my passphrase")
    WORDS = task_fields.SECRET_WORDS
    FIELDS = task_fields.SECRET

    def work(self, values: dict[str, str]) -> Any:
        """Change it."""
        people_here.change_secret(self.office, values["old"], values["secret"], values["again"])


class NewCodeScreen(TaskForm):
    """A new recovery code, against the own passphrase."""

    NAME = "new_code"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("new_code")
    TITLE_TEXT = N_("New recovery code")
    WORDS = task_fields.NEW_CODE_WORDS
    FIELDS = task_fields.NEW_CODE

    def work(self, values: dict[str, str]) -> Any:
        """Make it."""
        return people_here.new_recovery_code(self.office, values["secret"])

    def finished(self, answer: Any) -> None:
        """Show it once."""
        self.app.push_screen(RecoveryScreen(answer), self._shown)

    def _shown(self, _answer: None) -> None:
        self.host.call_later(self._back)

    def _back(self) -> None:
        self.dismiss()
