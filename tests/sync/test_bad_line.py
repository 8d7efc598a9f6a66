"""A device and a server, both real processes' parts, with the line of DESIGN section 8 between them.

Nothing here looks at a clock: what a line of so many bytes a second and such a latency takes is counted
from the bytes and the turns that went over it. `python -m bench sync` measures the same with the line
really slowed.
"""

import pytest

from bench._rig import BenchDevice, ServerProcess
from bench.sync import EDGE, EDGE_RECORDS
from fieldpass.store import outbox
from fieldpass.sync import compression
from fieldpass.wire import sequence
from tests.sync.faults import FaultProxy, Weather

SESSIONS_MAX = 200
EDGE_S = 4.0
# Draws a cut in the middle of what is sent also where it would be sent before the mean is reached.
CUTTING_SEED = 9


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


def digests(one, where=""):
    """The records of the logs here, one for each place in a log, whether they count or were returned."""
    sql = f"SELECT digest FROM record JOIN entry AS e ON e.record = seq JOIN log AS l ON l.id = e.log {where}"
    return one.store.read(lambda conn: list(conn.run(sql).scalars()))


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
        one.append_corpus(EDGE_RECORDS)
        for each in (one, two):
            before = counted(proxy)
            each.sync()
            assert proxy.turns > before[2]
            assert line_s(proxy, before) <= EDGE_S
    assert one.port.unsent() == 0
    assert set(digests(one, "WHERE own = 1")) <= set(digests(two))
    one.close()
    two.close()


def test_a_feed_that_is_cut_again_and_again_comes_down_once(tmp_path, server):
    """One device writes, one reads all of it on a good line, and two on lines that are cut.

    It stands before the tests that fill the feed, and the line that is cut most reads the least.
    """
    one = device(tmp_path, server, 6)
    came = {}
    for place, mean, count in ((9, 5_000, 400), (8, 60_000, 1_600), (7, None, 0)):
        one.append_corpus(count)
        assert one.sync().error is None
        reader = BenchDevice(tmp_path / str(place), server.url, server.codes[place], seed=place)
        with FaultProxy(server.port, Weather(cut_mean=mean), seed=CUTTING_SEED) as proxy:
            reader.connect(proxy.url)
            sessions = 0
            while reader.sync().error is not None:
                sessions += 1
                assert sessions < SESSIONS_MAX
        assert (proxy.cuts > 0) == (mean is not None)
        came[mean] = proxy.bytes_down
        reader.store.check()
        assert set(digests(one, "WHERE own = 1")) <= set(digests(reader))
        reader.close()
    assert came[60_000] <= 1.3 * came[None]
    one.close()


@pytest.mark.parametrize(("mean", "count", "again"), [(60_000, 2_000, 1.3), (5_000, 300, None)])
def test_a_line_that_is_cut_again_and_again_brings_everything_once(
    tmp_path, server, mean, count, again
):
    place = 2 if again else 4
    one = device(tmp_path, server, place)
    with FaultProxy(server.port, seed=CUTTING_SEED) as proxy:
        one.connect(proxy.url)
        one.append_corpus(count)
        useful = packed(one)
        written = digests(one, "WHERE own = 1")
        proxy.weather = Weather(cut_mean=mean)
        sessions = 0
        up = proxy.bytes_up
        while one.port.unsent() and sessions < SESSIONS_MAX:
            one.sync()
            sessions += 1
    assert one.port.unsent() == 0
    assert proxy.cuts > 0
    assert again is None or proxy.bytes_up - up <= again * useful
    two = device(tmp_path, server, place + 1)
    for each in (one, two):
        each.connect(server.url)
        assert each.sync().error is None
        each.store.check()
        there = digests(each)
        assert len(there) == len(set(there))
        assert set(written) <= set(there)
        each.close()
