"""What comes down: in order, once, with its cursor, and never two histories."""

from types import SimpleNamespace

import pytest

from bench.corpus import DEVICE, SCOPE
from fieldpass.store import erasing, feed, log, outbox, queue, records
from fieldpass.store.database import Store
from fieldpass.store.errors import FeedFork, FeedGap
from fieldpass.wire.bundle import FIRST_LINK, LogId, open_bundle, redact, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import encode_record
from tests.store.conftest import LOG, keep

OTHER = SigningKey(bytes([7]) * 32)


@pytest.fixture
def bundles(memory, corpus):
    """Three bundles of another device."""
    keep(memory, corpus.records(120))
    memory.write(lambda tx: outbox.seal_pending(tx, DEVICE, 5))
    return [open_bundle(one.data, lambda kid: DEVICE.public) for one in memory.read(outbox.unsent)]


@pytest.fixture
def reader():
    with Store.in_memory() as store:
        store.write(lambda tx: feed.start_feed(tx, SCOPE, b"one"))
        yield store


def apply(store, position, bundle, returned=(), scope=SCOPE):
    """One item and the cursor, as sync does it with a page of one."""

    def run(tx):
        feed.apply_bundle(tx, scope, SimpleNamespace(returned=returned), bundle)
        feed.set_cursor(tx, scope, position)

    store.write(run)


def held(store):
    return store.read(lambda conn: [row.record for row in records.audit_page(conn, size=500)])


def test_items_are_applied_once_and_the_cursor_moves_with_them(reader, bundles, memory):
    for position, bundle in enumerate(bundles, 1):
        apply(reader, position, bundle)
    apply(reader, 3, bundles[2])
    assert held(reader) == held(memory)
    found = reader.read(lambda conn: feed.cursor(conn, SCOPE))
    assert (found.position, found.incarnation, found.known_until) == (3, b"one", None)
    reader.write(lambda tx: feed.set_known_until(tx, SCOPE, 50))
    reader.write(lambda tx: feed.set_known_until(tx, SCOPE, 40))
    assert reader.read(lambda conn: feed.cursor(conn, SCOPE)).known_until == 50


def test_what_fails_in_a_transaction_leaves_neither_rows_nor_cursor(reader, bundles):
    def fail(tx):
        feed.apply_bundle(tx, SCOPE, SimpleNamespace(returned=()), bundles[0])
        feed.set_cursor(tx, SCOPE, 1)
        raise RuntimeError("cut")

    with pytest.raises(RuntimeError):
        reader.write(fail)
    assert held(reader) == []
    assert reader.read(lambda conn: feed.cursor(conn, SCOPE)).position == 0


def test_a_missing_bundle_of_the_own_scope_is_a_gap(reader, bundles):
    with pytest.raises(FeedGap):
        apply(reader, 1, bundles[1])
    assert reader.read(lambda conn: feed.cursor(conn, SCOPE)).position == 0


def test_a_foreign_scopes_bundle_comes_with_holes_by_design(reader, bundles):
    bare = redact(bundles[1], lambda index: index == 4)
    reader.write(lambda tx: feed.start_feed(tx, "d:370211000000", b"one"))
    apply(reader, 1, bare, scope="d:370211000000")
    rows = reader.read(lambda conn: records.audit_page(conn, size=500))
    assert [row.number for row in rows if row.record is not None] == [55]
    assert len(rows) == 50
    (again,) = reader.read(lambda conn: outbox.bundles_after(conn, LOG, 0))
    assert again.data == bare.data


def test_hashes_are_filled_when_the_records_come_whole(reader, bundles, memory):
    bare = redact(bundles[0], lambda index: False)
    apply(reader, 1, bare)
    assert [one for one in held(reader) if one] == []
    apply(reader, 2, bundles[0])
    apply(reader, 3, bundles[1])
    apply(reader, 4, bundles[2])
    assert {one.id for one in held(reader)} == {one.id for one in held(memory)}
    whole = memory.read(lambda conn: queue.queue_page(conn, size=99))
    assert reader.read(lambda conn: queue.queue_page(conn, size=99)) == whole


def test_another_history_of_a_known_log_is_refused_and_kept_as_evidence(reader, bundles, corpus):
    apply(reader, 1, bundles[0])
    data = [encode_record(one) for one in corpus.records(10)]
    forked = seal(DEVICE, LOG, first=1, previous=FIRST_LINK, records=data, sealed_at=9)
    with pytest.raises(FeedFork):
        apply(reader, 2, forked)
    late = seal(DEVICE, LOG, first=51, previous=bytes([1]) * 32, records=data, sealed_at=9)
    with pytest.raises(FeedFork):
        apply(reader, 2, late)
    reader.write(lambda tx: feed.keep_fork(tx, forked, 3))
    reader.write(lambda tx: feed.keep_fork(tx, forked, 4))
    assert reader.read(feed.forks) == [(LOG, forked.data)]
    assert len(held(reader)) == 50


def test_another_incarnation_begins_anew_and_doubles_nothing(reader, bundles):
    apply(reader, 1, bundles[0])
    reader.write(lambda tx: feed.start_feed(tx, SCOPE, b"one"))
    assert reader.read(lambda conn: feed.cursor(conn, SCOPE)).position == 1
    reader.write(lambda tx: feed.start_feed(tx, SCOPE, b"two"))
    assert reader.read(lambda conn: feed.cursor(conn, SCOPE)).position == 0
    apply(reader, 1, bundles[0])
    apply(reader, 2, bundles[1])
    assert len(held(reader)) == 100


def test_returns_come_with_the_feed_and_go_when_an_item_accepts_them(reader, bundles, memory):
    apply(reader, 1, bundles[0], returned=((0, "clock"), (49, "clock")))
    assert [row.number for row in reader.read(outbox.returned)] == [1, 50]
    assert not any(row.own for row in reader.read(outbox.returned))
    apply(reader, 2, bundles[0], returned=((49, "clock"),))
    assert [row.number for row in reader.read(outbox.returned)] == [50]
    apply(reader, 3, bundles[0])
    assert reader.read(outbox.returned) == []


def test_bytes_that_are_no_record_are_kept_and_block_nothing(reader, corpus):
    good = [encode_record(one) for one in corpus.applications(2)]
    log_id = LogId(SCOPE, OTHER.kid, 0)
    poison = seal(
        OTHER,
        log_id,
        first=1,
        previous=FIRST_LINK,
        records=[good[0], b"\xa1\x61t\x01", good[1]],
        sealed_at=1,
    )
    apply(reader, 1, poison, returned=((1, "malformed"),))
    assert [one is None for one in held(reader)] == [False, True, False]
    assert reader.read(queue.queue_count) == 2
    (row,) = reader.read(outbox.returned)
    assert (row.record, row.reason) == (None, "malformed")
    (again,) = reader.read(lambda conn: outbox.bundles_after(conn, log_id, 0))
    assert again.data == poison.data


def test_an_erased_person_leaves_hashes_a_valid_chain_and_does_not_come_back(
    reader, bundles, memory
):
    for position, bundle in enumerate(bundles, 1):
        apply(reader, position, bundle)
    person = memory.read(lambda conn: queue.queue_page(conn, size=1, filter=ALL))[0]
    key = person.application.person
    count = len(reader.read(lambda conn: records.records_of(conn, key)))
    done = reader.write(lambda tx: erasing.erase(tx, [key], now=9, reason="retention"))
    assert (done.records, done.kept) == (count, 0)
    assert reader.read(erasing.erasures) == [done]
    assert reader.read(lambda conn: records.records_of(conn, key)) == []
    rows = reader.read(lambda conn: records.audit_page(conn, size=500))
    assert sum(row.erased_at == 9 and row.record is None for row in rows) == count
    for one in reader.read(lambda conn: outbox.bundles_after(conn, LOG, 0)):
        open_bundle(one.data, lambda kid: DEVICE.public)
    assert reader.write(lambda tx: feed.start_feed(tx, SCOPE, b"two")) is None
    for position, bundle in enumerate(bundles, 1):
        apply(reader, position, bundle)
    assert reader.read(lambda conn: records.records_of(conn, key)) == []


def test_an_own_record_that_is_unsent_is_not_erased(memory, bundles):
    row = memory.read(lambda conn: queue.queue_page(conn, size=1, filter=ALL))[0]
    key = row.application.person
    count = len(memory.read(lambda conn: records.records_of(conn, key)))
    done = memory.write(lambda tx: erasing.erase(tx, [key], now=9, reason="retention"))
    assert (done.records, done.kept) == (0, count)
    memory.write(lambda tx: outbox.acknowledge(tx, LOG, 120))
    done = memory.write(lambda tx: erasing.erase(tx, [key], now=9, reason="retention"))
    assert (done.records, done.kept) == (count, 0)
    for one in memory.read(lambda conn: outbox.bundles_after(conn, LOG, 0)):
        open_bundle(one.data, lambda kid: DEVICE.public)


def test_a_disk_put_back_to_an_old_state_gets_its_own_bundles_from_the_feed(bundles, corpus):
    with Store.in_memory() as old:
        old.write(lambda tx: log.open_log(tx, LOG))
        old.write(lambda tx: feed.start_feed(tx, SCOPE, b"one"))
        for position, bundle in enumerate(bundles, 1):
            apply(old, position, bundle)
        (head,) = old.read(lambda conn: outbox.heads(conn, own=True))
        assert (head.last, head.sealed, head.stored) == (120, 120, 120)
        keep(old, corpus.records(3))
        assert old.write(lambda tx: outbox.seal_pending(tx, DEVICE, 6)) == 1
        (fresh,) = old.read(outbox.unsent)
        assert open_bundle(fresh.data, lambda kid: DEVICE.public).previous == bundles[-1].link


ALL = queue.QueueFilter(state="all")
