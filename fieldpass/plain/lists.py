"""A list, nine rows at a time: a digit takes one, Enter goes on, other words and numbers go to the task."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fieldpass.locale import _
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Can, Menu, asked, nothing
from fieldpass.plain.sitting import Sitting

T = TypeVar("T")
PAGE = 9
Pages = Callable[[T | None], Sequence[T]]
"""The next PAGE rows after one; from the first on without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """One of three: a row, an action of the menu by its id, or words."""

    row: T | None = None
    action: str = ""
    words: str = ""


def joined(cells: Iterable[str]) -> str:
    """A row without columns."""
    return ", ".join(cell for cell in cells if cell)


def of_source(source: Any) -> Pages[Any]:
    """The pages of a source of the desk, whose rows have keys."""
    return lambda after: source.page(None if after is None else after.key, "forward", PAGE)


def in_pages(values: Sequence[T]) -> Pages[T]:
    """The pages of a list that is in memory."""

    def page(after: T | None) -> Sequence[T]:
        first = next((at + 1 for at, one in enumerate(values) if one is after), 0)
        return values[first : first + PAGE]

    return page


def read(
    sitting: Sitting,
    menu: Menu,
    pages: Pages[T],
    row: Callable[[T, int], str],
    *,
    question: str = "",
    finds: bool = False,
    can: Can = lambda _id: True,
) -> Answer[T] | None:
    """Read a list out until something is chosen; None to go back. `row` tells a row at a time (ms).

    Where the task `finds`, words that are no choice are its; else they are said to be none.
    """
    talk = sitting.talk
    asks = question or _("A digit chooses, Enter goes on, 0 goes back")
    after: T | None = None
    rows = pages(None)
    fresh = True
    while True:
        if fresh:
            now = sitting.office.now()
            talk.say(*(f"{at} {row(one, now)}" for at, one in enumerate(rows, 1)))
            offered = menu.line(can)
            if offered and after is None:
                talk.say(offered)
        answer = asked(talk, menu, asks, can)
        fresh = False
        if answer == BACK or (not answer and len(rows) < PAGE):
            return None
        if not answer:
            following = pages(rows[-1])
            if not following:
                return None
            after, rows, fresh = rows[-1], following, True
            continue
        if action := menu.meant(answer, can):
            return Answer(action=action)
        if answer.isdecimal() and len(answer) == 1 and int(answer) <= len(rows):
            return Answer(row=rows[int(answer) - 1])
        if finds and not (answer.isdecimal() and len(answer) < 3):
            return Answer(words=answer)
        talk.say(nothing(answer))
