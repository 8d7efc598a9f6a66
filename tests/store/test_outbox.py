"""What was written, sealed, sent, acknowledged and returned."""

import dataclasses

from bench.corpus import DEVICE, SCOPE
from fieldpass.model.bodies import HealthReported
from fieldpass.store import log, outbox
from fieldpass.store.outbox import ReturnedRow
from fieldpass.wire.bundle import LogId, open_bundle, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import encode_record
from tests.store.conftest import LOG, keep


def opened(one):
    return open_bundle(one.data, lambda kid: DEVICE.public if kid == DEVICE.kid else None)


def sealed(store, now=5):
    return store.write(lambda tx: outbox.seal_pending(tx, DEVICE, now))


def test_sealing_makes_bundles_that_follow_each_other_and_verify(memory, corpus):
    records = keep(memory, corpus.records(120))
    assert sealed(memory) == 3
    assert sealed(memory) == 0
    bundles = [opened(one) for one in memory.read(outbox.unsent)]
    assert [(one.first, one.last) for one in bundles] == [(1, 50), (51, 100), (101, 120)]
    assert [data for one in bundles for data in one.items] == [
        encode_record(one) for one in records
    ]
    assert [one.previous for one in bundles[1:]] == [one.link for one in bundles[:-1]]
    assert {one.sealed_at for one in bundles} == {5}


def test_a_bundle_put_together_again_is_byte_for_byte_the_one_that_was_sealed(memory, corpus):
    records = keep(memory, corpus.records(50))
    sealed(memory)
    (one,) = memory.read(outbox.unsent)
    previous = bytes(32)
    data = [encode_record(record) for record in records]
    again = seal(DEVICE, LOG, first=1, previous=previous, records=data, sealed_at=5)
    assert one.data == again.data


def test_large_records_travel_alone_and_in_smaller_bundles(memory, corpus):
    small = list(corpus.records(3))
    note = "长" * 1000
    large = []
    for record in corpus.records(200):
        if isinstance(record.body, HealthReported):
            large.append(record)
    # Five fat declarations do not fit one bundle.
    fat = [one for one in corpus.applications(9)]
    fat = [
        dataclasses.replace(
            one,
            body=dataclasses.replace(
                one.body,
                declaration=dataclasses.replace(
                    one.body.declaration,
                    answers=tuple(
                        dataclasses.replace(answer, note=note[:200])
                        for answer in one.body.declaration.answers * 2
                    ),
                ),
            ),
        )
        for one in fat
    ]
    keep(memory, [*small, *fat, *large])
    sealed(memory)
    bundles = [opened(one) for one in memory.read(lambda conn: outbox.unsent(conn, 1 << 30))]
    assert bundles[-1].last == len(small) + len(fat) + len(large)
    assert all(sum(map(len, one.items)) <= 16 * 1024 for one in bundles if len(one.items) > 1)
    assert min(len(one.items) for one in bundles[:-1]) < 50


def test_unsent_gives_so_many_bytes_and_always_at_least_one(memory, corpus):
    keep(memory, corpus.records(200))
    sealed(memory)
    whole = memory.read(outbox.unsent)
    assert len(whole) == 4
    assert memory.read(lambda conn: outbox.unsent(conn, 1)) == whole[:1]
    room = len(whole[0].data) + len(whole[1].data)
    assert memory.read(lambda conn: outbox.unsent(conn, room)) == whole[:2]


def test_sent_is_what_the_server_has_acknowledged_and_nothing_less(memory, corpus):
    keep(memory, corpus.records(120))
    assert memory.read(outbox.unsent_count) == 120
    sealed(memory)
    assert memory.read(outbox.unsent_count) == 120
    memory.write(lambda tx: outbox.acknowledge(tx, LOG, 50))
    assert memory.read(outbox.unsent_count) == 70
    assert [one.first for one in memory.read(outbox.unsent)] == [51, 101]
    memory.write(lambda tx: outbox.acknowledge(tx, LOG, 20))
    assert memory.read(outbox.unsent_count) == 70
    # A server that claims more than was written is believed only so far.
    memory.write(lambda tx: outbox.acknowledge(tx, LOG, 10**6))
    assert memory.read(outbox.unsent_count) == 0
    keep(memory, corpus.records(1))
    assert memory.read(outbox.unsent_count) == 1


def test_a_server_put_back_to_an_old_state_gets_everything_again(memory, corpus):
    keep(memory, corpus.records(120))
    sealed(memory)
    memory.write(lambda tx: outbox.acknowledge(tx, LOG, 120))
    memory.write(lambda tx: outbox.set_back(tx, LOG, 50))
    assert [one.first for one in memory.read(outbox.unsent)] == [51, 101]


def test_closed_epochs_are_sent_too(memory, corpus):
    keep(memory, corpus.records(60))
    sealed(memory)
    second = LogId(SCOPE, DEVICE.kid, 7)
    memory.write(lambda tx: log.open_log(tx, second))
    keep(memory, corpus.records(10))
    sealed(memory)
    assert [(one.log, one.first) for one in memory.read(outbox.unsent)] == [
        (LOG, 1),
        (LOG, 51),
        (second, 1),
    ]


def test_another_devices_key_seals_nothing(memory, corpus):
    keep(memory, corpus.records(5))
    other = SigningKey(bytes([9]) * 32)
    assert memory.write(lambda tx: outbox.seal_pending(tx, other, 5)) == 0


def test_a_returned_record_is_shown_with_its_reason_until_it_is_dealt_with(memory, corpus):
    records = keep(memory, corpus.records(60))
    sealed(memory)
    memory.write(
        lambda tx: outbox.acknowledge(tx, LOG, 50, [(3, "clock"), (9, "not-allowed")], now=77)
    )
    rows: list[ReturnedRow] = memory.read(outbox.returned)
    assert [(row.number, row.reason, row.own, row.returned_at) for row in rows] == [
        (3, "clock", True, 77),
        (9, "not-allowed", True, 77),
    ]
    assert [row.record for row in rows] == [records[2], records[8]]
    assert memory.read(outbox.returned_count) == 2
    memory.write(lambda tx: outbox.mend(tx, LOG, 3, by=records[59].id))
    memory.write(lambda tx: outbox.mend(tx, LOG, 9, by=None))
    assert memory.read(outbox.returned) == []
    every = memory.read(lambda conn: outbox.returned(conn, only_open=False))
    assert [(row.state, row.mended) for row in every] == [
        (outbox.MENDED, records[59].id),
        (outbox.DISMISSED, None),
    ]


def test_the_same_answer_twice_changes_nothing(memory, corpus):
    keep(memory, corpus.records(50))
    sealed(memory)
    for _ in range(2):
        memory.write(lambda tx: outbox.acknowledge(tx, LOG, 50, [(3, "clock")]))
    assert memory.read(outbox.returned_count) == 1
    memory.write(lambda tx: outbox.mend(tx, LOG, 3, by=None))
    memory.write(lambda tx: outbox.acknowledge(tx, LOG, 50, [(3, "clock")]))
    assert memory.read(outbox.returned_count) == 0
