"""What the parts of the on-site application share: the form, the questions, and that all of it is kept."""

from collections.abc import Callable, Mapping

from fieldpass.screens.form import Form
from fieldpass.screens.later_time import LaterEntry
from fieldpass.screens.questions import QuestionList


class FormParts(LaterEntry):
    """The screen as its parts see it; the screen itself keeps and checks."""

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    @property
    def questions(self) -> QuestionList:
        """The questions."""
        return self.query_one(QuestionList)

    def _keep(self) -> None:
        """Have what was typed kept."""
        raise NotImplementedError

    def _check(self, then: Callable[[Mapping[str, str]], None] | None = None) -> None:
        """Have it checked, and the errors shown."""
        raise NotImplementedError

    def _show_step(self) -> None:
        """Show what belongs to this step."""
        raise NotImplementedError
