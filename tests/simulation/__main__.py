"""Run seeds: `python -m tests.simulation --seeds N [--first K] [--faults a,b] [--seconds S]`."""

import argparse
import gc
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.template import Template
from tests.simulation.world import FAULTS, World


def main() -> int:
    """Run the seeds; the first that fails is shown with its trace, and the exit status is 1."""
    parser = argparse.ArgumentParser(prog="tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--faults", default=",".join(FAULTS), help="comma separated; none: empty")
    parser.add_argument("--seconds", type=float, default=None, help="stop after so many seconds")
    parser.add_argument("--bug", default=None, help="plant a bug first (see planted.py)")
    parser.add_argument("--trace", action="store_true", help="print each seed's trace hash")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each with its share")
    parser.add_argument("--keep-going", action="store_true", help="count failures, do not stop")
    options = parser.parse_args()
    faults = [one for one in options.faults.split(",") if one]
    unknown = set(faults) - set(FAULTS)
    if unknown:
        parser.error(f"unknown faults: {', '.join(sorted(unknown))}; known: {', '.join(FAULTS)}")
    from tests.simulation import planted

    started = time.monotonic()
    with planted.bug(options.bug):
        if options.jobs == 1:
            done, failures = _run(options, faults, 0)
        else:
            with ProcessPoolExecutor(options.jobs) as pool:
                shares = [
                    pool.submit(_run, options, faults, number) for number in range(options.jobs)
                ]
                counts = [share.result() for share in shares]
            done, failures = (sum(column) for column in zip(*counts, strict=True))
    took = time.monotonic() - started
    print(f"{done} seeds, {failures} failures, {took:.1f} s, {done / max(took, 1e-9):.1f} seeds/s")
    return 1 if failures else 0


def _run(options, faults, number) -> tuple[int, int]:
    """This process's share of the seeds: how many were run, and how many failed."""
    # Seeds make much garbage and few cycles: looking for cycles at every turn is a tenth of the time.
    gc.set_threshold(200_000, 50, 50)
    base, started, failures, done = Template(), time.monotonic(), 0, 0
    for seed in range(options.first + number, options.first + options.seeds, options.jobs):
        if options.seconds is not None and time.monotonic() - started > options.seconds:
            break
        world = World(base, seed, faults)
        try:
            digest = world.run()
        except Exception as error:
            failures += 1
            print(f"seed {seed}: {type(error).__name__}: {error}")
            if not options.keep_going:
                print("\n".join(world.lines[-60:]))
                traceback.print_exc()
                return done + 1, failures
            base = Template()
        else:
            if options.trace:
                print(seed, digest)
        done += 1
    return done, failures


if __name__ == "__main__":
    sys.exit(main())
