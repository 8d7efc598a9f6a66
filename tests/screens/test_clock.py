"""The clock's screen: it comes by itself where signing was refused, and takes two people."""

from pathlib import Path

from fieldpass.desk import passes
from fieldpass.desk.office import Office
from fieldpass.model.times import at_hour
from fieldpass.screens.pass_card import PassScreen
from tests.parts import Village
from tests.screens.driver import at_work


async def test_a_lost_clock_is_asked_for_where_it_is_missed_and_two_people_set_it(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    place.clock.now = at_hour(20000101, 0)
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(view))
        await person.settles()
        await person.presses("7", "1")
        person.is_at("clock")
        person.sees("2000-01-01", "2020-02-25 10:00", "nothing is signed")
        await person.enters("202002241000")
        person.sees("earlier than when")
        await person.enters("202002251043")
        person.sees("Typed: 2020-02-25 10:43", "Second person")
        person.sees_a_tidy_screen()
        await person.enters("王秀英")
        person.sees("second person must confirm")
        await person.enters("李红梅")
        person.sees("confirmed by 李红梅")
        await person.presses("escape", "7", "1")
        person.is_at("pass_card")
        assert passes.open_pass(issuer, view.pass_ref).void


async def test_a_clock_in_order_is_said_to_be_so_and_asks_nothing(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "5")
        person.is_at("clock")
        person.sees("The clock is in order")
        person.does_not_see("12 digits")
        person.sees_a_tidy_screen()


async def test_home_says_that_the_clock_is_lost_and_which_keys_set_it(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    now = place.clock.now
    place.clock.now = at_hour(20000101, 0)
    async with at_work(issuer, tmp_path) as person:
        person.sees("The time of this device is wrong", "Press 0, then 5")
        person.sees_a_tidy_screen()
        await person.presses("0", "5")
        person.is_at("clock")
        place.clock.now = now
        await person.presses("escape", "escape")
        person.is_at("home")
        person.does_not_see("The time of this device")
