"""Another person works in between: everything typed comes back for who left it, and for nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldpass.app import FieldpassApp
from fieldpass.desk import forgetting, left_here, onsite, people_here
from fieldpass.desk.people_here import ColleagueForm
from fieldpass.screens import left
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.form import Form
from fieldpass.store import records
from fieldpass.terminal.actions import ACTIONS
from tests.laptop import CHEAP, MINE, YOURS, Laptop
from tests.parts import HIGH, ONLINE, ONSITE
from tests.screens.driver import Person, at_work
from tests.screens.test_everywhere import screen_classes

TYPED = "紫藤路口"
NOTHING_TYPED = {
    "about", "help", "home", "opening", "pass_card", "reading", "recover", "recovery", "returned",
    "many", "admit", "introduction", "invitation", "issuer_key",
}  # fmt: skip
"""Screens without an entry; before the unlocking; `many`, which comes by its questions; a passphrase; and
what two people read to each other on the telephone, which they begin anew."""


pytestmark = pytest.mark.usefixtures("cheap_secrets")


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path)
    place, office = made.place, made.office
    place.issue(office, ONSITE)
    place.clock.pass_(days=1)
    place.apply(office, ONLINE)
    place.apply(office, HIGH)
    clerk = ColleagueForm(
        name="王芳", post="会计", phone="13800005522", role="clerk", secret=YOURS, again=YOURS
    )
    people_here.add(office, clerk, cost=CHEAP)
    yield made
    made.place.close()


# Where, by which keys (`>` types without Enter, `>>` with it), and what must stand there again.
CASES = {
    "on-site application": (("3", "enter", ">" + ONSITE.number[:9]), ONSITE.number[:6]),
    "its later time": (("3", "f3", ">0224 1530"), "0224 1530"),
    "queue, looked for": (("2", "f5", ">>李", "f3", "f6"), "[李]"),
    "queue, looking": (("2", "f5", ">" + TYPED), TYPED),
    "name of a table": (("2", "f7", ">" + TYPED), TYPED),
    "yellow, why": (("2", "enter", "2"), "Yellow: why?"),
    "what is asked for": (("2", "enter", "7", ">" + TYPED), TYPED),
    "red, the sentence": (("2", "enter", "3", "1", ">" + TYPED), TYPED),
    "a temperature of the review": (("2", "enter", "4", ">36"), "36"),
    "a call": (("2", "enter", "5", "1", "2", ">" + TYPED), TYPED),
    "a transfer": (("2", "enter", "9", ">370211"), "370211"),
    "why a transfer": (("2", "enter", "9", ">>370211001001", ">" + TYPED), TYPED),
    "why dropped": (("2", "enter", "f7", ">" + TYPED), TYPED),
    "looked for a person": (("5", ">" + TYPED), TYPED),
    "whose temperature": (("6", ">" + TYPED), TYPED),
    "the temperature": (("6", ">>" + ONSITE.number[-4:], ">36"), ONSITE.name),
    "from paper": (("6", "f3", ">>0224 0900", ">" + TYPED), "24 Feb 9:00"),
    "the table of a household": (("6", ">>" + ONSITE.number[-4:], "f5", "1", ">366"), "366"),
    "a report": (("4", "enter", ">36"), "36"),
    "its symptoms": (("4", "enter", ">>365"), "Symptoms?"),
    "many reports": (("4", "f5", ">364"), "364"),
    "green passes": (("4", "f4"), "Green passes"),
    "registration": (("0", "2", ">" + TYPED), TYPED),
    "a colleague": (("0", "6", "1", ">>" + TYPED, ">head"), TYPED),
    "who leaves": (("0", "6", "4"), "Who leaves this device?"),
    "a unit": (("0", "9", "f5", "down", ">" + TYPED), TYPED),
    "end an authority": (("0", "9", "1"), ""),
    "erase a person": (("0", "7", "1", ">" + ONSITE.number), ONSITE.number),
    "a record": (("0", "8", "f5", ">" + TYPED), TYPED),
    "records of a person": (("0", "8", "f5", ">>李"), "[李]"),
    "a paper card": (("1", "f7", ">>221X", ">02"), "Valid to"),
}


async def plays(person: Person, strokes: tuple[str, ...]) -> None:
    for stroke in strokes:
        if stroke.startswith(">>"):
            await person.enters(stroke[2:])
        elif stroke.startswith(">"):
            await person.types(stroke[1:])
        else:
            await person.presses(stroke)


async def unlocks(person: Person, secret: str) -> None:
    person.is_at("opening")
    await person.enters(secret)


def written(person: Person) -> int:
    office = person.app.office
    assert office is not None
    return office.store.read(records.count)


@pytest.mark.parametrize("part", range(4))
async def test_what_was_typed_comes_back_for_who_left_it_and_nothing_is_written_by_it(
    laptop: Laptop, tmp_path: Path, part: int
) -> None:
    async with at_work(laptop.office, tmp_path) as person:
        for name, (strokes, seen) in list(CASES.items())[part::4]:
            person.is_at("home")
            await plays(person, strokes)
            # An entry line is painted after a moment's pause.
            await person.waits_for(seen)
            before, count = person.app.leaving(), written(person)
            front = type(person.app.screen)
            assert before, name
            await person.presses("f8")
            person.does_not_see(TYPED)
            await unlocks(person, MINE)
            assert person.app.leaving() == before, name
            assert type(person.app.screen) is front, name
            assert written(person) == count, name
            await person.waits_for(seen)
            person.sees_a_tidy_screen()
            for _ in range(7):
                await person.presses("escape")
            await _empties_the_form(person)


async def _empties_the_form(person: Person) -> None:
    """The half-filled application is the table's: the next case begins with none."""
    office = person.app.office
    assert office is not None
    onsite.drop_form(office)


async def test_another_person_finds_an_own_empty_desk_and_the_first_one_everything_again(
    laptop: Laptop, tmp_path: Path
) -> None:
    async with at_work(laptop.office, tmp_path) as person:
        await plays(person, ("2", "enter", "3", "1", ">" + TYPED, "f8"))
        await unlocks(person, YOURS)
        person.is_at("home")
        assert person.app.office is not None
        assert left_here.kept(person.app.office) == []
        await plays(person, ("0", "6", "2", "f8"))
        await unlocks(person, MINE)
        person.sees(TYPED)
        await person.presses("f8")
        await unlocks(person, YOURS)
        person.is_at("secret")
        person.does_not_see(TYPED)


async def test_a_screen_that_is_left_while_it_is_put_back_is_let_go_without_a_fault(
    laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = FieldpassApp._settled

    async def left_meanwhile(app: FieldpassApp, screen: DeskScreen) -> None:
        await settled(app, screen)
        if screen.NAME == "queue":
            await app.pop_screen()

    async with at_work(laptop.office, tmp_path) as person:
        await plays(person, ("2", "f5", ">>李", "f8"))
        monkeypatch.setattr(FieldpassApp, "_settled", left_meanwhile)
        await unlocks(person, MINE)
        person.is_at("home")
        assert person.app.troubles == ()
        person.sees_a_tidy_screen()


async def test_the_idle_lock_keeps_what_was_typed(laptop: Laptop, tmp_path: Path) -> None:
    async with at_work(laptop.office, tmp_path) as person:
        await plays(person, ("0", "8", "f5", ">" + TYPED))
        laptop.place.clock.pass_(minutes=60)
        person.app.look_idle()
        await person.settles()
        await unlocks(person, MINE)
        person.sees(TYPED)


async def test_no_secret_is_kept(laptop: Laptop, tmp_path: Path) -> None:
    async with at_work(laptop.office, tmp_path) as person:
        await plays(person, ("0", "6", "1", ">>" + TYPED, "down", "down", "down", ">" + "secretly"))
        assert "secretly" in person.app.screen.query_one(Form).values().values()
        assert TYPED in str(person.app.leaving())
        assert "secretly" not in str(person.app.leaving())


async def test_it_goes_once_it_was_taken_up_and_with_an_erasure_on_request(
    laptop: Laptop, tmp_path: Path
) -> None:
    async with at_work(laptop.office, tmp_path) as person:
        await plays(person, ("0", "8", "f5", ">" + TYPED, "f8"))
        person.app.wait_closed()
    office = laptop.unlocks(MINE)
    assert TYPED in str(left_here.kept(office))
    forgetting.forget(office, "resident_id", ONSITE.number)
    assert left_here.kept(office) == []


def test_every_screen_with_an_entry_is_opened_again() -> None:
    classes = screen_classes()
    assert set(left.REOPENED) == set(classes) - NOTHING_TYPED
    for name in left.REOPENED:
        state = {"application": b"0" * 16}
        made = left._made({"name": name, "state": state})
        assert type(made) is classes[name]


def test_every_action_that_asks_was_played() -> None:
    """An action that begins with a question belongs into `CASES`, by its key on its screen."""
    played = {key for strokes, _seen in CASES.values() for key in strokes}
    for action in ACTIONS:
        if action.asks:
            assert action.key in played, action.id
