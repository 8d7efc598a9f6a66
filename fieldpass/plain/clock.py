"""The clock: how it stands; where it is lost, one person types the time and a second one confirms it."""

from functools import partial

from fieldpass.desk import clock as desk
from fieldpass.locale import _
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.wording import clock_question, clock_state, clock_times, whole_time


def run(sitting: Sitting) -> None:
    """Say how it stands; ask where it has to be typed."""
    view = desk.state(sitting.office)
    while True:
        sitting.talk.say(*clock_times(view), *(text for text, _alert in clock_state(view)))
        if view.trusted and not view.typed:
            return
        after = _typed(sitting)
        if after is None:
            return
        view = after
        if view.typed:
            sitting.talk.say(*(text for text, _alert in clock_state(view)))
            return


def _typed(sitting: Sitting) -> desk.ClockView | None:
    """The time of one person and the name of another; None where they leave it."""
    talk, office = sitting.talk, sitting.office
    while True:
        text = talk.ask(clock_question(None))
        if text in ("", BACK):
            return None
        at = sitting.tried(partial(_checked, sitting, text))
        if at is not None:
            break
    talk.say(_("Typed: {time}").format(time=whole_time(at)))
    while True:
        name = talk.ask(clock_question(at))
        if name in ("", BACK):
            return None
        view = sitting.tried(partial(desk.set_time, office, at, name))
        if view is not None:
            return view


def _checked(sitting: Sitting, text: str) -> int:
    at = desk.read_time(text)
    desk.check_time(sitting.office, at)
    return at
