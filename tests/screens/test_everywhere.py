"""What holds on every screen: tidy lines, allowed glyphs, a true footer, the same habits."""

import importlib
import pkgutil
from pathlib import Path

import pytest

from fieldpass import locale, screens
from fieldpass.desk.office import Office
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.passes import PassesScreen
from fieldpass.screens.task_list import TaskListScreen
from fieldpass.screens.too_small import TooSmallScreen
from fieldpass.terminal.actions import ACTIONS, by_id, for_screen, key_name
from fieldpass.terminal.glyphs import offenders
from tests.parts import HIGH, ONLINE, ONSITE, Village
from tests.screens.driver import Person, at_work

ROUTES = {
    "home": (),
    "queue": ("2",),
    "review": ("2", "enter"),
    "reading": ("2", "enter", "0"),
    "apply": ("3",),
    "reports": ("4",),
    "passes": ("5",),
    "pass_card": ("5", "enter"),
    "temperatures": ("6",),
    "more": ("0",),
    "sending": ("0", "1"),
    "register": ("0", "2"),
    "settings": ("0", "3"),
    "about": ("0", "4"),
    "people": ("0", "6"),
    "colleague": ("0", "6", "1"),
    "secret": ("0", "6", "2"),
    "erasures": ("0", "7"),
    "erase_person": ("0", "7", "1"),
    "new_code": ("0", "6", "3"),
    "help": ("f2",),
    "reds": ("f3",),
    "audit": ("0", "8"),
    "staff": ("0", "9"),
    "endorse": ("0", "9", "f5"),
    "invitation": ("0", "9", "f4"),
    "batches": ("0", "1", "f6"),
    "many": ("4", "f5"),
    # The last: it puts the issuer key away, and no passphrase opens that of a store in memory again.
    "checkpoint": ("1",),
}


@pytest.fixture
def busy(place: Village, issuer: Office) -> Office:
    """An issuer with a green pass of yesterday and two applications that wait."""
    place.issue(issuer)
    place.clock.pass_(days=1)
    place.apply(issuer, ONLINE)
    place.apply(issuer, HIGH)
    return issuer


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_screen_is_tidy_in_both_languages_and_esc_leads_home(
    busy: Office, tmp_path: Path, lang: str
) -> None:
    locale.use(lang)
    async with at_work(busy, tmp_path) as person:
        for name, route in ROUTES.items():
            await person.presses(*route)
            person.is_at(name)
            person.sees_a_tidy_screen()
            assert offenders(person.screen) == set(), name
            _footer_is_whole(person, name)
            for _ in range(4):
                await person.presses("escape")
            person.is_at("home")


def _footer_is_whole(person: Person, name: str) -> None:
    """Every key that can be pressed now stands on the screen."""
    shown = person.app.screen
    assert isinstance(shown, DeskScreen)
    for action in shown.actions():
        if not action.hidden and action.id not in ("lock",):
            assert key_name(action.key) in person.screen, f"{name}: {action.id}"


def screen_classes() -> dict[str, type[DeskScreen]]:
    """Every screen of the program by its name in the registry."""
    modules = [
        importlib.import_module(f"fieldpass.screens.{one.name}")
        for one in pkgutil.iter_modules(screens.__path__)
    ]
    return {
        value.NAME: value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, DeskScreen) and value.NAME
    }


def test_every_action_of_a_screen_is_done_by_somebody() -> None:
    classes = screen_classes()
    named = {screen for action in ACTIONS for screen in action.screens} - {"everywhere", "list"}
    assert named <= set(classes)
    for name, kind in classes.items():
        for action in for_screen(name):
            if name in action.screens:
                assert hasattr(kind, f"action_{action.method}") or action.id == "quit", action.id


def test_every_list_can_be_saved_as_a_table() -> None:
    lists = {
        name
        for name, kind in screen_classes().items()
        if kind.HAS_LIST or issubclass(kind, TaskListScreen | PassesScreen)
    }
    assert lists - set(by_id("table.export").screens) == set()


async def test_a_window_that_is_too_small_says_how_large_it_must_be_and_nothing_is_lost(
    busy: Office, tmp_path: Path
) -> None:
    async with at_work(busy, tmp_path) as person:
        await person.presses("3")
        await person.types("3713")
        await person.pilot.resize_terminal(40, 12)
        await person.settles()
        assert isinstance(person.app.screen, TooSmallScreen)
        person.sees("80 x 24", "40 x 12", "nothing is lost")
        await person.pilot.resize_terminal(80, 24)
        await person.settles()
        person.is_at("apply")
        person.sees("3713")


async def test_f9_is_black_on_white_and_back(busy: Office, tmp_path: Path) -> None:
    async with at_work(busy, tmp_path) as person:
        before = person.app.theme
        await person.presses("f9")
        assert person.app.theme == "fieldpass-strong"
        await person.presses("f9")
        assert person.app.theme == before


async def test_the_language_can_be_switched_while_working(busy: Office, tmp_path: Path) -> None:
    async with at_work(busy, tmp_path) as person:
        await person.presses("0", "3", "1")
        person.sees("语言", "中文")
        await person.presses("escape", "escape")
        person.sees("要办的事")
        person.sees_a_tidy_screen()


async def test_a_pass_is_found_shown_and_voided(busy: Office, tmp_path: Path) -> None:
    async with at_work(busy, tmp_path) as person:
        await person.presses("5")
        await person.enters(ONSITE.number[-4:])
        person.is_at("pass_card")
        await person.presses("7", "1")
        person.sees("taken back", "[-]")
        person.does_not_see("7 Void")


async def test_temperatures_go_one_after_the_other(busy: Office, tmp_path: Path) -> None:
    async with at_work(busy, tmp_path) as person:
        await person.presses("6")
        await person.enters("0000")
        person.sees("Nobody found")
        await person.enters(ONSITE.number[-4:])
        person.sees(ONSITE.name, "Type the temperature")
        await person.enters("366")
        person.sees("Who?", "36.6")


async def test_a_missing_report_is_taken_down_and_the_person_leaves_the_list(
    busy: Office, tmp_path: Path
) -> None:
    async with at_work(busy, tmp_path) as person:
        await person.presses("4")
        person.sees(ONSITE.name)
        await person.presses("1")
        await person.enters("365")
        await person.presses("1")
        person.sees("normal")
        await person.waits_for("Nobody is missing today")


async def test_a_notice_stands_above_the_footer_and_never_over_it(
    busy: Office, tmp_path: Path
) -> None:
    async with at_work(busy, tmp_path) as person:
        await person.presses("3", "f5")
        person.sees("Correct the fields marked with !", "F5 Next step", "F7 Begin anew")
