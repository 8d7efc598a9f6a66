"""What can be typed: the actions of the registry of keys, by number.

Rules: 1. An action keeps its digit; F3 is 13, F10 is 20: ten and the number of the F-key. 2. Where 0 goes
back, what is 0 on the screen is 10. 3. 12 (F2 there) explains what can be typed here, 18 (F8 there) locks.
4. A sentence of ours that names keys is said with these numbers. 5. What has no handler is not offered; a
test holds that every action of the registry is offered somewhere, or is named with the reason why not.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldpass.locale import _
from fieldpass.plain.conversation import BACK, Conversation
from fieldpass.terminal.actions import ACTIONS, Action

HELP, LOCK = "12", "18"
_F_BASE = 10
_F_KEY = re.compile(r"(?<![A-Za-z0-9])F(\d{1,2})(?!\d)")
Can = Callable[[str], bool]


class Locked(Exception):
    """The person wants the device locked, for another one or for nobody."""


def number(action: Action) -> str:
    """What is typed for an action (rules 1 and 2); empty where it has neither digit nor F-key."""
    for key in action.keys:
        if key.isdecimal():
            return key if key != "0" or "home" in action.screens else "10"
        if key[0] == "f" and key[1:].isdecimal():
            return str(_F_BASE + int(key[1:]))
    return ""


def keyed(text: str) -> str:
    """A sentence with numbers in place of keys (rule 4)."""
    said = _F_KEY.sub(lambda found: str(_F_BASE + int(found[1])), text)
    return re.sub(r"(?<![A-Za-z])Esc(?![A-Za-z])", BACK, said)


def _always(_id: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Menu:
    """The actions of one screen that are done here, in the order of their numbers."""

    screen: str
    actions: tuple[Action, ...]

    @classmethod
    def of(cls, screen: str, handlers: Mapping[str, Any] | Iterable[str]) -> "Menu":
        """Those of a screen's own actions that have a handler."""
        ids = set(handlers)
        found = [one for one in ACTIONS if screen in one.screens and one.id in ids]
        return cls(screen, tuple(sorted(found, key=lambda one: int(number(one)) or 10)))

    def lines(self, can: Can = _always, beside: Mapping[str, str] | None = None) -> list[str]:
        """A line for each: what is typed, what it does, and what stands beside it."""
        told = beside or {}
        return [
            f"{number(one)} {one.shown_label()}{told.get(one.id, '')}"
            for one in self.actions
            if can(one.id)
        ]

    def line(self, can: Can = _always) -> str:
        """All in one line, for tasks with an entry line."""
        return "; ".join(self.lines(can))

    def help(self, can: Can = _always) -> list[str]:
        """Each with what it does in a sentence (rule 3)."""
        own = [
            f"{number(one)} {one.shown_label()}: {keyed(one.shown_help())}"
            for one in self.actions
            if can(one.id)
        ]
        return [
            *own,
            _(
                "0 goes back, 00 leaves the task, {help} says what can be typed, {lock} locks."
            ).format(help=HELP, lock=LOCK),
        ]

    def meant(self, answer: str, can: Can = _always) -> str:
        """The id of the action that is typed so; empty where there is none."""
        for one in self.actions:
            if answer and number(one) == answer and can(one.id):
                return one.id
        return ""


def asked(
    talk: Conversation, menu: Menu, question: str, can: Can = _always, given: str = ""
) -> str:
    """An answer where a menu stands; help is said at once. Raises Locked, Left, EndOfInput, Idle."""
    while True:
        answer = talk.ask(question, given)
        if answer == HELP:
            talk.say(*menu.help(can))
        elif answer == LOCK:
            raise Locked
        else:
            return answer


def chosen(talk: Conversation, menu: Menu, question: str, can: Can = _always) -> str:
    """The id of an action that was chosen; empty for 0 and Enter."""
    while True:
        answer = asked(talk, menu, question, can)
        if answer in ("", BACK):
            return ""
        found = menu.meant(answer, can)
        if found:
            return found
        talk.say(nothing(answer))
        talk.say(*menu.lines(can))


def nothing(answer: str) -> str:
    """What was typed is offered by nobody."""
    return _("There is no {n} here.").format(n=answer[:8])


def choose_question() -> str:
    """The question under a menu."""
    return _("Choose by digit, Enter or 0 goes back")
