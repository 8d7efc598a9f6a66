"""The forms of single tasks: what each asks for, in which order, and the words over it.

Data alone: a screen shows them as a form, the plain conversation asks field after field.
"""

from fieldpass.screens.fields import Field
from fieldpass.terminal.action import N_

COLLEAGUE_WORDS = N_(
    "The colleague types the passphrase and keeps it to themselves. Everything that is written"
    " after they unlock bears their name. You sign the admission."
)
COLLEAGUE = (
    Field(name="name", label=N_("Name")),
    Field(name="post", label=N_("Post")),
    Field(name="phone", label=N_("Phone"), length_max=20),
    Field(
        name="role",
        label=N_("Role"),
        choices=(("issuer", N_("issuer")), ("clerk", N_("clerk")), ("checker", N_("checker"))),
    ),
    Field(name="secret", label=N_("Passphrase"), secret=True, length_max=200),
    Field(name="again", label=N_("Once more"), secret=True, length_max=200),
)

ADMIT_WORDS = N_(
    "Have the colleague read the 20 digits aloud from the other screen, and type what you hear. You sign"
    " the admission: what this colleague signs afterwards counts for your body."
)
ADMIT = (
    Field(name="name", label=N_("Name")),
    Field(name="post", label=N_("Post")),
    Field(name="phone", label=N_("Phone"), length_max=20),
    Field(
        name="check",
        label=N_("20 digits"),
        hint=N_("as the colleague reads them aloud"),
        group=4,
        length_max=30,
    ),
)

SECRET_WORDS = N_("The data stays as it is; only the lock of your own keys is changed.")
SECRET = (
    Field(name="old", label=N_("Passphrase now"), secret=True, length_max=200),
    Field(name="secret", label=N_("New passphrase"), secret=True, length_max=200),
    Field(name="again", label=N_("Once more"), secret=True, length_max=200),
)

NEW_CODE_WORDS = N_("The code that was printed before opens nothing any more.")
NEW_CODE = (Field(name="secret", label=N_("Passphrase now"), secret=True, length_max=200),)

RECOVER_WORDS = N_(
    "The printed code opens the data for a new passphrase. It opens no issuer key: to sign, the"
    " person registers anew or is admitted by a colleague."
)
RECOVER = (
    Field(name="code", label=N_("Recovery code"), length_max=60),
    Field(name="secret", label=N_("New passphrase"), secret=True, length_max=200),
    Field(name="again", label=N_("Once more"), secret=True, length_max=200),
)

ENDORSE_WORDS = N_(
    "The unit manages its people's health properly, and may sign for its own people. Its issuers"
    " register with codes of their own; they sign once this is sent. You sign it."
)
ENDORSE = (
    Field(name="uscc", label=N_("Unit's code"), hint=N_("18 characters"), length_max=24, group=4),
    Field(name="unit_name", label=N_("Unit's name")),
    Field(name="note", label=N_("Note"), hint=N_("may stay empty")),
)

ERASE_PERSON_WORDS = N_(
    "Every record about this person on this device is replaced by a number that tells nothing."
    " It cannot be undone. What was not sent yet stays. The platform erases its own copy."
)
ERASE_PERSON = (Field(name="number", label=N_("ID number"), length_max=24),)

REGISTER = (
    Field(name="server_url", label=N_("Platform"), hint=N_("address on the slip"), length_max=200),
    Field(
        name="code",
        label=N_("Enrolment code"),
        hint=N_("from the slip or a colleague"),
        group=4,
        length_max=40,
    ),
    Field(name="uscc", label=N_("USCC"), hint=N_("18 characters"), group=4, length_max=30),
    Field(
        name="body_type",
        label=N_("Kind of body"),
        choices=(("community", N_("village or community")), ("unit", N_("unit"))),
    ),
    Field(name="body_name", label=N_("Body"), hint=N_("full name, as in the register")),
    Field(name="unit", label=N_("Own unit"), hint=N_("may stay empty")),
    Field(name="division", label=N_("Division code"), hint=N_("12 digits"), group=6, length_max=20),
    Field(name="name", label=N_("Your name")),
    Field(name="post", label=N_("Post"), hint=N_("such as committee member")),
    Field(name="phone", label=N_("Telephone"), length_max=20),
    Field(
        name="role",
        label=N_("Role"),
        choices=(
            ("issuer", N_("issuer")),
            ("clerk", N_("clerk")),
            ("checker", N_("checker")),
        ),
    ),
)

REGISTER_FIRST = {"body_type": "community", "role": "issuer"}
