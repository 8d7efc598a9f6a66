"""The terminal program: start, memory, keys, stalls and bytes, each beside the least that could be.

All in a real pseudo terminal of 80x24, on real parts; the programs that are compared take turns in one
run. `--quick` is smaller in rows and repetitions, for a first look.
"""

from collections.abc import Iterator

from bench.figures import Figure
from bench.screen_start import start_figures


def run(quick: bool = False) -> Iterator[Figure]:
    """Every screen figure of DESIGN section 8."""
    yield from start_figures(5 if quick else 15)
