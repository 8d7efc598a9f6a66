"""Whole sessions between real devices and the real server."""

import pytest

from fieldpass.store import feed, outbox
from fieldpass.wire.errors import WrongRoot
from tests.sync.asgi import Fault
from tests.sync.world import SCOPE, World


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    yield world
    world.close()


def unsent(device):
    return device.store.read(outbox.unsent_count)


def test_a_code_of_another_root_stops_registration_before_anything_personal_is_sent(
    world, tmp_path_factory
):
    other = World(tmp_path_factory.mktemp("other"), seed=1)
    device = world.device(register_it=False)
    with pytest.raises(WrongRoot):
        device.register(other.code())
    assert [one.target for one in device.transport.seen] == ["/v1/lists"]
    assert all(not one.body for one in device.transport.seen)
    other.close()


def test_what_one_device_writes_reaches_the_other(world):
    one, two = world.device(), world.device("checker")
    one.write(120)
    outcome = one.sync()
    assert outcome.error is None
    assert outcome.sent == 120
    assert unsent(one) == 0
    assert two.sync().error is None
    assert one.sync().error is None
    assert two.records() == one.records()
    assert len(two.records()) >= 120


def test_a_second_session_without_news_is_one_hello(world):
    one = world.device()
    one.write(3)
    assert one.sync().error is None
    assert one.sync().error is None
    before = len(one.transport.seen)
    assert one.sync().error is None
    assert [r.target for r in one.transport.seen[before:]] == ["/v1/hello"]


def test_the_scope_is_known_up_to_the_hello_whose_feed_was_read(world):
    one = world.device()
    world.now += 5_000
    one.sync()
    cursor = one.store.read(lambda conn: feed.cursor(conn, SCOPE))
    assert cursor.known_until == world.now


@pytest.mark.parametrize(
    "fault",
    [
        Fault(lose_request=True),
        Fault(lose_answer=True),
        Fault(request_bytes=300),
        Fault(twice=True),
    ],
)
@pytest.mark.parametrize("target", ["/v1/hello", "/v1/bundles", "/v1/feed"])
def test_any_exchange_may_fail_once_and_nothing_is_lost_or_doubled(world, fault, target):
    one, two = world.device(), world.device()
    two.write(70)
    two.sync()
    one.write(90)
    failed = []

    def once(request):
        if request.target.startswith(target) and not failed:
            failed.append(request)
            return fault
        return Fault()

    one.fault = once
    one.sync()
    assert failed
    assert one.sync().error is None
    assert unsent(one) == 0
    assert two.sync().error is None
    assert one.sync().error is None
    assert one.records() == two.records()
    assert len(set(one.records())) == len(one.records())
