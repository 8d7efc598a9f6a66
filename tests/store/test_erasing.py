"""What an erasure by hash costs does not grow with what else is held."""

import os

import pytest

from bench.corpus import DEVICE, Corpus
from fieldpass.store import erasing, log, outbox, records
from fieldpass.store.database import Store
from tests.store.conftest import LOG

EVERY = 50


def filled(count):
    store = Store.in_memory()
    store.write(lambda tx: log.open_log(tx, LOG))
    store.write(lambda tx: log.append(tx, list(Corpus().records(count))))
    store.write(lambda tx: outbox.seal_pending(tx, DEVICE, 5))
    store.write(lambda tx: outbox.acknowledge(tx, LOG, count, now=6))
    return store


def steps(store, digests):
    """How many of SQLite's own steps it takes to find these hashes, in units of EVERY."""
    counted = []
    driver = store._connection.driver
    driver.set_progress_handler(lambda: counted.append(1) and None, EVERY)
    try:
        store.write(lambda tx: erasing.erase_digests(tx, digests, now=9, reason="platform"))
    finally:
        driver.set_progress_handler(None, 0)
    return len(counted)


def test_hashes_that_are_not_here_cost_the_same_in_a_small_store_and_a_large_one():
    foreign = [os.urandom(32) for _ in range(20)]
    with filled(50) as small, filled(2_000) as large:
        assert steps(large, foreign) <= 2 * steps(small, foreign) + 1


def test_a_hash_that_begins_like_another_erases_its_own_record_alone(memory, corpus):
    with filled(30) as store:
        row = store.read(records.audit_page)[7]
        alike = row.digest[:4] + os.urandom(28)
        assert store.write(lambda tx: erasing.erase_digests(tx, [alike], now=9, reason="x")) == 0
        both = [alike, row.digest]
        assert store.write(lambda tx: erasing.erase_digests(tx, both, now=9, reason="x")) == 1
        gone = [one for one in store.read(records.audit_page) if one.erased_at is not None]
        assert [one.seq for one in gone] == [row.seq]


@pytest.mark.parametrize("together", [True, False])
def test_the_index_of_words_is_merged_once_for_all_that_a_transaction_erases(together):
    with filled(200) as store:
        persons = store.read(
            lambda conn: conn.run("SELECT person FROM person ORDER BY seq LIMIT 3").scalars()
        )
        assert len(set(persons)) == 3
        told = []
        store._connection.driver.set_trace_callback(told.append)

        def erase(tx, *some):
            for person in some:
                erasing.erase(tx, [person], now=9, reason="x")

        if together:
            store.write(lambda tx: erase(tx, *persons))
        else:
            for person in persons:
                store.write(lambda tx, one=person: erase(tx, one))
        store._connection.driver.set_trace_callback(None)
        merges = [sql for sql in told if "'optimize'" in sql]
        assert len(merges) == (1 if together else 3)
        assert store.read(erasing.erasures)[0].at == 9
