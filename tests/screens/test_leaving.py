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


async def test_a_change_or_a_fault_while_a_screen_goes_is_none_more(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        for way in ("0", "7"):
            await person.presses(way)
        person.is_at("erasures")
        front = person.app.front
        assert front is not None
        await front.query("*").remove()
        assert front.is_mounted
        person.app._show_change()
        person.app.show_trouble(RuntimeError())
        assert person.app.troubles == ("RuntimeError",)
        person.app.troubles = ()
