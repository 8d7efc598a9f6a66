"""红卡未报告: reds that nobody has been told of; whom, by name, and how, by a few keys."""

from typing import Any, ClassVar

from textual.binding import BindingType

from fieldpass.desk import reds
from fieldpass.desk.reds import RedLine
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.list_rows import red_cells, red_columns
from fieldpass.screens.panel import Line, Span, wrapped
from fieldpass.screens.pick import AskScreen, PickScreen, needs_words
from fieldpass.screens.shown import say
from fieldpass.screens.task_list import TaskListScreen
from fieldpass.widgets.pages import Column, Row
from fieldpass.widgets.shades import Shade


class RedsScreen(TaskListScreen, Exporting):
    """The list; Enter or a digit takes down who was told."""

    NAME = "reds"
    DETAIL_ROWS = 2
    BINDINGS: ClassVar[list[BindingType]] = registered("reds")

    def title_text(self) -> str:
        """What this is, and how many."""
        return _("Red, not told yet: {n}").format(n=len(self._values))

    def columns(self) -> list[Column]:
        """The columns."""
        return red_columns()

    def empty(self) -> str:
        """Nothing to do."""
        return _("Every red has been told. Esc goes back.")

    def read(self) -> list[RedLine]:
        """Ask the desk."""
        return reds.to_report(self.office)

    def row(self, value: RedLine, now: int) -> Row:
        """One red."""
        return Row(key=value.application, cells=red_cells(value, now), shade=Shade.RED)

    def details(self, value: RedLine) -> list[Line]:
        """Why it is red."""
        return [Span(f" {line}", "alert") for line in wrapped(say(value.reason), 78, 2)]

    def row_asks(self, key: Any) -> bool:
        """Who, whom, how."""
        return True

    def open(self, value: RedLine) -> None:
        """Who was told, whom, how."""
        who = f"{value.name}  {value.id_tail}  {say(value.residence)}"

        def told(index: int | None) -> None:
            if index is not None:
                self._ask_whom(value, who, reds.TOLD[index][0])

        choices = [say(text) for _code, text in reds.TOLD]
        self.app.push_screen(PickScreen(_("Who was told?"), choices, [who]), told)

    def _ask_whom(self, value: RedLine, who: str, told: reds.Told) -> None:
        words = [who, _("Whom did you tell? Name, and phone number, then Enter.")]

        def named(whom: str | None) -> None:
            if whom:
                self._ask_how(value, who, told, whom)

        self.app.push_screen(AskScreen(_("Who was told?"), words, check=needs_words), named)

    def _ask_how(self, value: RedLine, who: str, told: reds.Told, whom: str) -> None:
        office = self.office

        def picked(index: int | None) -> None:
            if index is None:
                return
            how = reds.HOW[index][0]
            self.ask(
                lambda: reds.report(office, value.application, told=told, whom=whom, how=how),
                lambda _done: self._noted(value),
            )

        choices = [say(text) for _code, text in reds.HOW]
        self.app.push_screen(PickScreen(_("How?"), choices, [who, whom]), picked)

    def _noted(self, value: RedLine) -> None:
        self.say(_("{name}: recorded who was told.").format(name=value.name), look="text")
        self.show()
