"""Erasing somebody on request, and what was erased on this device."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import forgetting, rights
from fieldpass.desk.forgetting import ErasureLine
from fieldpass.locale import _
from fieldpass.screens import task_fields
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting, Table
from fieldpass.screens.list_rows import erasure_cells, erasure_titles
from fieldpass.screens.more import MenuScreen
from fieldpass.screens.panel import RULE, Line, Panel
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.shown import moment, say
from fieldpass.screens.task_form import TaskForm
from fieldpass.terminal.action import N_

_ROWS = 10


class ErasuresScreen(MenuScreen, Exporting):
    """What was erased here, and the way to erase somebody."""

    NAME = "erasures"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("erasures")

    def title_text(self) -> str:
        """What this is."""
        return _("Erased data")

    def body(self) -> ComposeResult:
        """The menu, then what was erased."""
        yield Panel(id="menu")
        yield Panel(id="erased")

    def show(self) -> None:
        """Ask the desk."""
        super().show()
        office = self.office
        self.ask(lambda: (forgetting.erasures(office), office.policy().retention_days), self._shown)

    def _shown(self, facts: tuple[list[ErasureLine], int]) -> None:
        found, days = facts
        kept = _("Personal data is erased {n} days after the last record.").format(n=days)
        lines: list[Line] = [RULE, f" {kept}", ""]
        for one in found[:_ROWS]:
            text = _("{time}  {n} records  {why}")
            at = moment(one.at, self.host.now())
            lines.append(" " + text.format(time=at, n=one.records, why=say(one.why)))
        if not found:
            lines.append(" " + _("Nothing was erased on this device yet."))
        self.query_one("#erased", Panel).show(lines)

    def table(self) -> Table:
        """What was erased, all of it."""
        office, now = self.office, self.host.now()

        def rows() -> Iterator[Sequence[str]]:
            for one in forgetting.erasures(office):
                yield erasure_cells(one, now)

        return erasure_titles(), rows()

    def action_erasures_person(self) -> None:
        """Erase somebody."""
        if self.refuses(rights.require_a_signers_turn):
            return
        self.app.push_screen(ErasePersonScreen())


class ErasePersonScreen(TaskForm):
    """The number of a resident ID, a second question, and it is done."""

    NAME = "erase_person"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("erase_person")
    TITLE_TEXT = N_("Erase a person")
    WORDS = task_fields.ERASE_PERSON_WORDS
    FIELDS = task_fields.ERASE_PERSON

    def action_task_submit(self) -> None:
        """Ask once more before it is done."""
        choices = [_("No, go back"), _("Yes, erase for good")]

        def sure(index: int | None) -> None:
            if index == 1:
                super(ErasePersonScreen, self).action_task_submit()

        self.app.push_screen(PickScreen(_("Erase a person"), choices), sure)

    def work(self, values: dict[str, str]) -> Any:
        """Erase."""
        return forgetting.forget(self.office, "resident_id", values["number"])

    def finished(self, answer: Any) -> None:
        """How much it was."""
        said = _("{n} records erased, {kept} stay until they are sent.")
        self.answer(said.format(n=answer.records, kept=answer.kept))
