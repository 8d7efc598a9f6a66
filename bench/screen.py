"""The terminal program: start, memory, keys, stalls and bytes, each beside the least that could be.

All in a real pseudo terminal of 80x24, on real parts; the programs that are compared take turns in one
run. `--quick` is smaller in rows and repetitions, for a first look.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.screen_bytes import byte_figures
from bench.screen_device import make_device
from bench.screen_line import line_figures
from bench.screen_stalls import stall_figures
from bench.screen_start import start_figures
from bench.screen_work import work_figures


def run(quick: bool = False) -> Iterator[Figure]:
    """Every screen figure of DESIGN section 8."""
    yield from start_figures(5 if quick else 15)
    with tempfile.TemporaryDirectory(prefix="fieldpass-bench-") as name:
        folder = Path(name)
        many, rows = folder / "many", 2_000 if quick else 100_000
        make_device(many, rows)
        yield from work_figures(folder, many, rows, 20 if quick else 60)
        yield from byte_figures(folder, many, rows, 10.0 if quick else 60.0)
        yield from line_figures(folder, many, rows)
        yield from stall_figures(folder, 5.0 if quick else 10.0)
