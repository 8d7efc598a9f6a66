"""One person's work after unlocking: the conversation, the open office, and how a task fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fieldpass.config import Folders
from fieldpass.desk import opening, passes
from fieldpass.desk.errors import IssuerKeyAway
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassLine
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language
from fieldpass.plain.conversation import Conversation
from fieldpass.plain.menu import keyed
from fieldpass.screens.shown import colour_words, date

T = TypeVar("T")
FOUND_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What a task needs: whom it speaks to, and the office that it works in."""

    talk: Conversation
    office: Office
    folders: Folders

    def tried(self, task: Callable[[], T]) -> T | None:
        """The answer of the desk; None after its refusal, which is said.

        Where the checkpoint put the issuer key away, the passphrase is asked for and the task tried again.
        """
        try:
            return task()
        except IssuerKeyAway as error:
            self.talk.say(error.text(language()))
        except FieldpassError as error:
            self.talk.say(keyed(error.text(language())))
            return None
        return self.tried(task) if self._key_opened() else None

    def _key_opened(self) -> bool:
        secret = self.talk.secret(_("Passphrase (Enter alone goes back)"))
        if not secret:
            return False
        try:
            opening.open_issuer_again(self.office, secret)
        except FieldpassError as error:
            self.talk.say(error.text(language()))
            return False
        return True

    def did(self, task: Callable[[], object]) -> bool:
        """Whether the desk did it; its refusal is said."""
        return self.tried(lambda: (task(),)) is not None

    def pass_meant(self, text: str) -> PassLine | None:
        """The pass that a scan, serial, number, its last 4 or a name means; asked where there are several."""
        found = passes.find(self.office, text)[:FOUND_MOST]
        if not found:
            self.talk.say(_("Nobody found. Try the serial, the ID number, its last 4 or the name."))
            return None
        if len(found) == 1:
            return found[0]
        index = self.talk.choose(_("Who is it?"), [pass_words(line) for line in found])
        return None if index is None else found[index]


def pass_words(line: PassLine) -> str:
    """A pass in one line, without columns."""
    until = _("until {date}").format(date=date(line.valid_until - 1))
    parts: Sequence[str] = (
        line.name,
        line.id_tail,
        line.serial,
        colour_words(line.colour),
        until,
    )
    return ", ".join(parts)
