"""One thing that a person can do by a key, and the words for where it stands."""

from dataclasses import dataclass

from fieldpass.locale import _

EVERYWHERE = "everywhere"
LIST = "list"


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a source text for translation without translating it yet."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that a person can do by a key."""

    id: str
    keys: tuple[str, ...]
    """Keys as Textual names them, the one that people are told first."""
    label: str
    help: str
    screens: tuple[str, ...]
    hidden: bool = False
    """Not in the footer, since everybody tries it anyway (arrows)."""
    asks: bool = False
    """Begins with a question and writes nothing before the last answer, so that it can be begun again."""

    @property
    def key(self) -> str:
        """The key that people are told."""
        return self.keys[0]

    @property
    def method(self) -> str:
        """The name that Textual looks for behind `action_`."""
        return self.id.replace(".", "_")

    def shown_label(self) -> str:
        """The label in the language in use."""
        return _(self.label)

    def shown_help(self) -> str:
        """The help in the language in use."""
        return _(self.help)


def action(
    id: str,
    keys: str,
    label: str,
    help: str,
    *screens: str,
    hidden: bool = False,
    asks: bool = False,
) -> Action:
    """An action; `keys` are separated by spaces."""
    return Action(
        id=id,
        keys=tuple(keys.split()),
        label=label,
        help=help,
        screens=screens,
        hidden=hidden,
        asks=asks,
    )
