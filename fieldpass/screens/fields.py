"""What a form asks for, as data, for the screens and for the plain conversation."""

from dataclasses import dataclass

from fieldpass.locale import _
from fieldpass.model.text import Text
from fieldpass.screens.shown import say


def in_words(text: str | Text) -> str:
    """A text of the rules, or an English one of the program, in the language in use."""
    return say(text) if isinstance(text, Text) or not text else _(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its name, its label and hint (texts of ours translated when shown), and its choices."""

    name: str
    label: str | Text
    hint: str | Text = ""
    choices: tuple[tuple[str, str | Text], ...] = ()
    """Value and label, chosen by digit in this order."""
    secret: bool = False
    group: int = 0
    """Shown in groups of so many characters once it has been typed."""
    length_max: int = 60
    wide: bool = False
    """The entry takes the whole row; what is wrong is said under the rows only."""
    as_it_is: bool = False
    """Label and hint are names and figures, not texts of ours to translate."""

    def shown_label(self) -> str:
        """The label in the language in use."""
        return say(self.label) if self.as_it_is else in_words(self.label)

    def shown_hint(self) -> str:
        """The hint in the language in use."""
        return say(self.hint) if self.as_it_is else in_words(self.hint)
