"""A list as a CSV file, and long work that says how far it is and stops at Ctrl+C."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fieldpass.desk import tables
from fieldpass.desk.progress import Stopped
from fieldpass.locale import _, language, ngettext
from fieldpass.plain import lists
from fieldpass.plain.menu import Menu
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import date_of
from fieldpass.screens.wording import SAVE_WORDS
from fieldpass.widgets.pages import Column

T = TypeVar("T")
SAID_EACH = 10_000
"""After so many rows or records it is said how far it is."""
_PAGE = 500


def long_work(
    sitting: Sitting, sentence: str, work: Callable[[Callable[[int], None]], T]
) -> T | None:
    """Do `work`, which hands on how many are done; None where it refused, or Ctrl+C stopped it."""
    talk = sitting.talk

    def step(done: int) -> None:
        if done and done % SAID_EACH == 0:
            talk.say(_("{sentence} {n} so far.").format(sentence=sentence, n=done))

    talk.say(sentence)
    try:
        return sitting.tried(lambda: work(step))
    except KeyboardInterrupt:
        talk.say(Stopped().text(language()))
        return None


def save(
    sitting: Sitting, screen: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]
) -> None:
    """Ask for a name, and write the whole list."""
    titles = [column.title for column in columns]
    save_titled(sitting, screen, titles, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[T]):
    """A list in memory: the screen that it stands for, its columns, and a row's cells at a time (ms)."""

    screen: str
    columns: Sequence[Column]
    cells: Callable[[T, int], Iterable[str]]


def row_of(
    sitting: Sitting,
    menu: Menu,
    rows: Sequence[T],
    table: Table[T],
    told: Callable[[T, int], str] | None = None,
) -> T | None:
    """Read a list out until a row is chosen; None to go back. What else its menu offers is to save it."""
    row = told or (lambda one, now: lists.joined(table.cells(one, now)))
    while (answer := lists.read(sitting, menu, lists.in_pages(rows), row)) is not None:
        if answer.row is not None:
            return answer.row
        now = sitting.office.now()
        save(sitting, table.screen, table.columns, (tuple(table.cells(one, now)) for one in rows))
    return None


def save_titled(
    sitting: Sitting, screen: str, titles: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """The same for a list without columns."""
    talk = sitting.talk
    talk.say(*(_(line) for line in SAVE_WORDS))
    day = date_of(sitting.office.now()).strftime("%m%d-%H%M")
    name = talk.ask(_("Name of the file; 0 goes back"), f"{screen}-{day}")
    if name == "0" or sitting.tried(lambda: tables.check_name(name)) is None:
        return
    folder = sitting.folders.data
    saved = long_work(
        sitting,
        _("Saving ..."),
        lambda step: tables.save(folder, name, titles, _counted(rows, step)),
    )
    if saved is not None:
        said = ngettext(
            "{n} row in {path}, a plain file that anybody can read.",
            "{n} rows in {path}, a plain file that anybody can read.",
            saved[1],
        )
        talk.say(said.format(n=saved[1], path=saved[0]))


def every(source: Any) -> Iterator[Any]:
    """Every row of a source of the desk, a page at a time."""
    anchor = None
    while True:
        rows = source.page(anchor, "forward", _PAGE)
        yield from rows
        if len(rows) < _PAGE:
            return
        anchor = rows[-1].key


def _counted(rows: Iterable[Sequence[str]], step: Callable[[int], None]) -> Iterator[Sequence[str]]:
    for done, row in enumerate(rows, 1):
        step(done)
        yield row
