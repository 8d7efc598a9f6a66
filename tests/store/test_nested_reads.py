"""A read inside a read: screens and desk nest them, from many threads at once."""

import threading

from fieldpass.store import settings
from fieldpass.store.database import READERS, Store


def test_reads_inside_reads_from_more_threads_than_readers_never_wait_for_each_other(tmp_path):
    with Store.create(tmp_path, bytes(32)) as store:
        store.write(lambda tx: settings.put(tx, "test.value", 7))
        inside = threading.Barrier(READERS)
        found = []

        def nested():
            def outer(conn):
                # All readers are taken here; without reentrancy nobody gets the second one.
                inside.wait(timeout=20)
                return store.read(lambda inner: settings.get(inner, "test.value"))

            found.append(store.read(outer))

        threads = [threading.Thread(target=nested) for _ in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert found == [7] * READERS


def test_a_read_inside_a_read_sees_the_same_state(tmp_path):
    with Store.create(tmp_path, bytes(32)) as store:
        store.write(lambda tx: settings.put(tx, "test.value", 1))

        def outer(conn):
            before = settings.get(conn, "test.value")
            store.submit(lambda tx: settings.put(tx, "test.value", 2)).result(20)
            return before, store.read(lambda inner: settings.get(inner, "test.value"))

        assert store.read(outer) == (1, 1)
        assert store.read(lambda conn: settings.get(conn, "test.value")) == 2
