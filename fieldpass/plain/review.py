"""One application read out line by line, and what is decided on it by a digit.

A decision is a draft, as on the screens: Enter signs it, 4 withdraws it. No clock signs it here, because
nobody is shown the clock; a draft that is left is offered again, here and on the screens.
"""

import threading

from fieldpass.desk import applications, deciding, sending
from fieldpass.desk.applications import ApplicationView
from fieldpass.desk.deciding import Colour, Draft
from fieldpass.locale import _
from fieldpass.model.reasons import Reason
from fieldpass.plain import follow_ups, showing, temperatures
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Can, Menu, asked, choose_question, nothing
from fieldpass.plain.review_words import declaration_words, offer_words, view_words
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say, shade_of
from fieldpass.widgets.shades import named

SCREENING_WAIT_S = 1.0
SCREENING_WAITS_MOST = 15
WITHDRAW = ("4", "14")
_COLOURS: dict[str, Colour] = {
    "review.green": "green",
    "review.yellow": "yellow",
    "review.red": "red",
}
HANDLED = (
    *_COLOURS,
    "review.reading",
    "review.call",
    "review.ask",
    "review.twins",
    "review.transfer",
    "review.declaration",
    "review.cancel",
)


def run(sitting: Sitting, application: bytes) -> None:
    """Read it out, decide it or not; comes back to the list."""
    _await_screening(sitting, application)
    read_out = False
    menu = Menu.of("review", HANDLED)
    while True:
        view = applications.open_application(sitting.office, application)
        if view.draft is not None:
            if _settle(sitting, view.draft):
                return
            continue
        # Read out once: afterwards what has changed is what may be signed, and why not.
        words = () if read_out else view_words(view, sitting.office.now())
        sitting.talk.say(*words, *offer_words(view), *menu.lines(_can(view)))
        read_out = True
        answer = asked(sitting.talk, menu, choose_question(), _can(view))
        if answer in ("", BACK) or not _answered(sitting, view, menu, answer):
            return


def _can(view: ApplicationView) -> Can:
    """What the desk offers now."""

    def can(action: str) -> bool:
        if action in _COLOURS:
            return view.options.of(_COLOURS[action]).allowed
        if action == "review.ask":
            return view.options.of("yellow").allowed
        if action in ("review.transfer", "review.cancel"):
            return not view.decided
        return action != "review.twins" or bool(view.near or view.earlier or view.readings)

    return can


def _answered(sitting: Sitting, view: ApplicationView, menu: Menu, answer: str) -> bool:
    """Do what was chosen; False where the application is done with, or left for later."""
    action = menu.meant(answer)
    if action in _COLOURS:
        return _decided(sitting, view, _COLOURS[action])
    if not action or not _can(view)(action):
        sitting.talk.say(nothing(answer))
    elif action == "review.reading":
        temperatures.take_of_application(sitting, view)
    elif action == "review.call":
        follow_ups.call(sitting, view)
    elif action == "review.declaration":
        now = sitting.office.now()
        sitting.talk.say(*view_words(view, now), *declaration_words(view))
    elif action == "review.twins":
        follow_ups.compare(sitting, view)
    elif action == "review.transfer":
        return not follow_ups.transfer(sitting, view)
    elif action == "review.cancel":
        return not follow_ups.withdraw(sitting, view)
    else:
        return _drafted(sitting, view, "yellow", int(Reason.MORE_INFO), _note(sitting))
    return True


# Deciding.


def _decided(sitting: Sitting, view: ApplicationView, colour: Colour) -> bool:
    offer = view.options.of(colour)
    if not offer.allowed:
        sitting.talk.say(*(say(why) for why in offer.because[:1]))
        return True
    if colour == "green":
        return _drafted(sitting, view, colour, 0, "")
    offered = deciding.reasons(view.options, colour, view.days)
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
        answer = talk.ask(_("Enter signs, {n} withdraws").format(n=WITHDRAW[0]))
        if answer in WITHDRAW:
            sitting.tried(lambda: deciding.withdraw(sitting.office, draft.id))
            talk.say(_("Withdrawn. Nothing was signed."))
            return False
        if not answer:
            break
        talk.say(_("Press Enter, or {n} and Enter.").format(n=WITHDRAW[0]))
    view = sitting.tried(lambda: deciding.sign(sitting.office, draft.id))
    if view is None:
        return False
    showing.show(sitting, view)
    return True


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
