"""Sending and its receipts, and what came back, to be mended."""

import threading

from fieldpass.desk import batches, mending
from fieldpass.desk import sending as desk
from fieldpass.desk.batches import BatchLine
from fieldpass.desk.mending import ReturnedView
from fieldpass.locale import _
from fieldpass.plain import apply, lists, review, saving
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Can, Menu, asked, choose_question, chosen, nothing
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.list_rows import batch_cells, batch_columns, returned_cells, returned_columns
from fieldpass.screens.shown import moment, say
from fieldpass.screens.wording import batch_lines, sending_lines

SENDING_WAIT_S = 0.2
SENDING_WAITS_MOST = 150
HANDLED = ("sending.now", "sending.batches", "table.export")
HANDLED_IN_BATCHES = ("table.export",)
HANDLED_OF_RETURNED = ("returned.again", "returned.review", "returned.form", "returned.noted")
_RETURNED = "1"


def run(sitting: Sitting) -> None:
    """How sending stands; 15 sends now and waits until it is done or has failed."""
    talk, menu = sitting.talk, Menu.of("sending", HANDLED)
    while True:
        talk.say(*status_words(sitting), f"{_RETURNED} " + _("Came back"), *menu.lines())
        answer = asked(talk, menu, choose_question())
        if answer in ("", BACK):
            return
        action = menu.meant(answer)
        if answer == _RETURNED:
            returned(sitting)
        elif action == "sending.now":
            talk.say(_("Sending ..."))
            send_and_wait(sitting)
        elif action == "sending.batches":
            _batches(sitting)
        elif action:
            _save_returned(sitting)
        else:
            talk.say(nothing(answer))


def send_and_wait(sitting: Sitting) -> None:
    """Ask the background sending for a session and wait for what it says."""
    office = sitting.office
    if office.identity is None:
        return
    heard = threading.Event()
    end = office.on_change(lambda _version: heard.set())
    try:
        desk.start(office)
        desk.now(office)
        for _turn in range(SENDING_WAITS_MOST):
            heard.wait(SENDING_WAIT_S)
            heard.clear()
            status = desk.status(office)
            if status.link == "offline" or (status.link == "online" and not status.unsent):
                return
    finally:
        end()


def status_words(sitting: Sitting) -> list[str]:
    """The state, in sentences."""
    now = sitting.office.now()
    return [text for text, _alert in sending_lines(desk.status(sitting.office), now)]


# Each sending.


def _batches(sitting: Sitting) -> None:
    """What was sent when, what waits, and the receipts; a digit says more about one."""
    menu = Menu.of("batches", HANDLED_IN_BATCHES)
    table = saving.Table(screen="batches", columns=batch_columns(), cells=batch_cells)
    while found := batches.batches(sitting.office):
        line = saving.row_of(sitting, menu, found, table)
        if line is None:
            return
        sitting.talk.say(*_batch_words(sitting, line, sitting.office.now()))
    sitting.talk.say(_("Nothing has been written on this device yet."))


def _batch_words(sitting: Sitting, line: BatchLine, now: int) -> list[str]:
    last = desk.status(sitting.office).last_error
    error = say(last) if last is not None else _("It goes at the next sending.")
    words = [text for text, _alert in batch_lines(line, error, now)]
    return words or [lists.joined(batch_cells(line, now))]


# What came back.


def returned(sitting: Sitting) -> None:
    """Records that the platform returned, each mended or noted, until 0 or Enter."""
    menu = Menu.of("sending", ("table.export",))
    table = saving.Table(screen="sending", columns=returned_columns(), cells=returned_cells)
    while found := mending.returned(sitting.office):
        line = saving.row_of(sitting, menu, found, table)
        if line is None:
            return
        _mend(sitting, line)
    sitting.talk.say(_("Nothing has come back."))


def _save_returned(sitting: Sitting) -> None:
    now = sitting.office.now()
    rows = [returned_cells(one, now) for one in mending.returned(sitting.office)]
    saving.save(sitting, "sending", returned_columns(), rows)


def _mend(sitting: Sitting, view: ReturnedView) -> None:
    talk, office, now = sitting.talk, sitting.office, sitting.office.now()
    menu = Menu.of("returned", HANDLED_OF_RETURNED)
    talk.say(
        lists.joined([say(view.kind), say(view.content), view.name, view.id_tail]),
        *([_("written") + ": " + moment(view.written_at, now)] if view.written_at else []),
        say(view.reason),
        say(view.advice),
        *menu.lines(_can(view)),
    )
    action = chosen(talk, menu, choose_question(), _can(view))
    if action == "returned.again":
        sitting.did(lambda: mending.again(office, view))
    elif action == "returned.noted":
        sitting.did(lambda: mending.noted(office, view))
    elif action == "returned.review" and view.application is not None:
        review.run(sitting, view.application)
    elif action == "returned.form" and sitting.did(lambda: mending.to_form(office, view)):
        apply.run(sitting)


def _can(view: ReturnedView) -> Can:
    """What the desk says can be done."""
    return lambda action: action.removeprefix("returned.") in view.remedies
