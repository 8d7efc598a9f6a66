"""A colleague at another device: what that device says, and what is asked here to admit it."""

from pathlib import Path

from fieldpass.desk import introducing
from fieldpass.desk.introducing import AdmissionForm
from fieldpass.locale import _
from fieldpass.plain import showing
from fieldpass.plain.asking import Values, filled
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Menu, asked, choose_question, nothing
from fieldpass.plain.sitting import Sitting
from fieldpass.screens import elsewhere_words, task_fields
from fieldpass.screens.wording import staff_done
from fieldpass.widgets.qrmatrix import matrix
from fieldpass.wire.introduction import Introduction

HANDLED = ("invitation.file",)
HANDLED_BY_COLLEAGUE = ("introduction.save",)
_DIGITS, _DARK, _LIGHT = "1", "2", "3"


def run(sitting: Sitting) -> None:
    """At the issuer's device: the invitation, the code of the other device, the admission."""
    talk, office, menu = sitting.talk, sitting.office, Menu.of("invitation", HANDLED)
    view = sitting.tried(lambda: introducing.invitation(office))
    if view is None:
        return
    facts = elsewhere_words.invitation_facts(view)
    talk.say(*elsewhere_words.steps(), *(f"{label}: {value}" for label, value in facts))
    talk.say(*menu.lines())
    while True:
        entry = asked(talk, menu, _("Code of the colleague"))
        if entry in ("", BACK):
            return
        found = _file(sitting) if menu.meant(entry) else _read(sitting, entry)
        if found is not None and _admitted(sitting, found):
            return


def _read(sitting: Sitting, entry: str) -> Introduction | None:
    return sitting.tried(lambda: introducing.read(sitting.office, entry))


def _file(sitting: Sitting) -> Introduction | None:
    said = _("Path of the file on the stick, such as /media/stick/colleague-1234.txt.")
    path = sitting.talk.ask(said)
    if path in ("", BACK):
        return None
    return sitting.tried(lambda: introducing.read_file(sitting.office, Path(path)))


def _admitted(sitting: Sitting, found: Introduction) -> bool:
    def work(values: Values) -> str:
        introducing.admit(sitting.office, found, AdmissionForm(**values))
        return values["name"]

    role = elsewhere_words.role(found.role)
    sitting.talk.say(_("Admit a colleague: {role}").format(role=role))
    words, first = task_fields.ADMIT_WORDS, elsewhere_words.first(found)
    fields, tried = task_fields.ADMIT, sitting.tried
    name = filled(sitting.talk, words, fields, work, first, tried=tried)
    if name is None:
        return False
    sitting.talk.say(staff_done(name))
    return True


def introduce(sitting: Sitting) -> None:
    """At the colleague's device: the number to read aloud, and the code as digits, drawn, or a file."""
    talk, menu = sitting.talk, Menu.of("introduction", HANDLED_BY_COLLEAGUE)
    view = sitting.tried(lambda: introducing.shown(sitting.office))
    if view is None:
        return
    number = " ".join(elsewhere_words.spoken(view.check_number))
    talk.say(
        *elsewhere_words.introduction_words(),
        number,
        f"{_DIGITS} " + _("The code as digits"),
        f"{_DARK} " + _("The code drawn, for a dark ground"),
        f"{_LIGHT} " + _("The code drawn, for a light ground"),
        *menu.lines(),
    )
    while True:
        answer = asked(talk, menu, choose_question())
        if answer in ("", BACK):
            return
        if answer == _DIGITS:
            talk.say(view.digits)
        elif answer in (_DARK, _LIGHT):
            encoding = talk.profile.encoding
            code = matrix(view.digits)
            talk.drawn(showing.drawing(code, dark=answer == _DARK, encoding=encoding))
        elif menu.meant(answer):
            path = sitting.tried(lambda: introducing.save(view, sitting.folders.data))
            if path is not None:
                talk.say(elsewhere_words.saved(str(path)))
        else:
            talk.say(nothing(answer))
