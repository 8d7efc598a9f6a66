"""The registry of what can be pressed.

One table, from which Textual's bindings, the footer, the F2 help, the command palette and the key
sheet in `docs/keys.md` are made. Rules, held by tests:

1. An action has a digit, an F-key, Enter, Esc or an arrow or paging key; with a Chinese input
   method on, letters never reach the program.
2. An action has the same keys on every screen where it stands; two actions of one screen never
   share a key.
3. No key of Ctrl with A, B, H, I, J, M, S, Q or Z: they belong to terminals and multiplexers.
4. Labels and help are English source texts here and translated when they are shown.

The method that does an action is `action_` and its id, with `_` for `.`: `home.scan` is
`action_home_scan`. Screens are named by their module in `fieldpass.screens`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.terminal.action import EVERYWHERE, LIST, N_, Action
from fieldpass.terminal.action import action as _a
from fieldpass.terminal.office_actions import OFFICE
from fieldpass.terminal.task_actions import TASKS

if TYPE_CHECKING:
    from textual.binding import Binding

__all__ = [
    "ACTIONS",
    "EVERYWHERE",
    "HABITS",
    "LIST",
    "LISTS",
    "Action",
    "bindings",
    "by_id",
    "for_screen",
    "habit_bindings",
    "habit_bindings_over_questions",
    "key_name",
    "screen_bindings",
]

HABITS = (
    _a(
        "back", "escape", N_("Back"), N_("Go back; on the checkpoint, clear the screen"), EVERYWHERE
    ),
    _a("help", "f2", N_("Help"), N_("Show what can be pressed here, and what it does"), EVERYWHERE),
    _a("lock", "f8", N_("Lock"), N_("Lock the program; the next person unlocks it"), EVERYWHERE),
    _a(
        "strong_light",
        "f9",
        N_("Strong light"),
        N_("Black on white for bright sunlight, and back"),
        EVERYWHERE,
    ),
    _a(
        "palette",
        "f1 ctrl+p",
        N_("What to do"),
        N_("Everything that can be done from here, found by words or pinyin"),
        EVERYWHERE,
        hidden=True,
    ),
    _a(
        "redraw",
        "f12 ctrl+l",
        N_("Draw anew"),
        N_("Draw the whole screen anew, where noise on the line has spoiled it"),
        EVERYWHERE,
        hidden=True,
    ),
)

LISTS = (
    _a("list.choose", "enter", N_("Open"), N_("Open the row under the cursor"), LIST),
    _a("list.up", "up", N_("Up"), N_("One row up"), LIST, hidden=True),
    _a("list.down", "down", N_("Down"), N_("One row down"), LIST, hidden=True),
    _a("list.page_up", "pageup", N_("Page up"), N_("One page up"), LIST, hidden=True),
    _a("list.page_down", "pagedown", N_("Page down"), N_("One page down"), LIST, hidden=True),
    _a("list.home", "home", N_("First"), N_("To the first row"), LIST, hidden=True),
    _a("list.end", "end", N_("Last"), N_("To the last row"), LIST, hidden=True),
)

HOME = (
    _a(
        "home.checkpoint", "1", N_("Scan (checkpoint)"), N_("Verify passes at a checkpoint"), "home"
    ),
    _a(
        "home.queue",
        "2",
        N_("Issue passes"),
        N_("Review the applications that wait and decide them"),
        "home",
    ),
    _a(
        "home.apply",
        "3",
        N_("Apply for a pass (on site)"),
        N_("Take down an application for somebody who is here"),
        "home",
    ),
    _a(
        "home.reports",
        "4",
        N_("Daily health reports"),
        N_("Who has not reported today, and reports by batch"),
        "home",
    ),
    _a("home.show", "5", N_("Show a pass"), N_("Show a pass's code on the screen"), "home"),
    _a(
        "home.temperatures",
        "6",
        N_("Take temperatures"),
        N_("One temperature after the other, at speed"),
        "home",
    ),
    _a("home.search", "8", N_("Find a person"), N_("Find by name, initials or ID tail"), "home"),
    _a(
        "home.shift",
        "9",
        N_("Change person"),
        N_("Lock the program, so that another person can unlock it"),
        "home",
    ),
    _a(
        "home.more",
        "0",
        N_("More: sending, settings"),
        N_("Registration, what is not yet sent, settings, about"),
        "home",
    ),
)

CHECKPOINT = (
    _a(
        "checkpoint.confirm",
        "enter",
        N_("Confirm"),
        N_("Take what stands in the entry line"),
        "checkpoint",
        hidden=True,
    ),
    _a(
        "checkpoint.green_seen",
        "f3",
        N_("Green seen, pass"),
        N_("Count a green pass that was seen by eye"),
        "checkpoint",
    ),
    _a(
        "checkpoint.refuse",
        "f4",
        N_("Do not pass"),
        N_("Record that the person was not let through"),
        "checkpoint",
    ),
    _a(
        "checkpoint.park",
        "f5",
        N_("Wait aside"),
        N_("Let the person wait aside; without a card in front, show who waits"),
        "checkpoint",
    ),
    _a(
        "checkpoint.appeal",
        "f6",
        N_("Appeal"),
        N_("Record that the person disagrees"),
        "checkpoint",
    ),
    _a(
        "checkpoint.paper",
        "f7",
        N_("Paper card"),
        N_("Record a sealed paper card without a code"),
        "checkpoint",
    ),
)

REVIEW = (
    _a("review.green", "1", N_("Sign green"), N_("Decide green and issue the pass"), "review"),
    _a(
        "review.yellow",
        "2",
        N_("Sign yellow"),
        N_("Decide yellow, with a reason"),
        "review",
        asks=True,
    ),
    _a("review.red", "3", N_("Sign red"), N_("Decide red, with a reason"), "review", asks=True),
    _a(
        "review.reading",
        "4",
        N_("Temperature"),
        N_("Take a temperature that answers a high one"),
        "review",
        asks=True,
    ),
    _a(
        "review.ask",
        "7",
        N_("Ask for more"),
        N_("Ask the applicant for something"),
        "review",
        asks=True,
    ),
    _a(
        "review.twins",
        "8",
        N_("Same name"),
        N_("Show people of the same name side by side, and earlier records"),
        "review",
    ),
    _a(
        "review.declaration",
        "0",
        N_("Declaration"),
        N_("Show the declaration word for word"),
        "review",
    ),
    _a("review.next", "enter", N_("Next"), N_("Go to the next application"), "review"),
    _a(
        "review.withdraw",
        "f4",
        N_("Withdraw"),
        N_("Take the draft back before it is signed"),
        "review",
    ),
)

ACTIONS: tuple[Action, ...] = (*HABITS, *LISTS, *HOME, *CHECKPOINT, *REVIEW, *TASKS, *OFFICE)


def for_screen(
    screen: str, *, lists: bool = False, table: Iterable[Action] = ACTIONS
) -> list[Action]:
    """What can be pressed on a screen: its own actions, then those of lists, then the habits."""
    own = [action for action in table if screen in action.screens]
    of_lists = [action for action in table if lists and LIST in action.screens]
    habits = [action for action in table if EVERYWHERE in action.screens]
    return [*own, *of_lists, *habits]


def by_id(id: str, table: Iterable[Action] = ACTIONS) -> Action:
    """The action with this id; LookupError if there is none."""
    for action in table:
        if action.id == id:
            return action
    raise LookupError(id)


def bindings(actions: Iterable[Action]) -> list["Binding"]:
    """Textual's bindings for these actions (descriptions stay untranslated: our footer is own)."""
    from textual.binding import Binding

    return [
        Binding(
            ",".join(action.keys), action.method, action.label, show=not action.hidden, id=action.id
        )
        for action in actions
    ]


def screen_bindings(screen: str) -> list["Binding"]:
    """A screen's own bindings, for its `BINDINGS`; habits are the app's, lists' the list's."""
    return bindings(action for action in ACTIONS if screen in action.screens)


def habit_bindings() -> list["Binding"]:
    """The bindings of the app, which hold on every screen."""
    return bindings(HABITS)


def habit_bindings_over_questions() -> list["Binding"]:
    """What holds while a question is in front too: all habits but those that would ask another one.

    A modal screen hides the app's bindings, so that it names them itself.
    """
    from textual.binding import Binding

    return [
        Binding(",".join(action.keys), f"app.{action.method}", action.label, show=False)
        for action in HABITS
        if action.id in ("lock", "strong_light", "redraw")
    ]


_KEY_NAMES = {
    "escape": "Esc",
    "enter": N_("Enter"),
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": N_("Up arrow"),
    "down": N_("Down arrow"),
    "left": N_("Left arrow"),
    "right": N_("Right arrow"),
    "tab": "Tab",
    "delete": "Del",
}


def key_name(key: str) -> str:
    """A key as people read it: "f2" is F2, "enter" is 回车 in Chinese."""
    if key in _KEY_NAMES:
        return _(_KEY_NAMES[key])
    if "+" in key:
        return "+".join(part.capitalize() for part in key.split("+"))
    return key.upper() if len(key) > 1 else key
