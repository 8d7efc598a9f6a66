"""Many people in one table: a temperature each, Enter to the next, F5 writes them all at once.

Rules: 1. An empty row is left out. 2. What is wrong is marked in all rows at once, and nothing is written
until all is right. 3. A page holds as many rows as fit; Enter at its end goes to the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import temperatures
from fieldpass.desk.errors import FormRefused, ReadingRefused
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, ngettext
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.fields import Field
from fieldpass.screens.form import Form
from fieldpass.screens.left import key_of, table
from fieldpass.screens.panel import RULE, Panel, Prose
from fieldpass.screens.shown import say, say_error

_PAGE = 15
_NAME = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One row: whose, and what is known beside the entry."""

    key: Any
    name: str
    id_tail: str
    known: str = ""


Save = Callable[[list[tuple[Any, int]]], list[str]]
"""Writes (key, tenths) pairs and gives a sentence for each; raises FormRefused by place."""


class ManyScreen(DeskScreen):
    """The table; Esc goes back without writing."""

    NAME = "many"
    AUTO_FOCUS = "Entry"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("many")

    def __init__(self, title: str, words: str, people: Sequence[Somebody], save: Save) -> None:
        """Ask for these people's temperatures."""
        super().__init__()
        self._title, self._words, self._people, self._save = title, words, list(people), save
        self._page = 0
        self._busy = False

    def title_text(self) -> str:
        """What this is, and the page."""
        pages = -(-len(self._people) // _PAGE)
        return self._title if pages < 2 else f"{self._title} {self._page + 1}/{pages}"

    def body(self) -> ComposeResult:
        """Words and table."""
        yield Panel(id="words")
        yield Form(
            [
                Field(
                    name=str(place),
                    label=f"{one.name[:_NAME]} {one.id_tail}",
                    hint=one.known,
                    length_max=6,
                    as_it_is=True,
                )
                for place, one in enumerate(self._people)
            ]
        )

    def on_mount(self) -> None:
        """The first page."""
        super().on_mount()
        self.came_by = self.host.path
        self._turn(0)

    def show(self) -> None:
        """The words."""
        self.query_one("#words", Panel).show([RULE, Prose(text=self._words, lines_max=2)])

    def retranslate(self) -> None:
        """Labels too."""
        super().retranslate()
        self.query_one(Form).redraw()

    # What stays for the person who locks the program.

    def kept_here(self) -> dict[str, Any]:
        """What was typed for whom: places change, people do not."""
        form = self.query_one(Form)
        rows = [[table(one.key), form.row(str(place)).value] for place, one in self._placed()]
        at = form.current()
        whose = self._people[int(at.field.name)].key if at is not None else None
        return {"rows": [row for row in rows if row[1]], "whose": table(whose)}

    def take_up(self, state: dict[str, Any]) -> None:
        """To each what was typed for them; whoever has left the table is named."""
        places = {one.key: place for place, one in self._placed()}
        known = [(places.get(key_of(key)), text) for key, text in state["rows"]]
        form = self.query_one(Form)
        form.put({str(place): text for place, text in known if place is not None})
        at = places.get(key_of(state["whose"]), 0)
        self._turn(at // _PAGE)
        form.focus_field(str(at))
        gone = sum(place is None for place, _text in known)
        if gone:
            said = ngettext(
                "{n} typed temperature was left out: that person is in this table no more.",
                "{n} typed temperatures were left out: these people are in this table no more.",
                gone,
            )
            self.say(said.format(n=gone), seconds=20)

    def _placed(self) -> "enumerate[Somebody]":
        return enumerate(self._people)

    def _turn(self, page: int) -> None:
        self._page = page
        names = [str(place) for place in range(page * _PAGE, (page + 1) * _PAGE)]
        form = self.query_one(Form)
        form.show_only(names)
        if form.rows:
            form.rows[0].entry.focus()
        self.refresh_frame()

    @on(Form.Finished)
    def page_done(self) -> None:
        """Enter in the last row: the next page, or write."""
        if (self._page + 1) * _PAGE < len(self._people):
            self._turn(self._page + 1)
        else:
            self.action_task_submit()

    def action_form_next(self) -> None:
        """Enter where no row has the focus."""
        self.query_one(Form).focus_first_empty()

    def action_task_submit(self) -> None:
        """Read all rows, mark what is wrong, or write."""
        if self._busy:
            return
        found, errors, places = list[tuple[Any, int]](), dict[str, str](), list[int]()
        for place, one in enumerate(self._people):
            text = self.query_one(Form).row(str(place)).value
            if not text:
                continue
            try:
                found.append((one.key, temperatures.reader(self.office)(text)))
                places.append(place)
            except ReadingRefused as error:
                errors[str(place)] = say_error(error)
        if errors:
            self._mark(errors)
        elif not found:
            self.say(_("No temperature has been typed yet."))
        else:
            self._busy = True
            self.query_one(Form).show_errors({})
            self.ask(
                lambda: self._save(found),
                lambda said: self._written(places, said),
                lambda error: self._failed(places, error),
            )

    def _mark(self, errors: dict[str, str]) -> None:
        first = min(int(place) for place in errors)
        self._turn(first // _PAGE)
        self.query_one(Form).show_errors(errors)
        self.query_one(Form).focus_first_error()
        self.say(_("Correct the fields marked with !."))

    def _failed(self, places: list[int], error: FieldpassError) -> None:
        self._busy = False
        if isinstance(error, FormRefused):
            self._mark({str(places[int(at)]): say(text) for at, text in error.fields.items()})
        else:
            self.refuse(error)

    def _written(self, places: list[int], said: list[str]) -> None:
        """Back, saying how many, and of those who need something who they are."""
        self._busy = False
        text = ngettext("{n} temperature written.", "{n} temperatures written.", len(places))
        notes = [
            f"{self._people[place].name}: {sentence}"
            for place, sentence in zip(places, said, strict=True)
            if sentence
        ]
        sentence = " ".join([text.format(n=len(places)), *notes])
        self.dismiss()
        # Whoever is in front then says it: a screen that goes shows nothing.
        self.host.call_later(self._tell, sentence, bool(notes))

    def _tell(self, sentence: str, alert: bool) -> None:
        front = self.host.front
        if front is not None:
            front.say(sentence, look="alert" if alert else "text", seconds=20 if alert else 6)
