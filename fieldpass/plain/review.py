"""One application read out line by line, and what is decided on it by a digit.

A decision is a draft, as on the screens: Enter signs it, 4 withdraws it. No clock signs it here, because
nobody is shown the clock; a draft that is left is offered again, here and on the screens.
"""

import threading

from fieldpass.desk import applications, deciding, follow_ups, sending
from fieldpass.desk.applications import ApplicationView
from fieldpass.desk.deciding import Colour, Draft
from fieldpass.locale import _
from fieldpass.model.reasons import Reason
from fieldpass.plain import showing, temperatures
from fieldpass.plain.review_words import declaration_words, offer_words, view_words
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say, shade_of
from fieldpass.widgets.shades import named

SCREENING_WAIT_S = 1.0
SCREENING_WAITS_MOST = 15
WITHDRAW = "4"
_COLOURS: dict[str, Colour] = {"1": "green", "2": "yellow", "3": "red"}


def run(sitting: Sitting, application: bytes) -> None:
    """Read it out, decide it or not; comes back to the list."""
    _await_screening(sitting, application)
    read_out = False
    while True:
        view = applications.open_application(sitting.office, application)
        if view.draft is not None:
            if _settle(sitting, view.draft):
                return
            continue
        # Read out once: afterwards what has changed is what may be signed, and why not.
        words = () if read_out else view_words(view, sitting.office.now())
        sitting.talk.say(*words, *offer_words(view), *_menu(view))
        read_out = True
        if not _answered(sitting, view):
            return


def _answered(sitting: Sitting, view: ApplicationView) -> bool:
    """One answer; False where the application is done with, or left for later."""
    talk = sitting.talk
    answer = talk.ask(_("Choose by digit, Enter or 0 goes back"))
    if answer in ("", "0"):
        return False
    if answer in _COLOURS:
        return _decided(sitting, view, _COLOURS[answer])
    if answer == "4":
        temperatures.take_of_application(sitting, view)
    elif answer == "5":
        _call(sitting, view)
    elif answer == "6":
        talk.say(*view_words(view, sitting.office.now()), *declaration_words(view))
    elif answer == "7":
        return _drafted(sitting, view, "yellow", int(Reason.MORE_INFO), _note(sitting))
    else:
        talk.say(_("There is no {n} here.").format(n=answer[:8]))
    return True


def _menu(view: ApplicationView) -> list[str]:
    can = [
        ("1", _("Sign green"), view.options.green.allowed),
        ("2", _("Sign yellow"), view.options.yellow.allowed),
        ("3", _("Sign red"), view.options.red.allowed),
        ("4", _("Temperature"), True),
        ("5", _("Call"), True),
        ("6", _("Whole declaration"), True),
        ("7", _("Ask for more"), view.options.yellow.allowed),
    ]
    return [f"{key} {label}" for key, label, allowed in can if allowed]


# Deciding.


def _decided(sitting: Sitting, view: ApplicationView, colour: Colour) -> bool:
    offer = view.options.of(colour)
    if not offer.allowed:
        sitting.talk.say(*(say(why) for why in offer.because[:1]))
        return True
    if colour == "green":
        return _drafted(sitting, view, colour, 0, "")
    offered = deciding.reasons(view.options, colour)
    title = _("Yellow: why?") if colour == "yellow" else _("Red: why?")
    index = sitting.talk.choose(title, [say(text) for _number, text in offered])
    if index is None:
        return True
    number = offered[index][0]
    note = _note(sitting) if number in (Reason.ISSUER, Reason.MORE_INFO) else ""
    return _drafted(sitting, view, colour, number, note)


def _note(sitting: Sitting) -> str:
    return sitting.talk.ask(
        _("Say in one sentence what is asked for, or why. The applicant reads it.")
    )


def _drafted(
    sitting: Sitting, view: ApplicationView, colour: Colour, reason: int, note: str
) -> bool:
    made = sitting.tried(
        lambda: deciding.draft(sitting.office, view.application, colour, reason=reason, note=note)
    )
    return made is None or not _settle(sitting, made)


def _settle(sitting: Sitting, draft: Draft) -> bool:
    """Sign a draft or withdraw it; whether the application is done with."""
    talk = sitting.talk
    talk.say(f"{draft.name}: {named(shade_of(draft.colour))}")
    while True:
        answer = talk.ask(_("Enter signs, {n} withdraws").format(n=WITHDRAW))
        if answer == WITHDRAW:
            sitting.tried(lambda: deciding.withdraw(sitting.office, draft.id))
            talk.say(_("Withdrawn. Nothing was signed."))
            return False
        if not answer:
            break
        talk.say(_("Press Enter, or {n} and Enter.").format(n=WITHDRAW))
    view = sitting.tried(lambda: deciding.sign(sitting.office, draft.id))
    if view is None:
        return False
    showing.show(sitting, view)
    return True


# The rest.


def _call(sitting: Sitting, view: ApplicationView) -> None:
    talk = sitting.talk
    index = talk.choose(
        _("{phone}: how?").format(phone=view.phone), [say(text) for _code, text in follow_ups.HOW]
    )
    if index is None:
        return
    reached = talk.yes(_("Was somebody reached?"))
    agrees = talk.yes(_("Does it agree with the declaration?")) if reached else None
    note = talk.ask(_("What was said (may stay empty)")) if reached else ""
    sitting.tried(
        lambda: follow_ups.call(
            sitting.office,
            view.application,
            how=follow_ups.HOW[index][0],
            reached=reached,
            agrees=agrees,
            note=note,
        )
    )


def _await_screening(sitting: Sitting, application: bytes) -> None:
    """Online, a decision waits for the platform's screening: ask for it, and wait a little."""
    office = sitting.office
    changed = threading.Event()
    end = office.on_change(lambda _version: changed.set())
    try:
        for turn in range(SCREENING_WAITS_MOST):
            view = applications.open_application(office, application)
            if view.controls[1].state != "wait" or not office.online:
                return
            if not turn:
                sitting.talk.say(_("Asking the platform for its screening ..."))
            changed.clear()
            sending.now(office)
            changed.wait(SCREENING_WAIT_S)
    finally:
        end()
