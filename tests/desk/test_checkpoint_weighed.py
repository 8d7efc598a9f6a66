"""The checkpoint: what this device itself knows, and what a reading on the spot does."""

import pytest

from fieldpass.desk import checkpoint, passes, reports
from fieldpass.desk.errors import NotAllowed
from fieldpass.model.bodies import (
    ApplicationTransferred,
    Hit,
    ScreeningDone,
)
from fieldpass.model.reasons import Reason
from fieldpass.wire import status
from tests.desk.looking import silent, written
from tests.parts import HIGH, ONLINE, ONSITE, OTHER_DIVISION, person

# What this device itself knows.


def test_a_local_void_is_worse_than_the_lists(issuer, checker, card):
    passes.void(issuer, card.pass_ref, "misprint")
    assert checkpoint.check(issuer, card.digits).kind == "INVALID"
    assert checkpoint.check(checker, card.digits).kind == "GO"


def test_a_local_red_is_worse_than_the_lists(place, issuer, card):
    hit = Hit(code="EX3", since=place.clock.now)
    place.clock.pass_(minutes=1)
    body = ScreeningDone(as_of=place.clock.now, hits=(hit,))
    screening = place.platform(issuer, body, subject=person(ONSITE))
    look = checkpoint.check(issuer, card.digits)
    assert (look.kind, look.verdict.code, look.about) == ("STOP", "EX3", screening.id)


def test_a_silence_that_only_this_device_knows_makes_check(place, issuer, card):
    place.clock.pass_(days=2)
    place.synced(issuer)
    look = checkpoint.check(issuer, card.digits)
    assert (look.kind, look.verdict.code, look.liftable_here) == ("CHECK", "NO-REPORT", True)


def test_a_silence_that_nobody_knows_stays_words(place, issuer, card):
    place.clock.pass_(days=2)
    look = checkpoint.check(issuer, card.digits)
    assert look.kind == "GO"
    assert "还不知道" in look.text.zh


def test_a_report_held_here_lifts_a_listed_silence(place, issuer, checker, card):
    silent(place, card)
    reports.report(issuer, pass_ref=card.pass_ref, tenths=364)
    assert checkpoint.check(issuer, card.digits).kind == "GO"
    assert checkpoint.check(checker, card.digits).kind == "CHECK"


def test_another_villages_silence_is_not_known_here(place, issuer, checker, card):
    place.clock.pass_(days=2)
    place.synced(checker)
    assert checkpoint.check(checker, card.digits).kind == "GO"


def test_the_silence_of_somebody_who_belongs_elsewhere_now_is_not_known_here(place, issuer, card):
    look = checkpoint.check(issuer, card.digits)
    body = ApplicationTransferred(to_scope=f"d:{OTHER_DIVISION}")
    by = issuer.author()
    issuer.save(issuer.make(body, by=by, subject=look.person, application=look.application))
    place.clock.pass_(days=2)
    place.synced(issuer)
    assert checkpoint.check(issuer, card.digits).kind == "GO"


def test_a_reading_lifts_nothing_where_this_device_knows_another_reason(place, issuer):
    view = place.issue(issuer, ONLINE)
    place.list_pass(view.pass_ref, status.YELLOW, reason=Reason.NO_REPORT)
    place.publish()
    assert checkpoint.check(issuer, view.digits).liftable_here
    place.clock.pass_(days=2)
    place.synced(issuer)
    look = checkpoint.check(issuer, view.digits)
    assert (look.verdict.code, look.liftable_here) == ("UNSCREENED", False)


def test_a_signed_yellow_never_improves(place, issuer):
    application = place.apply(issuer, ONLINE)
    yellow = place.decide(issuer, application, "yellow", reason=Reason.ISSUER, note="核实")
    place.clock.pass_(minutes=1)
    new = place.decide(issuer, application, "green")
    look = checkpoint.check(issuer, yellow.digits)
    assert look.kind == "CHECK"
    assert new.serial in look.text.zh
    assert checkpoint.check(issuer, new.digits).kind == "GO"


# A reading on the spot.


def test_a_normal_reading_lifts_a_silence_and_is_todays_report(place, checker, card):
    silent(place, card)
    look = checkpoint.check(checker, card.digits)
    assert (look.kind, look.liftable_here) == ("CHECK", True)
    after = checkpoint.report_here(checker, look, 365)
    assert (after.kind, after.did, after.at) == ("GO", "let_go", look.at)
    (reading,) = written(checker, "temperature.taken")
    (report,) = written(checker, "health.reported")
    assert (reading.body.tenths, reading.pass_ref, reading.subject) == (365, card.pass_ref, None)
    assert (report.body.day, report.body.tenths) == (20200227, 365)
    newest = written(checker, "checkpoint.checked")[0]
    assert (newest.body.verdict, newest.body.code, newest.body.did) == (
        "GO",
        "NO-REPORT",
        "let_go",
    )
    assert checkpoint.counters(checker).checked == 1


@pytest.mark.parametrize("device", ["issuer", "checker"])
def test_after_a_reading_on_the_spot_the_next_scan_goes(request, place, card, device):
    office = request.getfixturevalue(device)
    silent(place, card)
    checkpoint.report_here(office, checkpoint.check(office, card.digits), 365)
    place.clock.pass_(minutes=1)
    assert checkpoint.check(office, card.digits).kind == "GO"


@pytest.mark.parametrize("device", ["issuer", "checker"])
def test_a_high_reading_lifts_nothing_and_repeated_is_a_fever(request, place, card, device):
    office = request.getfixturevalue(device)
    silent(place, card)
    look = checkpoint.report_here(office, checkpoint.check(office, card.digits), 374)
    assert (look.kind, look.verdict.code, look.did) == ("CHECK", "RECHECK", "parked")
    assert written(office, "health.reported") == []
    with pytest.raises(NotAllowed, match="not-allowed") as early:
        checkpoint.report_here(office, look, 365)
    assert "还要等 5 分钟" in early.value.text("zh")
    place.clock.pass_(minutes=5)
    again = checkpoint.check(office, card.digits)
    assert (again.kind, again.liftable_here) == ("CHECK", True)
    end = checkpoint.report_here(office, again, 375)
    assert (end.kind, end.verdict.code, end.did) == ("STOP", "FEVER", "stopped")
    first, second = sorted(written(office, "temperature.taken"), key=lambda one: one.at)[-2:]
    assert second.body.confirms == first.id
    place.clock.pass_(minutes=1)
    assert checkpoint.check(office, card.digits).kind == "STOP"


@pytest.mark.parametrize("device", ["issuer", "checker"])
def test_a_high_reading_that_was_not_confirmed_is_lifted_by_its_repeat(
    request, place, card, device
):
    office = request.getfixturevalue(device)
    silent(place, card)
    checkpoint.report_here(office, checkpoint.check(office, card.digits), 374)
    place.clock.pass_(minutes=6)
    end = checkpoint.report_here(office, checkpoint.check(office, card.digits), 365)
    assert end.kind == "GO"
    place.clock.pass_(minutes=1)
    assert checkpoint.check(office, card.digits).kind == "GO"


@pytest.mark.parametrize("device", ["issuer", "checker"])
def test_symptoms_stop_also_with_a_normal_reading(request, place, card, device):
    office = request.getfixturevalue(device)
    silent(place, card)
    look = checkpoint.check(office, card.digits)
    end = checkpoint.report_here(office, look, 365, no_symptoms=False)
    assert (end.kind, end.verdict.code) == ("STOP", "SYMPTOM")
    place.clock.pass_(minutes=1)
    assert checkpoint.check(office, card.digits).kind == "STOP"


def test_a_reading_lifts_neither_an_expired_nor_a_red_nor_a_green_pass(place, checker, card):
    green = checkpoint.check(checker, card.digits)
    place.list_pass(card.pass_ref, status.RED, reason=Reason.EX3)
    place.publish()
    red = checkpoint.check(checker, card.digits)
    place.clock.now = card.valid_until
    place.list_pass(card.pass_ref, status.YELLOW, reason=Reason.NO_REPORT)
    place.publish()
    expired = checkpoint.check(checker, card.digits)
    for look in (green, red, expired):
        with pytest.raises(NotAllowed):
            checkpoint.report_here(checker, look, 365)
    assert written(checker, "temperature.taken") == []


def test_a_signed_recheck_is_lifted_for_the_moment_only(place, issuer, checker):
    application = place.apply(issuer, HIGH)
    yellow = place.decide(issuer, application, "yellow", reason=Reason.RECHECK)
    place.publish()
    look = checkpoint.check(checker, yellow.digits)
    assert (look.kind, look.verdict.code, look.liftable_here) == ("CHECK", "RECHECK", True)
    place.clock.pass_(minutes=1)
    assert checkpoint.report_here(checker, look, 366).kind == "GO"
    place.clock.pass_(minutes=30)
    assert checkpoint.check(checker, yellow.digits).kind == "CHECK"
