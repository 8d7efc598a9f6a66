"""Small screens that ask for one thing and give it back: a choice by digit, a line of text, yes or no.

They cover the whole screen, so that nothing half hidden distracts on a small terminal; Esc gives
None. A checkpoint never uses them: nothing modal may block it.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.model.text import Advised, advised
from fieldpass.screens.entry import Entry
from fieldpass.screens.panel import RULE, Panel, Prose
from fieldpass.screens.shown import say_error
from fieldpass.screens.steady import SteadyScreen
from fieldpass.terminal.action import EVERYWHERE
from fieldpass.terminal.actions import ACTIONS, habit_bindings_over_questions
from fieldpass.widgets.keybar import KeyBar
from fieldpass.widgets.statusline import StatusLine

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp
    from fieldpass.screens.left import Path

T = TypeVar("T")
DIGITS = "1234567890"
_NOT_HERE = frozenset({"help", "palette"})


class AskingScreen(SteadyScreen[T | None], ModalScreen[T | None], Generic[T]):
    """The frame: header, words, footer; Esc gives None."""

    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "back", ""),
        *habit_bindings_over_questions(),
    ]

    def __init__(self, title: str, words: Sequence[str] = ()) -> None:
        """Show a title and sentences."""
        super().__init__()
        self._title, self._words = title, tuple(words)
        self.path: Path | None = None

    def compose(self) -> ComposeResult:
        """Header, words, the answer's place, footer."""
        yield StatusLine(id="status")
        yield Panel(id="words")
        yield from self.answer_place()
        yield Panel(id="answer")
        yield KeyBar(
            [one for one in ACTIONS if EVERYWHERE in one.screens and one.id not in _NOT_HERE],
            lead=self.lead(),
            id="keys",
        )

    def answer_place(self) -> ComposeResult:
        """Where the answer is given."""
        yield from ()

    def lead(self) -> str:
        """How to answer."""
        return ""

    def on_mount(self) -> None:
        """Show title and words."""
        app = cast("FieldpassApp", self.app)
        self.query_one("#status", StatusLine).show_status(app.status_for(self._title))
        said = [Prose(text=one) if one else "" for one in self._words]
        self.query_one("#words", Panel).show([RULE, *said, ""])
        self.path = app.path
        self._be_asked_again(app)

    # What stays for the person who locks the program (see `left`).

    def kept_here(self) -> dict[str, Any]:
        """What is asked, and what stands in the entry line."""
        typed = "".join(entry.value for entry in self.query(Entry))
        return {
            "title": self._title,
            "words": list(self._words),
            "choices": self.choices(),
            "typed": typed,
        }

    def choices(self) -> list[str]:
        """What is offered by digit."""
        return []

    def _be_asked_again(self, app: "FieldpassApp") -> None:
        step = app.asked_again(self)
        if step is None:
            return
        if "answer" in step:
            self.call_later(self._answer_again, step["answer"])
        for entry in self.query(Entry):
            entry.value = step["typed"]

    def _answer_again(self, answer: T) -> None:
        self.dismiss(answer)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave, and note the answer for who is asked further questions after it."""
        if self.path is not None and self.in_front:
            if result is None:
                cast("FieldpassApp", self.app).path = None
            else:
                self.path.steps.append(self.kept_here() | {"answer": result})
        return super().dismiss(result)

    def complain(self, sentence: str) -> None:
        """Say why an answer is none."""
        self.query_one("#answer", Panel).show(["", Prose(text=sentence, look="alert")])

    def action_back(self) -> None:
        """No answer."""
        self.dismiss(None)


class PickScreen(AskingScreen[int]):
    """A choice of at most ten, by digit; gives the index."""

    def __init__(self, title: str, choices: Sequence[str], words: Sequence[str] = ()) -> None:
        """Offer choices, each a line."""
        super().__init__(title, words)
        self._choices = list(choices)[: len(DIGITS)]

    def lead(self) -> str:
        """How to answer."""
        return _("Choose by digit")

    def choices(self) -> list[str]:
        """What is offered by digit."""
        return self._choices

    def answer_place(self) -> ComposeResult:
        """The choices."""
        yield Panel(
            [
                Prose(text=choice, before=f"   {digit} ", further=" " * 5, margin=3)
                for digit, choice in zip(DIGITS, self._choices, strict=False)
            ]
        )

    def on_key(self, event: events.Key) -> None:
        """Take the digit."""
        digit = event.character or ""
        if len(digit) == 1 and digit in DIGITS[: len(self._choices)]:
            event.stop()
            self.dismiss(DIGITS.index(digit))


class NoWords(FieldpassError):
    """Nothing was typed where a sentence is needed."""

    code = "no-words"
    told: ClassVar[Advised] = advised(
        zh="还没有写.",
        en="Nothing was typed yet.",
        do_zh="请先写一句, 再按回车.",
        do_en="Type a sentence first, then press Enter.",
    )


def needs_words(text: str) -> None:
    """A check for AskScreen: something must be typed."""
    if not text.strip():
        raise NoWords


class AskScreen(AskingScreen[str]):
    """A line of text; `check` raises a FieldpassError with a sentence where it is no answer."""

    def __init__(
        self,
        title: str,
        words: Sequence[str] = (),
        *,
        check: Callable[[str], object] | None = None,
        first: str = "",
    ) -> None:
        """Ask for a line."""
        super().__init__(title, words)
        self._check, self._first = check, first

    def lead(self) -> str:
        """How to answer."""
        return _("Type and press Enter")

    def answer_place(self) -> ComposeResult:
        """The entry line."""
        yield Entry(self._first)

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Take the answer, or say why it is none."""
        event.stop()
        text = event.value.strip()
        if self._check is not None:
            try:
                self._check(text)
            except FieldpassError as error:
                self.complain(say_error(error))
                return
        self.dismiss(text)
