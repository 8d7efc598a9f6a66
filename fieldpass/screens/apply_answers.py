"""The questions of the on-site application: a yes asks for the symptom, and for the days that count."""

from collections.abc import Mapping
from typing import Any

from textual import on

from fieldpass.desk import answering
from fieldpass.locale import _
from fieldpass.model.questions import Question
from fieldpass.screens.apply_parts import FormParts
from fieldpass.screens.dates import DatesScreen
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.questions import QuestionList
from fieldpass.screens.shown import say


class AnswersStep(FormParts):
    """Answers with what belongs to a yes; a no forgets it."""

    def __init__(self) -> None:
        """Nothing is answered."""
        super().__init__()
        self._asked: tuple[Question, ...] = ()
        self._symptoms: tuple[str, ...] = ()
        self._dates: dict[str, str] = {}

    def action_apply_all_no(self) -> None:
        """All no, on this page."""
        self.questions.all_no()
        for question in self._asked:
            if self.questions.answers.get(question.code) == "no":
                self._forget(question.code)
        self._show_dates()
        self._keep()

    def _forget(self, code: str) -> None:
        self._dates = {
            name: text for name, text in self._dates.items() if name.rpartition(".")[0] != code
        }
        if code == "SYMPTOM":
            self._symptoms = ()

    @on(QuestionList.Changed)
    def answered(self, event: QuestionList.Changed) -> None:
        """A yes to symptoms asks which, and every yes when."""
        self._forget(event.code)
        self._show_dates()
        self._keep()
        if event.answer != "yes":
            return
        question = next(one for one in self._asked if one.code == event.code)
        if question.items:
            self._ask_symptom(question)
        else:
            self._ask_dates(question)

    def _ask_symptom(self, question: Question) -> None:
        def picked(index: int | None) -> None:
            if index is not None and question.code == "SYMPTOM":
                self._symptoms = (question.items[index].code,)
                self._keep()
            self._ask_dates(question)

        names = [say(choice.text) for choice in question.items]
        self.app.push_screen(PickScreen(_("Which symptom?"), names), picked)

    def _ask_dates(self, question: Question) -> None:
        if not answering.labels(question):
            return

        def typed(dates: Mapping[str, str]) -> None:
            self._dates |= dates
            self._show_dates()
            self._keep()

        self.app.push_screen(DatesScreen(question, self.written_at or self.host.now(), typed))

    def _show_dates(self) -> None:
        """The days that were given stand behind their question."""
        said: dict[str, str] = {}
        for question in self._asked:
            given = [
                f"{say(label)} {self._dates[answering.field(question.code, end)]}"
                for end, label in answering.labels(question).items()
                if self._dates.get(answering.field(question.code, end))
            ]
            said[question.code] = ", ".join(given)
        self.questions.show_dates(said)

    def _take(self, questions: Any, symptoms: tuple[str, ...], dates: Mapping[str, str]) -> None:
        """Take the questions, and what was kept of their answers."""
        self._asked, self._symptoms, self._dates = tuple(questions), symptoms, dict(dates)
        self._show_dates()
