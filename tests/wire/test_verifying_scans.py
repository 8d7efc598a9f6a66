"""The pipeline on what is no pass, half of one, or a damaged one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.wire import recognition, status, token
from fieldpass.wire.verifying import (
    Stage,
)
from tests.wire.village import (
    NOW,
    check,
    signed,
    state_of,
    text,
)

# What else is scanned.


@pytest.mark.parametrize(
    ("scanned", "kind", "code"),
    [
        ("", "INVALID", "empty"),
        ("HC1:6BFOXN%TS3DH", "CANNOT_TELL", "eu-dcc"),
        ("hc1:6bfoxn", "CANNOT_TELL", "eu-dcc"),
        ("shc:/5676290952432060", "CANNOT_TELL", "smart-health-card"),
        ("NZCP:/1/2KCEVIQEIVVWK6", "CANNOT_TELL", "nz-pass"),
        ("https://hc.example.com/jkm?id=1", "CANNOT_TELL", "health-code"),
        ("https://example.com/健康码/1", "CANNOT_TELL", "health-code"),
        ("https://example.com/", "INVALID", "web-address"),
        ("weixin://wxpay/bizpayurl?pr=1", "INVALID", "web-address"),
        ("www.example.com", "INVALID", "web-address"),
        ("FP1:", "INVALID", "half-scan"),
        ("FP", "INVALID", "half-scan"),
        ("FP2:ABC", "CANNOT_TELL", "newer-format"),
        ("689691601125", "INVALID", "serial"),
        ("371323197301022236", "INVALID", "id-number"),
        ("37132319730102223X", "INVALID", "id-number"),
        ("6901234567892", "INVALID", "barcode"),
        ("BEGIN:VCARD", "INVALID", "other-code"),
        ("9" * 400, "INVALID", "too-long"),
        ("9" * 100_000, "INVALID", "too-long"),
        ("x" * 100_000, "INVALID", "other-code"),
    ],
)
def test_what_is_no_pass_is_named_as_what_it_is(scanned: str, kind: str, code: str) -> None:
    verdict = check(scanned)
    assert (verdict.kind, verdict.stage, verdict.code) == (kind, Stage.TEXT, code)
    assert verdict.text.zh
    assert verdict.text.en


def test_a_recognised_foreign_system_is_sent_to_the_colour_on_its_card() -> None:
    assert "按卡面颜色处理" in check("HC1:6BF").text.zh


@pytest.mark.parametrize("length", [21, 100, 200, 279])
def test_half_a_scan_is_named_as_one(length: int) -> None:
    assert check(text()[:length]).code == "half-scan"


def test_of_two_yellow_reasons_the_one_that_stays_is_named() -> None:
    listed_report = state_of(status.YELLOW, reason=4)
    verdict = check(text(colour="yellow", reason=2), status_list=listed_report)
    assert (verdict.code, verdict.codes) == ("MORE-INFO", ("MORE-INFO", "NO-REPORT"))


def test_a_zero_in_front_of_a_scan_is_refused() -> None:
    assert check("0" + text()).kind == "INVALID"


def _refused_at(scanned: str) -> Stage:
    """The stage at which the whole pipeline refuses a text; nothing of a holder is shown then."""
    verdict = check(scanned)
    assert verdict.kind in ("INVALID", "CANNOT_TELL"), verdict
    assert verdict.claims is None
    assert verdict.proven is None
    assert verdict.code
    assert verdict.as_json()["stage"] == verdict.stage.word
    return verdict.stage


def test_every_flipped_bit_is_refused_by_the_pipeline_at_a_named_stage() -> None:
    data = signed()
    stages = set()
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 0x80 >> bit % 8
        stages.add(_refused_at(token.to_prefixed(bytes(changed))))
        if changed[0]:
            stages.add(_refused_at(token.to_text(bytes(changed))))
    assert stages == {Stage.CBOR, Stage.COSE, Stage.KEY, Stage.SIGNATURE}


def test_every_cut_and_every_extension_is_refused_by_the_pipeline_at_a_named_stage() -> None:
    data = signed()
    stages = {_refused_at(token.to_prefixed(data[:end])) for end in range(len(data))}
    for extra in range(256):
        stages.add(_refused_at(token.to_prefixed(data + bytes([extra]))))
        stages.add(_refused_at(token.to_prefixed(bytes([extra]) + data)))
    assert stages <= {Stage.TEXT, Stage.CBOR, Stage.COSE}


def test_every_swap_of_neighbours_and_every_wrong_digit_is_refused_by_the_pipeline() -> None:
    whole = text()
    for at in range(len(whole) - 1):
        if whole[at] != whole[at + 1]:
            _refused_at(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :])
    for at in range(len(whole)):
        for digit in "0123456789".replace(whole[at], ""):
            _refused_at(whole[:at] + digit + whole[at + 1 :])


def test_every_cut_of_a_scan_is_refused() -> None:
    whole = text()
    for end in range(len(whole)):
        assert check(whole[:end]).kind == "INVALID"
        assert check(whole[end + 1 :]).kind == "INVALID"


@given(st.text(max_size=400) | st.text("0123456789", max_size=340))
def test_any_text_gives_a_verdict_that_lets_nobody_pass(scanned: str) -> None:
    assert check(scanned).kind in ("INVALID", "CANNOT_TELL")


def test_any_bytes_behind_a_right_form_give_a_verdict_that_lets_nobody_pass() -> None:
    chance = random.Random(7)
    data = signed()
    for _ in range(2000):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if bytes(changed) != data and changed[0]:
            assert check(token.to_text(bytes(changed))).kind in ("INVALID", "CANNOT_TELL")


def test_the_shortest_token_has_as_many_digits_as_half_a_scan_has_less() -> None:
    shortest = signed(name="a", tenths=350, validity_days=1, expires=token.expiry(NOW // 1000, 1))
    assert len(shortest) == token.TOKEN_BYTES_MIN
    assert len(token.to_text(shortest)) >= recognition.TOKEN_DIGITS_MIN
