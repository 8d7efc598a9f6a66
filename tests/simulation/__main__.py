"""Run seeds: `python -m tests.simulation --seeds N [--first K] [--faults a,b] [--seconds S]`.

With `--find` each planted bug is looked for instead, and the seed that finds it is printed as a row of
the table in docs/proofs.md; the exit status is 1 where one of them survives all the seeds.
"""

import argparse
import gc
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from fieldpass.errors import FieldpassError
from tests.simulation import planted
from tests.simulation.invariants import Violation
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
    parser.add_argument("--find", action="store_true", help="look for every planted bug")
    parser.add_argument("--trace", action="store_true", help="print each seed's trace hash")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each with its share")
    parser.add_argument("--keep-going", action="store_true", help="count failures, do not stop")
    options = parser.parse_args()
    faults = [one for one in options.faults.split(",") if one]
    unknown = set(faults) - set(FAULTS)
    if unknown:
        parser.error(f"unknown faults: {', '.join(sorted(unknown))}; known: {', '.join(FAULTS)}")
    if options.find:
        return _find(options, faults)
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


def _find(options, faults) -> int:
    """Look for every planted bug; how each was found, as rows of a table."""
    names = [options.bug] if options.bug else list(planted.BUGS)
    seeds = range(options.first, options.first + options.seeds)
    jobs = [(name, faults, seeds) for name in names]
    survived = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for name, seed, why in pool.map(_search, jobs):
            survived += seed is None
            print(f"| `{name}` | {'not found' if seed is None else seed} | {why} |", flush=True)
    return 1 if survived else 0


def _search(job) -> tuple[str, int | None, str]:
    name, faults, seeds = job
    with planted.bug(name):
        base = Template()
        for seed in seeds:
            try:
                World(base, seed, faults).run()
            except (Violation, FieldpassError, SQLAlchemyError) as error:
                return name, seed, f"{type(error).__name__}: {error}".split("\n")[0]
    return name, None, ""


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
