"""The palette: by digits alone, by words, by initials; nothing half filled is lost."""

from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.desk.office import Office
from fieldpass.screens.palette import PLACES
from fieldpass.terminal.actions import ACTIONS
from tests.parts import ONLINE, ONSITE, Village
from tests.screens.driver import Person, at_the_terminal, at_work


async def opens(person: Person, words: str) -> None:
    """F1, words, Enter."""
    await person.presses("f1")
    await person.enters(words)


async def test_a_place_is_reached_by_digits_alone(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("f1")
        person.sees_a_tidy_screen()
        pages = 1
        while not (rows := [one for one in person.lines if "Settings" in one]) and pages < 5:
            await person.presses("0")
            pages += 1
        await person.presses(rows[0].split()[0])
        person.is_at("settings")
        assert pages > 1, "the list has more than one page"


@pytest.mark.parametrize("words", ["temper", "连续", "ctw", "测体温 一个", "cetiwen", "lianxu"])
async def test_words_and_pinyin_narrow_the_list(issuer: Office, tmp_path: Path, words: str) -> None:
    locale.use("en" if words == "temper" else "zh")
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0")
        await opens(person, words)
        person.is_at("temperatures")


async def test_an_action_of_the_screen_in_front_is_done_there(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONLINE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter")
        await opens(person, "declaration")
        person.is_at("reading")


async def test_a_half_filled_form_stays_as_it_is(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await person.types(ONSITE.number[:9])
        await opens(person, "about")
        person.is_at("about")
        await person.presses("escape")
        person.is_at("apply")
        person.sees(ONSITE.number[:9])


async def test_what_is_open_already_is_not_offered_again(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await opens(person, "on site")
        person.sees("Nothing fits")
        await person.presses("escape")
        person.is_at("apply")


async def test_it_never_stands_in_the_way_of_a_checkpoint(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1", "f1")
        person.is_at("checkpoint")


async def test_there_is_none_before_the_unlock(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_the_terminal(tmp_path, issuer.surroundings) as person:
        await person.presses("f1")
        person.is_at("opening")


async def test_every_place_opens_the_screen_that_the_palette_takes_it_for(
    issuer: Office, tmp_path: Path
) -> None:
    labels = {one.id: one.label for one in ACTIONS}
    async with at_work(issuer, tmp_path) as person:
        for id, name in PLACES.items():
            await person.presses("5")
            if name in ("passes", "opening"):
                # Open already; and what locks leads nowhere that Esc comes back from.
                continue
            await person.presses("f1")
            await person.types(labels[id].split("(")[0].strip())
            await person.presses("enter")
            person.is_at(name)
            await person.presses(*["escape"] * 3)
            person.is_at("home")


async def test_habits_work_over_a_question_too(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        before = person.app.theme
        await person.presses("f1", "f9")
        assert person.app.theme != before
        await person.presses("f8")
        person.is_at("opening")
