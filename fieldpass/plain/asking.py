"""A form, field after field: what is wrong with an answer is said at once, and it is asked for again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldpass.locale import _
from fieldpass.model.text import Text
from fieldpass.plain.conversation import Conversation
from fieldpass.screens.shown import say

Values = dict[str, str]


def in_words(text: str | Text) -> str:
    """A text of the rules, or an English one of the program, in the language in use."""
    return say(text) if isinstance(text, Text) else _(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is asked for; a field with `choices` (value, label) is answered by a digit."""

    name: str
    label: str | Text
    hint: str | Text = ""
    choices: tuple[tuple[str, str | Text], ...] = ()

    @property
    def question(self) -> str:
        """Label and hint in the language in use."""
        label = in_words(self.label)
        return f"{label} ({in_words(self.hint)})" if self.hint else label


Check = Callable[[Values], Mapping[str, Text]]
"""The errors of a form, by field."""
Take = Callable[[Field, str], str | None]
"""What an answer means, such as a division's code for its name; None asks again."""


def walk(
    talk: Conversation,
    fields: Sequence[Field],
    values: Values,
    *,
    check: Check,
    keep: Callable[[Values], None] = lambda values: None,
    take: Take = lambda field, answer: answer,
) -> None:
    """Ask for every field in turn, and put the answers into `values`. Raises Left, EndOfInput."""
    for field in fields:
        given = values.get(field.name, "")
        while True:
            answer = take(field, _asked(talk, field, given))
            if answer is None:
                continue
            values[field.name] = answer
            keep(values)
            error = check(values).get(field.name)
            if error is None:
                break
            talk.say(say(error))
            # What is wrong is not offered again.
            given = ""


def _asked(talk: Conversation, field: Field, given: str) -> str:
    if not field.choices:
        return talk.ask(field.question, given)
    codes = [code for code, _label in field.choices]
    before = codes.index(given) if given in codes else None
    labels = [in_words(label) for _code, label in field.choices]
    index = talk.choose(field.question, labels, before)
    return codes[index] if index is not None else ""
