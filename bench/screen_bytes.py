"""Bytes to a thin terminal for each event: the serial profile, 80x24, sixteen colours or none.

The numbers are deterministic but for the clock in the header; the budgets are tests
(`tests/terminal/test_budgets_of_screens.py`), these are what a person's own session costs.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Figure
from bench.pty_program import PtyProgram
from bench.screen_start import unlock_painted, user_script
from bench.screen_work import DOWN, ENTER, ESC, PAGE_DOWN, at_the_list, home_shown, list_shown

THIN = "serial"
TERMS = {"sixteen colours": "xterm", "no colours": "vt220"}
_QUIET_S = 0.4
_SCAN_QUIET_S = 0.1
_SIGNED_S = 1.5
"""A signature takes its time behind the words that say so."""
LINE_BYTES_S = 960


def byte_figures(folder: Path, many: Path, rows: int, idle_s: float) -> Iterator[Figure]:
    """On a real device, and in a village with a pass."""
    for look, term in TERMS.items():
        # Once is enough for what takes a minute.
        idle_s = idle_s if look == next(iter(TERMS)) else min(idle_s, 5.0)
        with ExitStack() as open_:
            yield from _at_lists(open_, user_script(folder), many, rows, term, look, idle_s)
        with ExitStack() as open_:
            yield from _with_passes(open_, folder, term, look)


def _at_lists(
    open_: ExitStack, script: str, many: Path, rows: int, term: str, look: str, idle_s: float
) -> Iterator[Figure]:
    with PtyProgram([script], term=term, FIELDPASS_HOME=str(many), FIELDPASS_PROFILE=THIN) as start:
        start.wait_for(unlock_painted, quiet_s=1.0)
        first = sum(len(data) for _, data in start.writes)
        yield _figure("first frame, unlock screen with splash", look, first, 4500)
        yield _figure("letter in the passphrase", look, _worst(start, [b"a", b"b", b"c"]), 64)
    program = at_the_list(open_, script, many, rows, term=term, FIELDPASS_PROFILE=THIN)
    moved = [_bytes(program, DOWN) for _ in range(12)]
    yield _figure("row in the queue, mean", look, statistics.mean(moved), 220)
    yield _figure("row in the queue, most", look, max(moved), 500)
    paged = [_bytes(program, PAGE_DOWN) for _ in range(6)]
    yield _figure("page in the queue, mean", look, statistics.mean(paged), 525)
    yield _figure("page in the queue, most", look, max(paged), 525)
    program.type(ESC)
    program.wait_for(home_shown)
    program.read_until_quiet(_QUIET_S)
    before = len(program.writes)
    program.type(b"2")
    # A busy machine reads the rows late: they belong to the key, not to the idle minute.
    program.wait_for(list_shown(rows), quiet_s=1.0)
    size = sum(len(data) for _, data in program.writes[before:])
    yield _figure("queue, from home", look, size, 4500)
    yield _figure(f"idle for {idle_s:.0f} s at a list", look, program.read(idle_s), 0)


def _with_passes(open_: ExitStack, folder: Path, term: str, look: str) -> Iterator[Figure]:
    home = folder / f"village-{term}"
    home.mkdir()
    arguments = ["-m", "bench.programs.village_screen", str(home)]
    program = open_.enter_context(PtyProgram(arguments, term=term, FIELDPASS_PROFILE=THIN))
    program.wait_for(home_shown, quiet_s=0.5)
    digits = (home / "digits").read_text(encoding="ascii")
    yield _figure("list of passes, from home", look, _bytes(program, b"5"), 4500)
    yield _figure("pass screen", look, _bytes(program, ENTER), 5000)
    program.type(ESC)
    program.read_until_quiet(_QUIET_S)
    _go_home(program)
    yield _figure("queue of one, from home", look, _bytes(program, b"2"), 4500)
    yield _figure("review, from the queue", look, _bytes(program, ENTER), 4500)
    yield _figure("green drafted in the review", look, _bytes(program, b"1"), None)
    yield _figure("pass signed and shown", look, _bytes(program, ENTER, _SIGNED_S), 5000)
    program.type(ESC)
    program.read_until_quiet(_QUIET_S)
    # Behind the rest: a checkpoint puts the issuer key away.
    _go_home(program)
    yield _figure("checkpoint, from home", look, _bytes(program, b"1"), 4500)
    for digit in digits:
        program.type(digit.encode())
        time.sleep(0.005)
    # Soon after the last digit the field takes the scan as complete, Enter or not.
    typed = program.read_until_quiet(_SCAN_QUIET_S)
    yield _figure(f"{len(digits)} digits of a scan", look, typed, 400)
    yield _figure("verdict", look, _bytes(program, ENTER), None)


def _go_home(program: PtyProgram) -> None:
    program.type(ESC)
    program.wait_for(home_shown)
    # What was read anew is painted a moment later, and belongs to no other key.
    program.read_until_quiet(_QUIET_S)


def _bytes(program: PtyProgram, key: bytes, quiet_s: float = _QUIET_S) -> int:
    program.type(key)
    return program.read_until_quiet(quiet_s)


def _worst(program: PtyProgram, keys: list[bytes]) -> int:
    return max(_bytes(program, key) for key in keys)


def _figure(name: str, look: str, size: float, allowed: int | None) -> Figure:
    seconds = f"{size / LINE_BYTES_S:.2f} s on 9,600 baud"
    return Figure(
        name=f"{name}, {look}",
        value=round(size, 1),
        unit="bytes",
        note=seconds if allowed is None else f"{allowed} allowed; {seconds}",
    )
