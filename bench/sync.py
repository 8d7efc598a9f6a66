"""Sending and receiving over loopback, over a thin line, and over a line that is cut.

Real processes: the reference server under uvicorn with SQLite, devices with encrypted files, records of
`bench.corpus`. The floor of the rates is the work that nobody can leave out: verifying the signature and
the chain of every bundle.
"""

import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench._rig import BenchDevice, ServerProcess
from bench.figures import Figure
from fieldpass.store import outbox
from fieldpass.sync import compression
from fieldpass.wire import sequence
from fieldpass.wire.bundle import open_bundle
from tests.sync.faults import FaultProxy, Weather

RECORDS = 5_000
EDGE_RECORDS = 200
CUT_RECORDS = 8_000
EDGE = Weather(latency_s=0.3, bytes_per_s=50_000 / 8)
SESSIONS_MAX = 400


def run() -> Iterator[Figure]:
    """All figures of the sync."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "server").mkdir()
        with ServerProcess(root / "server") as server:
            yield from _loopback(root, server)
            yield from _edge(root, server)
            yield from _cuts(root, server)


def _loopback(root: Path, server: ServerProcess) -> Iterator[Figure]:
    one = BenchDevice(root / "one", server.url, server.codes[0], seed=1)
    two = BenchDevice(root / "two", server.url, server.codes[1], seed=2)
    one.sync()
    two.sync()
    one.append(list(one.corpus_records(RECORDS)))
    up, sent = _timed(one)
    yield from _bytes_a_record(one)
    floor = _floor(one)
    yield Figure(
        name="up",
        value=round(sent / up),
        unit="records/s",
        floor=round(RECORDS / floor),
        ratio=round(floor / up, 3),
        note="7,000 wanted on a quiet machine; floor: verify the bundles' signatures and chains",
    )
    down, received = _timed(two)
    yield Figure(
        name="down",
        value=round(RECORDS / down),
        unit="records/s",
        floor=round(RECORDS / floor),
        ratio=round(floor / down, 3),
        note=f"8,000 wanted; {received} feed items",
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure(name="device memory", value=round(peak), unit="MB", note="90 wanted, both devices")
    yield Figure(name="server memory", value=round(server.rss_mb()), unit="MB", note="100 wanted")
    one.close()
    two.close()


def _timed(device: BenchDevice) -> tuple[float, int]:
    started = time.perf_counter()
    outcome = device.sync()
    if outcome.error is not None:
        raise outcome.error
    return time.perf_counter() - started, max(outcome.sent, outcome.received)


def _bundles(device: BenchDevice) -> list[bytes]:
    own = device.store.read(lambda conn: outbox.heads(conn, own=True))[0].log
    return [one.data for one in device.store.read(lambda c: outbox.bundles_after(c, own, 1))]


def _bytes_a_record(device: BenchDevice) -> Iterator[Figure]:
    bundles = [one for one in _bundles(device) if len(one) > 4_000]
    packed = [compression.pack(sequence.write([one]))[0] for one in bundles]
    records = sum(len(open_bundle(one, lambda _: device.key.public).items) for one in bundles)
    yield Figure(
        name="bytes a record, one bundle a request",
        value=round(sum(map(len, packed)) / records, 1),
        unit="B",
        note="60 wanted",
    )
    joined = compression.pack_sequence([sequence.write([one]) for one in bundles[:64]])[0]
    count = sum(len(open_bundle(one, lambda _: device.key.public).items) for one in bundles[:64])
    yield Figure(
        name="bytes a record, 64 bundles a request", value=round(len(joined) / count, 1), unit="B"
    )


def _floor(device: BenchDevice) -> float:
    """Seconds for what nobody can leave out: opening every bundle."""
    bundles = _bundles(device)
    started = time.perf_counter()
    for one in bundles:
        open_bundle(one, lambda _: device.key.public)
    return time.perf_counter() - started


def _edge(root: Path, server: ServerProcess) -> Iterator[Figure]:
    one = BenchDevice(root / "edge-one", server.url, server.codes[2], seed=3)
    two = BenchDevice(root / "edge-two", server.url, server.codes[3], seed=4)
    one.sync()
    two.sync()
    one.sync()
    with FaultProxy(server.port, EDGE) as proxy:
        one.connect(proxy.url)
        two.connect(proxy.url)
        one.append(list(one.corpus_records(EDGE_RECORDS)))
        for name, device in (("up", one), ("down", two)):
            before = proxy.bytes_up, proxy.bytes_down
            took, _ = _timed(device)
            yield Figure(
                name=f"{EDGE_RECORDS} records {name} at 300 ms, 50 kbit/s",
                value=round(took, 2),
                unit="s",
                note=f"4 wanted; {proxy.bytes_up - before[0]} B up, "
                f"{proxy.bytes_down - before[1]} B down, a new connection each",
            )
    one.close()
    two.close()


def _cuts(root: Path, server: ServerProcess) -> Iterator[Figure]:
    for place, mean in enumerate((60_000, 5_000)):
        device = BenchDevice(root / f"cut{mean}", server.url, server.codes[4 + place], seed=5)
        device.sync()
        device.append(list(device.corpus_records(CUT_RECORDS)))
        device.store.write(lambda tx: outbox.seal_pending(tx, device.key, 0))  # noqa: B023
        packed = [compression.pack(sequence.write([one]))[0] for one in _bundles(device)]
        with FaultProxy(server.port, Weather(cut_mean=mean), seed=place) as proxy:
            device.connect(proxy.url)
            sessions = 0
            while device.port.unsent() and sessions < SESSIONS_MAX:
                device.sync()
                sessions += 1
            useful = sum(map(len, packed))
            yield Figure(
                name=f"bytes up, cut every {mean // 1000} kB",
                value=proxy.bytes_up,
                unit="B",
                floor=useful,
                ratio=round(proxy.bytes_up / useful, 2),
                note=f"1.3 wanted at 60 kB; {proxy.cuts} cuts, {sessions} sessions, "
                f"{device.port.unsent()} records unsent",
            )
        device.close()
