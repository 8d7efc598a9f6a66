"""fieldpass at its queue while a feed is taken in and records are saved; notes how late the loop is.

`python -m bench.programs.busy_screen HOME SECONDS FILE`: unlocks the device in HOME, shows the queue,
rests for SECONDS and then works for SECONDS, and writes the latenesses of both to FILE, in ms: each as
seen, and what of it the program worked itself, by its processor time (the rest is the machine's).
"""

import asyncio
import gc
import json
import sys
import threading
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from bench.corpus import SCOPE, Corpus
from bench.programs.village_screen import BASE_CSS
from bench.screen_device import SECRET
from fieldpass.app import FieldpassApp
from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.office import Office
from fieldpass.screens.queue import QueueScreen
from fieldpass.store import feed, log, outbox
from fieldpass.store.database import Store
from fieldpass.store.transaction import Transaction
from fieldpass.terminal.profiles import detect
from fieldpass.wire.bundle import Bundle, LogId, open_bundle
from fieldpass.wire.keys import SigningKey

STEP_S = 0.005
SAVE_EVERY_S = 0.02
RECORDS = 10_000
_OTHER = SigningKey(bytes([9]) * 32)


def sealed_feed() -> list[bytes]:
    """Bundles of another device of the scope."""
    name = LogId(SCOPE, _OTHER.kid, 0)
    with Store.in_memory() as source:
        source.write(lambda tx: log.open_log(tx, name))
        records = list(Corpus(seed=2, device=_OTHER).records(RECORDS))
        source.write(lambda tx: log.append(tx, records))
        source.write(lambda tx: outbox.seal_pending(tx, _OTHER, 1))
        return [one.data for one in source.read(lambda conn: outbox.unsent(conn, 1 << 30))]


class BusyApp(FieldpassApp):
    """The program, watched."""

    CSS_PATH = BASE_CSS

    def __init__(self, home: Path, seconds: float, out: Path, bundles: list[bytes]) -> None:
        super().__init__(folders(home), profile=detect())
        self._seconds, self._out, self._bundles = seconds, out, bundles
        self._ended = threading.Event()
        self._done = {"bundles": 0, "saves": 0}

    def on_mount(self) -> None:
        """Unlock, show the queue, and begin to watch."""
        super().on_mount()
        office = opening.unlock(self.folders, SECRET, self.surroundings)
        self.call_after_refresh(self._begin, office)

    def _begin(self, office: Office) -> None:
        self.opened(office)
        self.push_screen(QueueScreen())
        self._watching = asyncio.get_running_loop().create_task(self._watch(office))

    async def _watch(self, office: Office) -> None:
        await asyncio.sleep(2.0)
        rest = await self._late()
        workers = [
            threading.Thread(target=task, args=(office,), daemon=True)
            for task in (self._take_feed, self._save)
        ]
        for worker in workers:
            worker.start()
        work = await self._late()
        self._ended.set()
        for worker in workers:
            await asyncio.to_thread(worker.join)
        self._out.write_text(json.dumps({"rest": rest, "work": work, **self._done}))

    async def _late(self) -> list[tuple[float, float]]:
        """How much later than asked the loop comes back, again and again, in ms; how much of it it worked."""
        found, end = [], time.perf_counter() + self._seconds
        while time.perf_counter() < end:
            due, before = time.perf_counter() + STEP_S, time.process_time()
            await asyncio.sleep(STEP_S)
            late, worked = time.perf_counter() - due, time.process_time() - before
            found.append((round(late * 1000, 3), round(min(late, worked) * 1000, 3)))
        return found

    def _take_feed(self, office: Office) -> None:
        """As a sync does: verify, and take ten bundles in a transaction."""
        office.store.write(lambda tx: feed.start_feed(tx, SCOPE, b"bench"))
        for start in range(0, len(self._bundles), 10):
            if self._ended.is_set():
                return
            opened = [
                open_bundle(data, lambda kid: _OTHER.public)
                for data in self._bundles[start : start + 10]
            ]

            office.store.write(partial(_take, opened=opened, first=start + 1))
            self._done["bundles"] += len(opened)

    def _save(self, office: Office) -> None:
        """As people do, but fifty times a second."""
        source = Corpus(seed=3, device=office.device).records(1 << 20)
        while not self._ended.wait(SAVE_EVERY_S):
            record = next(source)
            office.store.write(lambda tx, record=record: log.append(tx, [record]))  # type: ignore[misc]
            self._done["saves"] += 1


def _take(tx: Transaction, opened: list[Bundle], first: int) -> None:
    for place, one in enumerate(opened, first):
        feed.apply_bundle(tx, SCOPE, SimpleNamespace(returned=()), one)
        feed.set_cursor(tx, SCOPE, place)


if __name__ == "__main__":
    bundles = sealed_feed()
    # As `fieldpass.__main__` does; the app wakes it.
    gc.collect()
    gc.disable()
    app = BusyApp(Path(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]), bundles)
    app.run(mouse=False)
