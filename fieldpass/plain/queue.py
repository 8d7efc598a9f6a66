"""The queue, nine at a time: a digit opens, Enter goes on, four characters of a number or a name find."""

from fieldpass.desk import applications
from fieldpass.desk.applications import QueueFilter, QueueRow
from fieldpass.locale import _
from fieldpass.plain import review
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import due, say

PAGE = 9


def run(sitting: Sitting) -> None:
    """The waiting applications, the most urgent first."""
    wanted = QueueFilter()
    while True:
        source = applications.queue_source(sitting.office, wanted)
        count = source.count()
        sitting.talk.say(_title(wanted, count))
        if not count and not wanted.words:
            return
        answer = _chosen(sitting, source)
        if answer is None:
            if not wanted.words:
                return
            wanted = QueueFilter()
        elif isinstance(answer, str):
            wanted = QueueFilter(words=answer)
        else:
            review.run(sitting, answer.application)


def _title(wanted: QueueFilter, count: int) -> str:
    if wanted.words:
        return _("To review: {n} with {words}").format(n=count, words=wanted.words)
    return _("To review: {n}").format(n=count)


def _chosen(sitting: Sitting, source: applications.QueueSource) -> QueueRow | str | None:
    """A row that was chosen, words to find by, or None to go back."""
    after = None
    while True:
        rows = source.page(after, "forward", PAGE)
        for number, row in enumerate(rows, 1):
            sitting.talk.say(f"{number} {row_words(row, sitting.office.now())}")
        question = _("A digit opens, Enter goes on, last 4 of the ID or a name finds, 0 goes back")
        answer = sitting.talk.ask(question)
        if answer == BACK:
            return None
        if answer.isdecimal() and len(answer) == 1:
            if int(answer) <= len(rows):
                return rows[int(answer) - 1]
            sitting.talk.say(_("There is no {n} here.").format(n=answer))
        elif answer:
            return answer
        elif len(rows) < PAGE:
            return None
        else:
            after = rows[-1].key


def row_words(row: QueueRow, now: int) -> str:
    """A row without columns: who, where to, how long there is, what to look out for."""
    channels = {"web": _("by web"), "onsite": _("on site"), "paper": _("on paper")}
    parts = [
        row.name,
        row.id_tail,
        say(row.destination),
        channels.get(row.channel, row.channel),
        _("screened") if row.screened else _("not yet"),
        due(row.due_at, now),
        _("same name") if row.twin else "",
    ]
    return ", ".join(part for part in parts if part)
