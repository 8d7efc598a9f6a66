"""Setting up and unlocking, asked line by line; gives an open office or ends with the input."""

from fieldpass import locale
from fieldpass.config import Folders
from fieldpass.desk import opening as desk
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.plain.conversation import LEAVE, Conversation, Left
from fieldpass.screens.preferences import Preferences
from fieldpass.screens.shown import grouped, say, say_error
from fieldpass.screens.slip import Slip


def opened(
    talk: Conversation, folders: Folders, around: Surroundings, slip: Slip | None = None
) -> Office:
    """The office, once the passphrase is right. Raises EndOfInput, Left."""
    talk.say(_("Health passes: issuing terminal"))
    while True:
        office = (
            _set_up(talk, folders, around, slip)
            if desk.state(folders) == "new"
            else _unlocked(talk, folders, around, slip)
        )
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
    """A passphrase; Enter alone takes the slip's, or speaks the other language and gives none."""
    if slip is not None:
        return talk.secret(_("Passphrase (Enter: the one on the slip)")) or slip.secret
    typed = talk.secret(_("Passphrase (Enter alone: in the other language; 00 leaves)"))
    if typed == LEAVE:
        raise Left
    if not typed:
        other_language(talk, folders)
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
    )
    secret = _asked(talk, folders, slip)
    if not secret:
        return None
    weak = desk.check_secret(secret)
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
    try:
        _show_recovery(talk, made.recovery_code)
    except BaseException:
        made.office.close()
        raise
    return made.office


def _show_recovery(talk: Conversation, code: str) -> None:
    talk.say(
        _(
            "Write this code down on paper and keep it away from the device. It is shown"
            " only now. With it the data can be read if the passphrase is forgotten; signing"
            " needs a new registration then."
        ),
        code if "-" in code else grouped(code),
    )
    talk.ask(_("Written down? Press Enter."))


def _unlocked(
    talk: Conversation, folders: Folders, around: Surroundings, slip: Slip | None
) -> Office | None:
    talk.say(_("This device is locked. Type your passphrase and press Enter."))
    secret = _asked(talk, folders, slip)
    if not secret:
        return None
    try:
        return desk.unlock(folders, secret, around)
    except FieldpassError as error:
        talk.say(say_error(error))
        return None
