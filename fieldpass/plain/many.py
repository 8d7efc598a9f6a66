"""Many people one after the other: a temperature each, Enter leaves one out, written at once at the end."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from fieldpass.desk import temperatures
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, ngettext
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say_error

K = TypeVar("K")
Somebody = tuple[K, str]
"""Whose, and how they are told."""


def run(
    sitting: Sitting,
    words: str,
    people: Sequence[Somebody[K]],
    save: Callable[[list[tuple[K, int]]], list[str]],
) -> None:
    """Ask for each; 0 goes to the end. `save` gives a sentence for each that was written."""
    talk = sitting.talk
    talk.say(words)
    found: list[tuple[K, int]] = []
    names: list[str] = []
    for place, (key, told) in enumerate(people, 1):
        tenths = _tenths(sitting, f"{place}/{len(people)} {told}")
        if tenths == BACK:
            break
        if isinstance(tenths, int):
            found.append((key, tenths))
            names.append(told)
    if not found:
        talk.say(_("No temperature has been typed yet."))
        return
    choices = [
        ngettext("Write {n}", "Write all {n}", len(found)).format(n=len(found)),
        _("Leave it"),
    ]
    if talk.choose(_("Write them?"), choices) != 0:
        talk.say(_("Nothing was written."))
        return
    said = sitting.tried(lambda: save(found))
    if said is None:
        return
    text = ngettext("{n} temperature written.", "{n} temperatures written.", len(found))
    talk.say(text.format(n=len(found)))
    talk.say(*(f"{name}: {one}" for name, one in zip(names, said, strict=True) if one))


def _tenths(sitting: Sitting, question: str) -> int | str:
    """A reading, 0 to end, or nothing for somebody who is left out."""
    while True:
        text = sitting.talk.ask(question)
        if text in ("", BACK):
            return text
        try:
            return temperatures.read(sitting.office, text)
        except FieldpassError as error:
            sitting.talk.say(say_error(error))
