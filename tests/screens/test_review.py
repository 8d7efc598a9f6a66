"""Queue and review: what may be signed, drafts and their ten seconds, reasons by digit."""

from pathlib import Path

import pytest

from fieldpass.desk import applications, deciding
from fieldpass.desk.office import Office
from fieldpass.store import records
from tests.parts import HIGH, ONSITE, Village
from tests.screens.driver import at_work


def decisions(office: Office, application: bytes) -> list[str]:
    found = office.store.read(lambda conn: records.records_of_application(conn, application))
    return [record.body.colour for record in found if record.kind == "decision.made"]


async def test_green_without_findings_is_one_key_and_enter_shows_the_pass(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter")
        person.is_at("review")
        person.sees(ONSITE.name, "1 Sign green", "Control 1", "Control 2")
        await person.presses("1")
        person.sees("[OK]", "F4 withdraws")
        assert decisions(issuer, application) == []
        await person.presses("enter")
        person.is_at("pass_card")
        person.sees("[OK]", ONSITE.name, ONSITE.number[-4:])
        assert decisions(issuer, application) == ["green"]
        person.sees_a_tidy_screen()


async def test_f4_takes_a_draft_back_and_nothing_was_signed(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "1", "f4")
        person.sees("Nothing was signed", "1 Sign green")
        assert decisions(issuer, application) == []
        assert deciding.drafts(issuer) == []


async def test_a_draft_is_signed_by_itself_when_its_ten_seconds_are_over(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "1")
        place.clock.pass_(minutes=0.2)
        await person.waits_for("signed, pass")
        assert decisions(issuer, application) == ["green"]
        await person.presses("enter")
        person.is_at("pass_card")


async def test_a_draft_that_still_waits_is_not_called_unsigned_at_home(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "1", "escape", "escape")
        person.is_at("home")
        person.does_not_see("was not signed")


async def test_green_over_a_blocking_finding_is_not_offered_and_its_key_does_nothing(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter")
        person.does_not_see("1 Sign green")
        person.sees("2 Sign yellow", "3 Sign red", "Not green")
        await person.presses("1")
        person.is_at("review")
        assert deciding.drafts(issuer) == []
        assert decisions(issuer, application) == []


async def test_yellow_and_red_ask_for_a_reason_by_digit(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "2")
        person.sees("Yellow: why?", "   1 ")
        await person.presses("escape")
        assert deciding.drafts(issuer) == []
        await person.presses("3")
        person.sees("Red: why?")
        await person.presses("1", "enter")
        person.sees("Type a sentence first")
        await person.enters("coughs")
        await person.presses("enter")
        person.is_at("pass_card")
        person.sees("[X]")
        assert decisions(issuer, application) == ["red"]


async def test_an_own_reason_asks_for_a_sentence(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "7")
        person.sees("Ask for more")
        await person.enters("photo of the permit")
        await person.presses("enter")
        person.sees("[!]")
        assert decisions(issuer, application) == ["yellow"]


async def test_a_second_normal_reading_makes_green_possible(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, HIGH)
    place.clock.pass_(minutes=6)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "4")
        await person.enters("999")
        person.sees("Temperature")
        await person.presses(*["backspace"] * 3)
        await person.enters("366")
        person.is_at("review")
        person.sees("1 Sign green")


async def test_what_a_crash_left_behind_is_offered_again_and_not_signed_by_itself(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    deciding.draft(issuer, application, "green")
    place.clock.pass_(minutes=5)
    async with at_work(issuer, tmp_path) as person:
        person.sees("not signed. Press 2")
        await person.presses("2", "enter")
        person.sees("left unsigned")
        assert decisions(issuer, application) == []
        await person.presses("f4")
        assert deciding.drafts(issuer) == []


async def test_after_the_pass_comes_the_next_application(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    first = place.apply(issuer, ONSITE)
    place.clock.pass_(minutes=1)
    place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "1")
        assert person.app.screen._application == first
        await person.presses("1", "enter", "enter")
        person.is_at("review")
        person.sees(HIGH.name)


@pytest.mark.parametrize("key", ["8", "0"])
async def test_the_whole_declaration_and_earlier_records_can_be_read(
    place: Village, issuer: Office, tmp_path: Path, key: str
) -> None:
    application = place.apply(issuer, ONSITE)
    place.decide(issuer, application)
    place.clock.pass_(days=1)
    again = place.apply(issuer, ONSITE)
    assert applications.open_application(issuer, again).earlier
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", key)
        person.is_at("reading")
        person.sees_a_tidy_screen()
        await person.presses("escape")
        person.is_at("review")


async def test_every_page_of_a_long_declaration_is_reached_by_the_key_that_the_footer_names(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "0")
        person.sees("Whole declaration 1/2", "Enter Next page")
        first = person.screen
        await person.presses("enter")
        person.sees("Whole declaration 2/2")
        assert person.lines[3:10] != first.splitlines()[3:10]
        person.sees_a_tidy_screen()
        await person.presses("pagedown")
        assert person.screen == first
