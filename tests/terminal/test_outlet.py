"""What fits goes to the terminal at once; what may wait goes by the thread, and order is kept."""

import os
import pty
import termios
import threading
import tty
from collections.abc import Iterator

import pytest

from fieldpass.terminal.outlet import Outlet


@pytest.fixture
def line() -> Iterator[tuple[int, Outlet]]:
    """A terminal's far end, and the outlet to it."""
    far, near = pty.openpty()
    tty.setraw(near)
    with open(near, "w", encoding="utf-8", closefd=False) as file:
        yield far, Outlet(file)
    os.close(near)
    os.close(far)


def _given(outlet: Outlet, text: str) -> None:
    """As the driver does it with what is not written at once; the thread's part is done here."""
    outlet.write(outlet.left(text))
    outlet.flush()


def _read(far: int, length: int) -> bytes:
    read = b""
    while len(read) < length:
        read += os.read(far, 65536)
    return read


def test_a_short_text_is_there_when_the_call_returns(line: tuple[int, Outlet]) -> None:
    far, outlet = line
    assert outlet.at_once("通行 OK")
    assert os.read(far, 100).decode() == "通行 OK"


def test_nothing_overtakes_what_the_thread_still_has(line: tuple[int, Outlet]) -> None:
    far, outlet = line
    first = outlet.left("first ")
    assert not outlet.at_once("second")
    outlet.write(first)
    assert not outlet.at_once("second")
    outlet.flush()
    assert outlet.at_once("second")
    assert _read(far, 12) == b"first second"


def test_what_a_full_terminal_does_not_take_comes_after_it_and_whole(
    line: tuple[int, Outlet],
) -> None:
    far, outlet = line
    text, sent = "卡" * 10_001, ""
    # Nobody reads the far end: sooner or later its buffer is full, most likely in a character's midst.
    while outlet.at_once(text):
        sent += text
        assert len(sent) < 10_000_000
    rest = threading.Thread(target=_given, args=(outlet, text))
    rest.start()
    expected = (sent + text).encode()
    assert _read(far, len(expected)) == expected
    rest.join()
    assert outlet.at_once("next")
    assert _read(far, 4) == b"next"


def test_a_line_that_was_stopped_takes_nothing_and_holds_nobody_up() -> None:
    """XOFF, as a slow printer or a person with Ctrl+S sends it."""
    far, near = pty.openpty()
    settings = termios.tcgetattr(near)
    settings[0] |= termios.IXON
    termios.tcsetattr(near, termios.TCSANOW, settings)
    with open(near, "w", encoding="utf-8", closefd=False) as file:
        outlet = Outlet(file)
        os.write(far, b"\x13")
        sent = "x"
        # The kernel hears of it a moment later.
        while outlet.at_once("x"):
            sent += "x"
            assert len(sent) < 1_000_000
        os.write(far, b"\x11")
        _given(outlet, "x")
        assert outlet.at_once("y")
        assert _read(far, len(sent) + 1) == sent.encode() + b"y"
    os.close(near)
    os.close(far)


def test_the_shells_own_handle_still_waits(line: tuple[int, Outlet]) -> None:
    _, outlet = line
    assert os.get_blocking(outlet.fileno())


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
