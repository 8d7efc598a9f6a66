"""The days of a yes, in few keys: a row for each, read and checked when it is left.

What was understood stands beside the row and in it, so that "3" is seen to be the day it means. Every row
may stay empty. Esc leaves what was right so far.
"""

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult

from fieldpass.desk import answering
from fieldpass.locale import _
from fieldpass.model.questions import Question
from fieldpass.screens.fields import Field
from fieldpass.screens.form import Form
from fieldpass.screens.pick import AskingScreen
from fieldpass.screens.shown import say


class DatesScreen(AskingScreen[None]):
    """One or two days of one question; `taken` gets what is right whenever a row was left."""

    AUTO_FOCUS = "Entry"

    def __init__(
        self, question: Question, now: int, taken: Callable[[Mapping[str, str]], None]
    ) -> None:
        """`now` in ms: the time of the application."""
        super().__init__(_("Since when?"), [say(question.text), say(answering.MAY_STAY_EMPTY)])
        self._question, self._now, self._taken = question, now, taken

    def lead(self) -> str:
        """How to answer."""
        return _("Type and press Enter")

    def answer_place(self) -> ComposeResult:
        """A row for each day."""
        yield Form(
            [
                Field(name=end, label=label, hint=answering.HINT, length_max=12)
                for end, label in answering.labels(self._question).items()
            ]
        )

    @property
    def _form(self) -> Form:
        return self.query_one(Form)

    @on(Form.Left)
    def left(self, event: Form.Left) -> None:
        """Read the day, and say which one it is."""
        self._read(event.name)
        self._tell()

    def _read(self, name: str) -> None:
        typed = self._form.row(name).value
        self._form.put({name: answering.tidy(typed, self._now)})

    def _tell(self) -> Mapping[str, str]:
        """Show what is wrong, hand on what is right."""
        code = self._question.code
        typed = {answering.field(code, end): text for end, text in self._form.values().items()}
        wrong = answering.check_dates(self._question, typed, self._now)
        self._form.show_errors({end: say(text) for end, text in wrong.items()})
        self._taken(
            {name: "" if name.rpartition(".")[2] in wrong else text for name, text in typed.items()}
        )
        return {end: say(text) for end, text in wrong.items()}

    @on(Form.Finished)
    def finished(self) -> None:
        """Enter in the last row: done where all is right."""
        for end in answering.labels(self._question):
            self._read(end)
        if self._tell():
            self._form.focus_first_error()
        else:
            self.dismiss(None)
