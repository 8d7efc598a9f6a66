"""Copies of one disk, both in use, and what the platform erased or returned of their records."""

import pytest

from fieldpass.store import erasing, outbox
from server_stub import erasure
from tests.sync.asgi import NO_FAULT
from tests.sync.test_sessions import ids, unsent
from tests.sync.world import World


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    yield world
    world.close()


def erase(world, person):
    return world.server.database.write(lambda tx: erasure.erase(tx, person))


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
