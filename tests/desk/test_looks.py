"""The checkpoint: what a look records, what was done, the counters, and devices that may do less."""

import pytest

from fieldpass.desk import checkpoint
from fieldpass.model.bodies import (
    AppealFiled,
    CheckpointChecked,
    HealthReported,
    Hit,
    ScreeningDone,
    TemperatureTaken,
)
from fieldpass.store import records
from tests.desk.looking import silent, written
from tests.parts import ONLINE, ONSITE, person

# What was done, and the counters.


def test_what_was_done_in_the_end_counts_and_a_look_counts_once(place, checker, card):
    look = checkpoint.check(checker, card.digits)
    place.clock.pass_(minutes=2)
    parked = checkpoint.did(checker, look, "parked")
    assert (parked.did, checkpoint.counters(checker).parked) == ("parked", 1)
    newest = written(checker, "checkpoint.checked")[0]
    assert (newest.at, newest.entered) == (look.at, place.clock.now)
    checkpoint.did(checker, parked, "stopped")
    counters = checkpoint.counters(checker)
    assert (counters.checked, counters.let_go, counters.stopped, counters.parked) == (1, 0, 1, 0)


def test_doing_the_usual_writes_nothing_more(checker, card):
    look = checkpoint.check(checker, card.digits)
    checkpoint.did(checker, look, "let_go")
    assert len(written(checker, "checkpoint.checked")) == 1


def test_two_looks_in_one_millisecond_are_two(checker, card):
    for _ in range(3):
        checkpoint.check(checker, card.digits)
    assert checkpoint.counters(checker).let_go == 3


def test_the_same_pass_within_ten_minutes_is_remarked(place, checker, card):
    first = checkpoint.check(checker, card.digits)
    assert not first.again
    place.clock.pass_(minutes=9)
    assert checkpoint.check(checker, card.digits).again_at == first.at
    place.clock.pass_(minutes=11)
    assert not checkpoint.check(checker, card.digits).again


def test_those_who_wait_aside_are_listed_until_they_are_looked_at_again(place, issuer, card):
    other = place.issue(issuer, ONLINE)
    for view in (card, other):
        place.clock.pass_(minutes=1)
        checkpoint.did(issuer, checkpoint.check(issuer, view.digits), "parked")
    assert [line.name for line in checkpoint.parked(issuer)] == ["张卫东", "李建国"]
    place.clock.pass_(minutes=1)
    checkpoint.check(issuer, card.digits)
    (left,) = checkpoint.parked(issuer)
    checkpoint.release(issuer, left, "let_go")
    assert checkpoint.parked(issuer) == []


def test_counters_begin_anew_each_day(place, checker, card):
    checkpoint.check(checker, card.digits)
    place.clock.pass_(days=1)
    assert checkpoint.counters(checker).checked == 0


def test_a_green_seen_by_eye_is_counted_with_one_key(checker):
    look = checkpoint.seen_by_eye(checker)
    assert (look.kind, look.seen, look.recorded) == ("GO", "eye", True)
    assert checkpoint.counters(checker).let_go == 1


@pytest.mark.parametrize(
    ("seal", "until", "kind", "code"),
    [
        (True, 20200225, "GO", "PAPER"),
        (True, 20200224, "CHECK", "EXPIRED"),
        (False, 20200226, "CHECK", "NO-SEAL"),
    ],
)
def test_a_paper_card_goes_by_its_seal_and_its_date(checker, seal, until, kind, code):
    look = checkpoint.paper_card(checker, id_tail="221x", valid_until=until, seal_seen=seal)
    assert (look.kind, look.verdict.code, look.seen) == (kind, code, "paper")
    body = written(checker, "checkpoint.checked")[0].body
    assert (body.id_tail, body.valid_until, body.seal_seen) == ("221X", until, seal)


def test_an_appeal_names_the_pass_and_what_it_is_about(place, issuer, card):
    hit = Hit(code="EX3", since=place.clock.now)
    place.clock.pass_(minutes=1)
    body = ScreeningDone(as_of=place.clock.now, hits=(hit,))
    screening = place.platform(issuer, body, subject=person(ONSITE))
    look = checkpoint.check(issuer, card.digits)
    checkpoint.appeal(issuer, look, "  我没有\n接触过 ", "13800005522")
    (record,) = written(issuer, "appeal.filed")
    assert isinstance(record.body, AppealFiled)
    assert (record.body.about, record.body.text) == (screening.id, "我没有 接触过")
    assert (record.application, record.pass_ref) == (look.application, card.pass_ref)


# Devices that may do less.


def test_a_locked_issuers_device_checks_and_records(issuer, card):
    issuer.lock()
    assert checkpoint.check(issuer, card.digits).recorded


def test_a_clerk_may_look_but_no_look_is_recorded(place, card):
    clerk = place.device("clerk")
    look = checkpoint.check(clerk, card.digits)
    assert (look.kind, look.recorded) == ("GO", False)
    assert checkpoint.did(clerk, look, "let_go") == look


def test_a_device_that_waits_for_its_authorisation_may_look(place, card):
    waiting = place.device("checker", authorised=False)
    look = checkpoint.check(waiting, card.digits)
    assert (look.kind, look.recorded) == ("GO", False)


def test_the_records_of_a_checkpoint_are_of_the_kinds_that_a_checker_may_write(
    place, checker, card
):
    silent(place, card)
    checkpoint.report_here(checker, checkpoint.check(checker, card.digits), 365)
    page = checker.store.read(lambda conn: records.audit_page(conn))
    kinds = {type(row.record.body) for row in page}
    assert kinds == {CheckpointChecked, TemperatureTaken, HealthReported}
