"""The audit leaves nothing out: neither what stands in no log, nor what stands in two at a page's end."""

from types import SimpleNamespace

from bench.corpus import DEVICE, SCOPE
from fieldpass.store import feed, forking, log, outbox, records
from fieldpass.store.database import Store
from fieldpass.wire.bundle import LogId, open_bundle
from tests.store.conftest import LOG


def told(store):
    """Another device's store, as the feed tells it."""
    store.write(lambda tx: outbox.seal_pending(tx, DEVICE, 5))
    return [open_bundle(one.data, lambda kid: DEVICE.public) for one in store.read(outbox.unsent)]


def apply(store, bundle):
    store.write(lambda tx: feed.apply_bundle(tx, SCOPE, SimpleNamespace(returned=()), bundle))


def places(store):
    return [(row.log, row.number) for row in store.read(records.audit_page)]


def test_a_record_whose_log_gave_way_stands_there_without_a_place(memory, corpus):
    memory.write(lambda tx: log.append(tx, list(corpus.records(3))))
    (bundle,) = told(memory)
    with Store.in_memory() as reader:
        reader.write(lambda tx: feed.start_feed(tx, SCOPE, b"one"))
        apply(reader, bundle)
        assert reader.read(records.in_no_log) == 0
        reader.write(lambda tx: forking.give_way(tx, LOG, common=0))
        assert places(reader) == [(None, None)] * 3
        assert {row.digest for row in reader.read(records.audit_page)} == {
            row.digest for row in memory.read(records.audit_page)
        }
        assert reader.read(records.in_no_log) == reader.read(records.count) == 3
        # Their author enters them again, in an epoch of its own.
        memory.write(lambda tx: forking.give_way(tx, LOG, common=0))
        for one in told(memory):
            apply(reader, one)
        later = LogId(LOG.scope, LOG.device, 1)
        assert places(reader) == [(later, number) for number in (3, 2, 1)]
        assert reader.read(records.in_no_log) == 0


def test_a_record_that_stands_in_two_logs_has_both_its_rows_on_one_page(memory, corpus):
    memory.write(lambda tx: log.append(tx, list(corpus.records(4))))
    memory.write(lambda tx: log.open_log(tx, LogId(LOG.scope, LOG.device, 1)))
    memory.write(
        lambda tx: tx.run(
            "INSERT INTO entry (log, number, record) SELECT 2, number, record FROM entry"
        )
    )
    first = memory.read(lambda conn: records.audit_page(conn, size=3))
    rest = memory.read(lambda conn: records.audit_page(conn, before=first[-1].seq, size=3))
    found = [*first, *rest]
    assert [row.seq for row in found] == [4, 4, 3, 3, 2, 2, 1, 1]
    assert {row.log.epoch for row in found if row.seq == 2} == {0, 1}
