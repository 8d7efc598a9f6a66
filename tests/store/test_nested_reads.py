"""Reads inside reads: the desk asks for the policy while it reads a case."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fieldpass.store.database import READERS, Store


def test_reads_inside_reads_in_more_threads_than_readers_all_come_back(tmp_path: Path) -> None:
    store = Store.create(tmp_path, bytes(32))
    together = threading.Barrier(READERS, timeout=5)

    def nested() -> int:
        def outer(_conn: object) -> int:
            together.wait()
            return store.read(lambda inner: 7)

        return store.read(outer)

    with ThreadPoolExecutor(READERS) as pool:
        found = [pool.submit(nested) for _ in range(READERS)]
        assert [each.result(timeout=5) for each in found] == [7] * READERS
    store.close()
