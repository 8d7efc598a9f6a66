"""Habits, held over the registry and every screen: help, palette, the checkpoint, lists, long work."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldpass import desk, locale
from fieldpass.desk import audit
from fieldpass.desk.office import Office
from fieldpass.desk.progress import Progress
from fieldpass.model.times import at_hour
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.palette import PLACES, offers
from fieldpass.terminal.action import EVERYWHERE, LIST
from fieldpass.terminal.actions import ACTIONS, HABITS, for_screen, key_name
from tests.parts import HIGH, ONLINE, ONSITE, Village
from tests.screens.driver import Person, at_work
from tests.screens.test_everywhere import ROUTES, screen_classes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def busy(place: Village, issuer: Office) -> Office:
    """An issuer with a green pass of yesterday and two applications that wait."""
    place.issue(issuer)
    place.clock.pass_(days=1)
    place.apply(issuer, ONLINE)
    place.apply(issuer, HIGH)
    return issuer


# Keys.


def test_no_screen_gives_a_habit_s_key_to_something_else() -> None:
    habits = {key: action.id for action in HABITS for key in action.keys}
    taken = [
        f"{action.id}: {key}"
        for action in ACTIONS
        for key in action.keys
        if key in habits and action.id != habits[key]
    ]
    assert taken == []


def test_keys_that_mean_the_same_on_every_screen_mean_nothing_else_there() -> None:
    """F5 ends a form, F7 saves a list: who has learned it once may press it blindly."""
    for screen in {one for action in ACTIONS for one in action.screens} - {EVERYWHERE, LIST}:
        own = {key: one.id for one in ACTIONS if screen in one.screens for key in one.keys}
        if "form.next" in own.values():
            assert own["f5"] in ("form.submit", "task.submit", "apply.step"), screen
        if "table.export" in own.values():
            assert own["f7"] == "table.export", screen


# Help and palette, on every screen.


class AsyncScreens:
    """Every screen of `ROUTES`, one after the other, from home and back."""

    def __init__(self, person: Person) -> None:
        self._person, self._routes = person, iter(ROUTES.items())

    def __aiter__(self) -> "AsyncScreens":
        return self

    async def __anext__(self) -> DeskScreen:
        for name, route in self._routes:
            while getattr(self._person.app.screen, "NAME", "") != "home":
                await self._person.presses("escape")
            if name == "help":
                continue
            await self._person.presses(*route)
            self._person.is_at(name)
            front = self._person.app.screen
            assert isinstance(front, DeskScreen)
            return front
        raise StopAsyncIteration


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_f2_explains_each_key_of_each_screen(busy: Office, tmp_path: Path, lang: str) -> None:
    locale.use(lang)
    async with at_work(busy, tmp_path) as person:
        async for front in AsyncScreens(person):
            await person.presses("f2")
            person.is_at("help")
            said = [person.screen]
            while (await person.presses("enter"), person.screen)[1] not in said:
                said.append(person.screen)
            # What is wrapped at the screen's edge is one text again.
            text = "".join("".join(page.split()) for page in said)
            for action in for_screen(front.NAME, lists=front.HAS_LIST):
                words = f"{action.shown_label()}: {action.shown_help()}"
                where = f"{front.NAME}: {action.id}"
                assert "".join(words.split()) in text, where
                assert "".join(key_name(action.key).split()) in text, where
            await person.presses("escape")


async def test_help_counts_its_own_pages_and_not_the_place_in_the_queue(
    busy: Office, tmp_path: Path
) -> None:
    locale.use("en")
    async with at_work(busy, tmp_path) as person:
        await person.presses("2", "enter")
        assert re.match(r"Issue passes 1/\d", person.lines[0])
        await person.presses("f2")
        assert re.match(r"Help: Issue passes 1/2 ", person.lines[0])
        await person.presses("pagedown")
        assert re.match(r"Help: Issue passes 2/2 ", person.lines[0])
        await person.presses("enter")
        assert re.match(r"Help: Issue passes 1/2 ", person.lines[0])


async def test_the_palette_offers_every_action_of_each_screen(busy: Office, tmp_path: Path) -> None:
    async with at_work(busy, tmp_path) as person:
        async for front in AsyncScreens(person):
            if not front.PALETTE:
                continue
            offered = {one.action.id for one in offers(front)}
            can = {
                action.id
                for action in for_screen(front.NAME)
                # Enter and Esc are pressed without looking them up; the palette is open already.
                if action.key not in ("enter", "escape", "f1") and action.id != "redraw"
                if front.allowed(action.id)
            }
            assert can - offered == set(), front.NAME


def test_the_palette_leads_to_each_place_of_both_menus() -> None:
    menus = {one.id for one in ACTIONS if {"home", "more"} & set(one.screens) and one.id != "quit"}
    assert menus == set(PLACES)
    assert set(PLACES.values()) <= set(screen_classes())


# The checkpoint.


async def test_nothing_stands_before_the_next_scan_at_a_checkpoint(
    place: Village, busy: Office, tmp_path: Path
) -> None:
    card = place.issue(busy)
    async with at_work(busy, tmp_path) as person:
        await person.presses("1")
        for action in for_screen("checkpoint"):
            if action.id in ("lock", "back") or action.key == "enter":
                continue
            await person.enters(card.digits)
            await person.presses(action.key)
            if action.id == "help":
                # Help is asked for, and Esc is the way back from everywhere.
                await person.presses("escape")
            person.is_at("checkpoint")
            await person.enters(card.digits)
            person.is_at("checkpoint")
            person.sees(ONSITE.name)


async def test_a_doubted_clock_is_said_at_the_checkpoint_and_covers_nothing(
    place: Village, busy: Office, tmp_path: Path
) -> None:
    card = place.issue(busy)
    async with at_work(busy, tmp_path) as person:
        await person.presses("1")
        place.clock.now = at_hour(20000101, 0)
        await person.enters(card.digits)
        for keys in (("f3",), ("f6", "n", "o", "enter"), ("f7", "2", "2", "1", "7", "enter")):
            await person.presses(*keys)
            person.is_at("checkpoint")
        await person.enters("0228")
        await person.enters("1")
        person.is_at("checkpoint")
        await person.enters(card.digits)
        person.is_at("checkpoint")


# Long work.


def long_functions() -> dict[str, str]:
    """What of the desk says how far it is (`tick`), or reads a whole list (`rows`): name to parameter."""
    found = {}
    for one in pkgutil.iter_modules(desk.__path__):
        module = importlib.import_module(f"fieldpass.desk.{one.name}")
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                names = inspect.signature(value).parameters
                long = [parameter for parameter in ("tick", "rows") if parameter in names]
                if long and not name.startswith("_"):
                    found[f"{one.name}.{name}"] = long[0]
    return found


def begun_without_an_end(source: str) -> list[str]:
    """Calls of long work that are not handed to `work_long` or `long_work`, or not told how to stop."""
    long, wrong = long_functions(), []
    tree = ast.parse(source)
    aliases = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fieldpass.desk")
        for alias in node.names
    }
    inside = {
        id(call)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node) in ("work_long", "long_work")
        for argument in node.args
        if isinstance(argument, ast.Lambda)
        for call in ast.walk(argument)
        if isinstance(call, ast.Call) and _told(call, argument.args.args[0].arg)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            name = f"{aliases.get(owner, owner)}.{node.func.attr}"
            if name in long and id(node) not in inside:
                wrong.append(f"{node.lineno}: {name}")
    return wrong


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _told(call: ast.Call, progress: str) -> bool:
    """Whether the call gets the progress in one of its arguments."""
    return any(
        isinstance(one, ast.Name) and one.id == progress
        for argument in call.args
        for one in ast.walk(argument)
    )


def sources() -> Iterator[Path]:
    for package in ("screens", "plain"):
        yield from (ROOT / "fieldpass" / package).glob("*.py")


def test_all_long_work_says_how_far_it_is_and_can_be_stopped() -> None:
    assert {"audit.check", "audit.search", "tables.save"} <= set(long_functions())
    wrong = {
        path.name: found
        for path in sources()
        if (found := begun_without_an_end(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "line",
    [
        "self.ask(lambda: audit.search(office, words), self.found)",
        "self.work_long('...', lambda progress: audit.search(office, words), self.found)",
        "tables.save(folder, name, titles, rows)",
    ],
)
def test_long_work_that_cannot_be_stopped_is_found(line: str) -> None:
    assert begun_without_an_end(f"from fieldpass.desk import audit, tables\n{line}\n") != []


def test_a_search_of_the_audit_reads_all_pages_and_stops_between_two(
    place: Village, busy: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_PAGE", 4)
    oldest = audit.lines(busy)[-1]
    assert len(audit.lines(busy)) > 8, "several pages"
    heard: list[int] = []
    found = audit.search(busy, "application", heard.append)
    assert {line.code for line in found} == {"application.submitted"}
    assert heard[:2] == [4, 8]
    assert heard[-1] == len(audit.lines(busy))
    assert oldest in audit.search(busy, oldest.kind.en)
    assert [line.name for line in audit.search(busy, ONSITE.name)].count(ONSITE.name) > 1


async def test_a_search_that_is_stopped_leaves_the_list_as_it_was(
    busy: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(busy, tmp_path) as person:
        await person.presses("0", "8")
        before = person.lines[2:10]
        real = Progress.step
        with monkeypatch.context() as patch:
            patch.setattr(Progress, "step", lambda self, done: (self.stop(), real(self, done))[1])
            await person.presses("f5")
            await person.enters("temperature")
        person.sees("Stopped. Nothing was changed.")
        person.does_not_see("[temperature]")
        assert person.lines[2:10] == before
        await person.presses("f5")
        await person.enters("temperature")
        person.sees("[temperature]", "temperature")
        person.does_not_see("screening")
