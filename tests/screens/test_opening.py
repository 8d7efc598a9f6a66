"""The first screens: a new device, its recovery code, unlocking, and what can go wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.screens.recovery import RecoveryScreen
from fieldpass.screens.slip import Slip
from fieldpass.training.job import DEMO_COST
from tests.screens.driver import Person, at_the_terminal

SECRET = "blue ox eats late"


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """A device that was set up, closed again."""
    made = opening.set_up(folders(tmp_path), SECRET, real_surroundings(), cost=DEMO_COST)
    made.office.close()
    return tmp_path


async def test_a_new_device_takes_a_passphrase_twice_and_shows_its_recovery_code_once(
    tmp_path: Path,
) -> None:
    async with at_the_terminal(tmp_path, real_surroundings()) as person:
        person.sees("This is a new device")
        await person.enters("tiny")
        await person.enters("tiny")
        person.sees("Too short")
        person.does_not_see("tiny")
        await person.presses("escape")
        await person.enters(SECRET)
        await person.enters("another thing")
        person.sees("not the same")
        await person.enters(SECRET)
        await person.enters(SECRET)
        assert isinstance(person.app.screen, RecoveryScreen)
        person.sees("Recovery code")
        person.sees_a_tidy_screen()
        await person.presses("escape")
        person.sees("Press Enter once")
        await person.presses("enter")
        person.is_at("register")
        await person.presses("escape")
        person.is_at("home")
        person.sees("Not registered yet")
        person.sees_a_tidy_screen()


async def test_a_colleague_types_over_the_passphrase_that_the_demo_has_filled_in(
    device: Path,
) -> None:
    around = real_surroundings()
    async with at_the_terminal(device, around, slip=Slip(secret="that of another")) as person:
        person.sees("***************")
        await person.enters(SECRET)
        person.is_at("register")
    async with at_the_terminal(device, around, slip=Slip(secret=SECRET)) as person:
        await person.presses("enter")
        person.is_at("register")


async def unlock(person: Person, secret: str) -> None:
    await person.enters(secret)


async def test_the_passphrase_opens_and_f8_locks_again(device: Path) -> None:
    async with at_the_terminal(device, real_surroundings()) as person:
        person.sees("This device is locked")
        await unlock(person, SECRET)
        person.is_at("register")
        await person.presses("f8")
        person.is_at("opening")
        person.does_not_see(SECRET)
        await person.waits_for("This device is locked")
        await unlock(person, SECRET)
        person.is_at("register")


async def test_a_wrong_passphrase_is_one_sentence_and_the_right_one_still_opens(
    device: Path,
) -> None:
    async with at_the_terminal(device, real_surroundings()) as person:
        await unlock(person, "something else")
        person.is_at("opening")
        person.sees("passphrase")
        assert person.app.office is None
        person.sees_a_tidy_screen()


async def test_a_damaged_database_is_one_sentence_with_a_way_on(device: Path) -> None:
    for path in folders(device).data.iterdir():
        if path.name != "keys" and path.stat().st_size > 4096:
            data = bytearray(path.read_bytes())
            data[100:3000] = bytes(2900)
            path.write_bytes(data)
    async with at_the_terminal(device, real_surroundings()) as person:
        await unlock(person, SECRET)
        person.is_at("opening")
        person.sees("damaged")
        person.does_not_see("Traceback")


async def test_a_device_that_is_open_elsewhere_says_so(device: Path) -> None:
    other = opening.unlock(folders(device), SECRET, real_surroundings())
    try:
        async with at_the_terminal(device, real_surroundings()) as person:
            await unlock(person, SECRET)
            person.is_at("opening")
            assert person.app.office is None
            assert person.app.screen.query_one("#answer").lines
            person.sees_a_tidy_screen()
    finally:
        other.close()


async def test_one_key_speaks_the_other_language(device: Path) -> None:
    async with at_the_terminal(device, real_surroundings()) as person:
        await person.presses("f6")
        person.sees("本机已锁定", "口令")
        person.sees_a_tidy_screen()
        await person.presses("f6")
        person.sees("This device is locked")


async def test_a_pin_is_taken_where_the_computer_has_a_keyring_and_refused_where_not(
    tmp_path: Path,
) -> None:
    class Held(dict[str, bytes]):
        def put(self, name: str, secret: bytes) -> None:
            self[name] = secret

    async with at_the_terminal(tmp_path, real_surroundings()) as person:
        await person.enters("250817")
        await person.enters("250817")
        person.sees("no keyring to use")
        person.sees_a_tidy_screen()
    held = replace(real_surroundings(), keyring=Held())
    async with at_the_terminal(tmp_path, held) as person:
        await person.enters("250817")
        await person.enters("250817")
        assert isinstance(person.app.screen, RecoveryScreen)
        await person.presses("escape")
        await person.presses("enter")
        person.is_at("register")
    async with at_the_terminal(tmp_path, held) as person:
        await unlock(person, "250817")
        person.is_at("register")
    async with at_the_terminal(tmp_path, real_surroundings()) as person:
        await unlock(person, "250817")
        person.sees("keyring cannot be opened")
