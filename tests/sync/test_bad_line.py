"""A device and a server, both real processes' parts, with the line of DESIGN section 8 between them.

Nothing here looks at a clock: what a line of so many bytes a second and such a latency takes is counted
from the bytes and the turns that went over it. `python -m bench sync` measures the same with the line
really slowed.
"""

import pytest

from bench._rig import BenchDevice, ServerProcess
from bench.sync import EDGE, EDGE_RECORDS
from fieldpass.store import outbox, records
from fieldpass.sync import compression
from fieldpass.wire import sequence
from tests.sync.faults import FaultProxy, Weather

CUT_RECORDS = 3_000
SESSIONS_MAX = 200
EDGE_S = 4.0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with ServerProcess(folder) as running:
        yield running


def device(folder, server, place):
    made = BenchDevice(folder / str(place), server.url, server.codes[place], seed=place)
    made.sync()
    return made


def packed(one):
    """What the unsent bundles take when each is sent once, without a header."""
    one.store.write(lambda tx: outbox.seal_pending(tx, one.key, 0))
    unsent = one.store.read(outbox.unsent)
    return sum(len(compression.pack(sequence.write([each.data]))[0]) for each in unsent)


def line_s(proxy, before):
    """What the bytes and turns since `before` take at EDGE: a round trip to connect, one for each turn."""
    up, down, turns = (now - then for now, then in zip(counted(proxy), before, strict=True))
    return EDGE.latency_s * (1 + turns) + (up + down) / EDGE.bytes_per_s


def counted(proxy):
    return proxy.bytes_up, proxy.bytes_down, proxy.turns


def test_two_hundred_records_cross_the_thin_line_in_four_seconds_each_way(tmp_path, server):
    one, two = device(tmp_path, server, 0), device(tmp_path, server, 1)
    for each in (one, two):
        each.sync()
    with FaultProxy(server.port) as proxy:
        one.connect(proxy.url)
        two.connect(proxy.url)
        one.append(list(one.corpus.records(EDGE_RECORDS)))
        for each in (one, two):
            before = counted(proxy)
            each.sync()
            assert proxy.turns > before[2]
            assert line_s(proxy, before) <= EDGE_S
    assert one.port.unsent() == 0
    assert two.store.read(records.count) >= EDGE_RECORDS
    one.close()
    two.close()


@pytest.mark.parametrize(("mean", "again"), [(60_000, 1.3), (5_000, None)])
def test_a_line_that_is_cut_again_and_again_brings_everything_once(tmp_path, server, mean, again):
    place = 2 if again else 3
    one = device(tmp_path, server, place)
    with FaultProxy(server.port) as proxy:
        one.connect(proxy.url)
        one.append(list(one.corpus.records(CUT_RECORDS)))
        useful = packed(one)
        held = one.store.read(records.count)
        proxy.weather = Weather(cut_mean=mean)
        sessions = 0
        up = proxy.bytes_up
        while one.port.unsent() and sessions < SESSIONS_MAX:
            one.sync()
            sessions += 1
    assert one.port.unsent() == 0
    assert one.store.read(records.count) == held
    assert proxy.cuts > 0
    assert again is None or proxy.bytes_up - up <= again * useful
    one.connect(server.url)
    one.sync()
    one.store.check()
    one.close()
