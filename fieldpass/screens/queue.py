"""The queue: applications that wait, the most urgent first."""

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import applications
from fieldpass.desk.applications import QueueFilter
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Panel
from fieldpass.screens.queue_rows import QueueSource, columns
from fieldpass.widgets.record_view import RecordView

_Which = Literal["undecided", "decided", "all"]
_FILTERS: tuple[_Which, ...] = ("undecided", "decided", "all")


class QueueScreen(DeskScreen):
    """The list; Enter or a digit opens the review."""

    NAME = "queue"
    HAS_LIST = True
    CSS_PATH = "queue.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("queue")

    _which: _Which = "undecided"
    _total = 0
    _position = 0

    def title_text(self) -> str:
        """What this is, and how many."""
        names = {"undecided": _("undecided"), "decided": _("decided"), "all": _("all")}
        return _("Issue passes: {which} {position}/{total}").format(
            which=names[self._which], position=self._position, total=self._total
        )

    def body(self) -> ComposeResult:
        """The list."""
        yield Panel([RULE])
        yield RecordView(
            columns(), self._source(), digits=True, empty=_("Nobody waits. Esc goes back.")
        )
        yield Panel([RULE])

    def _source(self) -> QueueSource:
        return QueueSource(
            applications.queue_source(self.office, QueueFilter(state=self._which)), self.office.now
        )

    def show(self) -> None:
        """Read anew."""
        self.query_one(RecordView).refresh_source()

    @on(RecordView.Moved)
    def moved(self, event: RecordView.Moved) -> None:
        """Count in the header."""
        self._position, self._total = event.position, event.total
        self.refresh_frame()

    @on(RecordView.Chosen)
    def chosen(self, event: RecordView.Chosen) -> None:
        """Open the review."""
        from fieldpass.screens.review import ReviewScreen

        if isinstance(event.key, tuple) and event.key:
            self.app.push_screen(ReviewScreen(event.key[-1]))
        elif isinstance(event.key, bytes):
            self.app.push_screen(ReviewScreen(event.key))

    def action_queue_filter(self) -> None:
        """Undecided, decided, all."""
        at = _FILTERS.index(self._which)
        self._which = _FILTERS[(at + 1) % len(_FILTERS)]
        self.query_one(RecordView).show_source(self._source())
        self.refresh_frame()
