"""What people type: serials and enrolment codes, with their mistakes found and named."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.wire import enrolment, serial
from fieldpass.wire.errors import BadEnrolmentCode, BadSerial, WrongRoot
from tests.wire.village import ISSUER, ROOT, STRANGER

SERIALS = st.integers(0, 2**32 - 1).map(lambda sequence: serial.serial(ISSUER.kid, sequence))
CODES = st.binary(min_size=5, max_size=5).map(lambda chance: enrolment.make(chance, ROOT.public))


@given(SERIALS)
def test_a_serial_is_read_back_grouped_full_width_or_with_hyphens(text: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in text)
    for typed in (text, serial.grouped(text), wide, text[:4] + "-" + text[4:]):
        assert serial.check(typed) == text


@given(SERIALS, st.integers(0, 11), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(text: str, place: int, add: int) -> None:
    wrong = text[:place] + str((int(text[place]) + add) % 10) + text[place + 1 :]
    with pytest.raises(BadSerial):
        serial.check(wrong)


@given(SERIALS, st.integers(0, 10))
def test_two_swapped_neighbours_are_found_and_their_places_named(text: str, place: int) -> None:
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped == text:
        return
    with pytest.raises(BadSerial) as caught:
        serial.check(swapped)
    assert "写反" in caught.value.text("zh")
    assert "swapped" in caught.value.text("en")


@pytest.mark.parametrize("typed", ["", "12345678901", "1234567890123", "12345678901a", "一二三"])
def test_anything_but_twelve_digits_is_no_serial(typed: str) -> None:
    with pytest.raises(BadSerial):
        serial.check(typed)


@given(CODES)
def test_a_code_is_read_in_any_dress(code: enrolment.EnrolmentCode) -> None:
    lookalike = code.text.replace("0", "o").replace("1", "l").lower()
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code.text)
    for typed in (code.text, code.shown, code.shown.lower(), lookalike, wide, f" {code.shown} "):
        assert enrolment.parse(typed) == code


@given(CODES, st.integers(0, 20), st.sampled_from(enrolment.ALPHABET))
def test_every_single_wrong_character_is_found(
    code: enrolment.EnrolmentCode, place: int, other: str
) -> None:
    if code.text[place] == other:
        return
    with pytest.raises(BadEnrolmentCode):
        enrolment.parse(code.text[:place] + other + code.text[place + 1 :])


@given(CODES, st.integers(0, 20), st.integers(0, 20))
def test_every_swap_of_two_characters_is_found(
    code: enrolment.EnrolmentCode, one: int, two: int
) -> None:
    letters = list(code.text)
    letters[one], letters[two] = letters[two], letters[one]
    if "".join(letters) == code.text:
        return
    with pytest.raises(BadEnrolmentCode):
        enrolment.parse("".join(letters))


@pytest.mark.parametrize("typed", ["", "C5H", "U" * 21, "C5H-66S-354-JN2-MNC-9XQ-5NV-0", "张" * 21])
def test_anything_else_is_no_code_and_the_message_says_why(typed: str) -> None:
    with pytest.raises(BadEnrolmentCode) as caught:
        enrolment.parse(typed)
    assert caught.value.text("zh") != caught.value.text("en")


def test_a_code_names_one_root_and_refuses_every_other() -> None:
    code = enrolment.make(random.Random(1).randbytes(5), ROOT.public)
    assert code.matches(ROOT.public)
    assert not code.matches(STRANGER.public)
    with pytest.raises(WrongRoot) as caught:
        code.require(STRANGER.public)
    assert "没有送出任何个人信息" in caught.value.text("zh")


def test_a_code_hides_its_secret_part_from_logs() -> None:
    code = enrolment.make(b"abcde", ROOT.public)
    assert code.text[:8] not in repr(code)
