"""The queue: applications that wait, the most urgent first."""

from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import queueing
from fieldpass.desk.queueing import QueueFilter
from fieldpass.locale import _
from fieldpass.screens.base import registered
from fieldpass.screens.exporting import Exporting
from fieldpass.screens.panel import RULE, Panel
from fieldpass.screens.pick import AskScreen
from fieldpass.screens.queue_rows import QueueSource, columns
from fieldpass.widgets.record_view import RecordView

_Which = Literal["undecided", "decided", "all"]
_FILTERS: tuple[_Which, ...] = ("undecided", "decided", "all")


class QueueScreen(Exporting):
    """The list; Enter or a digit opens the review."""

    NAME = "queue"
    HAS_LIST = True
    CSS_PATH = "queue.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("queue")
    KEEPS = ("_which", "_words", "_sort")

    _which: _Which = "undecided"
    _words = ""
    _sort: Literal["oldest", "newest"] = "oldest"
    _total = 0
    _position = 0

    def title_text(self) -> str:
        """What this is, and how many."""
        names = {"undecided": _("undecided"), "decided": _("decided"), "all": _("all")}
        which, order = names[self._which], ""
        if self._sort == "newest":
            order = ", " + _("newest first")
        if self._words:
            return f"[{self._words}] {which} {self._position}/{self._total}{order}"
        return (
            _("Issue passes: {which} {position}/{total}").format(
                which=which, position=self._position, total=self._total
            )
            + order
        )

    def body(self) -> ComposeResult:
        """The list."""
        yield Panel([RULE])
        yield RecordView(
            columns(),
            self._source(),
            digits=True,
            empty=_("Nobody waits. Esc goes back."),
            on_moved=self.moved,
        )
        yield Panel([RULE])

    def _source(self) -> QueueSource:
        return QueueSource(
            queueing.queue_source(
                self.office,
                QueueFilter(state=self._which, words=self._words, sort=self._sort),
            ),
            self.office.now,
        )

    def show(self) -> None:
        """Read anew."""
        self.query_one(RecordView).refresh_source()

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
        self._again()

    def action_queue_sort(self) -> None:
        """Oldest or newest first."""
        self._sort = "newest" if self._sort == "oldest" else "oldest"
        self._again()

    def action_queue_find(self) -> None:
        """Those of a name, of initials, or of an ID tail; nothing typed shows all."""

        def entered(text: str | None) -> None:
            if text is not None:
                self._words = text
                self._again()

        words = [
            _("Part of the name, its pinyin initials, or the last 4 characters of the ID number."),
            _("Enter on an empty line shows everybody again."),
        ]
        self.app.push_screen(AskScreen(_("Find in the queue"), words, first=self._words), entered)

    def taken_up(self) -> None:
        """The same list as it was left."""
        self._again()

    def _again(self) -> None:
        self._position = self._total = 0
        self.query_one(RecordView).show_source(self._source())
        self.refresh_frame()
