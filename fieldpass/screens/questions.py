"""The declaration's questions: each answered by its digit, all of a page with no by one key.

A county may add questions. There are nine digits: what is more stands on further pages, which Enter turns.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from fieldpass.locale import _
from fieldpass.screens.panel import wrapped
from fieldpass.screens.shown import say
from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import cells, fit

if TYPE_CHECKING:
    from fieldpass.model.questions import Question

_ANSWER_COLUMNS = 10
_DIGITS = 9


class QuestionList(Widget, can_focus=True):
    """Questions with their answers; a digit changes the answer of its question."""

    DEFAULT_CSS = "QuestionList { height: 1fr; width: 1fr; }"

    class Changed(Message):
        """An answer changed: the question's code and the answer."""

        def __init__(self, code: str, answer: str) -> None:
            """Name them."""
            super().__init__()
            self.code, self.answer = code, answer

    class Finished(Message):
        """Enter was pressed."""

    def __init__(self, *, id: str | None = None) -> None:
        """No questions yet."""
        super().__init__(id=id)
        self._questions: Sequence[Question] = ()
        self._answers: dict[str, str] = {}
        self._dates: Mapping[str, str] = {}
        self._missing = False
        self._first = 0

    def show_questions(self, questions: Sequence["Question"], answers: Mapping[str, str]) -> None:
        """Show questions and the answers given so far ("yes", "no")."""
        self._questions, self._first = tuple(questions), 0
        self._answers = {
            question.code: answers.get(question.code, "") for question in self._questions
        }
        self.refresh()

    def show_dates(self, dates: Mapping[str, str]) -> None:
        """Show what was said of days, by code, behind the questions."""
        self._dates = dict(dates)
        self.refresh()

    @property
    def answers(self) -> dict[str, str]:
        """Answers by code; those not given are left out."""
        return {code: answer for code, answer in self._answers.items() if answer}

    @property
    def complete(self) -> bool:
        """Whether every question is answered."""
        return bool(self._questions) and all(self._answers.values())

    @property
    def _page(self) -> Sequence["Question"]:
        return self._questions[self._first : self._first + _DIGITS]

    @property
    def page_complete(self) -> bool:
        """Whether every question that stands here is answered."""
        return all(self._answers[one.code] for one in self._page)

    def turn(self) -> bool:
        """Go to the next page; false on the last one."""
        if self._first + _DIGITS >= len(self._questions):
            return False
        self._first += _DIGITS
        self.refresh()
        return True

    def all_no(self) -> None:
        """Answer all that stand here with no: nobody has read the others aloud."""
        self._answers |= dict.fromkeys((one.code for one in self._page), "no")
        self._missing = False
        self.refresh()

    def mark_missing(self) -> None:
        """Mark the questions without an answer, and show the first of them."""
        self._missing = True
        for place, question in enumerate(self._questions):
            if not self._answers[question.code]:
                self._first = place // _DIGITS * _DIGITS
                break
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """A digit changes an answer, Enter finishes."""
        digit = event.character or ""
        if event.key == "enter":
            event.stop()
            self.post_message(self.Finished())
        elif len(digit) == 1 and digit in "123456789"[: len(self._page)]:
            event.stop()
            code = self._page[int(digit) - 1].code
            answer = "yes" if self._answers[code] == "no" else "no"
            self._answers[code] = answer
            self.refresh()
            self.post_message(self.Changed(code, answer))

    def _lines(self, width: int) -> list[tuple[str, str]]:
        words = {"yes": _("YES"), "no": _("no"), "": _("?")}
        answer_columns = max(map(cells, words.values()))
        lines = []
        for number, question in enumerate(self._page, 1):
            answer = self._answers[question.code]
            look = "alert" if answer == "yes" or (self._missing and not answer) else "text"
            said = f"{say(question.text)} {self._dates.get(question.code, '')}"
            first, *others = wrapped(said, width - _ANSWER_COLUMNS - 1, 2) or [""]
            head = fit(f" {number} [{fit(words[answer], answer_columns)}]", _ANSWER_COLUMNS)
            lines.append((head + first, look))
            lines += [(" " * _ANSWER_COLUMNS + other, look) for other in others]
        return lines

    def render_line(self, y: int) -> Strip:
        """One line."""
        palette, width = palette_of(self.app), self.size.width
        lines = self._lines(width)
        text, look = lines[y] if y < len(lines) else ("", "text")
        return Strip([Segment(fit(text, width), getattr(palette, look))], width)
