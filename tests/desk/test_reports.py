"""Daily health reports: taken down for a person or a pass, and the board of those without one."""

import pytest

from fieldpass.desk import passes, reports
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.reports import Entry
from fieldpass.model.bodies import HealthReported, TemperatureTaken
from fieldpass.model.records import PassRef
from fieldpass.store import records
from tests.parts import ONLINE, ONSITE, OTHER_DIVISION, OTHER_USCC, person


@pytest.fixture
def card(place, issuer):
    view = place.issue(issuer, ONSITE)
    place.screen(issuer, ONSITE)
    return view


def bodies(office, kind):
    found = office.store.read(lambda conn: records.records_of_kinds(conn, (kind,)))
    return [one.body for one in found]


def colour(office, view):
    return passes.open_pass(office, view.pass_ref).colour


def test_a_report_for_a_pass_of_the_own_scope_is_the_persons(place, issuer, card):
    taken = reports.report(issuer, pass_ref=card.pass_ref, tenths=364)
    assert (taken.normal, taken.text.zh) == (True, "已上报, 36.4 度, 正常.")
    (record,) = issuer.store.read(lambda conn: records.records_of_kinds(conn, ("health.reported",)))
    assert (record.subject, record.body.day) == (person(ONSITE), 20200225)
    assert record.body.symptoms == ()


def test_a_report_today_makes_a_silent_pass_green_again(place, issuer, card):
    place.clock.pass_(days=2)
    place.synced(issuer)
    assert colour(issuer, card) == "yellow"
    reports.report(issuer, person=person(ONSITE), tenths=365)
    assert colour(issuer, card) == "green"


def test_symptoms_turn_the_pass_red(issuer, card):
    taken = reports.report(issuer, pass_ref=card.pass_ref, tenths=365, symptoms=("COUGH",))
    assert (taken.normal, taken.symptoms) == (False, ("COUGH",))
    assert colour(issuer, card) == "red"


def test_a_high_reading_is_no_report_and_its_repeat_decides(place, issuer, card):
    place.clock.pass_(minutes=30)
    taken = reports.report(issuer, pass_ref=card.pass_ref, tenths=374)
    assert (taken.normal, taken.high) == (False, True)
    assert (bodies(issuer, "health.reported"), colour(issuer, card)) == ([], "yellow")
    with pytest.raises(NotAllowed):
        reports.report(issuer, pass_ref=card.pass_ref, tenths=365)
    place.clock.pass_(minutes=5)
    assert reports.report(issuer, pass_ref=card.pass_ref, tenths=365).normal
    assert colour(issuer, card) == "green"


def test_a_high_reading_confirmed_is_a_fever(place, issuer, card):
    place.clock.pass_(minutes=30)
    reports.report(issuer, pass_ref=card.pass_ref, tenths=374)
    place.clock.pass_(minutes=5)
    taken = reports.report(issuer, pass_ref=card.pass_ref, tenths=375)
    assert "发热" in taken.text.zh
    assert colour(issuer, card) == "red"
    # A confirmed fever has been repeated: what is measured next begins anew and need not wait.
    place.clock.pass_(minutes=1)
    assert reports.report(issuer, pass_ref=card.pass_ref, tenths=365).normal
    assert [body.confirms for body in bodies(issuer, "temperature.taken")].count(None) == 2
    assert colour(issuer, card) == "red"


def test_a_report_for_a_strangers_pass_names_the_pass_alone(place, issuer, card):
    other = place.device("checker", division=OTHER_DIVISION, uscc=OTHER_USCC, body_name="高庄村")
    reports.report(other, pass_ref=card.pass_ref, tenths=364)
    (record,) = other.store.read(lambda conn: records.records_of_kinds(conn, ("health.reported",)))
    assert (record.subject, record.pass_ref) == (None, card.pass_ref)


def test_nobody_named_is_not_found(issuer):
    with pytest.raises(NotFound):
        reports.report(issuer, tenths=365)


def test_several_reports_are_written_together_or_not_at_all(place, issuer, card):
    other = place.issue(issuer, ONLINE)
    both = [Entry(pass_ref=view.pass_ref, tenths=365) for view in (card, other)]
    assert [one.normal for one in reports.report_batch(issuer, both)] == [True, True]
    with pytest.raises(NotFound):
        reports.report_batch(issuer, [both[0], Entry(tenths=365)])
    assert len(bodies(issuer, "health.reported")) == 2
    assert reports.report_batch(issuer, []) == []


def test_a_report_without_a_reading_counts(issuer, card):
    assert reports.report(issuer, pass_ref=card.pass_ref).text.zh == "已上报, 正常."
    assert [body.tenths for body in bodies(issuer, "health.reported")] == [None]
    assert isinstance(bodies(issuer, "health.reported")[0], HealthReported)
    assert all(isinstance(one, TemperatureTaken) for one in bodies(issuer, "temperature.taken"))


# The board.


def test_on_the_day_of_issue_nobody_is_missing(issuer, card):
    assert reports.not_reported_count(issuer) == 0


def test_the_next_day_a_holder_is_missing_until_the_report(place, issuer, card):
    place.clock.pass_(days=1)
    source = reports.not_reported(issuer)
    (line,) = source.page(None, "forward", 50)
    assert (line.pass_ref, line.name, line.last_at) == (card.pass_ref, "张卫东", None)
    assert (source.count(), source.position(line.key), source.key_at(0)) == (1, 0, line.key)
    reports.report(issuer, pass_ref=line.pass_ref, tenths=365)
    assert reports.not_reported_count(issuer) == 0


def test_the_longest_silent_come_first_with_their_last_report(place, issuer, card):
    other = place.issue(issuer, ONLINE)
    place.clock.pass_(days=1)
    reports.report(issuer, pass_ref=card.pass_ref, tenths=365)
    reported_at = place.clock.now
    place.clock.pass_(days=1)
    lines = reports.not_reported(issuer).page(None, "forward", 50)
    assert [(line.pass_ref, line.last_at) for line in lines] == [
        (other.pass_ref, None),
        (card.pass_ref, reported_at),
    ]


def test_void_and_expired_passes_are_nobodys_duty(place, issuer, card):
    other = place.issue(issuer, ONLINE)
    passes.void(issuer, other.pass_ref, "leaver")
    place.clock.pass_(days=1)
    assert reports.not_reported_count(issuer) == 1
    place.clock.now = card.valid_until
    assert reports.not_reported_count(issuer) == 0


def test_an_unknown_pass_is_taken_as_a_strangers(issuer):
    reports.report(issuer, pass_ref=PassRef(b"none", 7), tenths=365)
    assert len(bodies(issuer, "health.reported")) == 1
