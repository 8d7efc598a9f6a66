"""F7 on a list: the whole list as a CSV file, under a name that the person gives."""

from collections.abc import Iterable, Iterator, Sequence

from fieldpass.desk import tables
from fieldpass.desk.progress import Progress
from fieldpass.locale import _, ngettext
from fieldpass.screens.long_work import LongWork
from fieldpass.screens.pick import AskScreen
from fieldpass.screens.shown import date_of
from fieldpass.screens.wording import SAVE_WORDS
from fieldpass.widgets.pages import PageSource
from fieldpass.widgets.record_view import RecordView

Table = tuple[Sequence[str], Iterable[Sequence[str]]]
_PAGE = 500


def cells_of(source: PageSource) -> Iterator[Sequence[str]]:
    """The texts of every row, a page at a time; runs in a worker thread."""
    anchor = None
    while True:
        rows = source.page(anchor, "forward", _PAGE)
        yield from (row.cells for row in rows)
        if len(rows) < _PAGE:
            return
        anchor = rows[-1].key


def _counted(rows: Iterable[Sequence[str]], progress: Progress) -> Iterator[Sequence[str]]:
    for done, row in enumerate(rows, 1):
        progress.step(done)
        yield row


class Exporting(LongWork):
    """A screen with one list that can be saved."""

    FOOTER_ROWS = 2

    def table(self) -> Table:
        """The titles, and the rows, which are read in a worker thread."""
        view = self.query_one(RecordView)
        return view.titles, cells_of(view.source)

    def action_table_export(self) -> None:
        """Ask for a name, and save."""
        folder = self.host.folders.data
        titles, rows = self.table()

        def named(name: str | None) -> None:
            if name is None:
                return
            self.work_long(
                _("Saving ..."),
                lambda progress: tables.save(folder, name, titles, _counted(rows, progress)),
                lambda saved: self.say(
                    ngettext(
                        "{n} row in {path}, a plain file that anybody can read.",
                        "{n} rows in {path}, a plain file that anybody can read.",
                        saved[1],
                    ).format(n=saved[1], path=saved[0]),
                    look="text",
                    seconds=20,
                ),
            )

        words = [_(line) for line in SAVE_WORDS]
        day = date_of(self.host.now()).strftime("%m%d-%H%M")
        ask = AskScreen(
            _("Save the list"), words, check=tables.check_name, first=f"{self.NAME}-{day}"
        )
        self.app.push_screen(ask, named)
