"""Temperatures one after the other: the person, then the reading, and again."""

from fieldpass.desk import temperatures as desk
from fieldpass.desk.applications import ApplicationView
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.model.records import PassRef
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting, pass_words
from fieldpass.screens.shown import say, say_error


def run(sitting: Sitting) -> None:
    """Until 0 or Enter is given for the person."""
    talk = sitting.talk
    while True:
        entry = talk.ask(_("Card, serial, ID number, its last 4 or name; Enter goes back"))
        if entry in ("", BACK):
            return
        line = sitting.pass_meant(entry)
        if line is None:
            continue
        talk.say(pass_words(line))
        _take(sitting, line.pass_ref)


def _take(sitting: Sitting, ref: PassRef) -> None:
    tenths = reading(sitting)
    if tenths is None:
        return
    taken = sitting.tried(lambda: desk.take(sitting.office, pass_ref=ref, tenths=tenths))
    if taken is not None:
        sitting.talk.say(say(taken.text))


def take_of_application(sitting: Sitting, view: ApplicationView) -> None:
    """A reading of somebody who applies."""
    tenths = reading(sitting)
    if tenths is None:
        return
    taken = sitting.tried(
        lambda: desk.take(sitting.office, application=view.application, tenths=tenths)
    )
    if taken is not None:
        sitting.talk.say(say(taken.text))


def reading(sitting: Sitting) -> int | None:
    """Tenths of a degree, asked until they are a reading; None for 0 or Enter."""
    while True:
        text = sitting.talk.ask(_("Temperature like 365; Enter goes back"))
        if text in ("", BACK):
            return None
        try:
            return desk.parse_reading(text)
        except FieldpassError as error:
            sitting.talk.say(say_error(error))
