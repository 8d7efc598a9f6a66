"""Passes: find by serial, identity number, its tail or a name; open, show, void."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import passes
from fieldpass.desk.passes import PassLine, PassView
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.list_rows import pass_cells, pass_columns, pass_shade
from fieldpass.screens.panel import RULE, Panel
from fieldpass.widgets.pages import Direction, Key, ListSource, Row
from fieldpass.widgets.record_view import RecordView
from fieldpass.widgets.scan_field import ScanField


def row_of(line: PassLine) -> Row:
    """A pass as a row; its key is its place among all passes, also where only those found are shown."""
    return Row(key=line.key, cells=pass_cells(line), shade=pass_shade(line))


class PassSource:
    """The desk's pages of passes as the list's rows."""

    def __init__(self, source: Any) -> None:
        """Wrap the desk's source."""
        self._source = source

    def count(self) -> int:
        """How many rows there are."""
        return int(self._source.count())

    def page(
        self, anchor: Key | None, direction: Direction, size: int, *, inclusive: bool = False
    ) -> Sequence[Row]:
        """A page."""
        found = self._source.page(anchor, direction, size, inclusive=inclusive)
        return [row_of(line) for line in found]

    def position(self, key: Key) -> int:
        """How many rows stand before this key."""
        return int(self._source.position(key))

    def key_at(self, position: int) -> Key | None:
        """The key at a position."""
        key: Key | None = self._source.key_at(position)
        return key


class PassesScreen(Exporting):
    """An entry line that finds, and the list."""

    NAME = "passes"
    CSS_PATH = "passes.tcss"
    AUTO_FOCUS = "ScanField"
    BINDINGS: ClassVar[list[BindingType]] = registered("passes")

    def title_text(self) -> str:
        """What this is."""
        return _("Passes")

    def body(self) -> ComposeResult:
        """Entry line and list."""
        yield Panel([RULE])
        yield ScanField(_("Name, serial or ID number"), id="entry")
        yield Panel([RULE])
        yield RecordView(
            pass_columns(),
            self._all(),
            empty=_("There is no such pass on this device."),
        )

    def _all(self) -> PassSource:
        return PassSource(passes.passes_source(self.office))

    def show(self) -> None:
        """Read the list anew, in its place."""
        self.query_one(RecordView).refresh_source()

    @on(ScanField.Entered)
    def entered(self, event: ScanField.Entered) -> None:
        """Find."""
        event.stop()
        office, text = self.office, event.text
        self.ask(lambda: passes.find(office, text), self._found)

    def _found(self, lines: Sequence[PassLine]) -> None:
        if len(lines) == 1:
            self._open(lines[0].pass_ref)
            return
        rows = [row_of(line) for line in lines]
        self.query_one(RecordView).show_source(ListSource(rows))

    def action_passes_enter(self) -> None:
        """Without text in the entry line: open the row under the cursor."""
        self.query_one(RecordView).action_list_choose()

    @on(RecordView.Chosen)
    def chosen(self, event: RecordView.Chosen) -> None:
        """Open the row."""
        key = event.key
        assert isinstance(key, tuple)
        self._open(key[-1])

    def _open(self, ref: Any) -> None:
        office = self.office
        self.ask(lambda: passes.open_pass(office, ref), self._opened)

    def _opened(self, view: PassView) -> None:
        from fieldpass.screens.pass_card import PassScreen

        self.app.push_screen(PassScreen(view))

    def on_key(self, event: Any) -> None:
        """Arrows and pages move the list while the entry line has the focus."""
        moves = {
            "up": "list_up",
            "down": "list_down",
            "pageup": "list_page_up",
            "pagedown": "list_page_down",
            "home": "list_home",
            "end": "list_end",
        }
        if event.key in moves:
            event.stop()
            getattr(self.query_one(RecordView), f"action_{moves[event.key]}")()
