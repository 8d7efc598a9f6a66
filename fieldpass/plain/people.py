"""The people of this laptop: who has a passphrase here, adding, leaving, secrets, and the idle lock."""

from fieldpass.desk import idling, people_here, rights
from fieldpass.desk.people_here import ColleagueForm, PersonHere
from fieldpass.locale import _
from fieldpass.plain import opening
from fieldpass.plain.asking import Values, filled
from fieldpass.plain.lists import joined
from fieldpass.plain.menu import Locked, Menu, choose_question, chosen
from fieldpass.plain.sitting import Sitting
from fieldpass.screens import task_fields
from fieldpass.screens.list_rows import role_word
from fieldpass.screens.shown import say
from fieldpass.screens.wording import REMOVE_WORDS

HANDLED = ("people.add", "people.secret", "people.code", "people.remove", "people.idle")


def run(sitting: Sitting) -> None:
    """Who works here, and one thing after the other about them."""
    talk, office, menu = sitting.talk, sitting.office, Menu.of("people", HANDLED)
    while True:
        found = sitting.tried(lambda: people_here.people(office))
        if found is None:
            return
        talk.say(_("People on this device"), *map(_words, found))
        minutes = _("after {n} minutes without a key").format(n=idling.minutes(office))
        talk.say(*menu.lines(beside={"people.idle": f": {minutes}"}))
        action = chosen(talk, menu, choose_question())
        if not action:
            return
        if action == "people.add":
            _add(sitting)
        elif action == "people.secret":
            _secret(sitting)
        elif action == "people.code":
            _code(sitting)
        elif action == "people.idle":
            idling.next_minutes(office)
        else:
            _remove(sitting, found)


def _words(one: PersonHere) -> str:
    mine = _("at work now") if one.is_me else ""
    name = one.name or _("no name")
    return joined([name, one.post, role_word(one.role), say(one.state), mine])


def _add(sitting: Sitting) -> None:
    if not sitting.did(lambda: rights.require_a_signers_turn(sitting.office)):
        return

    def work(values: Values) -> PersonHere:
        return people_here.add(sitting.office, ColleagueForm(**values))

    fields, words = task_fields.COLLEAGUE, task_fields.COLLEAGUE_WORDS
    added = filled(sitting.talk, words, fields, work, tried=sitting.tried)
    if added is not None:
        sitting.talk.say(_words(added))


def _secret(sitting: Sitting) -> None:
    def work(values: Values) -> bool:
        people_here.change_secret(sitting.office, values["old"], values["secret"], values["again"])
        return True

    fields, words = task_fields.SECRET, task_fields.SECRET_WORDS
    if filled(sitting.talk, words, fields, work, tried=sitting.tried):
        sitting.talk.say(_("The passphrase is changed."))


def _code(sitting: Sitting) -> None:
    def work(values: Values) -> str:
        return people_here.new_recovery_code(sitting.office, values["secret"])

    fields, words = task_fields.NEW_CODE, task_fields.NEW_CODE_WORDS
    code = filled(sitting.talk, words, fields, work, tried=sitting.tried)
    if code:
        opening.show_recovery(sitting.talk, code)


def _remove(sitting: Sitting, found: list[PersonHere]) -> None:
    """Choose who leaves, then be asked once more."""
    talk = sitting.talk
    names = [joined([one.name or _("no name"), one.post]) for one in found]
    index = talk.choose(_(REMOVE_WORDS), names)
    if index is None:
        return
    one = found[index]
    choices = [_("No, go back"), _("Yes, remove {name}").format(name=one.name or _("no name"))]
    if talk.choose(_("Remove somebody"), choices) != 1:
        return
    if sitting.did(lambda: people_here.remove(sitting.office, one.slot)) and one.is_me:
        raise Locked
