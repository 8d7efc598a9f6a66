"""What a form asks for, as data, for the screens and for the plain conversation."""

from dataclasses import dataclass

from fieldpass.locale import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its name, its English label and hint (translated when shown), and its choices."""

    name: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Value and English label, chosen by digit in this order."""
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
        return self.label if self.as_it_is else _(self.label)

    def shown_hint(self) -> str:
        """The hint in the language in use."""
        return self.hint if self.as_it_is or not self.hint else _(self.hint)
