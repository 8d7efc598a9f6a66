"""The program itself on a real terminal, while the terminal does what terminals do at any moment."""

import fcntl
import os
import signal
import struct
import termios
from pathlib import Path

import pytest

from tests.job.place import FIELDPASS, Place
from tests.terminal.tty import ENTER, F10, Tty, has_stopped

PASTED = "four words\tonly mine"


def _started(folder: Path, term: str, **environ: str) -> Tty:
    place = Place.below(folder)
    device = {"FIELDPASS_HOME": str(place.here / "device"), "TERM": term, **environ}
    return Tty([*FIELDPASS], environ=place.environ(**device), cwd=place.here)


def _resize(tty: Tty, columns: int, rows: int) -> None:
    fcntl.ioctl(tty.line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    tty.screen.resize(rows, columns)
    os.kill(tty.pid, signal.SIGWINCH)


def _paused(tty: Tty) -> None:
    """As a shell does it: asked to stop, stopped, its terminal used by others, and back."""
    tty.kill(signal.SIGTSTP)
    tty.wait_until(lambda: has_stopped(tty.pid), "the stop")
    while tty.read(0.3):
        pass
    assert tty.settings == tty.settings_before
    tty.screen.reset()
    tty.kill(signal.SIGCONT)


@pytest.mark.parametrize("profile", ["serial", "console", "full"])
def test_resized_pasted_into_and_stopped_at_any_moment(tmp_path: Path, profile: str) -> None:
    with _started(tmp_path, "xterm", FIELDPASS_PROFILE=profile) as tty:
        # Before there is a screen.
        tty.paste(PASTED)
        _resize(tty, 100, 30)
        _resize(tty, 80, 24)
        tty.wait_for("这是一台新机", "F6 English")
        assert bool(termios.tcgetattr(tty.line)[0] & termios.IXON) == (profile == "serial")
        _resize(tty, 40, 12)
        tty.wait_for("80", "40")
        _paused(tty)
        tty.wait_for("80", "40")
        tty.paste(PASTED)
        _resize(tty, 80, 24)
        tty.wait_for("这是一台新机", "F6 English")
        tty.press(b"\x15")
        tty.paste(PASTED)
        tty.press(ENTER)
        _paused(tty)
        tty.wait_for("这是一台新机", "F6 English")
        tty.press(F10)
        assert tty.wait_for_end() == 0
        assert b"Traceback" not in tty.raw
        assert tty.settings == tty.settings_before
        assert tty.modes == {}


@pytest.mark.parametrize("term", ["linux", "xterm"])
def test_a_terminal_that_is_not_utf8_gets_english_in_ascii(tmp_path: Path, term: str) -> None:
    ascii_only = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    with _started(tmp_path, term, **ascii_only) as tty:
        tty.wait_for("This is a new device", "F10 Quit")
        # What is no text in this terminal's encoding is typed into the form and does no harm.
        tty.send(b"\xe5\x8f\xa3\xff\xfe")
        tty.press(F10)
        assert tty.wait_for_end() == 0
        assert b"Traceback" not in tty.raw
        assert bytes(tty.raw).isascii()


def test_the_bare_console_shows_no_chinese_from_the_first_line_on(tmp_path: Path) -> None:
    with _started(tmp_path, "linux") as tty:
        tty.wait_for("This is a new device", "F10 Quit")
        assert tty.raw.startswith(b"fieldpass: health passes")
        tty.press(F10)
        assert tty.wait_for_end() == 0
        assert not set(range(0x4E00, 0x9FFF)) & set(map(ord, tty.raw.decode()))
