"""How long the screen's loop is kept waiting while a feed is taken in and records are saved.

Keys are pressed all the while. The same program's rest before it is the floor: what the machine itself
and the other programs on it keep the loop waiting.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.pty_program import PtyProgram
from bench.screen_device import make_device
from bench.screen_work import DOWN, PAGE_DOWN

ROWS = 1_000
WANTED_MS = 25.0
_KEY_EVERY_S = 0.2
_START_S = 40.0


def stall_figures(folder: Path, seconds: float) -> Iterator[Figure]:
    """On a device of its own."""
    home, out = folder / "busy", folder / "late.json"
    make_device(home, ROWS)
    arguments = ["-m", "bench.programs.busy_screen", str(home), str(seconds), str(out)]
    with PtyProgram(arguments) as program:
        end = time.perf_counter() + _START_S + 2 * seconds
        turn = 0
        while not out.exists() and time.perf_counter() < end:
            if any("/1" in line for line in program.lines()[:1]):
                program.type(PAGE_DOWN if turn % 5 == 0 else DOWN)
                turn += 1
            program.read(_KEY_EVERY_S)
        program.read(0.2)
    found = json.loads(out.read_text(encoding="utf-8"))
    rest, work = ([tuple(pair) for pair in found[name]] for name in ("rest", "work"))
    note = f"{found['bundles']} bundles of 50 taken in, {found['saves']} saves, {turn} keys"
    for which, what in enumerate(("loop kept waiting", "of it worked by the program itself")):
        ours, floor = (sorted(pair[which] for pair in pairs) for pairs in (work, rest))
        for name, part in (("p50", 0.5), ("p99", 0.99), ("most", 1.0)):
            yield Figure(
                name=f"{what} during a sync and saves, {name}",
                value=_at(ours, part),
                unit="ms",
                floor=_at(floor, part),
                note=f"floor: the same program at rest; {note}",
            )
        yield Figure(
            name=f"{what}: times over {WANTED_MS:.0f} ms",
            value=sum(each > WANTED_MS for each in ours),
            unit="times",
            floor=sum(each > WANTED_MS for each in floor),
            note=note,
        )


def _at(times: list[float], part: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * part))], 1)
