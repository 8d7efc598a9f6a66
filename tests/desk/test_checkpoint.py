"""The checkpoint: what a look says of what was scanned or typed."""

from dataclasses import replace

import pytest

from fieldpass.desk import checkpoint, passes
from fieldpass.model.reasons import Reason
from fieldpass.model.times import HOUR
from fieldpass.wire import status, token
from fieldpass.wire.keys import SigningKey
from tests.desk.looking import written
from tests.parts import ONLINE, ONSITE, person

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
