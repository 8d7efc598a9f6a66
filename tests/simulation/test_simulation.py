"""The simulator over the real core, store and server: nothing lost, nothing doubled, all found."""

import pytest

from tests.simulation import planted
from tests.simulation.template import Template
from tests.simulation.world import FAULTS, World

SEEDS = 12
FIND_WITHIN = 500
# Where the search for a bug begins: the seed that found it last. Only a saving of time.
FOUND: dict[str, int] = {}
# Bugs that need several rare things in one seed are looked for where nothing else happens.
FAULTS_FOR = {
    "closed-epochs-dropped": ("rollback", "server-restored"),
    "sequence-reused-after-restore": ("rollback",),
    "acknowledgement-never-set-back": ("server-restored",),
}


@pytest.fixture(scope="module")
def base():
    return Template()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_befalls_devices_and_server_nothing_is_lost_or_doubled(base, seed):
    World(base, seed).run()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_is_survived(base, fault):
    World(base, 7, [fault]).run()


def test_the_same_seed_gives_the_same_trace_and_another_seed_another():
    traces = [World(Template(), seed).run() for seed in (3, 3, 4)]
    assert traces[0] == traces[1] != traces[2]


def survives(world):
    try:
        world.run()
    except Exception:
        return False
    return True


@pytest.mark.parametrize("name", planted.BUGS)
def test_each_planted_bug_is_found(name):
    first = FOUND.get(name, 0)
    seeds = [*range(first, FIND_WITHIN), *range(first)]
    with planted.bug(name):
        base = Template()
        for seed in seeds:
            world = World(base, seed, FAULTS_FOR.get(name, FAULTS))
            if not survives(world):
                return
    pytest.fail("not found")
