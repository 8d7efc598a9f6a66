"""Registration, field after field, and the platform's answer."""

from dataclasses import fields as names_of

from fieldpass.desk import registration, sending
from fieldpass.desk.registration import RegistrationAnswer, RegistrationForm
from fieldpass.locale import _
from fieldpass.plain.asking import Values, walk
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say
from fieldpass.screens.slip import Slip
from fieldpass.screens.task_fields import REGISTER, REGISTER_FIRST


def run(sitting: Sitting, slip: Slip | None = None) -> None:
    """Fill in, send, say the answer; 00 leaves it for later."""
    talk, office = sitting.talk, sitting.office
    standing = office.standing()
    talk.say(say(standing.text))
    if standing.state in ("authorised", "waiting"):
        if standing.state == "waiting":
            _told(sitting, sitting.tried(lambda: registration.poll(office)))
        return
    values = _first(sitting, slip)
    walk(talk, REGISTER, values, check=lambda now: registration.check(_form(now)).errors)
    talk.say(_("Asking the platform ..."))
    _told(sitting, sitting.tried(lambda: registration.register(office, _form(values))))


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
    if sitting.office.identity is not None:
        sending.stop(sitting.office)
        sending.start(sitting.office)
