"""Registration, field after field, and the platform's answer."""

from dataclasses import fields as names_of

from fieldpass.desk import introducing, registration, sending
from fieldpass.desk.registration import RegistrationAnswer, RegistrationForm
from fieldpass.locale import _
from fieldpass.plain import elsewhere
from fieldpass.plain.asking import Values, walk
from fieldpass.plain.menu import Menu, choose_question, chosen
from fieldpass.plain.sending import send_and_wait
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say, span
from fieldpass.screens.slip import Slip
from fieldpass.screens.task_fields import REGISTER, REGISTER_FIRST

HANDLED = ("register.poll", "register.introduce")


def run(sitting: Sitting, slip: Slip | None = None) -> None:
    """Fill in, send, say the answer; 00 leaves it for later."""
    talk, office = sitting.talk, sitting.office
    standing = office.standing()
    talk.say(say(standing.text))
    if standing.state == "authorised":
        return
    if standing.state != "waiting":
        values = _first(sitting, slip)
        walk(talk, REGISTER, values, check=lambda now: registration.check(_form(now)).errors)
        talk.say(_("Asking the platform ..."))
        _told(sitting, sitting.tried(lambda: registration.register(office, _form(values))))
    if introducing.waits(office):
        _waits(sitting)


def _waits(sitting: Sitting) -> None:
    """Ask again, or show this device to the colleague who admits it."""
    talk, office, menu = sitting.talk, sitting.office, Menu.of("register", HANDLED)
    while introducing.waits(office):
        talk.say(*menu.lines())
        action = chosen(talk, menu, choose_question())
        if not action:
            return
        if action == "register.introduce":
            elsewhere.introduce(sitting)
        else:
            talk.say(_("Asking the platform ..."))
            _told(sitting, sitting.tried(lambda: registration.poll(office)))


def _first(sitting: Sitting, slip: Slip | None) -> Values:
    """What stands there before anything is typed: the slip's, or the earlier registration's."""
    known = {field.name for field in REGISTER}
    identity = sitting.office.identity
    if slip is not None:
        before = {name: str(value) for name, value in slip.registration.items()}
    else:
        data = identity.to_data() if identity is not None else {}
        before = {name: str(value) for name, value in data.items()}
    return REGISTER_FIRST | {name: value for name, value in before.items() if name in known}


def _form(values: Values) -> RegistrationForm:
    return RegistrationForm(
        **{one.name: values.get(one.name, "") for one in names_of(RegistrationForm)}
    )


def _told(sitting: Sitting, answer: RegistrationAnswer | None) -> None:
    if answer is None:
        return
    sitting.talk.say(say(answer.text))
    if answer.state == "waiting" and answer.retry_after_s:
        said = _("The platform asks to wait {span}; work can go on meanwhile.")
        sitting.talk.say(said.format(span=span(answer.retry_after_s * 1000)))
    if sitting.office.identity is not None:
        sending.stop(sitting.office)
        sending.start(sitting.office)
    if answer.state == "authorised":
        # What says that passes may be signed are the lists: they are fetched before the next question.
        send_and_wait(sitting)
