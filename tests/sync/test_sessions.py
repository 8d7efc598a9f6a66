"""Whole sessions between real devices and the real server."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model.records import UnknownBody
from fieldpass.store import feed, outbox
from fieldpass.sync import line
from fieldpass.sync.core import SyncCore
from fieldpass.sync.errors import BadAnswer, Cut, PlatformOlder, Revoked, UpdateNeeded
from fieldpass.sync.pacing import BATCH_BYTES_MAX, BATCH_BYTES_MIN
from fieldpass.sync.steps import AskFeed, SavePage
from fieldpass.sync.transport import Response
from fieldpass.wire import sequence
from fieldpass.wire.errors import WrongRoot
from fieldpass.wire.messages import MEDIA_TYPE_SEQUENCE, FeedItemMessage, FeedPageMessage
from server_stub.api.feeds import PAGE_BYTES_MIN
from tests.sync.asgi import AsgiTransport, Fault
from tests.sync.world import SCOPE, World, backup, clone, restore, revoke


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    yield world
    world.close()


def ids(device):
    """The ids of the records that count at a device."""
    rows = device.store.read(lambda conn: conn.run("SELECT id FROM record WHERE state = 0").all())
    return {bytes(row[0]) for row in rows if row[0] is not None}


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


def test_a_slow_link_gets_the_feed_in_pages_as_small_as_it_asks_for(world):
    one, two = world.device(), world.device("checker")
    one.write(600)
    assert one.sync().error is None
    pages = [
        two.line.ask(AskFeed(scope=SCOPE, after=0, limit_bytes=limit)).answer
        for limit in (BATCH_BYTES_MIN, BATCH_BYTES_MAX)
    ]
    small, large = (sum(len(one.bundle) for one in page.entries) for page in pages)
    assert small <= PAGE_BYTES_MIN < large
    assert len(pages[1].entries) == pages[1].head


def test_a_page_that_does_not_follow_on_the_cursor_changes_nothing(world):
    one, two = world.device(), world.device()
    one.write(5)
    one.sync()
    page = two.line.ask(AskFeed(scope=SCOPE, after=0, limit_bytes=1 << 20)).answer
    order = SavePage(
        scope=SCOPE, incarnation=page.incarnation, before=0, entries=page.entries, hold=True
    )
    two.port.carry_out(order)
    before = (ids(two), two.store.read(feed.cursors))
    assert before[0]
    for changed in ({"before": 0}, {"before": len(page.entries), "incarnation": bytes(16)}):
        with pytest.raises(BadAnswer):
            two.port.carry_out(replace(order, **changed))
        assert (ids(two), two.store.read(feed.cursors)) == before


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


# The ten failures.


def afters(device):
    """The positions after which the feed was asked for."""
    asked = [one.target for one in device.transport.seen if one.target.startswith("/v1/feed")]
    return [int(one.partition("after=")[2].partition("&")[0]) for one in asked]


def test_a_cut_page_counts_as_far_as_it_came_and_the_session_goes_on_behind_it(world):
    one, two = world.device(), world.device()
    one.write(400)
    one.sync()
    whole = two.clone()
    assert whole.sync().error is None
    page = whole.transport.bytes_down
    for share in (0.3, 0.6, 0.95):
        reader = two.clone()
        cuts = []

        def once(request, share=share, cuts=cuts):
            if request.target.startswith("/v1/feed") and not cuts:
                cuts.append(request)
                return Fault(answer_bytes=int(page * share))
            return Fault()

        reader.fault = once
        assert reader.sync().error is None
        first, second, *_ = afters(reader)
        assert first < second
        assert reader.records() == whole.records() == one.records()
        # What came twice is less than one item and the heads of one more answer.
        assert reader.transport.bytes_down < page + 4_000


def test_of_a_page_that_is_cut_before_its_first_item_ends_nothing_is_kept(world):
    one, two = world.device(), world.device()
    one.write(60)
    one.sync()
    failed = []

    def once(request):
        if request.target.startswith("/v1/feed") and not failed:
            failed.append(request)
            return Fault(answer_bytes=40)
        return Fault()

    two.fault = once
    outcome = two.sync()
    assert isinstance(outcome.error, Cut)
    assert outcome.received == 0
    assert two.sync().error is None
    assert afters(two) == [0, 0]
    assert two.records() == one.records()


def test_a_server_that_knows_no_pieces_is_read_page_by_page(world):
    one, two = world.device(), world.device()
    one.write(60)
    one.sync()
    exchange = two.transport.exchange

    def old(request):
        kept = {name: value for name, value in request.headers.items() if name != "accept"}
        return exchange(replace(request, headers=kept))

    two.transport.exchange = old
    assert two.sync().error is None
    assert two.records() == one.records()


@pytest.mark.parametrize("cut", [False, True])
@given(data=st.data())
def test_the_pieces_of_a_page_count_up_to_the_cut_and_a_whole_answer_must_be_whole(cut, data):
    sent = [
        FeedPageMessage(
            scope=SCOPE,
            incarnation=bytes(16),
            head=9,
            items=(FeedItemMessage(position=number, bundle=bytes(number)),),
        )
        for number in range(1, 8)
    ]
    body = sequence.write(one.encode() for one in sent)
    end = data.draw(st.integers(0, len(body)))
    answer = Response(
        status=200, body=body[:end], headers={"content-type": MEDIA_TYPE_SEQUENCE}, cut=cut
    )
    ends = [len(sequence.write(one.encode() for one in sent[:count])) for count in range(8)]
    came = sum(one <= end for one in ends) - 1
    if came == 0 or (not cut and end not in ends):
        with pytest.raises(Cut if cut else BadAnswer):
            line.read_feed(answer)
        return
    told = line.read_feed(answer)
    assert [one.position for one in told.entries] == list(range(1, came + 1))
    assert (told.cut, told.head) == (cut, 9)


def test_pieces_of_two_feeds_are_no_page():
    pages = [
        FeedPageMessage(scope=scope, incarnation=bytes(16), head=0)
        for scope in (SCOPE, "d:371323104999")
    ]
    body = sequence.write(one.encode() for one in pages)
    answer = Response(status=200, body=body, headers={"content-type": MEDIA_TYPE_SEQUENCE})
    with pytest.raises(BadAnswer):
        line.read_feed(answer)


def test_a_poison_record_is_returned_and_shown_and_blocks_no_other(world):
    one = world.device()
    (poison,) = one.write(at=world.now + 3_600_000)
    good = one.write(60)
    outcome = one.sync()
    assert outcome.error is None
    assert outcome.returned == 1
    (shown,) = one.store.read(outbox.returned)
    assert shown.record.id == poison.id
    assert shown.reason == "ahead-of-time"
    two = world.device()
    two.sync()
    assert {record.id for record in good} <= ids(two)
    assert poison.id not in ids(two)


@pytest.mark.parametrize("skew", [-10 * 365 * 86_400_000, 86_400_000, 20 * 365 * 86_400_000])
def test_a_wrong_clock_locks_nobody_out(world, skew):
    one = world.device()
    one.skew = skew
    one.write(3, at=world.now)
    assert one.sync().error is None
    assert unsent(one) == 0


def test_a_nonce_that_died_costs_one_more_exchange_and_no_failure(world):
    one = world.device()
    one.sync()
    world.now += 3_600_000
    one.write(1)
    assert one.sync().error is None
    assert unsent(one) == 0


def test_a_server_restored_from_a_backup_gets_everything_again(world, tmp_path):
    one, two = world.device(), world.device()
    one.write(30)
    one.sync()
    saved = backup(world.server)
    one.write(40)
    one.sync()
    two.write(20)
    two.sync()
    restore(world.server, saved)
    three = world.device()
    assert one.sync().error is None
    assert two.sync().error is None
    assert three.sync().error is None
    assert one.sync().error is None
    assert len(ids(three)) >= 90
    assert one.records() == two.records()


def test_a_server_restored_without_a_new_incarnation_is_noticed_by_its_heads(world):
    one = world.device()
    one.write(30)
    one.sync()
    saved = backup(world.server)
    written = one.write(40)
    one.sync()
    restore(world.server, saved, renew=False)
    one.sync()
    assert unsent(one) == 0
    two = world.device()
    two.sync()
    assert {record.id for record in written} <= ids(two)


def test_a_restored_disk_opens_a_new_epoch_and_loses_nothing(world):
    one, two = world.device(), world.device()
    first = one.write(20)
    one.sync()
    second = one.write(5)
    saved = clone(one.store)
    third = one.write(30)
    one.sync()
    one.become(saved)
    fourth = one.write(7)
    assert one.sync().error is None
    epochs = {head.log.epoch for head in one.store.read(lambda conn: outbox.heads(conn, own=True))}
    assert epochs == {0, 1}
    assert unsent(one) == 0
    two.sync()
    one.sync()
    everything = {record.id for record in first + second + third + fourth}
    assert everything <= ids(one)
    assert one.records() == two.records()


def test_two_living_clones_both_keep_working_and_end_equal(world):
    one, observer = world.device(), world.device()
    one.write(10)
    one.sync()
    other = one.clone()
    written = []
    for _ in range(3):
        written += one.write(6) + other.write(4)
        assert one.sync().error is None
        assert other.sync().error is None
    one.sync()
    other.sync()
    observer.sync()
    assert {record.id for record in written} <= ids(observer)
    assert one.records() == other.records() == observer.records()
    epochs = {head.log.epoch for head in one.store.read(lambda conn: outbox.heads(conn, own=True))}
    assert max(epochs) <= 1
    assert one.store.read(feed.forks) or other.store.read(feed.forks)


def test_a_revoked_device_still_sends_reads_nothing_more_and_deletes_nothing(world):
    one, two = world.device(), world.device()
    one.write(5)
    one.sync()
    revoke(world, one)
    held = one.records()
    late = one.write(3)
    outcome = one.sync()
    assert isinstance(outcome.error, Revoked)
    assert outcome.standing == "revoked"
    assert unsent(one) == 0
    assert set(held) <= set(one.records()) | {b""}
    two.write(4)
    two.sync()
    one.sync()
    assert not set(two.records()) <= set(one.records())
    assert late


@pytest.mark.parametrize(("spoken", "error"), [(2, PlatformOlder), (0, UpdateNeeded)])
def test_a_server_of_another_protocol_version_leaves_work_going_on_here(world, spoken, error):
    one = world.device()
    one.core = SyncCore(versions=(spoken,))
    one.write(2)
    outcome = one.sync()
    assert type(outcome.error) is error
    one.write(2)
    assert unsent(one) == 5


def test_records_of_a_newer_program_are_kept_and_relayed(world):
    one, two = world.device(), world.device()
    newer = one.record(UnknownBody(data={"x": 1}), kind="future.thing", version=7)
    one.append([newer])
    one.sync()
    (shown,) = one.store.read(outbox.returned) or [None]
    assert shown is None or shown.reason == "unknown-kind"
    assert two.sync().error is None


def test_a_huge_backlog_goes_up_in_bounded_batches(world):
    one = world.device()
    for _ in range(10):
        one.write(300)
    assert one.sync().error is None
    assert unsent(one) == 0
    sizes = [len(r.body) for r in one.transport.seen if r.target == "/v1/bundles"]
    assert len(sizes) > 1


def test_a_session_stopped_between_any_two_steps_goes_on_the_next_time(world):
    one, two = world.device(), world.device()
    two.write(60)
    two.sync()
    one.write(80)
    for most in range(40):
        left = iter(range(most))
        one.sync(may_go_on=lambda left=left: next(left, None) is not None)
    assert one.sync().error is None
    assert unsent(one) == 0
    two.sync()
    assert one.records() == two.records()


def test_lists_that_the_pinned_root_does_not_vouch_for_stop_everything(world, tmp_path_factory):
    one = world.device()
    one.sync()
    other = World(tmp_path_factory.mktemp("other"), seed=3)
    one.write(3)
    seen = len(one.transport.seen)
    stranger = AsgiTransport(other.app, other.loop)
    one.line = type(one.line)(stranger, one.key, monotonic=lambda: 0.0)
    outcome = one.sync()
    assert outcome.error is not None
    assert all(r.target != "/v1/bundles" for r in stranger.seen)
    assert unsent(one) == 3
    assert seen
    other.close()
