"""Copies of one disk, both in use, and erasures that a restored server has to hear again."""

import hashlib

import pytest

from fieldpass.model.bodies import RecordsErased
from fieldpass.model.records import Platform
from fieldpass.store import erasing, forking, outbox
from fieldpass.store.records import records_of_kinds
from fieldpass.sync import line
from fieldpass.sync.carrying import _CarriedPort
from fieldpass.sync.steps import LoadErasures, SaveBrought
from fieldpass.wire.bundle import Erased
from fieldpass.wire.records import encode_record
from server_stub import erasure
from server_stub.store import forgotten, logs, schema
from tests.sync.asgi import NO_FAULT, Fault
from tests.sync.test_sessions import ids, unsent
from tests.sync.world import SCOPE, World, backup, restore


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    yield world
    world.close()


def erase(world, person):
    return world.server.database.write(lambda tx: erasure.erase(world.server, tx, person))


def test_a_copy_that_brings_an_erased_record_again_has_nothing_to_mend(world):
    one = world.device()
    (gone,) = one.write()
    other = one.clone()
    assert one.sync().error is None
    assert erase(world, gone.subject) == 1
    other.write(2)
    # The copy's log forks, so it brings the erased record once more, whole, in a new epoch.
    assert other.sync().error is None
    assert other.store.read(outbox.returned_count) == 0
    assert other.store.read(lambda conn: outbox.returned(conn, only_open=False)) == []
    assert gone.id not in ids(other)
    assert [(one.records, one.reason) for one in other.store.read(erasing.erasures)] == [
        (1, "platform")
    ]


def test_what_a_fork_in_the_feed_moved_to_a_new_epoch_goes_out_in_the_same_session(world):
    one, third = world.device(), world.device()
    third.write(2)
    third.sync()
    other = one.clone()
    late = []

    def meanwhile(request):
        """While the feed is on its way, both copies write, and the other one is the first to send."""
        if request.target.startswith("/v1/feed") and not late:
            late.extend([*one.write(2), *other.write(3)])
            assert other.sync().error is None
        return NO_FAULT

    one.fault = meanwhile
    outcome = one.sync()
    assert outcome.error is None
    assert late
    assert max(head.log.epoch for head in one.store.read(outbox.heads) if head.own) == 1
    assert unsent(one) == 0
    third.sync()
    assert {record.id for record in late} <= ids(third)


def whole_at(server):
    """The hashes of the records that the server can read."""
    rows = server.database.read(lambda conn: conn.execute(schema.bundles.select()).all())
    return {
        hashlib.sha256(one).digest()
        for row in rows
        for one in logs.items_of(bytes(row.data))
        if not isinstance(one, Erased)
    }


def digest(record):
    return hashlib.sha256(encode_record(record)).digest()


@pytest.fixture
def forgetful(world):
    """A device that knows of an erasure, one that does not, and the server of before it."""
    one, two = world.device(), world.device()
    (gone,) = one.write()
    one.write(2)
    one.sync()
    two.sync()
    saved = backup(world.server)
    erase(world, gone.subject)
    assert one.sync().error is None
    assert gone.id not in ids(one)
    restore(world.server, saved)
    assert digest(gone) in whole_at(world.server)
    return one, two, gone


def test_a_server_restored_to_before_an_erasure_hears_of_it_from_a_device_that_knows(
    world, forgetful
):
    one, two, gone = forgetful
    assert one.sync().error is None
    assert digest(gone) not in whole_at(world.server)
    assert two.sync().error is None
    assert gone.id not in ids(two)
    late = world.device()
    assert late.sync().error is None
    assert gone.id not in ids(late)
    # The next restore finds the word at every device, not only at those that brought it.
    assert len(late.store.read(lambda conn: records_of_kinds(conn, ["records.erased"]))) == 1


def test_what_was_brought_back_once_is_brought_no_more(world, forgetful):
    one, two, _ = forgetful
    one.sync()
    before = len(one.transport.seen)
    one.sync()
    one.sync()
    assert not [r for r in one.transport.seen[before:] if r.target == "/v1/bundles"]
    heads = world.server.database.read(lambda conn: conn.execute(schema.forgotten.select()).all())
    two.sync()
    again = world.server.database.read(lambda conn: conn.execute(schema.forgotten.select()).all())
    assert len(heads) == len(again) == 1


def test_a_session_that_dies_before_it_brought_the_erasure_brings_it_the_next_time(
    world, forgetful
):
    one, _, gone = forgetful
    one.fault = lambda request: (
        Fault(lose_request=True) if request.target == "/v1/bundles" else NO_FAULT
    )
    assert one.sync().error is not None
    assert digest(gone) in whole_at(world.server)
    one.fault = lambda _request: NO_FAULT
    assert one.sync().error is None
    assert digest(gone) not in whole_at(world.server)


def test_an_older_server_is_not_asked_to_take_erasures_back(world, forgetful, monkeypatch):
    one, _, gone = forgetful
    told = line._told
    monkeypatch.setattr(
        line, "_told", lambda message: told(message.model_copy(update={"erasures": False}))
    )
    assert one.sync().error is None
    assert not [r for r in one.transport.seen[-3:] if r.target == "/v1/bundles"]
    monkeypatch.undo()
    # It learns it once it is newer.
    assert one.sync().error is None
    assert digest(gone) not in whole_at(world.server)


def test_no_device_can_have_anything_erased_in_its_own_words(world):
    one, two = world.device(), world.device()
    (mine,) = two.write()
    two.sync()
    forged = two.record(
        RecordsErased(digests=(digest(mine),)), kind="records.erased", by=Platform()
    )
    one.append([forged])
    assert one.sync().returned == 1
    two.sync()
    assert digest(mine) in whole_at(world.server)
    assert mine.id in ids(two)


def test_a_record_that_comes_only_after_the_erasure_was_brought_back_is_taken_as_its_hash(world):
    one = world.device()
    saved = backup(world.server)
    (gone,) = one.write()
    copy = one.clone()
    one.sync()
    erase(world, gone.subject)
    one.sync()
    restore(world.server, saved)
    assert one.sync().error is None
    copy.write()
    assert copy.sync().error is None
    assert digest(gone) not in whole_at(world.server)
    assert gone.id not in ids(copy)
    known = world.server.database.read(lambda conn: forgotten.among(conn, SCOPE, [digest(gone)]))
    assert known == {digest(gone)}


def test_an_erasure_reaches_a_record_that_stands_in_no_log_here_any_more(world):
    one, two = world.device(), world.device()
    (gone,) = one.write()
    one.sync()
    two.sync()
    log = next(head.log for head in two.store.read(outbox.heads) if head.log.device == one.key.kid)
    two.store.write(lambda tx: forking.give_way(tx, log, common=0))
    assert gone.id in ids(two)
    two.store.write(lambda tx: erasing.erase_digests(tx, [digest(gone)], now=5, reason="platform"))
    assert gone.id not in ids(two)


def test_what_is_not_sealed_yet_waits_for_the_servers_answer(world):
    one = world.device()
    one.sync()
    (gone,) = one.write()
    one.store.write(lambda tx: erasing.erase_digests(tx, [digest(gone)], now=5, reason="platform"))
    assert gone.id in ids(one)
    assert one.sync().error is None
    assert unsent(one) == 0


def test_files_that_were_carried_bring_no_erasure_back_and_leave_it_due(world, forgetful):
    one, _, _ = forgetful
    carried = _CarriedPort(one.store, one.port)
    assert carried.carry_out(LoadErasures()) == ()
    assert carried.carry_out(SaveBrought()) == ()
