"""A clock that somebody has moved, and passes dated ahead."""

from dataclasses import replace

import pytest

from fieldpass.desk import checkpoint, clock
from fieldpass.desk.errors import ClockDoubted, NotAllowed
from fieldpass.model.bodies import ScreeningDone
from fieldpass.model.times import DAY, HOUR
from fieldpass.store import passes as pass_rows
from fieldpass.store import settings
from fieldpass.wire import token
from tests.desk.forging import THIEF, claims_of, outcome, signed
from tests.parts import HIGH, ONLINE, ONSITE, YEAR, person

# The clock.


def test_a_clock_set_back_to_make_an_expired_pass_young_tells_nothing_and_issues_nothing(
    place, issuer, checker, card
):
    application = place.apply(issuer, ONLINE)
    place.clock.now = card.valid_until + HOUR
    place.publish()
    place.clock.now -= 48 * HOUR
    assert outcome(checker, card.digits) == ("CANNOT_TELL", "clock")
    with pytest.raises(ClockDoubted):
        place.decide(issuer, application, "green")
    # Taking an application signs a pending code.
    with pytest.raises(ClockDoubted):
        place.apply(issuer, HIGH)


def test_a_pass_dated_ahead_cannot_be_told(issuer, checker, card):
    ahead = claims_of(card).expires + 3 * token.DAY_SECONDS
    assert outcome(checker, signed(issuer.issuer, card, expires=ahead)) == (
        "CANNOT_TELL",
        "not-yet",
    )


def test_no_attack_left_a_pass_of_a_stranger_in_the_store(checker, card):
    checkpoint.check(checker, signed(THIEF, card))
    ref = replace(claims_of(card), kid=THIEF.kid).ref
    assert checker.store.read(lambda conn: pass_rows.one_pass(conn, ref)) is None


def test_a_record_from_a_clock_in_the_future_moves_nobodys_floor(place, issuer):
    before = clock.state(issuer).floor
    ahead = replace_clock(place, 20 * YEAR)
    with ahead:
        place.platform(issuer, ScreeningDone(as_of=place.clock.now), subject=person(ONSITE))
    assert clock.state(issuer).floor == before
    assert clock.state(issuer).trusted
    place.issue(issuer, ONLINE)


class replace_clock:
    """The village's clock runs ahead for a while."""

    def __init__(self, place, ahead):
        self.place, self.ahead = place, ahead

    def __enter__(self):
        self.place.clock.now += self.ahead

    def __exit__(self, *_):
        self.place.clock.now -= self.ahead


def test_a_device_that_was_once_started_under_a_date_far_ahead_signs_again(place, issuer):
    with replace_clock(place, 10 * YEAR):
        issuer.store.write(lambda tx: issuer._advance_floor(tx, issuer.now()))
    with pytest.raises(ClockDoubted):
        place.issue(issuer, ONSITE)
    now = place.clock.now
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, now, issuer.require_identity().name)
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, issuer.signed_floor() - DAY, "李红梅")
    clock.set_time(issuer, now, "李红梅")
    place.clock.pass_(minutes=1)
    view = clock.state(issuer)
    assert (view.trusted, view.typed) == (True, False)
    assert place.issue(issuer, ONSITE).colour == "green"
    # It stays so: nothing of the wrong time comes back.
    issuer.read_clock()
    assert clock.state(issuer).floor <= place.clock.now


def test_a_time_shortly_before_the_last_use_is_still_a_mistyped_one(place, issuer):
    floor = place.clock.now + 5 * HOUR
    issuer.store.write(lambda tx: issuer._advance_floor(tx, floor))
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, place.clock.now, "李红梅")
    assert int(issuer.store.read(lambda conn: settings.get(conn, "desk.time-floor"))) == floor
