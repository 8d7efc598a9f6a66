"""The checkpoint: what a look says, what it records, and what a reading on the spot does."""

from dataclasses import replace

import pytest

from fieldpass.desk import callees, checkpoint, passes, reports, weighing
from fieldpass.desk.errors import NotAllowed
from fieldpass.model.bodies import (
    AppealFiled,
    ApplicationTransferred,
    CheckpointChecked,
    HealthReported,
    Hit,
    IssuerRequested,
    ScreeningDone,
    TemperatureTaken,
)
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.reasons import Reason
from fieldpass.model.times import HOUR
from fieldpass.store import log, records
from fieldpass.wire import status, token
from fieldpass.wire.keys import SigningKey
from tests.desk.test_rules import sent
from tests.parts import HIGH, ONLINE, ONSITE, OTHER_DIVISION, person


def written(office, kind):
    return [
        one.record
        for one in office.store.read(lambda conn: records.audit_page(conn, size=200))
        if one.record is not None and one.record.kind == kind
    ]


def silent(place, card):
    """Two days go by without a report, and the platform says so."""
    place.clock.pass_(days=2)
    place.list_pass(card.pass_ref, status.YELLOW, reason=Reason.NO_REPORT, screened=True)
    place.publish()


# What was entered.


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("365", "temperature"),
        ("36.5", "temperature"),
        ("３６５", "temperature"),
        ("3929 4083 0025", "serial"),
        (ONSITE.number, "id"),
        (ONSITE.number[:-1] + "x", "id"),
        ("130503670401001", "id"),
        ("8811" * 75, "scan"),
        ("FP1:6BF", "scan"),
        ("2217", "scan"),
        ("", "scan"),
    ],
)
def test_the_length_decides_what_was_entered(text, kind):
    assert checkpoint.classify(text) == kind


# Scans.


def test_a_green_pass_goes_at_a_place_that_does_not_know_the_person(checker, card):
    look = checkpoint.check(checker, card.digits)
    assert (look.kind, look.did, look.recorded) == ("GO", "let_go", True)
    assert (look.holder.name, look.holder.id_tail) == ("张卫东", ONSITE.number[-4:])
    assert look.holder.issued_by == "沂水县高桥镇后坡村村民委员会"
    assert (look.person, look.pass_ref) == (None, card.pass_ref)


def test_a_look_is_recorded_before_the_answer_is_given(checker, card):
    checkpoint.check(checker, card.digits)
    (record,) = written(checker, "checkpoint.checked")
    assert (record.body.verdict, record.body.did, record.body.seen) == ("GO", "let_go", "scan")
    assert (record.subject, record.pass_ref) == (None, card.pass_ref)


def test_a_look_at_a_person_of_the_own_scope_is_recorded_with_the_person(issuer, card):
    checkpoint.check(issuer, card.digits)
    (record,) = written(issuer, "checkpoint.checked")
    assert (record.subject, record.pass_ref) == (person(ONSITE), card.pass_ref)


def test_the_base45_form_and_full_width_digits_are_read_too(issuer, card):
    claims = token.to_prefixed(token.from_text(card.digits))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in card.digits)
    assert [checkpoint.check(issuer, text).kind for text in (claims, wide)] == ["GO", "GO"]


def test_an_altered_pass_is_invalid_and_shows_nobody(checker, card):
    data = bytearray(token.from_text(card.digits))
    data[-1] ^= 1
    look = checkpoint.check(checker, token.to_text(bytes(data)))
    assert (look.kind, look.did, look.holder, look.pass_ref) == ("INVALID", "stopped", None, None)
    (record,) = written(checker, "checkpoint.checked")
    assert (record.pass_ref, record.body.id_tail) == (None, "")


def test_a_pass_of_an_unknown_key_cannot_be_told(place, checker, card):
    key = SigningKey(bytes(range(32)))
    claims = token.read_pass(token.from_text(card.digits)).claims
    forged = token.sign_pass(key, replace(claims, kid=key.kid))
    look = checkpoint.check(checker, token.to_text(forged))
    assert (look.kind, look.did, look.holder) == ("CANNOT_TELL", "sent_back", None)


def test_a_stolen_key_is_invalid_whatever_it_signs(place, issuer, checker, card):
    place.authority.stolen["371323"] = {card.pass_ref.kid: ()}
    place.publish()
    for office in (issuer, checker):
        look = checkpoint.check(office, card.digits)
        assert (look.kind, look.verdict.code, look.holder) == ("INVALID", "stolen-key", None)


def test_half_a_scan_is_named_and_not_counted(checker, card):
    look = checkpoint.check(checker, card.digits[:150])
    assert "一半" in look.text.zh
    assert not look.recorded
    assert checkpoint.counters(checker).checked == 0


def test_what_is_no_pass_at_all_is_named_and_stops_nobody(checker):
    look = checkpoint.check(checker, "https://qr.example.cn/pay/0017382")
    assert (look.kind, look.verdict.code, look.did) == ("INVALID", "web-address", "sent_back")


@pytest.mark.parametrize("text", ["", "  ", "1", "365", "abc", "2217"])
def test_what_was_typed_by_mistake_is_not_counted(checker, text):
    assert not checkpoint.check(checker, text).recorded
    assert checkpoint.counters(checker).checked == 0


def test_a_foreign_system_is_gone_by_the_colour_on_the_card(checker):
    look = checkpoint.check(checker, "https://example.cn/suishenma/view?id=1")
    assert (look.kind, look.seen) == ("CANNOT_TELL", "foreign")
    assert "按卡面颜色处理" in look.text.zh
    assert written(checker, "checkpoint.checked")[0].body.seen == "foreign"


def test_a_training_pass_lets_nobody_pass(issuer, card):
    claims = token.read_pass(token.from_text(card.digits)).claims
    practice = token.sign_pass(issuer.issuer, replace(claims, training=True))
    look = checkpoint.check(issuer, token.to_text(practice))
    assert (look.kind, look.verdict.code) == ("INVALID", "training")


def test_a_pending_code_is_held(place, issuer):
    application = place.apply(issuer, ONLINE)
    code = passes.open_pass(issuer, passes.latest_of(issuer, application))
    look = checkpoint.check(issuer, code.digits)
    assert (look.kind, look.verdict.code, look.liftable_here) == ("CHECK", "UNDECIDED", False)


def test_an_old_pending_code_points_to_the_new_pass(place, issuer):
    application = place.apply(issuer, ONLINE)
    code = passes.open_pass(issuer, passes.latest_of(issuer, application))
    new = place.decide(issuer, application, "green")
    look = checkpoint.check(issuer, code.digits)
    assert look.kind == "CHECK"
    assert new.serial in look.text.zh


# Lists and clock.


def test_a_listed_red_stops_and_says_so_aloud(place, checker, card):
    place.list_pass(card.pass_ref, status.RED, reason=Reason.EX3)
    place.publish()
    look = checkpoint.check(checker, card.digits)
    assert (look.kind, look.did, look.verdict.code) == ("STOP", "stopped", "EX3")
    assert "申诉" in look.verdict.text.zh
    assert "不能通行" in look.say.zh


def test_a_listed_void_is_invalid_and_still_names_the_holder(place, checker, card):
    place.list_pass(card.pass_ref, status.VOID)
    place.publish()
    look = checkpoint.check(checker, card.digits)
    assert (look.kind, look.verdict.code, look.holder.name) == ("INVALID", "void", "张卫东")


def test_old_lists_are_said_and_turn_nothing(place, checker, card):
    place.clock.pass_(hours=30)
    look = checkpoint.check(checker, card.digits)
    assert look.kind == "GO"
    assert "30 小时" in look.lists_age.zh
    assert "30 小时" in look.text.zh


def test_lists_past_the_hard_age_are_said_to_be_too_old(place, checker, card):
    place.clock.pass_(hours=73)
    look = checkpoint.check(checker, card.digits)
    assert look.kind == "GO"
    assert "太旧" in look.lists_age.zh


def test_below_its_floor_the_clock_tells_nothing(place, checker, card):
    place.clock.now -= 5 * HOUR
    look = checkpoint.check(checker, card.digits)
    assert (look.kind, look.verdict.code) == ("CANNOT_TELL", "clock")
    assert written(checker, "checkpoint.checked")[0].body.clock_doubted


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


# Typed numbers.


def test_a_serial_finds_the_pass_where_it_is_known(issuer, checker, card):
    look = checkpoint.check(issuer, card.serial)
    assert (look.kind, look.seen, look.pass_ref) == ("GO", "typed", card.pass_ref)
    look = checkpoint.check(checker, card.serial)
    assert (look.kind, look.verdict.code, look.holder) == ("CANNOT_TELL", "not-here", None)


def test_an_identity_number_finds_the_newest_pass(place, issuer, card):
    look = checkpoint.check(issuer, ONSITE.number.lower())
    assert (look.kind, look.pass_ref) == ("GO", card.pass_ref)


def test_a_void_pass_is_said_to_be_void_when_its_serial_is_typed(issuer, card):
    passes.void(issuer, card.pass_ref, "misprint")
    assert checkpoint.check(issuer, card.serial).verdict.code == "void"


def test_a_mistyped_number_is_answered_with_the_place_and_not_counted(issuer, card):
    plain = card.serial.replace(" ", "")
    swapped = plain[1] + plain[0] + plain[2:]
    assert "写反" in checkpoint.check(issuer, swapped).text.zh
    wrong = ONSITE.number[:-1] + ("1" if ONSITE.number[-1] != "1" else "2")
    look = checkpoint.check(issuer, wrong)
    assert (look.kind, look.verdict.code, look.recorded) == ("CANNOT_TELL", "bad-id", False)
    assert checkpoint.counters(issuer).checked == 0


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


# Whom to call.

LINE = "0539-000 0000"


def stopped(place, issuer, office):
    red = place.decide(
        issuer, place.apply(issuer, ONLINE), "red", reason=Reason.ISSUER, note="核实"
    )
    place.publish()
    look = checkpoint.check(office, red.digits)
    assert look.kind == "STOP"
    return look


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whoever_is_stopped_hears_a_number_or_who_else_is_told(place, issuer, checker, lang):
    own = stopped(place, issuer, issuer)
    assert issuer.require_identity().phone in own.say.of(lang)
    far = stopped(place, issuer, checker)
    assert issuer.require_identity().phone not in far.say.of(lang)
    assert ("我们报防控办" if lang == "zh" else "We tell the epidemic office") in far.say.of(lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pass_of_elsewhere_names_the_countys_line_from_the_policy(place, issuer, checker, lang):
    place.authority.policy = replace(NOTICE_164, version=9, county_line=LINE)
    look = stopped(place, issuer, checker)
    assert LINE in look.say.of(lang)
    assert look.holder.issued_by in look.say.of(lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_line_of_the_pass_s_own_county_goes_before_any_other(place, issuer, checker, lang):
    place.authority.policy = replace(NOTICE_164, version=9, county_line="0531-000 0000")
    place.publish()
    own = {"version": 1, "valid_from": NOTICE_164.valid_from, "county": "371323"}
    sent(place, checker, own | {"county_line": LINE, "high_incidence": []}, county="371323")
    look = stopped(place, issuer, checker)
    assert LINE in look.say.of(lang)
    assert "0531" not in look.say.of(lang)
    assert checker.policy().county_line == LINE


def test_a_fever_found_on_the_spot_names_the_countys_line_too(place, issuer, checker, card):
    place.authority.policy = replace(NOTICE_164, version=9, county_line=LINE)
    silent(place, card)
    place.publish()
    look = checkpoint.check(checker, card.digits)
    high = checkpoint.report_here(checker, look, 385)
    place.clock.pass_(minutes=6)
    fever = checkpoint.report_here(checker, high, 386)
    assert (fever.kind, fever.verdict.code) == ("STOP", "FEVER")
    assert LINE in fever.say.zh


def test_the_person_who_signed_is_named_before_the_one_who_works_here(place, issuer):
    person = place.chance(16)
    asked = IssuerRequested(
        **{
            name: getattr(issuer.require_identity(), name)
            for name in (
                "uscc",
                "body_type",
                "body_name",
                "unit",
                "division",
                "scope",
                "name",
                "post",
            )
        },
        phone="13800009999",
        person=person,
        role="issuer",
        device_key=issuer.device.public,
        issuer_key=issuer.require_issuer().public,
        proof_device=bytes(64),
        proof_issuer=bytes(64),
    )
    issuer.store.write(lambda tx: log.append(tx, [issuer.make(asked, by=issuer.author())]))
    assert "13800009999" in stopped(place, issuer, issuer).say.zh


@pytest.mark.parametrize("scanned", ["1" * 150, "https://example.com/1", "BEGIN:VCARD", ""])
def test_nothing_is_said_against_a_card_that_nobody_has_read(checker, scanned):
    look = checkpoint.check(checker, scanned)
    assert look.kind == "INVALID"
    assert look.say is not None
    assert "不能用" not in look.say.zh
    assert "cannot be used" not in look.say.en


def test_the_number_of_the_own_village_bears_its_name_also_where_the_platform_signed(
    place, issuer, card
):
    application = place.apply(issuer, ONLINE)
    pending = passes.open_pass(issuer, passes.latest_of(issuer, application))
    weighed = weighing.weigh_text(issuer, pending.digits)
    assert weighed.case is not None
    whom = callees.of(issuer, weighed.verdict.claims, weighed.case, "平台")
    own = issuer.require_identity()
    assert (whom.phone, whom.body) == (own.phone, own.body_name)
    far = callees.of(issuer, weighed.verdict.claims, None, "平台")
    assert (far.phone, far.body) == ("", "平台")
