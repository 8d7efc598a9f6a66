"""What fits goes to the terminal at once; what may wait goes by the thread, and order is kept."""

import os
import pty
import termios
import threading
import tty
from collections.abc import Iterator

import pytest

from fieldpass.terminal import outlet as outlets
from fieldpass.terminal.outlet import Outlet


class Line:
    """A terminal's far end, and the outlet to it, whose thread runs when the test says so."""

    def __init__(self) -> None:
        self.far, self.near = pty.openpty()
        tty.setraw(self.near)
        self._file = open(self.near, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - closed below
        self.calls = 0
        self.outlet = Outlet(self._file, self._called)

    def _called(self) -> None:
        self.calls += 1

    def drain(self) -> threading.Thread:
        """The thread, at work."""
        thread = threading.Thread(target=self.outlet.drain)
        thread.start()
        return thread

    def close(self) -> None:
        self._file.close()
        os.close(self.near)
        with_far, self.far = self.far, -1
        if with_far >= 0:
            os.close(with_far)

    def stop(self) -> None:
        """XOFF, as a slow printer or a person with Ctrl+S sends it; the kernel hears of it a moment later."""
        settings = termios.tcgetattr(self.near)
        settings[0] |= termios.IXON
        termios.tcsetattr(self.near, termios.TCSANOW, settings)
        os.write(self.far, b"\x13")
        while self.outlet.when_free(lambda: None):
            pass


@pytest.fixture
def line() -> Iterator[Line]:
    here = Line()
    yield here
    here.close()


def _read(far: int, length: int) -> bytes:
    read = b""
    while len(read) < length:
        read += os.read(far, 65536)
    return read


def test_a_short_text_is_there_when_the_call_returns(line: Line) -> None:
    line.outlet.put("通行 OK")
    assert os.read(line.far, 100).decode() == "通行 OK"
    assert not line.calls


def test_what_a_full_terminal_does_not_take_comes_after_it_and_whole(line: Line) -> None:
    text, sent = "卡" * 10_001, ""
    # Nobody reads the far end: sooner or later its buffer is full, most likely in a character's midst.
    while not line.calls:
        line.outlet.put(text)
        sent += text
        assert len(sent) < 10_000_000
    line.outlet.put("next")
    assert line.calls == 1
    thread = line.drain()
    expected = (sent + "next").encode()
    assert _read(line.far, len(expected)) == expected
    thread.join()
    line.outlet.put("last")
    assert _read(line.far, 4) == b"last"
    assert line.calls == 1


def test_a_frame_waits_for_a_line_that_was_stopped_and_the_last_to_ask_is_told_once(
    line: Line,
) -> None:
    told: list[str] = []
    line.stop()
    assert not line.outlet.when_free(lambda: told.append("first"))
    assert not line.outlet.when_free(lambda: told.append("last"))
    thread = line.drain()
    os.write(line.far, b"\x11")
    thread.join()
    assert told == ["last"]
    assert line.outlet.when_free(lambda: told.append("never"))
    assert line.calls == 1


def test_what_else_is_written_to_a_stopped_line_comes_when_it_goes_on(line: Line) -> None:
    line.stop()
    line.outlet.put("x")
    thread = line.drain()
    line.outlet.put("y")
    os.write(line.far, b"\x11")
    thread.join()
    assert _read(line.far, 2) == b"xy"


def test_leaving_starts_a_line_that_stays_stopped(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlets, "LEAVING_S", 0.1)
    line.stop()
    line.outlet.put("the end")
    line.outlet.leave()
    line.drain().join()
    assert _read(line.far, 7) == b"the end"


def test_leaving_gives_up_a_terminal_that_nobody_reads(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlets, "LEAVING_S", 0.1)
    while not line.calls:
        line.outlet.put("x" * 1000)
    line.outlet.leave()
    line.drain().join()
    # Back from Ctrl+Z it may be read again.
    line.outlet.come_back()
    line.outlet.put("y")
    thread = line.drain()
    while not os.read(line.far, 65536).endswith(b"y"):
        pass
    thread.join()


def test_the_shells_own_handle_still_waits(line: Line) -> None:
    assert os.get_blocking(line.outlet.fileno())


def test_a_terminal_that_is_gone_is_no_fault_of_the_writer(line: Line) -> None:
    os.close(line.far)
    line.far = -1
    line.outlet.put("x")
    line.outlet.put("y")
    assert not line.calls
    assert line.outlet.when_free(lambda: None)


def test_a_pipe_is_the_threads_and_its_writer_does_not_wait_either() -> None:
    read, write = os.pipe()
    calls: list[int] = []
    with open(write, "w", encoding="utf-8", closefd=False) as file:
        outlet = Outlet(file, lambda: calls.append(1))
        for _ in range(200):
            outlet.put("x" * 1000)
        assert calls == [1]
        thread = threading.Thread(target=outlet.drain)
        thread.start()
        assert _read(read, 200_000) == b"x" * 200_000
        thread.join()
    os.close(read)
    os.close(write)
