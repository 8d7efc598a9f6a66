"""A screen that is one form and one task: words, fields, what came of it.

A subclass names its fields and words, does the task in `work` (in a thread) and says what came in
`finished`. Errors of fields are shown at the fields, all at once; any other as its sentence.
"""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from fieldpass.desk.errors import FormRefused
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.fields import Field
from fieldpass.screens.form import Form
from fieldpass.screens.panel import RULE, Line, Panel, Prose
from fieldpass.screens.shown import say, say_error
from fieldpass.terminal.width import forget_measured


class TaskForm(DeskScreen):
    """The frame of such a screen."""

    FIELDS: ClassVar[tuple[Field, ...]] = ()
    TITLE_TEXT: ClassVar[str] = ""
    WORDS: ClassVar[str] = ""

    _busy = False

    def work(self, values: dict[str, str]) -> Any:
        """Do the task; called in a thread. Raises FieldpassErrors."""
        raise NotImplementedError

    def finished(self, answer: Any) -> None:
        """What follows; by default back to where we came from."""
        self.dismiss()

    def title_text(self) -> str:
        """The task's name."""
        return _(self.TITLE_TEXT)

    def body(self) -> ComposeResult:
        """Words, form, what came of it."""
        yield Panel(id="words")
        yield Form(self.FIELDS)
        yield Panel(id="answer")

    def show(self) -> None:
        """The words."""
        self.query_one("#words", Panel).show([RULE, Prose(text=_(self.WORDS)), ""])

    def retranslate(self) -> None:
        """Labels too."""
        super().retranslate()
        self.query_one(Form).redraw()

    @on(Form.Finished)
    def send(self) -> None:
        """Enter in the last field."""
        self.action_task_submit()

    def action_task_submit(self) -> None:
        """Do it."""
        if self._busy:
            return
        values = self.query_one(Form).values()
        self._busy = True
        self.query_one(Form).show_errors({})
        self.answer(_("One moment ..."))
        self.ask(lambda: self.work(values), self._done, self._refused)

    def action_form_next(self) -> None:
        """Enter where nothing has the focus."""
        self.query_one(Form).focus_first_empty()

    def _done(self, answer: Any) -> None:
        self._busy = False
        # Among the fields may be a passphrase.
        forget_measured()
        self.answer("")
        self.finished(answer)

    def _refused(self, error: FieldpassError) -> None:
        self._busy = False
        if isinstance(error, FormRefused):
            shown = {name: say(text) for name, text in error.fields.items()}
            self.query_one(Form).show_errors(shown)
            self.query_one(Form).focus_first_error()
        self.answer(say_error(error))

    def answer(self, sentence: str) -> None:
        """Say something under the form."""
        said: list[Line] = ["", Prose(text=sentence, look="alert")] if sentence else []
        self.query_one("#answer", Panel).show(said)
