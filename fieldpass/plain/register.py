"""Registration, field after field, and the platform's answer."""

from dataclasses import fields as names_of

from fieldpass.desk import registration, sending
from fieldpass.desk.registration import RegistrationAnswer, RegistrationForm
from fieldpass.locale import _
from fieldpass.plain.asking import Field, Values, walk
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say
from fieldpass.screens.slip import Slip
from fieldpass.terminal.action import N_

FIELDS = (
    Field(name="server_url", label=N_("Platform"), hint=N_("address on the slip")),
    Field(name="code", label=N_("Enrolment code"), hint=N_("21 characters, from the slip")),
    Field(name="uscc", label=N_("USCC"), hint=N_("18 characters")),
    Field(
        name="body_type",
        label=N_("Kind of body"),
        choices=(("community", N_("village or community")), ("unit", N_("unit"))),
    ),
    Field(name="body_name", label=N_("Body"), hint=N_("full name, as in the register")),
    Field(name="unit", label=N_("Own unit"), hint=N_("may stay empty")),
    Field(name="division", label=N_("Division code"), hint=N_("12 digits")),
    Field(name="name", label=N_("Your name")),
    Field(name="post", label=N_("Post"), hint=N_("such as committee member")),
    Field(name="phone", label=N_("Telephone")),
    Field(
        name="role",
        label=N_("Role"),
        choices=(("issuer", N_("issuer")), ("clerk", N_("clerk")), ("checker", N_("checker"))),
    ),
)
_FIRST = {"body_type": "community", "role": "issuer"}


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
    walk(talk, FIELDS, values, check=lambda now: registration.check(_form(now)).errors)
    talk.say(_("Asking the platform ..."))
    _told(sitting, sitting.tried(lambda: registration.register(office, _form(values))))


def _first(sitting: Sitting, slip: Slip | None) -> Values:
    """What stands there before anything is typed: the slip's, or the earlier registration's."""
    known = {field.name for field in FIELDS}
    identity = sitting.office.identity
    if slip is not None:
        before = {name: str(value) for name, value in slip.registration.items()}
    else:
        data = identity.to_data() if identity is not None else {}
        before = {name: str(value) for name, value in data.items()}
    return _FIRST | {name: value for name, value in before.items() if name in known}


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
