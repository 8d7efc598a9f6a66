"""A lost clock: what it stops, how a typed time is taken, and what is marked."""

from dataclasses import replace

import pytest

from fieldpass.desk import checkpoint, clock, passes
from fieldpass.desk.errors import ClockDoubted, NotAllowed
from fieldpass.model.bodies import CheckpointChecked, PassIssued
from fieldpass.model.times import HOUR, at_hour
from fieldpass.store import records
from tests.parts import MORNING, ONLINE, ONSITE

BOOT = at_hour(20000101, 0)


@pytest.fixture
def lost(place, issuer):
    """A pass, then the battery of the clock is empty: the year 2000."""
    card = place.issue(issuer, ONSITE)
    place.clock.now = BOOT
    return card


def bodies(office, kind):
    return [r.body for r in office.store.read(lambda c: records.records_of_kinds(c, (kind,)))]


def test_below_the_floor_nothing_is_signed_and_nothing_is_verified(place, issuer, lost):
    assert not clock.state(issuer).trusted
    with pytest.raises(ClockDoubted):
        place.apply(issuer, ONLINE)
    with pytest.raises(ClockDoubted):
        passes.void(issuer, lost.pass_ref, "misprint")
    assert checkpoint.check(issuer, lost.digits).kind == "CANNOT_TELL"


def test_a_typed_time_that_a_second_person_confirms_is_used_and_passes_are_marked(
    place, issuer, lost
):
    view = clock.set_time(issuer, MORNING + HOUR, "李红梅")
    assert (view.trusted, view.typed, view.confirmed_by) == (True, True, "李红梅")
    place.clock.pass_(minutes=1)
    assert issuer.now() == MORNING + HOUR + 60_000
    place.issue(issuer, ONLINE)
    marks = [one.clock_doubted for one in bodies(issuer, "pass.issued")]
    assert marks.count(True) == 2, "the pending code and the pass"
    assert checkpoint.check(issuer, lost.digits).kind == "GO"
    (look,) = bodies(issuer, "checkpoint.checked")
    assert isinstance(look, CheckpointChecked)
    assert look.clock_doubted


def test_passes_signed_by_a_good_clock_bear_no_mark(place, issuer):
    place.issue(issuer, ONSITE)
    assert all(
        isinstance(one, PassIssued) and not one.clock_doubted
        for one in bodies(issuer, "pass.issued")
    )


def test_a_clock_that_comes_right_is_believed_again_by_itself(place, issuer, lost):
    clock.set_time(issuer, MORNING + HOUR, "李红梅")
    place.clock.now = MORNING + 2 * HOUR
    view = clock.state(issuer)
    assert (view.now, view.trusted, view.typed) == (MORNING + 2 * HOUR, True, False)


def test_a_clock_lost_again_is_doubted_again(place, issuer, lost):
    clock.set_time(issuer, MORNING + HOUR, "李红梅")
    place.clock.pass_(hours=1)
    place.issue(issuer, ONLINE)
    place.clock.now = BOOT
    assert not clock.state(issuer).trusted
    clock.set_time(issuer, MORNING + 3 * HOUR, "李红梅")
    assert issuer.now() == MORNING + 3 * HOUR


@pytest.mark.parametrize(
    ("at", "name"),
    [
        (MORNING - HOUR, "李红梅"),
        (MORNING + 400 * 24 * HOUR, "李红梅"),
        (MORNING + HOUR, ""),
        (MORNING + HOUR, "王秀英"),
    ],
)
def test_a_time_before_the_floor_or_far_ahead_or_unconfirmed_is_refused(issuer, lost, at, name):
    assert issuer.require_identity().name == "王秀英"
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, at, name)
    assert not clock.state(issuer).trusted


def test_a_clock_in_order_is_not_set_here(issuer):
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, MORNING + HOUR, "李红梅")


@pytest.mark.parametrize(
    "text",
    ["202002251043", "2020-02-25 10:43", "２０２００２２５１０４３", "2020年2月25日10时43分"],
)
def test_a_time_is_read_as_people_type_it(text):
    assert clock.read_time(text) == at_hour(20200225, 10) + 43 * 60_000


@pytest.mark.parametrize("text", ["", "1043", "202013251043", "202002252543", "今天"])
def test_what_is_no_time_is_refused_with_an_example(text):
    with pytest.raises(NotAllowed) as refused:
        clock.read_time(text)
    assert "202002251043" in refused.value.text("zh")


def test_the_ages_of_lists_are_the_policys(place, issuer):
    card = place.issue(issuer, ONSITE)
    place.authority.policy = replace(
        place.authority.policy, version=9, lists_soft_hours=1, lists_hard_hours=2
    )
    place.publish()
    place.clock.pass_(hours=1.5)
    assert checkpoint.check(issuer, card.digits).verdict.stale == "soft"
    place.clock.pass_(hours=1)
    assert checkpoint.check(issuer, card.digits).verdict.stale == "hard"
