"""Bytes to a thin terminal for what people do on the real screens, at 80x24. Deterministic."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from bench.corpus import Corpus
from fieldpass.app import CHANGE_PAUSE_S, FieldpassApp
from fieldpass.config import folders
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.store import log
from fieldpass.terminal.profiles import BASE, Profile
from tests.parts import Village, village
from tests.screens.driver import NOWHERE, Person
from tests.terminal.recorder import recording

SIZE = (80, 24)
LETTER, FIRST_FRAME, PASS_SCREEN, SCAN = 64, 4500, 5000, 400
# DESIGN allows 220 in the mean and 500 at most; a mark that moves costs less than a row.
ROW_MAX = 110
# New text in every row and column: the cells that differ are some 600 bytes of it alone.
PAGE_OF_A_QUEUE = 550
ROW_MOVING_MEAN, ROW_MOVING_MAX = 220, 500
APPLICATIONS = 200
NO_LINK = "没有网"
SIXTEEN = BASE["serial"]
NONE = replace(BASE["serial"], colours="none", theme="fieldpass-none", term="vt220")
LOOKS = pytest.mark.parametrize("profile", [SIXTEEN, NONE], ids=["sixteen", "none"])


class Thin:
    """A person at a thin terminal, and what went over the line."""

    def __init__(self, person: Person, written: list[str]) -> None:
        self.person, self._written = person, written

    def sent(self) -> int:
        """Bytes since the last time."""
        size = len("".join(self._written).encode())
        self._written.clear()
        return size

    async def press(self, *keys: str) -> int:
        """Press keys; how many bytes that sent."""
        self.sent()
        await self.person.presses(*keys)
        return self.sent()


@asynccontextmanager
async def thin(home: Path, surroundings: Surroundings, profile: Profile) -> AsyncIterator[Thin]:
    """The program's first screen on a thin terminal."""
    with recording() as written:
        app = FieldpassApp(folders(home), profile=profile, surroundings=surroundings)
        assert app.display_of_cells is not None
        assert app.display_of_cells.problem is None
        async with app.run_test(size=SIZE) as pilot:
            person = Person(app, pilot)
            await person.settles()
            yield Thin(person, written)
            assert not app.troubles


@asynccontextmanager
async def thin_at_home(office: Office, home: Path, profile: Profile) -> AsyncIterator[Thin]:
    """The program with its office open, at home."""
    identity = replace(office.require_identity(), server_url=NOWHERE)
    office.store.write(lambda tx: office.set_identity(tx, identity))
    async with thin(home, office.surroundings, profile) as line:
        line.person.app.opened(office)
        # The first session's answer changes the header, whenever it comes.
        await line.person.waits_for(NO_LINK)
        await line.person.pilot.pause(2 * CHANGE_PAUSE_S)
        await line.person.settles()
        yield line


@pytest.fixture
def place() -> Iterator[Village]:
    here = village()
    yield here
    here.close()


@pytest.fixture
def issuer(place: Village) -> Office:
    return place.device("issuer")


@LOOKS
async def test_the_unlock_screen_and_letters_of_a_passphrase(
    place: Village, tmp_path: Path, profile: Profile
) -> None:
    surroundings = place.device().surroundings
    async with thin(tmp_path, surroundings, profile) as line:
        assert 0 < line.sent() <= FIRST_FRAME
        letters = [await line.press(letter) for letter in "abc"]
    assert 0 < max(letters) <= LETTER


@LOOKS
async def test_each_screen_of_the_menu_and_the_way_back(
    issuer: Office, tmp_path: Path, profile: Profile
) -> None:
    async with thin_at_home(issuer, tmp_path, profile) as line:
        for digit in "1234560":
            assert 0 < await line.press(digit) <= FIRST_FRAME, digit
            assert 0 < await line.press("escape") <= FIRST_FRAME, digit


@LOOKS
async def test_rows_of_a_full_queue(issuer: Office, tmp_path: Path, profile: Profile) -> None:
    corpus = Corpus(device=issuer.device, scope=issuer.require_identity().scope)
    waiting = list(corpus.applications(APPLICATIONS))
    issuer.store.write(lambda tx: log.append(tx, waiting))
    async with thin_at_home(issuer, tmp_path, profile) as line:
        assert 0 < await line.press("2") <= FIRST_FRAME
        rows = [await line.press("down") for _ in range(12)]
        marked = [
            row
            for row in line.person.lines
            if row.startswith(tuple(f"{digit}>" for digit in " 123456789"))
        ]
        assert len(marked) == 1
        # Beyond the last row the list moves: the terminal moves what it shows already.
        moving = [await line.press("down") for _ in range(12)]
        pages = [await line.press("pagedown") for _ in range(6)]
    assert 0 < max(rows) <= ROW_MAX
    assert sum(moving) / len(moving) <= ROW_MOVING_MEAN
    assert 0 < max(moving) <= ROW_MOVING_MAX
    assert 0 < sum(pages) / len(pages) <= PAGE_OF_A_QUEUE


@LOOKS
async def test_the_screen_of_a_pass(
    place: Village, issuer: Office, tmp_path: Path, profile: Profile
) -> None:
    place.issue(issuer)
    async with thin_at_home(issuer, tmp_path, profile) as line:
        await line.press("5")
        assert 0 < await line.press("enter") <= PASS_SCREEN


@LOOKS
async def test_a_scan_at_the_checkpoint_before_its_verdict(
    place: Village, issuer: Office, tmp_path: Path, profile: Profile
) -> None:
    digits = place.issue(issuer).digits
    async with thin_at_home(issuer, tmp_path, profile) as line:
        await line.press("1")
        for digit in digits:
            line.person.app.post_message(events.Key(digit, digit))
        await line.person.pilot.pause()
        assert line.sent() <= SCAN


@LOOKS
async def test_an_idle_screen_sends_nothing_and_its_clock_goes_on_with_the_next_key(
    place: Village, issuer: Office, tmp_path: Path, profile: Profile
) -> None:
    async with thin_at_home(issuer, tmp_path, profile) as line:
        await line.press("2")
        line.sent()
        for _ in range(60):
            # What the clock's timer does each second, for five minutes of the clock.
            place.clock.pass_(minutes=5 / 60)
            line.person.app._tick()
            await line.person.pilot.pause()
        assert line.sent() == 0
        await line.press("down")
        line.person.app._tick()
        await line.person.settles()
        line.person.sees("10:05")
