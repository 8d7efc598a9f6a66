"""Leaving the program: one key at the first screen and at home, and the store is closed."""

from pathlib import Path

from fieldpass.desk.office import Office
from tests.parts import Village
from tests.screens.driver import at_the_terminal, at_work


async def test_f10_at_home_leaves_the_program(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.pilot.press("f10")
        await person.pilot.pause()
        assert not person.app.is_running or person.app._exit


async def test_f10_at_the_unlock_screen_leaves_the_program(place: Village, tmp_path: Path) -> None:
    async with at_the_terminal(tmp_path, place.device().surroundings) as person:
        await person.pilot.press("f10")
        await person.pilot.pause()
        assert not person.app.is_running or person.app._exit
