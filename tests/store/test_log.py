"""The own log: numbers, links, epochs and pass sequences."""

import dataclasses

import pytest

from bench.corpus import DEVICE, ISSUER, SCOPE, Corpus
from fieldpass.store import forking, log, outbox, records
from fieldpass.store.database import Store
from fieldpass.store.errors import Duplicate, NoOwnLog
from fieldpass.wire.bundle import FIRST_LINK, LogId, next_link, record_digest
from fieldpass.wire.records import encode_record
from tests.store.conftest import LOG, keep


def test_records_take_numbers_from_one_and_links_from_the_first(memory, corpus):
    kept = keep(memory, corpus.records(5))
    link = FIRST_LINK
    for number, record in enumerate(kept, 1):
        link = next_link(LOG, number, link, record_digest(encode_record(record)))
        assert memory.read(lambda conn, n=number: outbox.link_at(conn, LOG, n)) == link
    (head,) = memory.read(outbox.heads)
    assert (head.log, head.last, head.link, head.own) == (LOG, 5, link, True)


def test_before_a_log_is_open_nothing_is_kept(corpus):
    with Store.in_memory() as store:
        assert store.read(log.own_log) is None
        with pytest.raises(NoOwnLog):
            keep(store, corpus.records(1))


def test_the_same_record_again_is_no_second_record(memory, corpus):
    kept = keep(memory, corpus.records(3))
    keep(memory, kept)
    keep(memory, kept[:1] * 2)
    assert memory.read(outbox.unsent_count) == 3


def test_another_record_under_a_used_id_is_refused_and_nothing_is_kept(memory, corpus):
    (first,) = keep(memory, corpus.records(1))
    other = dataclasses.replace(first, at=first.at + 1)
    fresh = next(corpus.records(1))
    with pytest.raises(Duplicate):
        keep(memory, [fresh, other])
    assert memory.read(outbox.unsent_count) == 1


def test_records_are_found_as_they_were_written(memory):
    kept = keep(memory, Corpus(seed=3).records(300))
    for person in {one.subject for one in kept}:
        expected = {one.id for one in kept if one.subject == person}
        found = memory.read(lambda conn, person=person: records.records_of(conn, person))
        assert {one.id for one in found} == expected
        assert all(one in kept for one in found)
    for one in kept:
        assert memory.read(lambda conn, key=one.id: records.record(conn, key)) == one


def test_a_new_epoch_takes_over_what_the_server_has_not_got(memory, corpus):
    kept = keep(memory, corpus.records(60))
    memory.write(lambda tx: outbox.seal_pending(tx, DEVICE, 1))
    memory.write(lambda tx: outbox.acknowledge(tx, LOG, 50))
    assert memory.write(lambda tx: forking.give_way(tx, LOG, common=50)) == 10
    fresh = LogId(SCOPE, DEVICE.kid, 1)
    assert memory.read(log.own_log) == fresh
    heads = {one.log: one for one in memory.read(outbox.heads)}
    assert (heads[LOG].last, heads[LOG].closed, heads[fresh].last) == (50, True, 10)
    assert memory.read(outbox.unsent_count) == 10
    for one in kept:
        assert memory.read(lambda conn, key=one.id: records.record(conn, key)) == one
    keep(memory, corpus.records(1))
    assert memory.read(log.own_log) == fresh
    assert memory.write(lambda tx: outbox.seal_pending(tx, DEVICE, 2)) == 1


def test_a_pass_sequence_is_never_given_twice_also_after_a_rollback(memory):
    taken = [memory.write(lambda tx: log.next_sequence(tx, ISSUER.kid)) for _ in range(3)]
    assert taken == [1, 2, 3]
    memory.write(lambda tx: log.raise_sequence(tx, ISSUER.kid, 40))
    assert memory.write(lambda tx: log.next_sequence(tx, ISSUER.kid)) == 40 + 1024
    memory.write(lambda tx: log.raise_sequence(tx, ISSUER.kid, 5))
    assert memory.write(lambda tx: log.next_sequence(tx, ISSUER.kid)) == 40 + 1025


def test_a_pass_sequence_is_above_every_one_that_was_seen(memory, corpus):
    keep(memory, corpus.records(300))
    assert corpus.sequence > 1
    found = memory.write(lambda tx: log.next_sequence(tx, ISSUER.kid))
    assert found >= corpus.sequence
