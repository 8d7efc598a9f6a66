"""A form, field after field: what is wrong with an answer is said at once, and it is asked for again."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeVar

from fieldpass.desk.errors import FormRefused
from fieldpass.locale import _
from fieldpass.model.text import Text
from fieldpass.plain.conversation import LEAVE, Conversation, Left
from fieldpass.plain.menu import keyed
from fieldpass.screens.fields import Field, in_words
from fieldpass.screens.shown import say

__all__ = ["Field", "Values", "filled", "in_words", "walk"]

Values = dict[str, str]
T = TypeVar("T")

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


class Trying(Protocol):
    """How a task is tried: its answer, or None after its refusal, which is said (`Sitting.tried`)."""

    def __call__(self, task: Callable[[], T], /) -> T | None:
        """Do it."""


def filled(
    talk: Conversation,
    words: str,
    fields: Sequence[Field],
    work: Callable[[Values], T],
    first: Mapping[str, str] | None = None,
    *,
    tried: Trying,
) -> T | None:
    """Ask for a form and do its task; None where the task refuses.

    Fields that are refused are asked for again, until they are right or the person leaves (00).
    """
    values: Values = dict(first or {})
    if words:
        talk.say(keyed(_(words)))
    wanted: Sequence[Field] = fields
    while True:
        walk(talk, wanted, values, check=lambda _values: {})
        done = tried(partial(_worked, work, dict(values)))
        if not isinstance(done, FormRefused):
            return done
        talk.say(*(say(text) for text in done.fields.values()))
        wanted = [one for one in fields if one.name in done.fields]
        if not wanted:
            return None
        for one in wanted:
            values[one.name] = ""


def _worked(work: Callable[[Values], T], values: Values) -> T | FormRefused:
    """The answer, or what is wrong in which field; any other refusal goes on."""
    try:
        return work(values)
    except FormRefused as error:
        return error


def _question(field: Field) -> str:
    label, hint = field.shown_label(), field.shown_hint()
    return f"{label} ({hint})" if hint else label


def _asked(talk: Conversation, field: Field, given: str) -> str:
    if field.secret:
        typed = talk.secret(_question(field))
        if typed == LEAVE:
            raise Left
        return typed
    if not field.choices:
        return talk.ask(_question(field), given)
    codes = [code for code, _label in field.choices]
    before = codes.index(given) if given in codes else None
    labels = [in_words(label) for _code, label in field.choices]
    index = talk.choose(_question(field), labels, before)
    return codes[index] if index is not None else ""
