"""How many keys the ten commonest tasks take, counted on the program itself.

    python -m tests.screens.keys_counted            write docs/keys-counted.md anew

Each task begins where it says and ends when its outcome stands; each character typed is a key, what a
scanner types is none. `test_keys_counted` plays all tasks and holds the table.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from fieldpass import locale
from fieldpass.desk.office import Office
from fieldpass.widgets.bigwords import BigWord
from fieldpass.widgets.shades import Shade
from tests.parts import ONLINE, ONSITE, Village, village
from tests.screens.driver import Person, at_work
from tests.screens.snapshots.stage import PUPIL

TABLE = Path(__file__).resolve().parents[2] / "docs" / "keys-counted.md"


@dataclass(slots=True)
class Counted:
    """Somebody at the terminal whose keys are counted."""

    person: Person
    place: Village
    office: Office
    keys: list[str] = field(default_factory=list)

    async def press(self, *keys: str) -> None:
        """Keys, one by one."""
        self.keys += keys
        await self.person.presses(*keys)

    async def type(self, text: str) -> None:
        """A text and Enter."""
        self.keys += [*text, "enter"]
        await self.person.enters(text)

    async def scan(self, text: str) -> None:
        """What a scanner types costs nobody a key."""
        await self.person.enters(text)

    def sees(self, *texts: str) -> None:
        """These stand on the screen."""
        self.person.sees(*texts)

    def shade(self) -> Shade | None:
        """The colour of the checkpoint's verdict."""
        return self.person.app.screen.query_one(BigWord).shade


Doing = Callable[[Counted], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task: its name in both languages, where it begins, and how it is done."""

    name: str
    zh: str
    begins: str
    do: Doing


def _wait_for_one(work: Counted) -> None:
    work.place.apply(work.office, ONLINE)


async def green(work: Counted) -> None:
    _wait_for_one(work)
    await work.press("2", "enter", "1", "enter")
    work.sees("green: pass [OK]", ONLINE.name)


async def next_green(work: Counted) -> None:
    _wait_for_one(work)
    work.place.clock.pass_(minutes=1)
    work.place.apply(work.office, PUPIL)
    await green_of_first(work)
    await work.press("enter", "1", "enter")
    work.sees("green: pass [OK]", PUPIL.name)


async def green_of_first(work: Counted) -> None:
    """Come to the first pass; not counted."""
    before = list(work.keys)
    await work.press("2", "enter", "1", "enter")
    work.keys[:] = before


async def red(work: Counted) -> None:
    _wait_for_one(work)
    await work.press("2", "enter", "3", "1")
    await work.type("contact")
    await work.press("enter")
    work.sees("red: stop [X]", ONLINE.name)


async def scanned(work: Counted) -> None:
    view = work.place.issue(work.office, ONSITE)
    before = list(work.keys)
    await work.press("1")
    work.keys[:] = before
    await work.scan(view.digits)
    assert work.shade() is Shade.GREEN


async def lifted(work: Counted) -> None:
    view = work.place.issue(work.office, ONSITE)
    work.place.screen(work.office, ONSITE)
    work.place.clock.pass_(days=2)
    work.place.publish()
    work.place.synced(work.office)
    before = list(work.keys)
    await work.press("1")
    work.keys[:] = before
    await work.scan(view.digits)
    assert work.shade() is Shade.YELLOW
    await work.type("365")
    assert work.shade() is Shade.GREEN


async def known_person(work: Counted) -> None:
    work.place.issue(work.office, ONSITE)
    work.place.clock.pass_(days=6)
    await work.press("3")
    await work.type(ONSITE.number[-4:])
    await work.press("1")
    await work.press("enter")
    await _the_rest(work)


async def new_person(work: Counted) -> None:
    await work.press("3")
    await work.type(ONSITE.number)
    await work.type(ONSITE.name)
    await work.type(ONSITE.phone)
    await _the_rest(work)


async def _the_rest(work: Counted) -> None:
    await work.type("5")
    await work.type(ONSITE.destination)
    await work.type("")
    await work.press("1")
    await work.type("")
    await work.type("300")
    await work.press("f6", "enter", "2")
    await work.type("王秀英")
    await work.press("1")
    await work.type("365")
    work.sees("pending [?]", ONSITE.name)


async def temperature(work: Counted) -> None:
    work.place.issue(work.office, ONSITE)
    before = list(work.keys)
    await work.press("6")
    work.keys[:] = before
    await work.type(ONSITE.number[-4:])
    await work.type("366")
    work.sees("36.6", "Who?")


async def report(work: Counted) -> None:
    work.place.issue(work.office, ONSITE)
    work.place.clock.pass_(days=1)
    work.place.synced(work.office)
    await work.press("4", "1")
    await work.type("365")
    await work.press("1")
    work.sees("normal")


async def shown(work: Counted) -> None:
    view = work.place.issue(work.office, ONSITE)
    await work.press("5")
    await work.type(ONSITE.number[-4:])
    work.sees(view.serial, "green: pass [OK]")


TASKS = (
    Task(name="Sign the first that waits green, and show the pass", zh="签绿第一份并出示",
         begins="home", do=green),
    Task(name="The next one the same way", zh="接着签绿下一份", begins="the pass shown", do=next_green),
    Task(name="Sign red, with a reason of seven letters, and show the pass", zh="签红, 写原因, 出示",
         begins="home", do=red),
    Task(name="Verify a scanned pass", zh="扫码查验", begins="checkpoint", do=scanned),
    Task(name="Lift a missing report by a normal reading", zh="补测体温放行", begins="checkpoint",
         do=lifted),
    Task(name="Take an application of somebody known down", zh="代填 (办过的人)", begins="home",
         do=known_person),
    Task(name="Take an application of somebody new down", zh="代填 (新来的人)", begins="home",
         do=new_person),
    Task(name="One temperature in a row", zh="连续测体温, 一人", begins="temperatures", do=temperature),
    Task(name="A missing health report", zh="补一个每日上报", begins="home", do=report),
    Task(name="Show somebody's pass", zh="出示通行卡", begins="home", do=shown),
)  # fmt: skip


async def count(task: Task) -> list[str]:
    """The keys that a task takes, played on the real desk in English."""
    before, place = locale.language(), village()
    locale.use("en")
    try:
        office = place.device("issuer")
        with tempfile.TemporaryDirectory() as home:
            async with at_work(office, Path(home)) as person:
                work = Counted(person, place, office)
                await task.do(work)
                return work.keys
    finally:
        locale.use(before)
        place.close()


def table(counted: dict[str, list[str]]) -> str:
    """The document."""
    rows = [
        f"| {task.name} | {task.zh} | {task.begins} | {len(counted[task.name])} |" for task in TASKS
    ]
    return "\n".join(
        [
            "<!-- Made by `python -m tests.screens.keys_counted`; a test plays the tasks again. -->",
            "",
            "# Keys counted / 按键数",
            "",
            "How many keys the ten commonest tasks take, every typed character counted. What a scanner",
            "types is none. The same tasks are played on the real desk by a test, which fails when a task",
            "takes another number.",
            "",
            "| task | 做什么 | begins at | keys |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


async def all_counted() -> dict[str, list[str]]:
    """Every task, played."""
    return {task.name: await count(task) for task in TASKS}


if __name__ == "__main__":
    TABLE.write_text(table(asyncio.run(all_counted())), encoding="utf-8")
