"""A TCP proxy that makes a good link a bad one: latency, rate, and cuts after so many bytes.

Runs its own asyncio loop in a thread. Rates count both directions as one thin line each; `cut_mean`
closes a connection after an exponentially distributed number of bytes, drawn from a seed: those before the
cut arrive, those behind it never went over and are not counted. `turns` counts how often a connection's
client begins to speak: each is a round trip that somebody waits for.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(kw_only=True)
class Weather:
    """What the line is like; may be changed while it runs."""

    latency_s: float = 0.0
    bytes_per_s: float | None = None
    cut_mean: float | None = None
    closed: bool = False


class FaultProxy:
    """Listens on a free loopback port and passes everything on to `target_port`."""

    def __init__(self, target_port: int, weather: Weather | None = None, *, seed: int = 0) -> None:
        self.weather = weather or Weather()
        self.bytes_up = self.bytes_down = self.cuts = self.connections = self.turns = 0
        self.port = 0
        self._target = target_port
        self._random = random.Random(seed)
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "FaultProxy":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._quiet, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        with contextlib.suppress(Exception):
            self._loop.run_until_complete(asyncio.sleep(0.01))

    async def _quiet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # What ends with the proxy itself is nobody's failure.
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await self._connection(reader, writer)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.weather.closed:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        mean = self.weather.cut_mean
        speaks_up = [False]
        budget = [self._random.expovariate(1 / mean) if mean else float("inf")]

        # A piece counts as delivered when the system has it: aborting takes back what waits here.
        for each in (writer, far_writer):
            each.transport.set_write_buffer_limits(0)

        def cut() -> None:
            if writer.transport.is_closing():
                return
            self.cuts += 1
            writer.transport.abort()
            far_writer.transport.abort()

        # Half of the round trip on each way; the handshake's own round trip first.
        await asyncio.sleep(self.weather.latency_s)
        await asyncio.gather(
            self._way(reader, far_writer, budget, cut, speaks_up, up=True),
            self._way(far_reader, writer, budget, cut, speaks_up, up=False),
            return_exceptions=True,
        )
        writer.close()
        far_writer.close()

    async def _way(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        budget: list[float],
        cut: Callable[[], None],
        speaks_up: list[bool],
        *,
        up: bool,
    ) -> None:
        """Read at once, deliver late: latency and rate add up as on a real line."""
        queue: asyncio.Queue[tuple[float, bytes | None]] = asyncio.Queue(64)
        loop = asyncio.get_running_loop()
        line_free = [0.0]

        async def deliver() -> None:
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if data is None:
                    cut()
                    return
                if not data:
                    with contextlib.suppress(Exception):
                        sink.write_eof()
                    return
                sink.write(data)
                await sink.drain()

        delivering = asyncio.ensure_future(deliver())
        try:
            while data := await source.read(1400):
                self.turns += up and not speaks_up[0]
                speaks_up[0] = up
                ends = len(data) > budget[0]
                data = data[: int(budget[0])] if ends else data
                budget[0] -= len(data)
                if up:
                    self.bytes_up += len(data)
                else:
                    self.bytes_down += len(data)
                rate = self.weather.bytes_per_s
                start = max(loop.time(), line_free[0])
                line_free[0] = start + (len(data) / rate if rate else 0.0)
                arrives = line_free[0] + self.weather.latency_s / 2
                if data:
                    await queue.put((arrives, data))
                if ends:
                    budget[0] = 0
                    await queue.put((arrives, None))
                    await delivering
                    return
            await queue.put((loop.time() + self.weather.latency_s / 2, b""))
            await delivering
        finally:
            delivering.cancel()
