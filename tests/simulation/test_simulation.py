"""The simulator over the real core, store and server: nothing lost, nothing doubled, all found."""

import time

import pytest
from sqlalchemy.exc import SQLAlchemyError

from fieldpass.errors import FieldpassError
from tests.simulation import planted
from tests.simulation.invariants import Violation
from tests.simulation.template import Template
from tests.simulation.world import FAULTS, World

# How long each of the shares goes on; together they take every core for that long.
SECONDS, SHARES = 20.0, 4
# A seed that found something once, or an invariant that was too strict.
KEPT = (
    *(480, 1302, 3930, 23314, 25338, 30970, 32941, 38686, 44332, 49488),
    *(28568, 71772, 77224, 84458, 85549, 94430, 501719),
)
FIND_WITHIN = 500
# Where the search for a bug begins: the seed that found it last. Only a saving of time.
FOUND = {
    "no-dedupe": 3,
    "cursor-before-rows": 4,
    "partial-batch-acknowledged": 11,
    "sequence-reused-after-restore": 12,
    "closed-epochs-dropped": 423,
    "piece-cursor-before-its-rows": 4,
    "later-piece-without-the-earlier": 11,
    "piece-twice-counted-twice": 11,
    "cut-page-taken-for-the-whole": 30,
    "poison-blocks": 1,
    "restore-ignored": 24,
    "return-lost": 1,
    "stale-list-accepted": 1,
    "receipt-before-commit": 1,
    "fork-ignored": 1,
    "fork-forgets-records": 1,
    "acknowledgement-never-set-back": 33,
    "erasure-kept-secret": 22,
    "erased-comes-back": 161,
    "erasure-shown-as-a-return": 22,
    "erasure-forgotten-by-a-restored-server": 99,
}


@pytest.fixture(scope="module")
def base():
    return Template()


def run(base, seed):
    """One seed; its number stands in whatever it raises."""
    try:
        World(base, seed).run()
    except Exception as error:
        error.add_note(f"seed {seed}: python -m tests.simulation --first {seed} --seeds 1 shows it")
        raise


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_befalls_devices_and_server_nothing_is_lost_or_doubled(base, share):
    end, seed = time.monotonic() + SECONDS, share
    while time.monotonic() < end:
        run(base, seed)
        seed += SHARES
    assert seed > share
    # Told in CI's report (`-rA` shows it): how far this machine came.
    print(f"{(seed - share) // SHARES} seeds of share {share}")


@pytest.mark.parametrize("seed", KEPT)
def test_what_was_found_once_stays_mended(base, seed):
    run(base, seed)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_is_survived(base, fault):
    World(base, 7, [fault]).run()


def test_the_same_seed_gives_the_same_trace_and_another_seed_another():
    traces = [World(Template(), seed).run() for seed in (3, 3, 4)]
    assert traces[0] == traces[1] != traces[2]


def survives(world):
    try:
        world.run()
    except (Violation, FieldpassError, SQLAlchemyError):
        return False
    return True


@pytest.mark.parametrize("name", planted.BUGS)
def test_each_planted_bug_is_found(name):
    first = FOUND.get(name, 0)
    seeds = [*range(first, FIND_WITHIN), *range(first)]
    with planted.bug(name):
        base = Template()
        for seed in seeds:
            if not survives(World(base, seed)):
                return
    pytest.fail("not found")
