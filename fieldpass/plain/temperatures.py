"""Temperatures one after the other: the person, then the reading, and again; or a whole household."""

from fieldpass.desk import courses, groups
from fieldpass.desk import temperatures as desk
from fieldpass.desk.applications import ApplicationView
from fieldpass.desk.groups import Group
from fieldpass.desk.passes import PassLine
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.plain import later_time, lists, many, plots
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Menu, asked
from fieldpass.plain.sitting import Sitting, pass_words
from fieldpass.screens.shown import say, say_error
from fieldpass.screens.wording import group_words, member_known

HANDLED = ("later.time", "temperatures.group", "curve.person", "curve.today")


def run(sitting: Sitting) -> None:
    """Until 0 or Enter is given for the person."""
    menu = Menu.of("temperatures", HANDLED)
    talk = sitting.talk
    at: int | None = None
    last: PassLine | None = None
    talk.say(*menu.lines())
    while True:
        mark = later_time.mark(at)
        question = _("Card, serial, ID number, its last 4 or name; Enter goes back")
        entry = asked(talk, menu, f"{mark} {question}".strip())
        if entry in ("", BACK):
            return
        action = menu.meant(entry)
        if action == "later.time":
            at = later_time.asked(sitting, at)
        elif action == "curve.today":
            plots.today(sitting)
        elif not action:
            last = _one(sitting, entry, at) or last
        elif last is None:
            talk.say(_("Whose? Type the person first, then {n}.").format(n=entry))
        elif action == "curve.person":
            plots.course(sitting, last.pass_ref)
        else:
            _group(sitting, last, at)


def _one(sitting: Sitting, entry: str, at: int | None) -> PassLine | None:
    """Somebody and a reading; whom it was about."""
    line = sitting.pass_meant(entry)
    if line is None:
        return None
    sitting.talk.say(pass_words(line))
    tenths = reading(sitting)
    if tenths is not None:
        taken = sitting.tried(
            lambda: desk.take(sitting.office, pass_ref=line.pass_ref, tenths=tenths, at=at)
        )
        if taken is not None:
            sitting.talk.say(say(taken.text))
    return line


def _group(sitting: Sitting, last: PassLine, at: int | None) -> None:
    """Everybody of the household or workplace of the person who was last."""
    office, talk = sitting.office, sitting.talk
    found = sitting.tried(
        lambda: groups.groups_of(office, courses.person_of(office, last.pass_ref))
    )
    if found is None:
        return
    if not found:
        said = _("Neither an address nor an employer is declared for {name}.")
        talk.say(said.format(name=last.name))
        return
    index = talk.choose(_("Household or workplace"), [group_words(one) for one in found])
    if index is not None:
        _table(sitting, found[index], at)


def _table(sitting: Sitting, group: Group, at: int | None) -> None:
    def save(found: list[tuple[bytes, int]]) -> list[str]:
        taken = desk.take_many(sitting.office, found, at=at)
        return [say(one.text) if one.high else "" for one in taken]

    rows = [
        (one.person, lists.joined([one.name, one.id_tail, member_known(one)]))
        for one in group.members
    ]
    words = _("Temperatures like 365; Enter leaves somebody out, 0 goes to the end.")
    many.run(sitting, f"{say(group.title)}. {words}", rows, save)


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
            return desk.read(sitting.office, text)
        except FieldpassError as error:
            sitting.talk.say(say_error(error))
