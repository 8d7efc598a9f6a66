"""Sending and receiving over loopback, over a thin line, and over a line that is cut.

Real processes: the reference server under uvicorn with SQLite, devices with encrypted files, records of
`bench.corpus`. The floor of the rates is the work that nobody can leave out: verifying the signature and
the chain of every bundle.
"""

import http.client
import http.server
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
CUT_MEANS = (60_000, 5_000)
SESSIONS_MAX = 1_000


def run(quick: bool = False) -> Iterator[Figure]:
    """All figures of the sync; `quick` with a fifth of the records."""
    part = 5 if quick else 1
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "server").mkdir()
        with ServerProcess(root / "server") as server:
            yield from _loopback(root, server, RECORDS // part)
            yield from _cuts_down(root, server)
            yield from _edge(root, server)
            yield from _cuts_up(root, server, CUT_RECORDS // part)


def _loopback(root: Path, server: ServerProcess, records: int) -> Iterator[Figure]:
    """Both directions, each device in a process of its own."""
    at_rest = server.rss_mb()
    up = _session(root / "one", server, 0, records)
    down = _session(root / "two", server, 1, 0)
    source = BenchDevice(root / "floor", server.url, server.codes[2], seed=1)
    source.append_corpus(records)
    source.store.write(lambda tx: outbox.seal_pending(tx, source.key, 0))
    yield from _bytes_a_record(source)
    floor = records / _floor(source)
    source.close()
    for name, told, wanted in (("up", up, 7_000), ("down", down, 8_000)):
        rate = records / told["took"]
        yield Figure(
            name=name,
            value=round(rate),
            unit="records/s",
            floor=round(floor),
            ratio=round(rate / floor, 3),
            note=f"{wanted} wanted; the device worked {told['busy']:.2f} s of {told['took']:.2f}, the server "
            f"{told['server']:.2f}; floor: opening the bundles, signature and chain, alone",
        )
    for name, told in (("sends", up), ("receives", down)):
        yield _memory(f"memory of a device that {name}", told["peak"], told["bare"], 90)
    yield _memory("memory of the server", server.rss_mb(), at_rest, 100)


def _memory(name: str, value: float, floor: float, wanted: int) -> Figure:
    return Figure(
        name=name,
        value=round(value),
        unit="MB",
        floor=round(floor),
        ratio=round(value / floor, 2),
        note=f"{wanted} wanted; floor: the same process before the first record",
    )


def _session(folder: Path, server: ServerProcess, code: int, records: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.programs.sync_device", str(folder), server.url]
    command += [server.codes[code], str(code + 1), str(records)]
    busy = server.busy_s()
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    told: dict[str, Any] = json.loads(said)
    return told | {"server": server.busy_s() - busy}


def _timed(device: BenchDevice) -> float:
    started = time.perf_counter()
    outcome = device.sync()
    if outcome.error is not None:
        raise outcome.error
    return time.perf_counter() - started


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
    one = BenchDevice(root / "edge-one", server.url, server.codes[3], seed=3)
    two = BenchDevice(root / "edge-two", server.url, server.codes[4], seed=4)
    for device in (one, two, one):
        _timed(device)
    with FaultProxy(server.port, EDGE) as proxy:
        one.connect(proxy.url)
        two.connect(proxy.url)
        one.append_corpus(EDGE_RECORDS)
        for name, device in (("up", one), ("down", two)):
            before = proxy.bytes_up, proxy.bytes_down
            took = _timed(device)
            up, down = proxy.bytes_up - before[0], proxy.bytes_down - before[1]
            floor = _bare_exchange(up, down)
            yield Figure(
                name=f"{EDGE_RECORDS} records {name} at 300 ms, 50 kbit/s",
                value=round(took, 2),
                unit="s",
                floor=round(floor, 2),
                ratio=round(took / floor, 2),
                note=f"4 wanted; {up} B up, {down} B down on a new connection; floor: one bare "
                "HTTP exchange of as many bytes over the same line",
            )
    one.close()
    two.close()


def _bare_exchange(up: int, down: int) -> float:
    """Seconds of one POST of `up` bytes whose answer has `down`, over a line like EDGE."""

    class Bare(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(bytes(down))

        def log_message(self, *_: object) -> None:
            return None

    with http.server.HTTPServer(("127.0.0.1", 0), Bare) as far:
        threading.Thread(target=far.handle_request, daemon=True).start()
        with FaultProxy(far.server_port, EDGE) as proxy:
            started = time.perf_counter()
            line = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=60)
            line.request("POST", "/", bytes(up))
            line.getresponse().read()
            return time.perf_counter() - started


def _cuts_down(root: Path, server: ServerProcess) -> Iterator[Figure]:
    """The whole feed, by devices that have nothing yet; the floor is what an uncut line carries."""
    with _through(root / "down", server, 5, Weather(), 0) as (device, proxy):
        _timed(device)
        useful = proxy.bytes_down
    for place, mean in enumerate(CUT_MEANS):
        weather = Weather(cut_mean=mean)
        with _through(root / f"down{mean}", server, 6 + place, weather, place) as (device, proxy):
            sessions = _until(lambda: device.sync().error is None)
            yield _cut("down", mean, proxy.bytes_down, useful, proxy.cuts, sessions)


def _cuts_up(root: Path, server: ServerProcess, records: int) -> Iterator[Figure]:
    """A backlog; the floor is every bundle once, packed alone."""
    for place, mean in enumerate(CUT_MEANS):
        weather = Weather(cut_mean=mean)
        with _through(root / f"up{mean}", server, 8 + place, weather, place) as (device, proxy):
            device.append_corpus(records)
            device.store.write(lambda tx: outbox.seal_pending(tx, device.key, 0))
            packed = [compression.pack(sequence.write([one]))[0] for one in _bundles(device)]
            sessions = _until(lambda: not (device.sync(), device.port.unsent())[1])
            useful = sum(map(len, packed))
            yield _cut("up", mean, proxy.bytes_up, useful, proxy.cuts, sessions)


@contextmanager
def _through(
    folder: Path, server: ServerProcess, code: int, weather: Weather, seed: int
) -> Iterator[tuple[BenchDevice, FaultProxy]]:
    """A registered device behind a line of that weather."""
    device = BenchDevice(folder, server.url, server.codes[code], seed=code)
    with FaultProxy(server.port, weather, seed=seed) as proxy:
        device.connect(proxy.url)
        yield device, proxy
    device.close()


def _until(done: Callable[[], bool]) -> int:
    """How many sessions it took. Raises where it never ends."""
    for count in range(1, SESSIONS_MAX + 1):
        if done():
            return count
    raise RuntimeError("bench: the line never got through")


def _cut(way: str, mean: int, value: int, floor: int, cuts: int, sessions: int) -> Figure:
    wanted = "1.3 wanted" if mean == CUT_MEANS[0] else "to complete is wanted"
    return Figure(
        name=f"bytes {way}, cut every {mean // 1000} kB",
        value=value,
        unit="B",
        floor=floor,
        ratio=round(value / floor, 2),
        note=f"{wanted}; {cuts} cuts, {sessions} sessions, all arrived",
    )
