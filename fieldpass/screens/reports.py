"""Daily health reports, the board that keeps passes green: who turns yellow when, and what lifts it.

Two lists: who has not reported today, longest silent first, and all green passes, soonest yellow first.
Enter or a digit takes one report down, F5 those of many in one table, F3 what stands on paper.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import passes, reports, temperatures
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.later_time import LaterEntry
from fieldpass.screens.list_rows import board_cells, board_columns
from fieldpass.screens.many import ManyScreen, Somebody
from fieldpass.screens.panel import RULE, Panel
from fieldpass.screens.pick import AskScreen, PickScreen
from fieldpass.screens.plots import show_course
from fieldpass.screens.shown import say, shade_of
from fieldpass.screens.wording import REPORTS_ASKED
from fieldpass.widgets.pages import Direction, Key, Row
from fieldpass.widgets.record_view import RecordView

_MANY_MOST = 90


class BoardSource:
    """The desk's pages of the board as the list's rows."""

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
            cells = board_cells(line, self._now)
            rows.append(Row(key=line.key, cells=cells, shade=shade_of(line.colour)))
        return rows

    def position(self, key: Key) -> int:
        """How many rows stand before this key."""
        return int(self._source.position(key))

    def key_at(self, position: int) -> Key | None:
        """The key at a position."""
        key: Key | None = self._source.key_at(position)
        return key


class ReportsScreen(LaterEntry, Exporting):
    """The board; Enter or a digit takes a report down."""

    NAME = "reports"
    HAS_LIST = True
    CSS_PATH = "reports.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("reports")
    KEEPS = ("_green", "written_at")

    _source: BoardSource | None = None
    _green = False
    _at: Key | None = None

    def title_text(self) -> str:
        """What this is."""
        if self._green:
            return _("Green passes, soonest yellow first")
        return self.with_time(_("Not reported today") if self.written_at is None else _("Reports"))

    def available(self, action: str) -> bool:
        """From paper only what is missing is taken down."""
        if action in ("reports.many", "curve.person"):
            return self._at is not None
        return not (action == "reports.which" and self.written_at is not None)

    def body(self) -> ComposeResult:
        """The list."""
        yield Panel([RULE])
        yield RecordView(
            board_columns(),
            self._rows(),
            digits=True,
            empty=_("Nobody is missing today."),
        )

    def _rows(self) -> BoardSource:
        office = self.office
        found = (
            reports.soonest_yellow(office)
            if self._green
            else reports.not_reported(office, at=self.written_at)
        )
        self._source = BoardSource(found, office.now())
        return self._source

    def show(self) -> None:
        """Read the list anew, in its place; what has turned meanwhile is judged first."""
        office = self.office
        self.ask(lambda: passes.keep_judged(office), self._judged, group="board", newest_only=True)

    def _judged(self, _count: int) -> None:
        self.query_one(RecordView).refresh_source()
        self.refresh_frame()

    def _again(self) -> None:
        self._at = None
        self.query_one(RecordView).show_source(self._rows())
        self.refresh_frame()

    def taken_up(self) -> None:
        """The list as it was left."""
        self._again()

    def row_asks(self, key: Any) -> bool:
        """Temperature, then symptoms."""
        return True

    def time_changed(self) -> None:
        """The list of another day."""
        self._green = False
        self._again()

    def action_reports_which(self) -> None:
        """Who is missing, or all green passes."""
        self._green = not self._green
        self._again()

    @on(RecordView.Moved)
    def moved(self, event: RecordView.Moved) -> None:
        """Where the table of many begins."""
        self._at = event.key
        self.refresh_frame()

    def action_curve_person(self) -> None:
        """The last 14 days of the one under the cursor."""
        line = self._source.seen.get(self._at) if self._source and self._at is not None else None
        if line is not None:
            show_course(self, line.pass_ref)

    def action_reports_many(self) -> None:
        """The reports of many, from the cursor on, in one table."""
        source, at = self._source, self._at
        if source is None or at is None:
            return

        def read() -> list[Somebody]:
            page = source.page(at, "forward", _MANY_MOST, inclusive=True)
            lines = [source.seen[row.key] for row in page]
            return [Somebody(key=one.pass_ref, name=one.name, id_tail=one.id_tail) for one in lines]

        self.ask(read, self._table)

    def _table(self, rows: list[Somebody]) -> None:
        office, at = self.office, self.written_at

        def save(found: list[tuple[Any, int]]) -> list[str]:
            entries = [reports.Entry(pass_ref=ref, tenths=tenths, at=at) for ref, tenths in found]
            taken = reports.report_batch(office, entries)
            return ["" if one.normal else say(one.text) for one in taken]

        asked = _(REPORTS_ASKED) + " " + _("Temperatures like 365; F5 writes them all.")
        title = self.with_time(_("Reports of many"))
        self.app.push_screen(ManyScreen(title, asked, rows, save))

    @on(RecordView.Chosen)
    def chosen(self, event: RecordView.Chosen) -> None:
        """Temperature, then symptoms."""
        line = self._source.seen.get(event.key) if self._source else None
        if line is None:
            return

        def read(text: str | None) -> None:
            if text:
                tenths, office = temperatures.reader(self.office)(text), self.office
                self.ask(
                    lambda: reports.symptoms(office),
                    lambda known: self._ask_symptoms(line, tenths, known),
                )

        words_before = [
            f"{line.name}  {line.id_tail}",
            _("The temperature like 365, then Enter."),
        ]
        self.app.push_screen(
            AskScreen(_("Health report"), words_before, check=temperatures.reader(self.office)),
            read,
        )

    def _ask_symptoms(self, line: Any, tenths: int, known: Sequence[Any]) -> None:
        office, at = self.office, self.written_at
        choices = [_("no symptoms"), *[say(symptom.text) for symptom in known]]

        def picked(index: int | None) -> None:
            if index is None:
                return
            symptoms = () if index == 0 else (known[index - 1].code,)
            self.ask(
                lambda: reports.report(
                    office, pass_ref=line.pass_ref, tenths=tenths, symptoms=symptoms, at=at
                ),
                lambda taken: self._noted(line.name, taken),
            )

        self.app.push_screen(PickScreen(_("Symptoms?"), choices, [line.name]), picked)

    def _noted(self, name: str, taken: reports.TakenReport) -> None:
        self.say(f"{name}: {say(taken.text)}", look="text" if taken.normal else "alert")
        self.show()
