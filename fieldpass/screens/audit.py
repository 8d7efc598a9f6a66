"""记录核查: every record here, newest first, searchable; F5 verifies all of it."""

from typing import ClassVar

from textual.binding import BindingType

from fieldpass.desk import audit
from fieldpass.desk.audit import AuditLine
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.list_rows import audit_cells, audit_columns
from fieldpass.screens.panel import Line
from fieldpass.screens.pick import AskScreen
from fieldpass.screens.task_list import TaskListScreen
from fieldpass.screens.wording import audit_lines
from fieldpass.widgets.pages import Column, Row
from fieldpass.widgets.record_view import RecordView


class AuditScreen(TaskListScreen, Exporting):
    """The list, and the record under the cursor by its hash."""

    NAME = "audit"
    HAS_LIST = False
    DIGITS = False
    DETAIL_ROWS = 2
    BINDINGS: ClassVar[list[BindingType]] = registered("audit")
    KEEPS = ("_words",)

    _words = ""

    def title_text(self) -> str:
        """What this is, how many, and what was looked for."""
        words = f"  [{self._words}]" if self._words else ""
        return _("Audit: the newest {n}").format(n=len(self._values)) + words

    def taken_up(self) -> None:
        """What was looked for."""
        words, self._words = self._words, ""
        self._search(words)

    def show(self) -> None:
        """The newest records; what a search found stays until another one."""
        if self._words:
            self._shown(self._values)
        else:
            self.ask(self.read, self._newest, group="list", newest_only=True)

    def _newest(self, values: list[AuditLine]) -> None:
        """Not over what a search has found in the meantime."""
        if not self._words:
            self._shown(values)

    def columns(self) -> list[Column]:
        """The columns."""
        return audit_columns()

    def empty(self) -> str:
        """Nothing."""
        return _("No record fits.")

    def read(self) -> list[AuditLine]:
        """Ask the desk."""
        return audit.lines(self.office)

    def row(self, value: AuditLine, now: int) -> Row:
        """One record."""
        return Row(key=value.key, cells=audit_cells(value, now))

    def details(self, value: AuditLine) -> list[Line]:
        """Its number in its log, and its hash."""
        return [f" {line}" for line in audit_lines(value)]

    def action_audit_find(self) -> None:
        """By person or kind."""

        def entered(text: str | None) -> None:
            if text is not None:
                self._search(text)

        words = [
            _("A person (name, initials, ID tail) or a kind like temperature."),
            _("Every record is searched; Esc stops it. An empty line shows all again."),
        ]
        self.app.push_screen(AskScreen(_("Find a record"), words, first=self._words), entered)

    def _search(self, words: str) -> None:
        """Look through everything; a search that is stopped leaves the list as it was."""
        if not words:
            self._words = ""
            self.show()
            return
        office = self.office

        def found(lines: list[AuditLine]) -> None:
            self._words = words
            self._shown(lines)
            self.query_one(RecordView).action_list_home()

        self.work_long(
            _("Searching every record ..."),
            lambda progress: audit.search(office, words, progress.step),
            found,
        )

    def action_audit_check(self) -> None:
        """Verify everything."""
        office = self.office
        self.work_long(
            _("Checking every record and chain ..."),
            lambda progress: audit.check(office, progress.step),
            lambda count: self.say(
                _("All is whole: {n} records, hashes and chains fit.").format(n=count),
                look="text",
                seconds=20,
            ),
        )
