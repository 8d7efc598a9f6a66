"""The pipeline against a forger, a thief, and whoever oversteps a right."""

import pytest

from fieldpass.wire import cbor, cose, status, token
from fieldpass.wire.verifying import (
    HeldLists,
    Stage,
    VerifiedPass,
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
    stolen,
    text,
)

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
