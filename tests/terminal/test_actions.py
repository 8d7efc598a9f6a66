"""The rules of the action registry, and what is made from it."""

import importlib
import inspect
import itertools
import pkgutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from textual.binding import Binding

from fieldpass import locale, screens
from fieldpass.terminal import keysheet
from fieldpass.terminal.action import EVERYWHERE, LIST, Action
from fieldpass.terminal.actions import (
    ACTIONS,
    by_id,
    for_screen,
    key_name,
    screen_bindings,
)

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "fieldpass/locale/src/zh_CN/terminal.po"
PLAIN = {"enter", "escape", "up", "down", "pageup", "pagedown", "home", "end", "left", "right"}
TERMINALS_OWN = {f"ctrl+{letter}" for letter in "abhijmsqz"}


def needs_no_letter(key: str) -> bool:
    return key.isdigit() or key in PLAIN or (key[0] == "f" and key[1:].isdigit())


def of_id(action: Action) -> str:
    return action.id


@pytest.mark.parametrize("action", ACTIONS, ids=of_id)
def test_every_action_has_a_key_that_a_chinese_input_method_lets_through(action: Action) -> None:
    assert needs_no_letter(action.key)


@pytest.mark.parametrize("action", ACTIONS, ids=of_id)
def test_no_action_takes_a_key_of_terminals_and_multiplexers(action: Action) -> None:
    assert not TERMINALS_OWN & set(action.keys)


def test_an_action_stands_in_the_registry_once_so_its_keys_are_the_same_everywhere() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def _screen_classes() -> set[type]:
    names = [one.name for one in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}.")]
    return {
        found
        for name in names
        for _name, found in inspect.getmembers(importlib.import_module(name), inspect.isclass)
        if found.__module__.startswith(screens.__name__)
    }


def _bound(found: type) -> set[str]:
    """What the bindings of a class name, without the registry's."""
    every = (Binding.make_bindings(getattr(found, "BINDINGS", None) or ()),)
    return {one.action.split("(")[0].split(".")[-1] for made in every for one in made}


def test_whatever_a_screen_can_do_has_a_key() -> None:
    """A page that no key turns is a page that nobody reads."""
    classes = _screen_classes()
    reached = {action.method for action in ACTIONS}.union(*map(_bound, classes))
    able = {
        (found.__name__, name.removeprefix("action_"))
        for found in classes
        for name in vars(found)
        if name.startswith("action_")
    }
    assert len(able) > 100
    assert sorted(one for one in able if one[1] not in reached) == []


def test_no_two_actions_of_one_screen_share_a_key() -> None:
    screens = {screen for action in ACTIONS for screen in action.screens} - {EVERYWHERE, LIST}
    clashes = [
        (screen, first.id, second.id)
        for screen in screens
        for first, second in itertools.combinations(for_screen(screen), 2)
        if set(first.keys) & set(second.keys)
    ]
    assert clashes == []


def test_what_is_called_the_same_has_the_same_key_on_every_screen() -> None:
    keys: dict[str, set[str]] = {}
    for action in ACTIONS:
        # In a menu a digit is a place in it, not a habit.
        if not action.key.isdigit():
            keys.setdefault(action.label, set()).add(action.key)
    assert {label: found for label, found in keys.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("id", "key"), [("back", "escape"), ("help", "f2"), ("lock", "f8"), ("strong_light", "f9")]
)
def test_the_habits_hold_on_every_screen(id: str, key: str) -> None:
    assert by_id(id).key == key
    assert all(by_id(id) in for_screen(screen) for screen in ("home", "review", "checkpoint"))


def test_a_binding_names_the_action_of_the_registry() -> None:
    bindings = {binding.id: binding for binding in screen_bindings("review")}
    assert bindings["review.withdraw"].key == "f4"
    assert bindings["review.withdraw"].action == "review_withdraw"


def test_the_committed_key_sheet_is_the_one_made_from_the_registry() -> None:
    assert (ROOT / "docs/keys.md").read_text(encoding="utf-8") == keysheet.sheet()


def test_the_key_sheet_has_a_title_for_every_screen() -> None:
    screens = {screen for action in ACTIONS for screen in action.screens}
    assert screens <= set(keysheet.TITLES)


def test_every_label_and_help_has_a_chinese_translation() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    said = {text for action in ACTIONS for text in (action.label, action.help)}
    missing = {text for text in said if text not in catalogue or not catalogue[text].string}
    assert missing == set()


def test_labels_are_translated_when_shown_and_not_at_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action = by_id("help")
    for module in ("action", "actions"):
        monkeypatch.setattr(f"fieldpass.terminal.{module}._", lambda text: f"<{text}>")
    assert action.shown_label() == "<Help>"
    assert key_name("enter") == "<Enter>"
    assert key_name("f9") == "F9"
    assert locale.language() == "zh"
