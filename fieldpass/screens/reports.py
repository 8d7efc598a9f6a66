"""Daily health reports: who has not reported, and a report taken down for each by a few keys."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import reports, temperatures
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.panel import RULE, Panel
from fieldpass.screens.pick import AskScreen, PickScreen
from fieldpass.screens.shown import date, moment, say, shade_of
from fieldpass.widgets.pages import Direction, Key, Row
from fieldpass.widgets.record_view import Column, RecordView
from fieldpass.widgets.shades import words


class MissingSource:
    """The desk's pages of those who have not reported as the list's rows."""

    def __init__(self, source: Any, now: int) -> None:
        """Wrap the desk's source."""
        self._source, self._now = source, now
        self.seen: dict[Key, Any] = {}

    def count(self) -> int:
        """How many rows there are."""
        return int(self._source.count())

    def page(
        self, anchor: Key | None, direction: Direction, size: int, *, inclusive: bool = False
    ) -> Sequence[Row]:
        """A page."""
        rows = []
        for line in self._source.page(anchor, direction, size, inclusive=inclusive):
            self.seen[line.key] = line
            last = moment(line.last_at, self._now) if line.last_at else _("never")
            cells = (
                line.name,
                line.id_tail,
                words(shade_of(line.colour)),
                last,
                date(line.valid_until - 1),
            )
            rows.append(Row(key=line.key, cells=cells, shade=shade_of(line.colour)))
        return rows

    def position(self, key: Key) -> int:
        """How many rows stand before this key."""
        return int(self._source.position(key))

    def key_at(self, position: int) -> Key | None:
        """The key at a position."""
        key: Key | None = self._source.key_at(position)
        return key


class ReportsScreen(Exporting):
    """The list of those who are missing; Enter or a digit takes the report down."""

    NAME = "reports"
    HAS_LIST = True
    CSS_PATH = "reports.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("reports")

    _source: MissingSource | None = None

    def title_text(self) -> str:
        """What this is."""
        return _("Not reported today")

    def body(self) -> ComposeResult:
        """The list."""
        yield Panel([RULE])
        yield RecordView(
            [
                Column(title=_("name"), width=14),
                Column(title=_("ID tail"), width=8),
                Column(title=_("colour"), width=14, tinted=True),
                Column(title=_("last report"), width=16),
                Column(title=_("valid to")),
            ],
            self._rows(),
            digits=True,
            empty=_("Everybody has reported today."),
        )

    def _rows(self) -> MissingSource:
        self._source = MissingSource(reports.not_reported(self.office), self.office.now())
        return self._source

    def show(self) -> None:
        """Read the list anew, in its place."""
        self.query_one(RecordView).refresh_source()

    @on(RecordView.Chosen)
    def chosen(self, event: RecordView.Chosen) -> None:
        """Temperature, then symptoms."""
        line = self._source.seen.get(event.key) if self._source else None
        if line is None:
            return

        def read(text: str | None) -> None:
            if text:
                tenths, office = temperatures.parse_reading(text), self.office
                self.ask(
                    lambda: reports.symptoms(office),
                    lambda known: self._ask_symptoms(line, tenths, known),
                )

        words_before = [
            f"{line.name}  {line.id_tail}",
            _("Today's temperature like 365, then Enter."),
        ]
        self.app.push_screen(
            AskScreen(_("Health report"), words_before, check=temperatures.parse_reading), read
        )

    def _ask_symptoms(self, line: Any, tenths: int, known: Sequence[Any]) -> None:
        office = self.office
        choices = [_("no symptoms"), *[say(symptom.text) for symptom in known]]

        def picked(index: int | None) -> None:
            if index is None:
                return
            symptoms = () if index == 0 else (known[index - 1].code,)
            self.ask(
                lambda: reports.report(
                    office, pass_ref=line.pass_ref, tenths=tenths, symptoms=symptoms
                ),
                lambda taken: self._noted(line.name, taken),
            )

        self.app.push_screen(PickScreen(_("Symptoms?"), choices, [line.name]), picked)

    def _noted(self, name: str, taken: reports.TakenReport) -> None:
        self.say(f"{name}: {say(taken.text)}", look="text" if taken.normal else "alert")
        self.show()
