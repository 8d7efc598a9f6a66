"""Daily health reports, the board: who is missing or who turns yellow next, and reports taken down."""

from typing import Any

from fieldpass.desk import passes
from fieldpass.desk import reports as desk
from fieldpass.desk.reports import BoardPages, Entry, MissingLine
from fieldpass.locale import _
from fieldpass.model.records import PassRef
from fieldpass.plain import later_time, lists, many, plots, saving
from fieldpass.plain.menu import Menu
from fieldpass.plain.sitting import Sitting
from fieldpass.plain.temperatures import reading
from fieldpass.screens.list_rows import board_cells, board_columns
from fieldpass.screens.shown import say
from fieldpass.screens.wording import REPORTS_ASKED

HANDLED = ("later.time", "reports.which", "reports.many", "curve.person", "table.export")
MANY_MOST = 90


class _Board:
    """Which list is read, and at what time reports count."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.at: int | None = None
        self.green = False
        self.last: PassRef | None = None

    def source(self) -> BoardPages:
        office = self.sitting.office
        # What has turned meanwhile is judged first.
        passes.keep_judged(office)
        return desk.soonest_yellow(office) if self.green else desk.not_reported(office, at=self.at)

    def title(self, count: int) -> str:
        if self.green:
            return _("Green passes, soonest yellow first") + f": {count}"
        mark = later_time.mark(self.at)
        said = _("Not reported today: {n}").format(n=count)
        return f"{mark} {said}".strip()


def run(sitting: Sitting) -> None:
    """The list, and anybody else by card, serial, number or name."""
    menu, board = Menu.of("reports", HANDLED), _Board(sitting)
    while True:
        source = board.source()
        sitting.talk.say(board.title(source.count()))
        answer = lists.read(
            sitting,
            menu,
            lists.of_source(source),
            lambda line, now: lists.joined(board_cells(line, now)),
            question=_("A digit, or a card, serial, ID number or name; Enter goes on, 0 goes back"),
            finds=True,
        )
        if answer is None:
            return
        if answer.row is not None:
            _report(board, answer.row.pass_ref)
        elif answer.words:
            _of_words(board, answer.words)
        else:
            _do(board, answer.action, source)


def _of_words(board: _Board, words: str) -> None:
    found = board.sitting.pass_meant(words)
    if found is not None:
        board.sitting.talk.say(f"{found.name}, {found.id_tail}")
        _report(board, found.pass_ref)


def _do(board: _Board, action: str, source: BoardPages) -> None:
    sitting = board.sitting
    if action == "later.time":
        board.at, board.green = later_time.asked(sitting, board.at), False
    elif action == "reports.which":
        board.green = not board.green and board.at is None
    elif action == "reports.many":
        _many(board, source)
    elif action == "curve.person":
        _course(board)
    else:
        now = sitting.office.now()
        rows = (board_cells(line, now) for line in saving.every(source))
        saving.save(sitting, "reports", board_columns(), rows)


def _course(board: _Board) -> None:
    """The 14 days of somebody who is named."""
    talk = board.sitting.talk
    entry = talk.ask(_("Card, serial, ID number, its last 4 or name; Enter goes back"))
    found = board.sitting.pass_meant(entry) if entry not in ("", "0") else None
    if found is not None:
        plots.course(board.sitting, found.pass_ref)


def _report(board: _Board, ref: PassRef) -> None:
    sitting, at = board.sitting, board.at
    tenths = reading(sitting)
    if tenths is None:
        return
    known = desk.symptoms(sitting.office)
    names = [_("no symptoms"), *(say(one.text) for one in known)]
    index = sitting.talk.choose(_("Symptoms?"), names, given=0)
    if index is None:
        return
    symptoms = () if index == 0 else (known[index - 1].code,)
    taken = sitting.tried(
        lambda: desk.report(sitting.office, pass_ref=ref, tenths=tenths, symptoms=symptoms, at=at)
    )
    if taken is not None:
        sitting.talk.say(say(taken.text))


def _many(board: _Board, source: BoardPages) -> None:
    """The reports of many, in the order of the list."""
    office, at = board.sitting.office, board.at

    def save(found: list[tuple[Any, int]]) -> list[str]:
        entries = [Entry(pass_ref=ref, tenths=tenths, at=at) for ref, tenths in found]
        taken = desk.report_batch(office, entries)
        return ["" if one.normal else say(one.text) for one in taken]

    page = source.page(None, "forward", MANY_MOST)
    rows = [(line.pass_ref, _who(line)) for line in page]
    how = _("Temperatures like 365; Enter leaves somebody out, 0 goes to the end.")
    many.run(board.sitting, _(REPORTS_ASKED) + " " + how, rows, save)


def _who(line: MissingLine) -> str:
    return f"{line.name}, {line.id_tail}"
