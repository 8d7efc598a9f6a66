"""The pipeline: which verdict at which stage, the attack list, and what each sentence tells to do."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model.reasons import Reason
from fieldpass.wire import cbor, cose, recognition, status, token
from fieldpass.wire.verifying import (
    FIELDPASS,
    Ages,
    HeldLists,
    LookedUp,
    Stage,
    StageFailure,
    VerifiedPass,
    read_text,
    verify,
)
from tests.wire.village import (
    DAY,
    DEVICE,
    ISSUER,
    NEIGHBOUR,
    NOW,
    OTHER_COUNTY,
    STRANGER,
    check,
    claims,
    issuers,
    listed,
    row,
    signed,
    state_of,
    stolen,
    text,
)

# The five verdicts.


def test_a_green_pass_of_an_authorised_issuer_goes() -> None:
    verdict = check(text())
    assert (verdict.kind, verdict.stage, verdict.exit_code) == ("GO", Stage.COLOUR, 0)
    assert verdict.claims == claims()
    assert verdict.proven is not None
    assert verdict.proven.issuer.body_name == "后坡村村委会"
    assert verdict.lists_as_of == NOW


@pytest.mark.parametrize(
    ("changed", "kind", "code", "exit_code"),
    [
        ({"colour": "yellow", "reason": 2}, "CHECK", "MORE-INFO", 4),
        ({"colour": "yellow", "reason": 4}, "CHECK", "NO-REPORT", 4),
        ({"colour": "pending"}, "CHECK", "UNDECIDED", 4),
        ({"colour": "red", "reason": 8}, "STOP", "EX1", 1),
        ({"training": True}, "INVALID", "training", 5),
    ],
)
def test_what_was_signed_decides_where_nothing_else_does(
    changed: dict[str, object], kind: str, code: str, exit_code: int
) -> None:
    verdict = check(text(**changed))
    assert (verdict.kind, verdict.code, verdict.exit_code) == (kind, code, exit_code)


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        (state_of(status.VOID), "INVALID", "void"),
        (state_of(status.YELLOW, reason=4), "CHECK", "NO-REPORT"),
        (state_of(status.RED, reason=13), "STOP", "FEVER"),
        (state_of(screened=True), "GO", "GREEN"),
        (state_of(status.RED, reason=13, sequence=6), "GO", "GREEN"),
    ],
)
def test_a_listed_state_makes_a_green_pass_worse_and_only_its_own(
    state: status.StatusList, kind: str, code: str
) -> None:
    verdict = check(text(), status_list=state)
    assert (verdict.kind, verdict.code) == (kind, code)


def test_a_list_never_makes_a_pass_better_than_it_was_signed() -> None:
    red = text(colour="red", reason=9)
    verdict = check(red, status_list=state_of(status.YELLOW, reason=4))
    assert (verdict.kind, verdict.code) == ("STOP", "EX2")
    assert verdict.codes == ("EX2", "NO-REPORT")


@pytest.mark.parametrize("signed_reason", [1, 4])
@pytest.mark.parametrize("listed_reason", [None, 1, 4])
def test_a_recheck_or_missing_report_alone_can_be_lifted_here(
    signed_reason: int, listed_reason: int | None
) -> None:
    state = state_of(status.YELLOW, reason=listed_reason) if listed_reason else None
    verdict = check(text(colour="yellow", reason=signed_reason), status_list=state)
    assert verdict.kind == "CHECK"
    assert verdict.liftable_here


@pytest.mark.parametrize(
    ("changed", "listed_reason", "now"),
    [
        ({"colour": "yellow", "reason": 4}, 2, NOW),
        ({"colour": "yellow", "reason": 2}, 4, NOW),
        ({"colour": "yellow", "reason": 4}, None, NOW + 7 * DAY),
        ({"colour": "pending"}, 4, NOW),
        ({"colour": "red", "reason": 8}, 4, NOW),
    ],
)
def test_any_other_reason_beside_it_cannot_be_lifted_here(
    changed: dict[str, object], listed_reason: int | None, now: int
) -> None:
    state = state_of(status.YELLOW, reason=listed_reason) if listed_reason else None
    assert not check(text(**changed), now=now, status_list=state).liftable_here


@pytest.mark.parametrize("reason", [r for r in Reason if r.fits("yellow")])
def test_every_yellow_says_what_to_do_now(reason: Reason) -> None:
    verdict = check(text(colour="yellow", reason=int(reason)))
    assert verdict.kind == "CHECK"
    assert "放行" in verdict.text.zh
    assert len(verdict.text.en) > len(reason.said({}).en)


@pytest.mark.parametrize("reason", [r for r in Reason if r.fits("red")])
def test_every_red_says_not_to_let_pass_and_names_the_appeal(reason: Reason) -> None:
    verdict = check(text(colour="red", reason=int(reason)))
    assert "请不要放行" in verdict.text.zh
    numbered = check(text(colour="red", reason=int(reason)), days={reason.name: 9}).text
    assert ("9" in numbered.zh) == ("9" in numbered.en) == ("14" in verdict.text.zh)
    assert "申诉" in verdict.text.zh


# Time.


def test_a_pass_is_expired_from_24_hours_of_its_last_day_on() -> None:
    last = claims().expires * 1000
    assert check(text(), now=last - 1).kind == "GO"
    verdict = check(text(), now=last)
    assert (verdict.kind, verdict.stage, verdict.code) == ("CHECK", Stage.TIME, "EXPIRED")


def test_an_expired_red_stays_red() -> None:
    assert check(text(colour="red", reason=8), now=NOW + 30 * DAY).kind == "STOP"


def test_a_clock_set_back_cannot_tell_and_still_stops_a_red() -> None:
    verdict = check(text(), clock_floor=NOW + 1)
    assert (verdict.kind, verdict.stage, verdict.code) == ("CANNOT_TELL", Stage.TIME, "clock")
    assert check(text(colour="red", reason=8), clock_floor=NOW + 1).kind == "STOP"


def test_a_pass_issued_after_now_points_at_the_clock() -> None:
    verdict = check(text(), now=NOW - 2 * DAY)
    assert (verdict.kind, verdict.code) == ("CANNOT_TELL", "not-yet")


def test_an_unscreened_pass_is_green_until_the_end_of_the_next_day_and_only_the_list_tells() -> (
    None
):
    unscreened = text(unscreened=True)
    due = (claims().issue_day_start + 2 * 86_400) * 1000
    assert "没有核验" in check(unscreened).text.zh
    stale = check(unscreened, issuers(), listed(as_of=due - 1), now=due + 1)
    assert stale.kind == "GO"
    known = check(unscreened, issuers(), listed(as_of=due), now=due + 1)
    assert (known.kind, known.code) == ("CHECK", "UNSCREENED")
    done = check(unscreened, issuers(), listed(state_of(screened=True), as_of=due), now=due + 1)
    assert done.kind == "GO"
    off = check(unscreened, issuers(), listed(as_of=due), now=due + 1, unscreened_days=None)
    assert off.kind == "GO"


def test_stale_lists_weaken_the_words_and_never_the_verdict() -> None:
    ages = Ages(soft=3600, hard=7200)
    fresh, soft, hard = (
        check(text(), issuers(), listed(as_of=NOW - age * 1000), ages=ages)
        for age in (3600, 3601, 7201)
    )
    assert [one.kind for one in (fresh, soft, hard)] == ["GO"] * 3
    assert [one.stale for one in (fresh, soft, hard)] == ["", "soft", "hard"]
    assert fresh.text != soft.text != hard.text
    without = check(text(), issuers())
    assert (without.kind, without.stale, without.lists_as_of) == ("GO", "none", None)
    assert "看不到" in without.text.zh


# The attacks.


def test_a_forged_pass_under_a_known_kid_is_invalid_at_the_signature() -> None:
    forged = cose.sign1(STRANGER, token.encode_claims(claims()))
    forged = forged.replace(STRANGER.kid, ISSUER.kid, 1)
    verdict = check(token.to_text(forged))
    assert (verdict.kind, verdict.stage, verdict.claims) == ("INVALID", Stage.SIGNATURE, None)


def test_an_altered_colour_is_invalid_at_the_signature() -> None:
    data = signed(colour="red", reason=8)
    altered = bytearray(data)
    altered[data.index(b"\x85\x18\x83") + 2] = 0x81
    verdict = check(token.to_text(bytes(altered)))
    assert verdict.kind == "INVALID"
    assert verdict.stage in (Stage.CBOR, Stage.SIGNATURE)


def test_an_unknown_signer_cannot_be_told() -> None:
    verdict = check(text(STRANGER))
    assert (verdict.kind, verdict.stage, verdict.code) == ("CANNOT_TELL", Stage.KEY, "unknown-key")
    assert verdict.claims is None


def test_a_county_without_an_issuer_list_is_named() -> None:
    verdict = check(text(STRANGER, county_from=OTHER_COUNTY))
    assert (verdict.kind, verdict.code) == ("CANNOT_TELL", "no-issuer-list")


def test_an_issuer_of_another_scope_is_invalid() -> None:
    lists = (issuers(), issuers([row(NEIGHBOUR, scope="d:370211001001")], OTHER_COUNTY), listed())
    verdict = check(text(NEIGHBOUR), *lists)
    assert (verdict.kind, verdict.stage, verdict.code) == ("INVALID", Stage.STATUS, "other-scope")
    strayed = issuers([row(NEIGHBOUR, scope="d:370211001001")])
    assert check(text(NEIGHBOUR), strayed, listed()).code == "other-scope"


def test_a_units_issuer_signs_where_the_unit_is_listed() -> None:
    unit = issuers([row(NEIGHBOUR, scope="u:91371323MA3CQ12345")])
    assert check(text(NEIGHBOUR), unit, listed()).kind == "GO"
    elsewhere = issuers([row(NEIGHBOUR, scope="u:91371323MA3CQ12345")], OTHER_COUNTY)
    assert check(text(NEIGHBOUR), issuers(), elsewhere, listed()).code == "other-scope"


@pytest.mark.parametrize(
    ("colour", "reason", "kind"),
    [
        ("pending", 0, "CHECK"),
        ("green", 0, "INVALID"),
        ("yellow", 4, "INVALID"),
        ("red", 8, "INVALID"),
    ],
)
def test_a_device_key_signs_pending_codes_and_nothing_else(
    colour: str, reason: int, kind: str
) -> None:
    verdict = check(text(DEVICE, colour=colour, reason=reason))
    assert verdict.kind == kind
    assert kind == "CHECK" or verdict.code == "device-key"


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"valid_from": NOW + 2 * DAY}, "INVALID"),
        ({"valid_until": NOW - 2 * DAY}, "INVALID"),
        ({"valid_until": NOW + 3600_000}, "GO"),
    ],
)
def test_a_key_signs_only_in_its_time(changed: dict[str, int], kind: str) -> None:
    verdict = check(text(), issuers([row(ISSUER, **changed)]), listed())
    assert verdict.kind == kind
    assert kind == "GO" or verdict.code == "key-not-in-force"


@pytest.mark.parametrize("sequence", [0, 5, 6, 2**32 - 1])
@pytest.mark.parametrize("days_ago", [0, 3])
def test_whatever_a_thief_signs_is_invalid_and_genuine_passes_go_on(
    sequence: int, days_ago: int
) -> None:
    genuine = signed(sequence=5)
    known = stolen({ISSUER.kid: [status.token_hash(genuine)]})
    thief = text(
        sequence=sequence,
        name="小偷",
        expires=token.expiry(NOW // 1000 - days_ago * 86_400, 5),
    )
    verdict = check(thief, status_list=known)
    assert (verdict.kind, verdict.code) == ("INVALID", "stolen-key")
    assert verdict.proven is None
    assert check(token.to_text(genuine), status_list=known).kind == "GO"


def test_a_training_pass_passes_in_training_only_and_a_real_one_outside_only() -> None:
    assert check(text(training=True), training=True).kind == "GO"
    assert check(text(), training=True).code == "not-training"


def test_a_newer_format_signed_by_a_known_key_cannot_be_told_and_a_forged_one_is_invalid() -> None:
    value = {2: "a", 4: 1582646400, 7: b"0000", -65537: [1, None, "221X", bytes(5), 5], -65538: 1}
    newer = cose.sign1(ISSUER, cbor.encode(value))
    assert len(newer) <= token.TOKEN_BYTES_MAX
    verdict = check(token.to_text(newer))
    assert (verdict.kind, verdict.code) == ("CANNOT_TELL", "newer-format")
    forged = cose.sign1(STRANGER, cbor.encode(value)).replace(STRANGER.kid, ISSUER.kid, 1)
    assert check(token.to_text(forged)).kind == "INVALID"


def test_a_newer_format_of_an_unknown_key_cannot_be_told_and_breaks_nothing() -> None:
    value = {2: "a", 4: 1582646400, 7: b"0000", -65537: [1, None, "221X", bytes(5), 5], -65538: 1}
    verdict = check(token.to_text(cose.sign1(STRANGER, cbor.encode(value))))
    assert (verdict.kind, verdict.code, verdict.claims) == ("CANNOT_TELL", "unknown-key", None)


def test_nobody_else_makes_a_verified_pass() -> None:
    entry = HeldLists.of([issuers()]).find("371323", ISSUER.kid)
    assert entry is not None
    with pytest.raises(TypeError):
        VerifiedPass(object(), claims(), entry, 0, b"")


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


def test_the_json_form_has_exactly_the_promised_keys() -> None:
    shown = check(text()).as_json()
    assert list(shown) == ["verdict", "stage", "code", "claims", "lists_as_of", "text"]
    assert shown["verdict"] == "GO"
    assert shown["stage"] == "colour"
    assert set(shown["text"]) == {"zh", "en"}
    assert check("x").as_json()["claims"] is None


def test_a_stage_failure_names_its_stage_and_holds_nothing_of_the_scan() -> None:
    with pytest.raises(StageFailure) as caught:
        read_text("FP1:张三张三", FIELDPASS)
    assert "张" not in str(caught.value)
    assert caught.value.stage is Stage.TEXT


def test_lists_of_several_counties_find_the_key_of_the_passs_own() -> None:
    lists = HeldLists.of([issuers(), issuers([], OTHER_COUNTY), listed()])
    assert verify(text(), keys=lists, status=lists, now=NOW).kind == "GO"


@pytest.mark.parametrize(
    ("before", "told", "kind", "code"),
    [
        (0, status.state(status.RED, reason=8), "STOP", "EX1"),
        (0, status.state(status.VOID), "INVALID", "void"),
        (
            status.state(status.YELLOW, reason=int(Reason.NO_REPORT)),
            status.state(status.YELLOW, reason=int(Reason.MORE_INFO)),
            "CHECK",
            "MORE-INFO",
        ),
        (status.state(status.VOID), 0, "INVALID", "void"),
        (status.state(status.RED, reason=8), 0, "STOP", "EX1"),
        (
            status.state(status.YELLOW, reason=int(Reason.MORE_INFO)),
            status.state(status.YELLOW, reason=int(Reason.NO_REPORT)),
            "CHECK",
            "MORE-INFO",
        ),
    ],
)
def test_what_a_look_up_tells_makes_a_pass_worse_and_never_better(
    before: int, told: int, kind: str, code: str
) -> None:
    body = status.build({ISSUER.kid: {5: before}})
    lists = HeldLists.of([issuers(), listed(body, as_of=NOW - DAY)])
    asked = LookedUp(held=lists, ref=claims().ref, told=told)
    verdict = verify(text(), keys=lists, status=asked, now=NOW)
    assert (verdict.kind, verdict.code) == (kind, code)
    assert verdict.lists_as_of == NOW - DAY
    assert verify(text(sequence=6), keys=lists, status=asked, now=NOW).kind == "GO"


def test_a_look_up_cannot_tell_that_an_unscreened_pass_was_screened() -> None:
    lists = HeldLists.of([issuers(), listed(as_of=NOW + 3 * DAY)])
    asked = LookedUp(held=lists, ref=claims().ref, told=status.SCREENED)
    scanned = text(unscreened=True)
    assert verify(scanned, keys=lists, status=asked, now=NOW + 3 * DAY).code == "UNSCREENED"


def test_a_look_up_takes_no_stolen_key_off_the_list() -> None:
    known = HeldLists.of([issuers(), listed(stolen({ISSUER.kid: []}))])
    still = LookedUp(held=known, ref=claims().ref, told=0)
    assert verify(text(), keys=known, status=still, now=NOW).code == "stolen-key"
