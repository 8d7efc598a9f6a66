"""What a forger tries, one test each: through the checkpoint's own check, on real parts."""

from dataclasses import replace

import pytest

from fieldpass.desk import checkpoint
from fieldpass.model.reasons import Reason
from fieldpass.model.times import HOUR
from fieldpass.wire import base45, cbor, cose, digits, token, trust
from fieldpass.wire.keys import SigningKey
from tests.desk.forging import (
    FOREIGN_DIVISION,
    FOREIGN_USCC,
    THIEF,
    admit,
    claims_of,
    data_of,
    outcome,
    signed,
)
from tests.parts import ONLINE


def test_the_genuine_pass_goes(checker, card):
    assert outcome(checker, card.digits) == ("GO", "GREEN")


# Forging.


def test_a_forger_without_any_listed_key_gets_no_green(checker, card):
    assert outcome(checker, signed(THIEF, card)) == ("CANNOT_TELL", "unknown-key")


def test_a_forger_who_writes_the_issuers_kid_over_an_own_signature_is_invalid(checker, card):
    forged = token.from_text(signed(THIEF, card)).replace(THIEF.kid, card.pass_ref.kid, 1)
    assert outcome(checker, token.to_text(forged)) == ("INVALID", "bad-signature")


@pytest.mark.parametrize("colour", ["red", "yellow"])
def test_a_red_or_yellow_pass_repainted_green_is_invalid(place, issuer, checker, colour):
    application = place.apply(issuer, ONLINE)
    view = place.decide(issuer, application, colour, reason=Reason.ISSUER, note="核实")
    painted = token.encode_claims(replace(claims_of(view), colour="green", reason=0))
    message = token.read_pass(data_of(view)).message
    kept = cose.sign1(THIEF, painted)[:-64] + message.signature
    forged = kept.replace(THIEF.kid, view.pass_ref.kid, 1)
    assert outcome(checker, token.to_text(forged)) == ("INVALID", "bad-signature")


def test_every_byte_of_a_pass_altered_is_invalid_or_unknown_and_never_lets_anybody_go(
    checker, card
):
    data = data_of(card)
    kinds = set()
    for place_in_it in range(len(data)):
        altered = bytearray(data)
        altered[place_in_it] ^= 0x01
        kinds.add(checkpoint.check(checker, token.to_text(bytes(altered))).kind)
    assert kinds <= {"INVALID", "CANNOT_TELL"}


def test_somebody_elses_name_on_a_genuine_signature_is_invalid(checker, card):
    data = data_of(card)
    name = claims_of(card).name.encode()
    other = "张卫西".encode()
    assert len(name) == len(other)
    assert outcome(checker, token.to_text(data.replace(name, other, 1))) == (
        "INVALID",
        "bad-signature",
    )


# Keys used beyond their right.


def test_a_key_of_another_county_signs_for_nobody_here(place, issuer, checker, card):
    foreign = place.device(
        "issuer", division=FOREIGN_DIVISION, uscc=FOREIGN_USCC, body_name="前坡社区"
    )
    assert claims_of(card).county_from == "371323"
    assert outcome(checker, signed(foreign.issuer, card)) == ("INVALID", "other-scope")


def test_a_unit_key_listed_for_another_county_than_its_list_signs_for_nobody(
    place, issuer, checker, card
):
    key = SigningKey(b"\x21" * 32)
    admit(place, key, "issuer", issuer, scope=f"d:{FOREIGN_DIVISION}")
    assert outcome(checker, signed(key, card)) == ("INVALID", "other-scope")


def test_a_units_key_of_another_county_signs_for_nobody_here(place, issuer, checker, card):
    """A unit's people live in several counties; its key signs for the one that lists it."""
    key = SigningKey(b"\x22" * 32)
    foreign = place.device("issuer", division=FOREIGN_DIVISION, uscc=FOREIGN_USCC)
    admit(place, key, "issuer", foreign, scope=f"u:{FOREIGN_USCC}")
    assert outcome(checker, signed(key, card)) == ("INVALID", "other-scope")
    assert outcome(checker, signed(key, card, county_from="370211")) == ("GO", "GREEN")


@pytest.mark.parametrize("colour", ["green", "yellow", "red"])
def test_a_device_key_that_signs_a_colour_is_invalid(issuer, checker, card, colour):
    reason = {"green": Reason.NONE, "yellow": Reason.NO_REPORT, "red": Reason.EX3}[colour]
    forged = signed(issuer.device, card, colour=colour, reason=reason)
    assert outcome(checker, forged) == ("INVALID", "device-key")


def test_a_device_key_that_signs_a_pending_code_only_asks_for_a_check(issuer, checker, card):
    assert outcome(checker, signed(issuer.device, card, colour="pending")) == (
        "CHECK",
        "UNDECIDED",
    )


def test_a_pass_dated_after_its_keys_end_is_invalid(place, issuer, checker, card):
    rows = place.authority.rows["371323"]
    ended = [
        replace(row, valid_until=place.clock.now - 24 * HOUR)
        if row.public == issuer.issuer.public
        else row
        for row in rows
    ]
    place.authority.rows["371323"] = ended
    place.publish()
    assert outcome(checker, card.digits) == ("INVALID", "key-not-in-force")


# Other writings of the same.


def test_a_second_copy_of_a_claim_or_one_more_is_no_pass(issuer, checker, card):
    payload = token.read_pass(data_of(card)).message.payload
    doubled = cbor.decode(payload, max_bytes=200) | {-65538: 1}
    forged = cose.sign1(issuer.issuer, cbor.encode(doubled))
    assert checkpoint.check(checker, token.to_text(forged)).kind == "CANNOT_TELL"
    twice = payload[:1].replace(b"\xa4", b"\xa5") + payload[1:] + payload[1:3]
    assert checkpoint.check(checker, token.to_text(cose.sign1(issuer.issuer, twice))).kind in (
        "INVALID",
        "CANNOT_TELL",
    )


def test_a_text_of_base45_that_is_not_the_one_is_refused(checker, card):
    text = token.to_prefixed(data_of(card))
    assert checkpoint.check(checker, text).kind == "GO"
    body = text[4:]
    others = [
        text.lower(),
        "fp1:" + body,
        text + "0",
        text + "00",
        "FP1:" + body[::-1],
        "FP1: " + body,
        "FP1:FP1:" + body,
        "FP1:" + base45.encode(b"\x00" + data_of(card)),
        "FP1:" + base45.encode(data_of(card) + b"\x00"),
        "FP1:" + card.digits,
        # A group above 65,535 that names the same bytes modulo 2^16.
        "FP1:" + _overflowing(body),
    ]
    for other in others:
        assert checkpoint.check(checker, other).kind in ("INVALID", "CANNOT_TELL"), other[:8]


def _overflowing(body: str) -> str:
    """The text with one group that is 65,536 higher, where there is room for it."""
    for at in range(0, len(body) - 2, 3):
        values = [base45.ALPHABET.index(one) for one in body[at : at + 3]]
        number = values[0] + 45 * values[1] + 2025 * values[2] + 65_536
        if number < 45**3:
            low, middle, high = number % 45, number // 45 % 45, number // 2025
            group = "".join(base45.ALPHABET[one] for one in (low, middle, high))
            return body[:at] + group + body[at + 3 :]
    raise AssertionError("no room")


def test_digits_that_are_not_the_one_number_are_refused(checker, card):
    text = card.digits
    for other in (
        "0" + text,
        "+" + text,
        "-" + text,
        text + ".0",
        text[:5] + "_" + text[5:],
        "0x" + text,
    ):
        assert checkpoint.check(checker, other).kind in ("INVALID", "CANNOT_TELL")


FOREIGN_CBOR = {
    "a large number": b"\xd2\xc2\x58\x78" + b"\xff" * 0x78,
    "tags in tags": b"\xd2" + b"\xc6" * 120 + b"\x00",
    "arrays in arrays": b"\xd2" + b"\x81" * 120 + b"\x00",
    "maps in maps": b"\xd2" + b"\xa1\x00" * 60 + b"\x00",
    "a string that says it is longer": b"\xd2\x84\x5b" + b"\xff" * 8 + b"\x00" * 110,
    "an endless string": b"\xd2\x84\x5f" + b"\x41\x00" * 60 + b"\xff",
    "an endless array": b"\xd2\x9f" + b"\x00" * 120 + b"\xff",
    "a date": b"\xd2\xc0\x74" + b"2020-02-25T10:00:00Z" + b"\x00" * 100,
    "not a number": b"\xd2\x84" + b"\xf9\x7e\x00" * 40,
}


@pytest.mark.parametrize("data", FOREIGN_CBOR.values(), ids=FOREIGN_CBOR)
def test_a_token_of_another_tool_is_refused_at_its_form(issuer, checker, card, data):
    verdict = checkpoint.check(checker, digits.to_digits(data[:133])).verdict
    assert verdict.kind == "INVALID"
    assert verdict.stage.word in ("cbor", "cose")
    # The same as a payload behind the issuer's own signature.
    room = token.TOKEN_BYTES_MAX - len(cose.sign1(issuer.issuer, b""))
    inside = cose.sign1(issuer.issuer, data[1 : room - 1])
    assert checkpoint.check(checker, token.to_text(inside)).kind == "INVALID"


def test_what_an_issuer_signs_elsewhere_is_no_pass(issuer, checker, card):
    payload = token.encode_claims(claims_of(card))
    for aad in (b"fieldpass/list/1", trust.CERTIFICATE_AAD, b"x"):
        other = cose.sign1(issuer.issuer, payload, external_aad=aad)
        assert outcome(checker, token.to_text(other)) == ("INVALID", "bad-signature")


@pytest.mark.parametrize(
    "make",
    [
        lambda text: f"HC1:{text}",
        lambda text: f"HC1:{token.to_prefixed(token.from_text(text))}",
        lambda text: f"https://hc.example.com/jkm?FP1:{text}",
        lambda text: f"健康码 {text}",
        lambda text: f"{text} 健康码",
        lambda text: f"FP2:{text}",
        lambda text: text + text,
        lambda text: text + "\r\n" + text,
    ],
)
def test_a_foreign_code_made_to_look_like_ours_lets_nobody_pass(checker, card, make):
    look = checkpoint.check(checker, make(card.digits))
    assert look.kind in ("INVALID", "CANNOT_TELL")
    assert look.holder is None


def test_bytes_behind_the_claims_are_no_pass(issuer, checker, card):
    payload = token.encode_claims(claims_of(card))
    for more in (b"\x00", b"\xf6"):
        forged = token.to_text(cose.sign1(issuer.issuer, payload + more))
        assert checkpoint.check(checker, forged).kind == "INVALID"


def test_a_map_of_claims_in_another_order_is_no_pass(issuer, checker, card):
    payload = cbor.decode(token.encode_claims(claims_of(card)), max_bytes=200)
    turned = b"\xa4" + b"".join(
        cbor.encode(key) + cbor.encode(payload[key]) for key in reversed(list(payload))
    )
    assert (
        checkpoint.check(checker, token.to_text(cose.sign1(issuer.issuer, turned))).kind
        == "INVALID"
    )


# Names that would draw on the screen.


NAMES = {
    "escape": "a\x1b[2J",
    "title": "\x1b]0;x\x07",
    "eight-bit control": "a\x9b31m",
    "line end": "a\nGO",
    "backspace": "a\x08\x08b",
    "right-to-left": "\u202e行通",
    "isolate": "\u2066a",
    "line separator": "a\u2028b",
    "tag": "a\U000e0041",
    "zero width": "\u200b\u200b",
    "word joiner": "张\u2060三",
    "byte order mark": "\ufeff张三",
    "filler": "\u3164",
    "blanks": "   ",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_would_draw_on_the_screen_reaches_none(issuer, checker, card, name):
    payload = token.encode_claims(replace(claims_of(card), name=name, sequence=700))
    look = checkpoint.check(checker, token.to_text(cose.sign1(issuer.issuer, payload)))
    assert look.kind == "INVALID"
    assert look.holder is None
    with pytest.raises(token.Malformed):
        token.sign_pass(issuer.issuer, replace(claims_of(card), name=name))


@pytest.mark.parametrize(
    "scanned", ["\x1b[31mFP1:", "x" * 30 + "\x1b]52;c;aGk=\x07", "\u202e" * 40]
)
def test_a_scan_is_never_repeated_in_what_is_said(checker, scanned):
    look = checkpoint.check(checker, scanned)
    said = look.verdict.text.zh + look.verdict.text.en + str(look.say or "") + look.verdict.code
    assert look.kind in ("INVALID", "CANNOT_TELL")
    assert not any(one in said for one in "\x1b\x07\u202e")
