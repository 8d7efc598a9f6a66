"""The second menu: sending and what came back, registration, language, about."""

import threading
from importlib.metadata import version

from fieldpass.desk import mending, sending
from fieldpass.desk.mending import ReturnedView
from fieldpass.locale import _
from fieldpass.plain import apply, opening, register, review
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import moment, say

SENDING_WAIT_S = 1.0
SENDING_WAITS_MOST = 30


def run(sitting: Sitting) -> None:
    """One choice."""
    names = [_("Sending"), _("Registration"), _("Language: Chinese, English"), _("About")]
    index = sitting.talk.choose(_("Choose by digit, Enter or 0 goes back"), names)
    if index is None:
        return
    if index == 0:
        _sending(sitting)
    elif index == 1:
        register.run(sitting)
    elif index == 2:
        opening.other_language(sitting.talk, sitting.folders)
    else:
        sitting.talk.say(f"fieldpass {version('fieldpass')}", str(sitting.folders.data))


def _sending(sitting: Sitting) -> None:
    """How sending stands; 1 sends now and waits until it is done or has failed."""
    sitting.talk.say(*status_words(sitting))
    index = sitting.talk.choose(
        _("Choose by digit, Enter or 0 goes back"), [_("Send now"), _("Came back")]
    )
    if index == 1:
        returned(sitting)
    elif index == 0:
        sitting.talk.say(_("Sending ..."))
        _send(sitting)
        sitting.talk.say(*status_words(sitting))


def _send(sitting: Sitting) -> None:
    """Ask the background sending for a session and wait for what it says."""
    office = sitting.office
    if office.identity is None:
        return
    heard = threading.Event()
    end = office.on_change(lambda _version: heard.set())
    try:
        sending.start(office)
        sending.now(office)
        for _turn in range(SENDING_WAITS_MOST):
            heard.wait(SENDING_WAIT_S)
            heard.clear()
            status = sending.status(office)
            if status.link == "offline" or (status.link == "online" and not status.unsent):
                return
    finally:
        end()


def status_words(sitting: Sitting) -> list[str]:
    """The state, in sentences."""
    status, now = sending.status(sitting.office), sitting.office.now()
    lines = [say(status.text)]
    lines.append(_("Not yet at the platform: {n} records").format(n=status.unsent))
    if status.last_all_sent is not None:
        lines.append(_("All sent last: {when}").format(when=moment(status.last_all_sent, now)))
    if status.lists_as_of is not None:
        lines.append(_("Lists of {when}").format(when=moment(status.lists_as_of, now)))
    if status.last_error is not None:
        lines.append(say(status.last_error))
    return lines


# What came back.


def returned(sitting: Sitting) -> None:
    """Records that the platform returned, each mended or noted, until 0 or Enter."""
    talk = sitting.talk
    while True:
        found = mending.returned(sitting.office)
        if not found:
            talk.say(_("Nothing has come back."))
            return
        index = talk.choose(
            _("Choose by digit, Enter or 0 goes back"),
            [f"{say(one.kind)}, {one.name}, {say(one.reason)}" for one in found],
        )
        if index is None:
            return
        _mend(sitting, found[index])


def _mend(sitting: Sitting, view: ReturnedView) -> None:
    talk, office = sitting.talk, sitting.office
    talk.say(f"{say(view.content)}", say(view.reason), say(view.advice))
    names = {
        "again": _("Write it again"),
        "review": _("Decide anew"),
        "form": _("Back into the form"),
        "noted": _("Seen, nothing to do"),
    }
    index = talk.choose(
        _("Choose by digit, Enter or 0 goes back"), [names[one] for one in view.remedies]
    )
    if index is None:
        return
    remedy = view.remedies[index]
    if remedy == "again":
        sitting.tried(lambda: mending.again(office, view))
    elif remedy == "noted":
        sitting.tried(lambda: mending.noted(office, view))
    elif remedy == "review" and view.application is not None:
        review.run(sitting, view.application)
    elif remedy == "form":
        mending.to_form(office, view)
        apply.run(sitting)
