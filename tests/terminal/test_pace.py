"""A line of known speed: no frame begins while too much of the last one is under way."""

import os
import pty
import sys
import termios
import threading
import time
from pathlib import Path

import pytest

from fieldpass.terminal.outlet import Outlet
from fieldpass.terminal.pace import AHEAD_BYTES, Pace, line_bytes_s
from tests.job.place import Place
from tests.terminal.tty import Tty

BAUD = 4800
PAGE_DOWN = b"\x1b[6~"


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_page_at_9600_baud_is_under_way_for_three_quarters_of_a_second() -> None:
    clock = Clock()
    pace = Pace(960, clock)
    assert pace.behind_s() == 0
    pace.wrote(AHEAD_BYTES + 480)
    assert pace.behind_s() == pytest.approx(0.5)
    clock.now += 0.4
    assert pace.behind_s() == pytest.approx(0.1)
    pace.wrote(96)
    assert pace.behind_s() == pytest.approx(0.2)
    clock.now += 0.2
    assert pace.behind_s() == pytest.approx(0, abs=1e-9)
    clock.now += 3600
    pace.wrote(AHEAD_BYTES)
    assert pace.behind_s() == 0


def test_a_line_of_unknown_speed_is_never_behind() -> None:
    pace = Pace(0)
    pace.wrote(1 << 20)
    assert pace.behind_s() == 0


@pytest.mark.parametrize(
    ("baud", "speed"), [(300, 30), (9600, 960), (38400, 3840), (115200, 11520)]
)
def test_the_speed_is_read_from_the_settings_of_the_terminal(baud: int, speed: int) -> None:
    far, near = pty.openpty()
    try:
        _set_speed(near, baud)
        assert line_bytes_s(near) == speed
    finally:
        os.close(near)
        os.close(far)


def test_what_is_no_terminal_has_no_speed(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        assert line_bytes_s(file.fileno()) == 0


def test_a_frame_waits_for_what_is_under_way_and_is_then_asked_for_once() -> None:
    far, near = pty.openpty()
    asked, calls = threading.Event(), []
    with open(near, "w", encoding="utf-8", closefd=False) as file:
        outlet = Outlet(file, lambda: calls.append(1), bytes_s=2560)
        assert outlet.when_free(lambda: None)
        outlet.put("x" * (AHEAD_BYTES + 512))
        assert os.read(far, 4096) == b"x" * (AHEAD_BYTES + 512)
        assert not outlet.when_free(asked.set)
        assert calls == [1]
        thread = threading.Thread(target=outlet.drain)
        thread.start()
        assert asked.wait(30)
        thread.join(30)
        assert outlet.when_free(lambda: None)
    os.close(near)
    os.close(far)


def test_keys_held_down_on_a_slow_line_show_where_they_led_and_not_each_step(
    tmp_path: Path,
) -> None:
    place = Place.below(tmp_path)
    environ = place.environ(TERM="xterm", FIELDPASS_PROFILE="serial")
    command = [sys.executable, "-m", "tests.terminal.field_app"]
    with Tty(command, environ=environ, cwd=Path(__file__).parents[2]) as tty:
        _set_speed(tty.line, BAUD)
        tty.wait_for("王秀英")
        tty.press(b"\t")
        tty.read(3.0)
        # To rows of three digits, as nearly all are: their page is the longer one.
        tty.press(PAGE_DOWN * 5)
        tty.read(1.5)
        before = len(tty.raw)
        tty.press(PAGE_DOWN)
        tty.read(1.0)
        page = len(tty.raw) - before
        before, began = len(tty.raw), time.monotonic()
        for _ in range(30):
            tty.press(PAGE_DOWN)
            tty.read(0.05)
        tty.wait_until(lambda: any(">499" in line for line in tty.lines), "the last row")
        in_that_time = (time.monotonic() - began) * BAUD / 10
        assert len(tty.raw) - before < AHEAD_BYTES + in_that_time + 2 * page


def _set_speed(descriptor: int, baud: int) -> None:
    settings = termios.tcgetattr(descriptor)
    settings[4] = settings[5] = getattr(termios, f"B{baud}")
    termios.tcsetattr(descriptor, termios.TCSANOW, settings)
