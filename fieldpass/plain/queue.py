"""The queue, nine at a time: a digit opens, words find, numbers filter, order and save."""

from dataclasses import replace
from typing import Literal

from fieldpass.desk import queueing
from fieldpass.desk.queueing import QueueFilter, QueueRow
from fieldpass.locale import _
from fieldpass.plain import lists, review, saving
from fieldpass.plain.menu import Menu
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.queue_rows import cells_of, columns

HANDLED = ("queue.filter", "queue.find", "queue.sort", "table.export")
_Which = Literal["undecided", "decided", "all"]
_FILTERS: tuple[_Which, ...] = ("undecided", "decided", "all")


def run(sitting: Sitting) -> None:
    """The waiting applications, the most urgent first."""
    menu, wanted = Menu.of("queue", HANDLED), QueueFilter()
    while True:
        source = queueing.queue_source(sitting.office, wanted)
        sitting.talk.say(_title(wanted, source.count()))
        answer = lists.read(
            sitting,
            menu,
            lists.of_source(source),
            _told,
            question=_(
                "A digit opens, Enter goes on, last 4 of the ID or a name finds, 0 goes back"
            ),
            finds=True,
        )
        if answer is None:
            if not wanted.words:
                return
            wanted = replace(wanted, words="")
        elif answer.row is not None:
            review.run(sitting, answer.row.application)
        else:
            wanted = _changed(sitting, wanted, answer, source)


def _told(row: QueueRow, now: int) -> str:
    """A row: who it is first, since that is what is listened for."""
    left, *others = cells_of(row, now)
    return lists.joined([*others, left])


def _changed(
    sitting: Sitting, wanted: QueueFilter, answer: lists.Answer[QueueRow], source: object
) -> QueueFilter:
    """The list that is asked for next."""
    if answer.words:
        return replace(wanted, words=answer.words)
    if answer.action == "queue.filter":
        at = _FILTERS.index(wanted.state)
        return replace(wanted, state=_FILTERS[(at + 1) % len(_FILTERS)])
    if answer.action == "queue.sort":
        return replace(wanted, sort="newest" if wanted.sort == "oldest" else "oldest")
    if answer.action == "queue.find":
        said = _(
            "Part of the name, its pinyin initials, or the last 4 characters of the ID number."
        )
        return replace(wanted, words=sitting.talk.ask(said))
    now = sitting.office.now()
    saving.save(sitting, "queue", columns(), (cells_of(row, now) for row in saving.every(source)))
    return wanted


def _title(wanted: QueueFilter, count: int) -> str:
    names = {"undecided": _("undecided"), "decided": _("decided"), "all": _("all")}
    parts = [names[wanted.state]] if wanted.state != "undecided" else []
    if wanted.sort == "newest":
        parts.append(_("newest first"))
    said = _("To review: {n}").format(n=count)
    if wanted.words:
        said = _("To review: {n} with {words}").format(n=count, words=wanted.words)
    return ", ".join([said, *parts])
