"""补录: when what is typed in now truly happened; nothing typed is now again."""

from functools import partial

from fieldpass.desk import later
from fieldpass.locale import _
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import clock, date, say
from fieldpass.screens.wording import LATER_WORDS


def asked(sitting: Sitting, before: int | None) -> int | None:
    """The time (ms) on the paper; None is now, `before` stays where the person goes back."""
    talk = sitting.talk
    while True:
        text = talk.ask(_(LATER_WORDS) + " " + _("Enter on an empty line: what happens now."))
        if text == BACK:
            return before
        if not text:
            talk.say(_("What is typed in now happens now."))
            return None
        at = sitting.tried(partial(later.read_moment, text, sitting.office.now()))
        if at is not None:
            talk.say(
                _("What you enter from then on bears this time, and the mark of a later entry.")
            )
            talk.say(mark(at))
            return at


def mark(at: int | None) -> str:
    """The mark of a later entry with its time; nothing for now."""
    return "" if at is None else f"{say(later.MARK)} {date(at)} {clock(at)}"
