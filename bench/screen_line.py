"""Seconds on a serial line of 9,600 baud that really is so slow: from a key to the last byte.

Bytes alone say how long a frame takes; here the kernel's queue, the frames that are left out while it is
full and the time of the program are in it. 80x24, sixteen colours.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Figure
from bench.pty_program import PtyProgram
from bench.screen_bytes import LINE_BYTES_S, THIN
from bench.screen_start import user_script
from bench.screen_work import DOWN, ENTER, ESC, PAGE_DOWN, at_the_list, home_shown

_QUIET_S = 0.4
_HELD_DOWN = 20


def line_figures(folder: Path, many: Path, rows: int) -> Iterator[Figure]:
    """In a list of 100,000, then from the queue to a signed pass."""
    with ExitStack() as open_:
        program = at_the_list(
            open_,
            user_script(folder),
            many,
            rows,
            LINE_BYTES_S,
            term="xterm",
            FIELDPASS_PROFILE=THIN,
        )
        for name, keys in (
            ("row in the queue", DOWN),
            ("page in the queue", PAGE_DOWN),
            (f"{_HELD_DOWN} rows at once", DOWN * _HELD_DOWN),
            (f"{_HELD_DOWN} pages at once", PAGE_DOWN * _HELD_DOWN),
        ):
            yield _figure(name, statistics.median(_seconds(program, keys) for _ in range(5)))
    home = folder / "village-line"
    home.mkdir()
    village = ["-m", "bench.programs.village_screen", str(home)]
    with PtyProgram(
        village, line_bytes_s=LINE_BYTES_S, term="xterm", FIELDPASS_PROFILE=THIN
    ) as program:
        program.wait_for(home_shown, quiet_s=0.5)
        yield _figure("queue of one, from home", _seconds(program, b"2"))
        yield _figure("review, from the queue", _seconds(program, ENTER))
        yield _figure("green drafted in the review", _seconds(program, b"1"))
        yield _figure("pass signed and shown", _seconds(program, ENTER))
        yield _figure("back to the queue", _seconds(program, ESC))


def _seconds(program: PtyProgram, keys: bytes) -> float:
    """From the key to the last byte of what it changed."""
    began = program.type(keys)
    program.read_until_quiet(_QUIET_S)
    return program.writes[-1][0] - began


def _figure(name: str, seconds: float) -> Figure:
    return Figure(name=f"{name}, on a line of 9,600 baud", value=round(seconds, 2), unit="s")
