"""The local store: a durable save, a page, a search, a feed, opening, each beside a floor of the same run."""

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.corpus import DEVICE, SCOPE, Corpus
from bench.figures import Figure
from fieldpass.store import feed, log, outbox, people, queue, search, views
from fieldpass.store.connecting import connect
from fieldpass.store.database import Store
from fieldpass.store.replacing import DATABASE
from fieldpass.wire.bundle import Bundle, LogId, open_bundle
from fieldpass.wire.records import decode_record

PEOPLE = 100_000
KEY = bytes(range(32))
_LOG = LogId(SCOPE, DEVICE.kid, 0)


def run() -> Iterator[Figure]:
    """All figures of the design that are the store's."""
    yield from _saves()
    yield from _feed()
    yield from _large()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fieldpass-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _times(task: Callable[[], object], calls: int) -> list[float]:
    """Sorted milliseconds of each call."""
    found = []
    for _ in range(calls):
        begin = time.perf_counter()
        task()
        found.append((time.perf_counter() - begin) * 1000)
    return sorted(found)


def _at(times: list[float], part: float) -> float:
    return times[min(len(times) - 1, int(len(times) * part))]


def _saves() -> Iterator[Figure]:
    """A save as the desk makes it, beside a bare commit of as many bytes."""
    with _folder() as folder:
        raw = connect(str(folder / "floor.db"), KEY, writes=True)
        raw.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
        data = os.urandom(160)

        def bare() -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO t (b) VALUES (?)", (data,))
            raw.execute("COMMIT")

        floor = _times(bare, 400)
        raw.close()
        with Store.create(folder / "data", KEY) as store:
            store.write(lambda tx: log.open_log(tx, _LOG))
            source = Corpus().records(1000)
            store.write(lambda tx: log.append(tx, [next(source) for _ in range(300)]))
            save = _times(lambda: store.write(lambda tx: log.append(tx, [next(source)])), 400)
    for name, part, wanted in (("p50", 0.5, 6), ("p99", 0.99, 20)):
        value, under = _at(save, part), _at(floor, part)
        yield Figure(
            name=f"durable save {name}",
            value=value,
            unit="ms",
            floor=under,
            ratio=value / under,
            note=f"{wanted} wanted; floor: a bare commit of as many bytes",
        )


def _feed() -> Iterator[Figure]:
    """10,000 records of the corpus in verified bundles of 50, ten to a transaction."""
    with Store.in_memory() as source:
        source.write(lambda tx: log.open_log(tx, _LOG))
        source.write(lambda tx: log.append(tx, list(Corpus().records(10_000))))
        source.write(lambda tx: outbox.seal_pending(tx, DEVICE, 1))
        sealed = source.read(lambda conn: outbox.unsent(conn, 1 << 30))
    begin = time.perf_counter()
    opened = [open_bundle(one.data, lambda kid: DEVICE.public) for one in sealed]
    verify = time.perf_counter() - begin
    with _folder() as folder, Store.create(folder / "data", KEY) as store:
        store.write(lambda tx: feed.start_feed(tx, SCOPE, b"bench"))

        def apply(tx: Any, start: int) -> None:
            for place in range(start, min(start + 10, len(opened))):
                feed.apply_bundle(tx, SCOPE, SimpleNamespace(returned=()), opened[place])
            feed.set_cursor(tx, SCOPE, start + 10)

        begin = time.perf_counter()
        for start in range(0, len(opened), 10):
            store.write(lambda tx, start=start: apply(tx, start))  # type: ignore[misc]
        took = time.perf_counter() - begin
        yield Figure(
            name="feed, verified and applied",
            value=10_000 / (took + verify),
            unit="records/s",
            floor=10_000 / verify,
            ratio=verify / (took + verify),
            note="in one thread; floor: verifying alone",
        )
        begin = time.perf_counter()
        store.write(views.rebuild_views)
        anew = time.perf_counter() - begin
        decode = _decoding(opened)
        yield Figure(
            name="views made anew",
            value=10_000 / anew,
            unit="records/s",
            floor=10_000 / decode,
            ratio=decode / anew,
            note="floor: decoding the same records alone",
        )


def _decoding(opened: list[Bundle]) -> float:
    """Seconds to decode all records of these bundles."""
    begin = time.perf_counter()
    for one in opened:
        for item in one.items:
            if isinstance(item, bytes):
                decode_record(item)
    return time.perf_counter() - begin


def _large() -> Iterator[Figure]:
    with _folder() as folder:
        with Store.create(folder, KEY) as store:
            store.write(lambda tx: log.open_log(tx, _LOG))
            source = Corpus().applications(PEOPLE)
            for _ in range(PEOPLE // 1000):
                store.write(lambda tx: log.append(tx, [next(source) for _ in range(1000)]))
            yield from _pages(store)
            yield from _searches(store)
        yield _disk(folder)
        begin = time.perf_counter()
        raw = connect(str(folder / DATABASE), KEY, writes=False)
        raw.execute("SELECT count(*) FROM setting").fetchone()
        bare = time.perf_counter() - begin
        raw.close()
        begin = time.perf_counter()
        with Store.open(folder, KEY) as store:
            store.read(queue.queue_page)
            took = time.perf_counter() - begin
        yield Figure(
            name="open to the first 50 of 100,000",
            value=took * 1000,
            unit="ms",
            floor=bare * 1000,
            ratio=took / bare,
            note="floor: one bare keyed connection and one row",
        )


def _disk(folder: Path) -> Figure:
    """The whole file a person, held against the bytes of the records in it."""
    raw = connect(str(folder / DATABASE), KEY, writes=False)
    records = raw.execute("SELECT sum(length(data)) FROM record").fetchone()[0]
    raw.close()
    size = (folder / DATABASE).stat().st_size
    return Figure(
        name="disk a person",
        value=size / PEOPLE,
        unit="bytes",
        floor=records / PEOPLE,
        ratio=size / records,
        note="one application each; floor: the records alone",
    )


def _pages(store: Store) -> Iterator[Figure]:
    draw = random.Random(1)
    rows = store.read(lambda conn: queue.queue_page(conn, size=5000))
    keys = [draw.choice(rows).key for _ in range(300)]
    sql = (
        "SELECT * FROM application WHERE state IN ('pending', 'answered') "
        "AND (submitted_at, application) > (?, ?) ORDER BY submitted_at, application LIMIT 50"
    )
    turn = iter(keys * 2)
    bare = _times(lambda: store.read(lambda conn: conn.run(sql, next(turn)).all()), 300)
    page = _times(lambda: store.read(lambda conn: queue.queue_page(conn, after=next(turn))), 300)
    for name, part in (("p50", 0.5), ("p95", 0.95)):
        value, under = _at(page, part), _at(bare, part)
        yield Figure(
            name=f"page of 50 in a queue of 100,000, {name}",
            value=value,
            unit="ms",
            floor=under,
            ratio=value / under,
        )
    count = "SELECT count(*) FROM application WHERE state IN ('pending', 'answered')"
    floor = _at(_times(lambda: store.read(lambda conn: conn.run(count).scalar_one()), 9), 0.5)
    value = _at(_times(lambda: store.read(queue.queue_count), 9), 0.5)
    yield Figure(
        name="count of what waits, 100,000",
        value=value,
        unit="ms",
        floor=floor,
        ratio=value / floor,
    )


def _searches(store: Store) -> Iterator[Figure]:
    draw = random.Random(2)
    rows = [row.application for row in store.read(lambda conn: queue.queue_page(conn, size=5000))]
    for name, part_of in (
        ("part of a name", lambda row: row.name[-2:]),
        ("surname alone", lambda row: row.name[0]),
        ("initials", lambda row: draw.choice(("wjg", "lx", "zh", "lym"))),
        ("tail of an ID", lambda row: row.number_tail),
    ):
        words = [part_of(draw.choice(rows)) for _ in range(200)]
        floor = _at(_times(partial(_bare_search, store, iter(words)), 200), 0.95)
        value = _at(_times(partial(_search, store, iter(words)), 200), 0.95)
        yield Figure(
            name=f"search 100,000 by {name}, p95",
            value=value,
            unit="ms",
            floor=floor,
            ratio=value / floor,
            note="20 wanted; floor: the bare full-text query of 50 rows",
        )


def _bare_search(store: Store, words: Iterator[str]) -> object:
    return store.read(lambda conn: search.find(conn, next(words), 50))


def _search(store: Store, words: Iterator[str]) -> object:
    return store.read(lambda conn: people.search(conn, next(words)))
