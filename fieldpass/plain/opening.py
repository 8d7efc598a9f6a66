"""Setting up and unlocking, asked line by line; gives an open office or ends with the input."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from fieldpass import locale
from fieldpass.config import Folders
from fieldpass.desk import opening as desk
from fieldpass.desk import recovering
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.office import Office
from fieldpass.desk.recovering import Recovered
from fieldpass.desk.surroundings import Surroundings
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.plain.asking import Values, filled
from fieldpass.plain.conversation import LEAVE, Conversation, Left
from fieldpass.plain.menu import Menu
from fieldpass.screens import task_fields
from fieldpass.screens.preferences import Preferences
from fieldpass.screens.shown import grouped, say, say_error
from fieldpass.screens.slip import Slip
from fieldpass.screens.wording import RECOVERY_WORDS

T = TypeVar("T")
_QUIT = "20"
_NO_SECRETS = frozenset({"12", "16", "17", LEAVE, _QUIT})
"""What is typed for the actions of this place: far too short to be anybody's secret."""


def opened(
    talk: Conversation, folders: Folders, around: Surroundings, slip: Slip | None = None
) -> Office:
    """The office, once the passphrase is right. Raises EndOfInput, Left."""
    talk.say(_("Health passes: issuing terminal"))
    while True:
        new = desk.state(folders) == "new"
        begin = _set_up if new else _unlocked
        office = begin(talk, folders, around, slip)
        if office is not None:
            return office


def other_language(talk: Conversation, folders: Folders) -> None:
    """Speak the other language, now and at the next start; where the terminal can show it."""
    lang = "en" if locale.language() == "zh" else "zh"
    if lang == "zh" and not talk.profile.chinese:
        talk.say(_("This terminal cannot show Chinese."))
        return
    locale.use(lang)
    kept = Preferences.load(folders.config)
    Preferences(language=lang, theme=kept.theme).save(folders.config)


def _asked(talk: Conversation, folders: Folders, slip: Slip | None) -> str:
    """A passphrase, or the number of an action; Enter takes the slip's, or speaks the other language."""
    if slip is not None:
        typed = talk.secret(_("Passphrase (Enter: the one on the slip)")) or slip.secret
    else:
        typed = talk.secret(_("Passphrase (Enter alone: in the other language; 00 leaves)"))
    if typed in (LEAVE, _QUIT):
        raise Left
    if not typed or typed == "16":
        other_language(talk, folders)
        return ""
    return typed


def _set_up(
    talk: Conversation, folders: Folders, around: Surroundings, slip: Slip | None
) -> Office | None:
    talk.say(
        _("This is a new device. Choose a passphrase: it locks everything on it."),
        _(
            "Four or five words that only you would put together are good; nobody can read"
            " the data without it, and nobody can look it up."
        ),
        _("A PIN of 6 to 11 digits will do where this computer's keyring can keep its other half."),
    )
    secret = _asked(talk, folders, slip)
    if not secret or secret in _NO_SECRETS:
        return None
    try:
        weak = desk.check_secret(secret, around)
    except FieldpassError as error:
        talk.say(say_error(error))
        return None
    if weak is not None:
        talk.say(say(weak))
        return None
    again = talk.secret(_("Once more"))
    if (again or (slip.secret if slip else "")) != secret:
        talk.say(_("The two are not the same. Type the passphrase twice again."))
        return None
    talk.say(_("Setting up: making keys and an encrypted database ..."))
    try:
        made = desk.set_up(folders, secret, around)
    except FieldpassError as error:
        talk.say(say_error(error))
        return None
    return _or_closed(made.office, lambda: show_recovery(talk, made.recovery_code))


def _or_closed(office: Office, then: Callable[[], None]) -> Office:
    """The office after what follows; closed where that ends the program."""
    try:
        then()
    except BaseException:
        office.close()
        raise
    return office


def show_recovery(talk: Conversation, code: str) -> None:
    """The recovery code, this once."""
    talk.say(_(RECOVERY_WORDS), code if "-" in code else grouped(code))
    talk.ask(_("Written down? Press Enter."))


def _unlocked(
    talk: Conversation, folders: Folders, around: Surroundings, slip: Slip | None
) -> Office | None:
    menu = Menu.of("opening", ("opening.language", "opening.recover"))
    talk.say(_("This device is locked. Type your passphrase and press Enter."), menu.line())
    typed = _asked(talk, folders, slip)
    if menu.meant(typed) == "opening.recover":
        return _recovered(talk, folders, around)
    if typed == "12":
        # Without the last line: there is nothing to go back to, and it is locked.
        talk.say(*menu.help()[:-1])
        return None
    if not typed:
        return None
    try:
        return desk.unlock(folders, typed, around)
    except FieldpassError as error:
        talk.say(say_error(error))
        return None


# The printed code.


def _recovered(talk: Conversation, folders: Folders, around: Surroundings) -> Office | None:
    """The code and a new passphrase, then whose work goes on."""

    def work(values: Values) -> tuple[Recovered, str]:
        # The new passphrase first, for it costs no try.
        wrong = desk.check_new_secret(values["secret"], values["again"], around)
        if wrong:
            raise FormRefused(wrong)
        return recovering.recover(folders, values["code"], around), values["secret"]

    try:
        words, fields = task_fields.RECOVER_WORDS, task_fields.RECOVER
        found = filled(talk, words, fields, work, tried=partial(_tried, talk))
    except Left:
        return None
    if found is None:
        return None
    recovered, secret = found
    try:
        person = _who(talk, recovered)
        return recovering.go_on(folders, recovered, person, secret, secret, around)
    except FieldpassError as error:
        recovered.close()
        talk.say(say_error(error))
        return None
    except Left:
        recovered.close()
        return None
    except BaseException:
        recovered.close()
        raise


def _tried(talk: Conversation, task: Callable[[], T]) -> T | None:
    """The answer; None after a refusal, which is said."""
    try:
        return task()
    except FieldpassError as error:
        talk.say(say_error(error))
        return None


def _who(talk: Conversation, recovered: Recovered) -> bytes | None:
    people = recovered.people
    if len(people) < 2:
        return people[0][0] if people else None
    index = talk.choose(_("Who are you?"), [name or _("no name") for _person, name in people])
    if index is None:
        raise Left
    return people[index][0]
