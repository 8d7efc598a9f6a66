"""What fits goes to the terminal at once; what may wait goes by the thread, and order is kept."""

import os
import pty
import termios
import tty
from collections.abc import Iterator

import pytest

from fieldpass.terminal.outlet import AT_ONCE_BYTES, Outlet


@pytest.fixture
def line() -> Iterator[tuple[int, Outlet]]:
    """A terminal's far end, and the outlet to it."""
    far, near = pty.openpty()
    tty.setraw(near)
    with open(near, "w", encoding="utf-8", closefd=False) as file:
        yield far, Outlet(file)
    os.close(near)
    os.close(far)


def test_a_short_text_is_there_when_the_call_returns(line: tuple[int, Outlet]) -> None:
    far, outlet = line
    assert outlet.at_once("通行 OK")
    assert os.read(far, 100).decode() == "通行 OK"


def test_a_long_text_is_left_to_the_thread(line: tuple[int, Outlet]) -> None:
    _, outlet = line
    assert not outlet.at_once("x" * (AT_ONCE_BYTES + 1))


def test_nothing_overtakes_what_the_thread_still_has(line: tuple[int, Outlet]) -> None:
    far, outlet = line
    outlet.expect()
    assert not outlet.at_once("second")
    outlet.write("first ")
    assert not outlet.at_once("second")
    outlet.flush()
    assert outlet.at_once("second")
    read = ""
    while len(read) < len("first second"):
        read += os.read(far, 100).decode()
    assert read == "first second"


def test_a_terminal_that_takes_nothing_now_holds_nobody_up(line: tuple[int, Outlet]) -> None:
    _, outlet = line
    taken = 0
    # Nobody reads the far end: sooner or later its buffer is full.
    while outlet.at_once("x" * 1000) and taken < 1000:
        taken += 1
    assert 0 < taken < 1000


def test_a_line_that_was_stopped_is_not_written_to() -> None:
    """XOFF, as a slow printer or a person with Ctrl+S sends it."""
    far, near = pty.openpty()
    settings = termios.tcgetattr(near)
    settings[0] |= termios.IXON
    termios.tcsetattr(near, termios.TCSANOW, settings)
    with open(near, "w", encoding="utf-8", closefd=False) as file:
        outlet = Outlet(file)
        os.write(far, b"\x13")
        assert not outlet.at_once("x")
        os.write(far, b"\x11")
        assert outlet.at_once("y")
        assert os.read(far, 10) == b"y"
    os.close(near)
    os.close(far)


def test_a_terminal_that_is_gone_is_no_fault_of_the_writer() -> None:
    far, near = pty.openpty()
    with open(near, "w", encoding="utf-8", closefd=False) as file:
        outlet = Outlet(file)
        os.close(far)
        assert outlet.at_once("x") in (True, False)
    os.close(near)


def test_a_pipe_is_the_threads() -> None:
    read, write = os.pipe()
    with open(write, "w", encoding="utf-8", closefd=False) as file:
        assert not Outlet(file).at_once("x")
    os.close(read)
    os.close(write)
