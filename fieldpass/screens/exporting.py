"""F7 on a list: the whole list as a CSV file, under a name that the person gives."""

from collections.abc import Iterator, Sequence

from fieldpass.desk import tables
from fieldpass.locale import _, ngettext
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.pick import AskScreen
from fieldpass.screens.shown import date_of
from fieldpass.widgets.pages import PageSource
from fieldpass.widgets.record_view import RecordView

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


class Exporting(DeskScreen):
    """A screen with one list that can be saved."""

    FOOTER_ROWS = 2

    def action_table_export(self) -> None:
        """Ask for a name, and save."""
        view, folder = self.query_one(RecordView), self.host.folders.data

        def named(name: str | None) -> None:
            if name is None:
                return
            self.say(_("Saving ..."), look="text", seconds=60)
            self.ask(
                lambda: tables.save(folder, name, view.titles, cells_of(view.source)),
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

        words = [
            _("The whole list as a CSV file for a spreadsheet. Which name?"),
            _("The file is plain: not encrypted, with people's data. Delete it after use."),
        ]
        day = date_of(self.host.now()).strftime("%m%d-%H%M")
        ask = AskScreen(
            _("Save the list"), words, check=tables.check_name, first=f"{self.NAME}-{day}"
        )
        self.app.push_screen(ask, named)
