"""A scanner that fires where no scan belongs: no key is pressed, no passphrase made, nothing signed."""

import asyncio
import time
from pathlib import Path

import pytest
from textual import events

from fieldpass.desk import deciding, opening
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.screens import stray_scan
from fieldpass.store import records
from tests.laptop import MINE, Laptop
from tests.parts import ONLINE, ONSITE, Village
from tests.screens.driver import Person, at_the_terminal, at_work

ENDS = ["enter", "tab", "ctrl+j", ""]


async def scans(person: Person, digits: str, end: str = "enter") -> None:
    """A scanner types into whatever stands there."""
    for digit in digits:
        person.app.post_message(events.Key(digit, digit))
    if end:
        person.app.post_message(events.Key(end, "\r" if end == "enter" else None))
    await person.pilot.pause(stray_scan.QUIET_S + 0.1)
    await person.settles()


def stands_still() -> None:
    """The program's loop does nothing for longer than it waits for a digit."""
    time.sleep(2 * stray_scan.HOLD_S)


@pytest.mark.parametrize("end", ENDS)
async def test_at_home_a_scan_opens_nothing(
    place: Village, issuer: Office, tmp_path: Path, end: str
) -> None:
    digits = place.issue(issuer).digits
    async with at_work(issuer, tmp_path) as person:
        await scans(person, digits, end)
        person.is_at("home")
        person.sees("That was a scan")
        await person.presses("2")
        person.is_at("queue")


async def test_at_a_review_a_scan_signs_nothing(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    digits = place.issue(issuer).digits
    place.apply(issuer, ONLINE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter")
        person.is_at("review")
        for first in "1239":
            await scans(person, first + digits[1:])
            person.is_at("review")
        assert deciding.drafts(issuer) == []


async def test_a_scanner_that_takes_its_time_presses_no_key_either(
    issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A third of the hold between two digits, as 10 ms are of 30; longer here, for a busy machine."""
    monkeypatch.setattr(stray_scan, "HOLD_S", 0.6)
    monkeypatch.setattr(stray_scan, "QUIET_S", 1.0)
    async with at_work(issuer, tmp_path) as person:
        for digit in "2109210921":
            person.app.post_message(events.Key(digit, digit))
            await asyncio.sleep(0.2)
        person.app.post_message(events.Key("enter", "\r"))
        await person.settles()
        person.is_at("home")
        person.sees("That was a scan")


@pytest.mark.parametrize("where", ["before", "after"])
async def test_a_scan_that_comes_while_the_program_stands_still_presses_no_key(
    issuer: Office, tmp_path: Path, where: str
) -> None:
    """A busy laptop: the wait for the next digit is over before the program sees that digit."""
    async with at_work(issuer, tmp_path) as person:
        for digit in "2109210921":
            if where == "before":
                stands_still()
            person.app.post_message(events.Key(digit, digit))
            if where == "after":
                stands_still()
            await asyncio.sleep(stray_scan.HOLD_S / 3)
        person.app.post_message(events.Key("enter", "\r"))
        await person.settles()
        person.is_at("home")
        person.sees("That was a scan")


async def test_digits_of_a_person_are_keys_also_when_a_slow_line_brings_several_at_once(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "9")
        wanted = person.app.screen.NAME
        await person.presses("escape", "escape")
        person.is_at("home")
        await scans(person, "09", end="")
        person.is_at(wanted)


async def test_a_digit_has_its_effect_by_itself(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        person.app.post_message(events.Key("2", "2"))
        for _ in range(100):
            await asyncio.sleep(0.02)
            if person.app.screen.NAME == "queue":
                break
        person.is_at("queue")


@pytest.fixture
def laptop(tmp_path, cheap_secrets):
    made = Laptop(tmp_path)
    yield made
    made.place.close()


@pytest.mark.parametrize("end", ["enter", "tab", "ctrl+j"])
async def test_a_scan_is_no_passphrase_to_sign_with_and_none_is_tried(
    laptop, tmp_path, end: str
) -> None:
    office = laptop.office
    card = laptop.place.issue(office, ONSITE)
    laptop.place.apply(office, ONLINE)
    async with at_work(office, tmp_path) as person:
        await person.presses("1", "escape", "2", "enter", "1")
        person.is_at("issuer_key")
        await scans(person, card.digits, end)
        person.is_at("issuer_key")
        if end == "enter":
            person.sees("That was a scan, not a passphrase")
        person.does_not_see("wrong", "Wrong")
        await person.presses("ctrl+u")
        await person.enters(MINE)
        person.is_at("review")


async def test_a_scan_sets_no_device_up(tmp_path: Path, cheap_secrets) -> None:
    digits = "1" + "234567890" * 35 + "12345"
    place = Village()
    around = Surroundings(clock=place.clock, chance=place.chance)
    async with at_the_terminal(tmp_path, around) as person:
        person.sees("new device")
        await scans(person, digits)
        await scans(person, digits)
        person.is_at("opening")
        person.sees("That was a scan, not a passphrase")
        assert opening.state(person.app.folders) == "new"


async def test_a_reading_behind_a_code_is_not_taken_where_temperatures_are(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)

    def taken() -> int:
        found = issuer.store.read(
            lambda conn: records.records_of_kinds(conn, ("temperature.taken",))
        )
        return len(found)

    before = taken()
    async with at_work(issuer, tmp_path) as person:
        await person.presses("6")
        await person.enters(view.serial)
        await person.scans(f"{view.digits}\r365")
        assert taken() == before
        await person.enters("365")
        assert taken() == before + 1
