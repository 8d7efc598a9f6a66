"""The widgets on a real pseudo terminal, as a program."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from tests.terminal.tty import has_stopped

ROOT = Path(__file__).parents[2]
SIZE = (80, 24)
PATIENCE_S = 20.0
QUIET_S = 0.5
# What the list, read in a thread, paints last of all.
COLUMNS_AT = {2, 9, 78}
LAST_ROW = "19     欧阳锋"


class Terminal:
    """A program on a pseudo terminal and the emulator that shows its screen."""

    def __init__(self, term: str, profile: str) -> None:
        self.screen = pyte.Screen(*SIZE)
        self.stream = pyte.ByteStream(self.screen)
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.chdir(ROOT)
            environ = {**os.environ, "TERM": term, "FIELDPASS_PROFILE": profile, "LANG": "C.UTF-8"}
            environ["COLUMNS"] = "80"  # as an exported one, which must not outlive a resize
            environ["PYTHONPATH"] = str(ROOT)
            os.execve(sys.executable, [sys.executable, "-m", "tests.terminal.field_app"], environ)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))

    def read(self, seconds: float) -> int:
        """Show what comes within so many seconds; how many bytes came."""
        count, end = 0, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    data = os.read(self.fd, 65536)
                except OSError:
                    break
                count += len(data)
                self.stream.feed(data)
        return count

    def wait_until(self, seen: Callable[[], bool]) -> None:
        """Show what comes until something is seen."""
        end = time.monotonic() + PATIENCE_S
        while not seen():
            assert time.monotonic() < end, "\n".join(self.screen.display)
            self.read(0.05)

    def settle(self) -> None:
        """Show what comes until nothing has come for a while, however busy the machine is."""
        end = time.monotonic() + PATIENCE_S
        while self.read(QUIET_S):
            assert time.monotonic() < end, "\n".join(self.screen.display)

    def shows(self, text: str) -> bool:
        return any(text in line for line in self.screen.display)

    def type(self, data: bytes) -> None:
        os.write(self.fd, data)

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


@pytest.fixture
def serial() -> Iterator[Terminal]:
    terminal = Terminal("xterm", "serial")
    terminal.wait_until(lambda: terminal.shows(LAST_ROW) and terminal.shows("F2"))
    terminal.settle()
    yield terminal
    terminal.close()


def test_an_idle_terminal_gets_no_byte(serial: Terminal) -> None:
    assert serial.read(2.0) == 0


def test_a_scan_typed_at_full_speed_is_recognised(serial: Terminal) -> None:
    serial.type(b"1234567890" * 32 + b"1\r")
    serial.wait_until(lambda: serial.shows("<scan>"))


def test_a_bracketed_paste_keeps_its_line_end(serial: Terminal) -> None:
    serial.type(b"\x1b[200~371300427186\r\x1b[201~")
    serial.wait_until(lambda: serial.shows("<serial>"))


def test_an_escape_sequence_in_a_paste_presses_no_key(serial: Terminal) -> None:
    serial.type(b"\x1b[200~37\x1b[31m1300427186\r\x1b[201~")
    serial.settle()
    # As keys its digits would be an entry of their own; as text the line is none that is known.
    assert not serial.shows("<serial>")
    serial.type(b"\x1b[200~371300427186\r\x1b[201~")
    serial.wait_until(lambda: serial.shows("<serial>"))


def test_a_character_that_comes_in_two_pieces_does_not_end_the_reading(serial: Terminal) -> None:
    first, *others = "龘".encode()
    serial.type(bytes([first]))
    serial.read(QUIET_S)
    serial.type(bytes(others))
    serial.wait_until(lambda: serial.shows("龘"))


def test_noise_on_the_line_does_not_stop_the_program(serial: Terminal) -> None:
    serial.type(b"\xff\xfe\xc3\x28")
    serial.read(0.5)
    serial.type(b"\x15")
    serial.read(0.2)
    serial.type(b"365\r")
    serial.wait_until(lambda: serial.shows("<temperature>"))


def test_a_serial_line_keeps_its_flow_control(serial: Terminal) -> None:
    assert termios.tcgetattr(serial.fd)[0] & termios.IXON


def test_a_program_that_was_stopped_paints_its_screen_anew(serial: Terminal) -> None:
    before = list(serial.screen.display)
    serial.type(b"\x1a")
    serial.wait_until(lambda: has_stopped(serial.pid))
    serial.settle()
    serial.screen.reset()
    os.kill(serial.pid, signal.SIGCONT)
    serial.wait_until(lambda: list(serial.screen.display) == before)


def test_tab_stops_are_the_lists_while_it_is_used_and_the_shells_while_it_is_away(
    serial: Terminal,
) -> None:
    every_eighth = set(range(8, 80, 8))
    assert serial.screen.tabstops == every_eighth
    serial.type(b"\x1b[Z\x1b[6~")
    serial.wait_until(lambda: serial.shows("37 ") and serial.screen.tabstops == COLUMNS_AT)
    shown = list(serial.screen.display)
    serial.type(b"\x1a")
    serial.wait_until(lambda: has_stopped(serial.pid))
    serial.settle()
    assert serial.screen.tabstops == every_eighth
    serial.screen.reset()
    os.kill(serial.pid, signal.SIGCONT)
    serial.wait_until(lambda: list(serial.screen.display) == shown)
    serial.type(b"\x1b[5~")
    serial.wait_until(lambda: serial.shows(LAST_ROW) and serial.screen.tabstops == COLUMNS_AT)


def test_a_resized_terminal_is_painted_for_its_new_size(serial: Terminal) -> None:
    fcntl.ioctl(serial.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 60, 0, 0))
    serial.screen.resize(12, 60)
    os.kill(serial.pid, signal.SIGWINCH)
    serial.wait_until(lambda: "F2" in serial.screen.display[11])
    assert "健康通行卡" in serial.screen.display[0]
