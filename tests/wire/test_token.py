"""The token: small enough for every name, one reading, and no way to change a bit of it."""

import random

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.wire import cbor, cose, digits, token
from fieldpass.wire.errors import Malformed, NewerFormat, WireError
from fieldpass.wire.verifying import FIELDPASS, StageFailure, check_signature, read_message
from tests.wire.village import ISSUER, NOW, claims, signed

COLOURS_AND_REASONS = st.one_of(
    st.tuples(st.sampled_from(["pending", "green"]), st.just(0)),
    st.tuples(st.sampled_from(["yellow", "red"]), st.integers(1, 15)),
)
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=60
)
COUNTIES = st.integers(0, 999_999).map("{:06d}".format)


@st.composite
def passes(draw: st.DrawFn) -> token.PassClaims:
    colour, reason = draw(COLOURS_AND_REASONS)
    days = draw(st.integers(1, 23))
    try:
        name = token.cut_name(draw(NAMES))
    except Malformed:
        name = "无名"
    return claims(
        name=name,
        expires=token.expiry(draw(st.integers(1_577_000_000, 4_200_000_000)), days),
        sequence=draw(st.integers(0, 2**32 - 1)),
        colour=colour,
        reason=reason,
        unscreened=draw(st.booleans()),
        training=draw(st.booleans()),
        tenths=draw(st.none() | st.integers(350, 430)),
        id_tail=draw(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=4)),
        county_from=draw(COUNTIES),
        county_to=draw(COUNTIES),
        validity_days=days,
    )


@given(passes())
def test_every_pass_fits_and_is_read_as_it_was_signed(given_claims: token.PassClaims) -> None:
    data = token.sign_pass(ISSUER, given_claims)
    text = token.to_text(data)
    assert token.TOKEN_BYTES_MIN <= len(data) <= token.TOKEN_BYTES_MAX
    assert len(text) <= token.TOKEN_DIGITS_MAX
    assert token.read_pass(token.from_text(text)).claims == given_claims
    assert token.read_pass(token.from_text(token.to_prefixed(data))).claims == given_claims


@given(passes())
def test_claims_written_by_hand_are_what_the_library_writes(given_claims: token.PassClaims) -> None:
    route = int(given_claims.county_from) * 10**6 + int(given_claims.county_to)
    flags = (
        token.COLOURS.index(given_claims.colour)
        + 4 * given_claims.unscreened
        + 8 * given_claims.training
        + 16 * given_claims.reason
    )
    tenths = None if given_claims.tenths is None else given_claims.tenths - 360
    value = {
        2: given_claims.name,
        4: given_claims.expires,
        7: given_claims.sequence.to_bytes(4, "big"),
        -65537: [
            flags,
            tenths,
            given_claims.id_tail,
            route.to_bytes(5, "big"),
            given_claims.validity_days,
        ],
    }
    assert token.encode_claims(given_claims) == cbor.encode(value)


def test_the_longest_text_fits_a_code_of_version_6_with_the_lowest_correction() -> None:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(qrcode.util.QRData("9" * token.TOKEN_DIGITS_MAX, mode=qrcode.util.MODE_NUMBER))
    code.make(fit=True)
    assert code.version == 6


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("张卫东", "张卫东"),
        ("欧阳娜娜·买买提", "欧阳娜娜·"),
        ("  Anna\tMaria \n", "Anna Maria"),
        ("𠀀𠀁𠀂𠀃", "𠀀𠀁𠀂"),
        ("e\u0301lise", "élise"),
        ("evil\u202eman", "evilman"),
        ("张\u2060\u200b三\ufeff", "张三"),
        ("نیم\u200cرخ", "نیم\u200cرخ"),
        ("\u3164李\u115f", "李"),
        ("Ωμέγα-Ωμέγα", "Ωμέγα-Ωμ"),
    ],
)
def test_a_name_is_cut_between_code_points_and_cleaned(name: str, cut: str) -> None:
    assert token.cut_name(name) == cut


def test_a_name_of_control_characters_only_is_no_name() -> None:
    with pytest.raises(Malformed):
        token.cut_name("\x00\u202e\n")
    for invisible in ("\u200b\ufeff", "\u200d \u200c", "\u3164", "\u2800"):
        with pytest.raises(Malformed):
            token.cut_name(invisible)


@pytest.mark.parametrize(
    ("number", "tail"),
    [("37132319730102221x", "221X"), ("E1234567", "4567"), ("A1(2)", "0A12"), ("护照99", "0099")],
)
def test_the_id_tail_is_the_last_four_letters_or_digits(number: str, tail: str) -> None:
    assert token.id_tail(number) == tail


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a" * 16},
        {"name": "a\x1b[2J"},
        {"name": "\ud800"},
        {"expires": NOW // 1000},
        {"expires": 2**32},
        {"sequence": -1},
        {"sequence": 2**32},
        {"colour": "blue"},
        {"reason": 4},
        {"colour": "red"},
        {"colour": "red", "reason": 16},
        {"tenths": 349},
        {"tenths": 431},
        {"id_tail": "221x"},
        {"id_tail": "1"},
        {"county_from": "37132"},
        {"county_to": "37132a"},
        {"validity_days": 0},
        {"validity_days": 24},
    ],
)
def test_a_claim_out_of_its_range_is_not_signed(wrong: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        signed(**wrong)


def test_a_pass_is_not_signed_in_the_name_of_another_key() -> None:
    with pytest.raises(Malformed):
        token.sign_pass(ISSUER, claims(kid=b"\x00\x00\x00\x00"))


def _refuse(data: bytes) -> str:
    """The stage that refuses a token of the issuer; fails where none does."""
    try:
        message = read_message(data, FIELDPASS)
        token.decode_claims(message.payload, message.kid)
        check_signature(message, ISSUER.public if message.kid == ISSUER.kid else None)
    except StageFailure as failure:
        return failure.stage.word
    except WireError:
        return "cbor"
    pytest.fail("an altered token went through")


def test_every_single_flipped_bit_is_refused_with_its_stage() -> None:
    data = signed()
    stages = set()
    for place in range(len(data) * 8):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        stages.add(_refuse(bytes(changed)))
    assert stages == {"cbor", "cose", "key", "signature"}


def test_every_truncation_and_every_extension_is_refused() -> None:
    data = signed()
    for end in range(len(data)):
        _refuse(data[:end])
        _refuse(data[end + 1 :])
    for extra in range(256):
        _refuse(data + bytes([extra]))
        _refuse(bytes([extra]) + data)


def test_every_transposition_of_neighbouring_digits_is_refused() -> None:
    text = token.to_text(signed())
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            _refuse(digits.from_digits(swapped, max_bytes=134))


def test_every_byte_of_a_payload_is_held_to_the_one_encoding() -> None:
    payload = token.encode_claims(claims())
    chance = random.Random(1)
    for _ in range(3000):
        changed = bytearray(payload)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            read = token.decode_claims(bytes(changed), ISSUER.kid)
        except WireError:
            continue
        assert token.encode_claims(read) == bytes(changed)


@pytest.mark.parametrize(
    "value",
    [
        {2: "a", 4: 1582646400, 7: b"0000", -65537: [1, None, "221X", bytes(5), 5], -65538: 1},
        {2: "a", 4: 1582646400, 7: b"0000", -65537: [1, None, "221X", bytes(5), 5, 1]},
        {2: "a", 4: 1582646400, 7: b"0000", -65537: [257, None, "221X", bytes(5), 5]},
    ],
)
def test_more_claims_fields_or_flags_are_a_newer_format(value: dict[int, object]) -> None:
    with pytest.raises(NewerFormat):
        token.decode_claims(cbor.encode(value), ISSUER.kid)


@given(st.binary(max_size=140))
def test_random_payloads_give_claims_or_a_wire_error(payload: bytes) -> None:
    try:
        token.decode_claims(payload, ISSUER.kid)
    except WireError:
        return


def test_the_reader_by_places_and_the_general_reader_agree() -> None:
    data = signed()
    fast = cose.read1(data, max_bytes=200)
    untagged = cose.read1(data[1:], max_bytes=200, tagged=False)
    assert (fast.payload, fast.signature, fast.kid) == (
        untagged.payload,
        untagged.signature,
        untagged.kid,
    )


def test_a_short_payload_with_a_long_head_is_refused() -> None:
    short = cose.sign1(ISSUER, b"short")
    assert cose.read1(short, max_bytes=200).payload == b"short"
    long = short.replace(b"\x45short", b"\x58\x05short")
    with pytest.raises(Malformed):
        cose.read1(long, max_bytes=200)


def test_full_width_digits_spaces_and_line_ends_are_read() -> None:
    data = signed()
    text = token.to_text(data)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in text)
    for typed in (wide, " ".join(text), text + "\r\n", "\ufeff" + text, text.replace("1", "１")):
        assert token.from_text(typed) == data


def test_ten_thousand_invented_holders_all_fit() -> None:
    chance = random.Random(164)
    blocks = ((0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x61, 0x7A), (0x400, 0x44F), (0x620, 0x64A))
    blocks += (
        (0x900, 0x939),
        (0xAC00, 0xD7A3),
        (0x1F600, 0x1F64F),
        (0x300, 0x36F),
        (0xE000, 0xE100),
    )
    for sequence in range(10_000):
        low, high = chance.choice(blocks)
        name = "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 60)))
        colour = chance.choice(token.COLOURS)
        given_claims = claims(
            name=token.cut_name(name),
            sequence=chance.getrandbits(32),
            colour=colour,
            reason=chance.randint(1, 15) if colour in ("yellow", "red") else 0,
            tenths=chance.choice((None, chance.randint(350, 430))),
            unscreened=chance.random() < 0.5,
            validity_days=(days := chance.randint(1, 23)),
            expires=token.expiry(NOW // 1000 + sequence * 3600, days),
            county_from=f"{chance.randrange(10**6):06d}",
            county_to=f"{chance.randrange(10**6):06d}",
        )
        data = token.sign_pass(ISSUER, given_claims)
        assert len(data) <= token.TOKEN_BYTES_MAX
        assert len(token.to_text(data)) <= token.TOKEN_DIGITS_MAX
        assert token.read_pass(data).claims == given_claims
