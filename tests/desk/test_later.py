"""Later entry from paper: the true time counts, the envelope bears the mark, the model judges by it."""

import pytest

from fieldpass.desk import applications, audit, later, onsite, passes, reports, temperatures
from fieldpass.desk.errors import ClockDoubted, FormRefused
from fieldpass.desk.later import TimeRefused, read_moment
from fieldpass.desk.reports import Entry
from fieldpass.model.times import DAY, HOUR, MINUTE, at_hour, day_of
from fieldpass.store import records
from fieldpass.wire.records import decode_record, encode_record
from tests.parts import HIGH, ONLINE, ONSITE, form, person

NOON = at_hour(20200225, 12)


def written(office, kind):
    return office.store.read(lambda conn: records.records_of_kinds(conn, (kind,)))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("0930", at_hour(20200225, 9) + 30 * MINUTE),
        ("9:30", at_hour(20200225, 9) + 30 * MINUTE),
        ("0224 1530", at_hour(20200224, 15) + 30 * MINUTE),
        ("2-24 15:30", at_hour(20200224, 15) + 30 * MINUTE),
        ("2月24日15点30分", at_hour(20200224, 15) + 30 * MINUTE),
        ("０２２４ １５３０", at_hour(20200224, 15) + 30 * MINUTE),
        ("1200", NOON),
    ],
)
def test_a_time_is_read_as_people_write_it(text, at):
    assert read_moment(text, NOON) == at


def test_a_day_without_a_year_is_the_last_such_day():
    new_year = at_hour(20210102, 9)
    assert read_moment("1231 2000", new_year) == at_hour(20201231, 20)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1201", "ahead"), ("0226 0800", "old"), ("0124 0800", "old"), ("0230 1200", "form"),
        ("2460", "form"), ("365", "form"), ("", "form"), ("yesterday", "form"), ("1" * 400, "form"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_meant_is_refused_with_what_to_do(text, code):
    with pytest.raises(TimeRefused) as caught:
        read_moment(text, NOON)
    assert str(caught.value) == code


def test_an_application_from_paper_bears_its_true_time_its_channel_and_its_mark(place, issuer):
    at = issuer.now() - 20 * HOUR
    made = onsite.submit(issuer, form(issuer, ONSITE, written_at=at))
    [applied], [reading] = (
        written(issuer, "application.submitted"),
        written(issuer, "temperature.taken"),
    )
    assert (applied.at, reading.at) == (at, at)
    assert applied.entered == reading.entered == issuer.now()
    assert applied.body.channel == "paper"
    # The code is signed now: what it says of its validity is what the platform reckons from its time.
    [coded] = written(issuer, "pass.issued")
    assert (coded.at, coded.entered) == (issuer.now(), None)
    view = applications.open_application(issuer, made.application)
    assert (view.submitted_at, view.entered_at, view.due_at) == (at, issuer.now(), None)
    assert [one.late for one in view.readings] == [True]
    # The reading of that day is the reading of the day of application: green is not in its way.
    assert "NO-READING" not in {one.code for one in view.findings}
    assert view.options.of("green").allowed
    assert place.decide(issuer, made.application).colour == "green"


def test_the_mark_stands_in_the_envelope_and_no_body_has_changed(issuer):
    at = issuer.now() - 3 * HOUR
    temperatures.take(issuer, person=person(ONSITE), tenths=366, at=at)
    [late] = written(issuer, "temperature.taken")
    assert (late.version, later.is_late(late)) == (1, True)
    assert decode_record(encode_record(late)) == late
    temperatures.take(issuer, person=person(ONSITE), tenths=366)
    assert [later.is_late(one) for one in written(issuer, "temperature.taken")] == [True, False]
    assert [line.kind.en for line in audit.lines(issuer)] == [
        "temperature", "temperature (from paper)",
    ]  # fmt: skip


def test_a_high_reading_from_paper_is_confirmed_by_its_repeat_at_the_papers_times(place, issuer):
    application = place.apply(issuer, ONSITE)
    first = issuer.now() + MINUTE
    place.clock.pass_(hours=5)
    who = person(ONSITE)
    assert temperatures.take(issuer, person=who, tenths=376, at=first).high
    # Three minutes later is too soon for a repeat, ten minutes is one; today's clock plays no part.
    assert not temperatures.take(issuer, person=who, tenths=377, at=first + 3 * MINUTE).confirms
    again = temperatures.take(issuer, person=who, tenths=377, at=first + 13 * MINUTE)
    assert again.confirms
    codes = {one.code for one in applications.open_application(issuer, application).findings}
    assert "FEVER" in codes


def test_a_late_reading_never_repeats_one_that_came_after_it(place, issuer):
    before = issuer.now()
    place.clock.pass_(hours=2)
    temperatures.take(issuer, person=person(ONSITE), tenths=380)
    place.clock.pass_(hours=1)
    taken = temperatures.take(issuer, person=person(ONSITE), tenths=365, at=before)
    assert not taken.confirms


def test_a_report_from_paper_counts_for_its_own_day_and_makes_the_pass_green(place, issuer):
    card = place.issue(issuer, ONSITE)
    place.screen(issuer, ONSITE)
    place.clock.pass_(days=2)
    place.synced(issuer)
    assert passes.open_pass(issuer, card.pass_ref).colour == "yellow"
    yesterday = issuer.now() - DAY
    reports.report(issuer, pass_ref=card.pass_ref, tenths=364, at=yesterday)
    [record] = written(issuer, "health.reported")
    assert (record.at, record.body.day) == (yesterday, day_of(yesterday))
    assert passes.open_pass(issuer, card.pass_ref).colour == "green"
    assert [one.id_tail for one in reports.not_reported(issuer).page(None, "forward", 9)] == [
        ONSITE.number[-4:]
    ]


def test_nothing_is_written_for_a_time_ahead_or_long_ago_or_with_a_doubted_clock(place, issuer):
    card = place.issue(issuer, ONSITE)
    count = issuer.store.read(records.count)
    for at in (issuer.now() + MINUTE, issuer.now() - 31 * DAY):
        for act in (
            lambda at=at: temperatures.take(issuer, person=person(ONSITE), tenths=365, at=at),
            lambda at=at: temperatures.take_many(issuer, [(person(ONSITE), 365)], at=at),
            lambda at=at: reports.report(issuer, pass_ref=card.pass_ref, tenths=365, at=at),
            lambda at=at: onsite.submit(issuer, form(issuer, ONLINE, written_at=at)),
        ):
            with pytest.raises(TimeRefused):
                act()
    place.clock.pass_(days=-3)
    with pytest.raises(ClockDoubted):
        temperatures.take(issuer, person=person(ONSITE), tenths=365, at=issuer.now() - HOUR)
    assert issuer.store.read(records.count) == count


def test_a_batch_is_written_whole_or_not_at_all_and_says_whose_row_is_too_early(place, issuer):
    first, second = place.issue(issuer, ONSITE), place.issue(issuer, HIGH, reading="365")
    place.clock.pass_(days=1)
    temperatures.take(issuer, pass_ref=second.pass_ref, tenths=380)
    entries = [
        Entry(pass_ref=first.pass_ref, tenths=365),
        Entry(pass_ref=second.pass_ref, tenths=365),
    ]
    with pytest.raises(FormRefused) as caught:
        reports.report_batch(issuer, entries)
    assert list(caught.value.fields) == ["1"]
    assert written(issuer, "health.reported") == []
    place.clock.pass_(minutes=6)
    assert [one.normal for one in reports.report_batch(issuer, entries)] == [True, True]
