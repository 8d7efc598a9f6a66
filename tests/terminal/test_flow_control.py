"""A terminal that takes nothing: stopped by Ctrl+S (XOFF), or frozen so that nobody reads it.

The program goes on meanwhile: keys are taken, what is entered is saved, it can be ended. When the
terminal listens again it is told the newest state, not what it has missed.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.surroundings import real_surroundings
from tests.job.place import FIELDPASS, Place
from tests.terminal.tty import ENTER, F10, TAB, Tty

XOFF, XON, BACK_TAB = b"\x13", b"\x11", b"\x1b[Z"
PASSPHRASE = "four words only mine"
# Each is a frame; Textual's own queue holds thirty.
FRAMES = [TAB, BACK_TAB] * 30
PATIENCE_S = 30.0
STILL = 5


@contextmanager
def _program(folder: Path, profile: str) -> Iterator[tuple[Tty, Place]]:
    """The program at the screen of a new device."""
    place = Place.below(folder)
    environ = {"FIELDPASS_HOME": str(_home(place)), "TERM": "xterm", "FIELDPASS_PROFILE": profile}
    with Tty([*FIELDPASS], environ=place.environ(**environ), cwd=place.here) as tty:
        tty.wait_for("这是一台新机", "F6 English")
        yield tty, place


def _home(place: Place) -> Path:
    return place.here / "device"


def _press_blindly(tty: Tty, *keys: bytes) -> None:
    """Press keys and read nothing; wait until the program has done with them."""
    for key in keys:
        os.write(tty.fd, key)
    still = 0
    while still < STILL:
        time.sleep(0.05)
        still = still + 1 if _sleeps(tty.pid) else 0


def _sleeps(pid: int) -> bool:
    """Whether every thread of the program waits for something, or it has ended."""
    states = set()
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            stat = Path(f"/proc/{pid}/task/{task}/stat").read_text()
            states.add(stat.rpartition(")")[2].split()[0])
    return states <= {"S", "Z"}


def _enter_passphrase_blindly(tty: Tty) -> None:
    for _ in "secret", "again":
        # An Enter in one burst with what is typed is a scanner's.
        _press_blindly(tty, PASSPHRASE.encode())
        _press_blindly(tty, ENTER)


def _meanwhile(seen: Callable[[], bool]) -> None:
    """Wait for something without reading the terminal."""
    end = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.05)


def _made(place: Place) -> bool:
    """Whether a device is there; the program still holds it open."""
    return any(_home(place).rglob("store.db"))


def _device_is_set_up(place: Place) -> bool:
    """Whether the device can be opened, as nothing else has it open any more."""
    office = opening.unlock(folders(_home(place)), PASSPHRASE, real_surroundings())
    office.close()
    return True


def test_what_is_entered_at_a_stopped_terminal_is_saved_and_the_program_can_be_ended(
    tmp_path: Path,
) -> None:
    with _program(tmp_path, "serial") as (tty, place):
        _press_blindly(tty, XOFF, *FRAMES)
        _enter_passphrase_blindly(tty)
        _meanwhile(lambda: _made(place))
        tty.kill(signal.SIGTERM)
        _meanwhile(tty.ended)
        assert tty.wait_for_end() == 128 + signal.SIGTERM
        assert _device_is_set_up(place)
        assert tty.settings == tty.settings_before
        assert tty.modes == {}


def test_a_stopped_terminal_is_told_the_newest_state_alone_when_it_goes_on_and_can_be_left(
    tmp_path: Path,
) -> None:
    with _program(tmp_path, "serial") as (tty, _place):
        before = len(tty.raw)
        tty.press(TAB)
        tty.wait_until(lambda: len(tty.raw) > before, "a frame")
        tty.read(1.0)
        frame, before = len(tty.raw) - before, len(tty.raw)
        _press_blindly(tty, XOFF, BACK_TAB, *FRAMES, b"x")
        tty.read(1.0)
        _press_blindly(tty, XON)
        tty.wait_until(lambda: any("*" in line for line in tty.lines), "the letter")
        assert len(tty.raw) - before < 3 * frame
        # Stopped again, it is left by the program's own key.
        _press_blindly(tty, XOFF, *FRAMES, F10)
        _meanwhile(tty.ended)
        assert tty.wait_for_end() == 0
        assert tty.settings == tty.settings_before
        assert tty.modes == {}


def test_a_frozen_terminal_holds_nothing_up_and_is_given_up_where_it_stays_frozen(
    tmp_path: Path,
) -> None:
    with _program(tmp_path, "full") as (tty, place):
        _fill(tty)
        _press_blindly(tty, *FRAMES)
        _enter_passphrase_blindly(tty)
        _meanwhile(lambda: _made(place))
        tty.kill(signal.SIGHUP)
        _meanwhile(tty.ended)
        assert tty.status == 128 + signal.SIGHUP
        assert _device_is_set_up(place)
        assert tty.settings == tty.settings_before


def _fill(tty: Tty) -> None:
    """Write until the terminal, which nobody reads, takes no more; the kernel makes room for a while."""
    handle = os.open(os.ttyname(tty.line), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    full = 0
    while full < STILL:
        try:
            os.write(handle, b" " * (4096 if not full else 1))
            full = 0
        except BlockingIOError:
            full += 1
            time.sleep(0.02)
    os.close(handle)
