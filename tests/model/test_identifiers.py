"""Every check answers ok, warning or error, and says which character is wrong."""

import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model import form
from fieldpass.model.bodies import Document
from fieldpass.model.identifiers import (
    DOCUMENT_TYPES,
    check_division,
    check_document,
    check_phone,
    check_resident_id,
    check_uscc,
    needs_guardian,
    normalise,
    resident,
    uscc,
)
from fieldpass.model.identifiers.check import Check
from fieldpass.model.person import id_tail, person_id, person_of

GOOD = "371323197301022236"


def said(check: Check) -> tuple[str, int | None]:
    return check.level, check.position


class TestUscc:
    @pytest.mark.parametrize("code", ["91110000600037341L", "91350100M000100Y43"])
    def test_a_right_code_checks(self, code: str) -> None:
        assert check_uscc(code).level == "ok"
        assert check_uscc(code.lower()).value == code

    @pytest.mark.parametrize("first", ["N2", "AY", "5A", "YY", "11", "54"])
    def test_the_first_two_places_may_be_letters(self, first: str) -> None:
        body = first + "371323MEA123456"
        found = check_uscc(body + uscc.check_character(body))
        assert said(found) == ("ok", None)
        assert found.facts["county"] == "山东省临沂市沂水县"

    @pytest.mark.parametrize(
        ("letter", "instead"), [("I", "1"), ("O", "0"), ("S", "5"), ("Z", "2"), ("V", "U")]
    )
    def test_a_letter_that_no_code_has_is_named_with_the_one_it_looks_like(
        self, letter: str, instead: str
    ) -> None:
        found = check_uscc("9137132" + letter + "MA3C4D5E60")
        assert said(found) == ("error", 7)
        assert f"should be {instead} " in found.text.en
        assert f"应该是 {instead} " in found.text.zh

    def test_another_sign_is_named_with_what_may_stand_there(self) -> None:
        found = check_uscc("9137132?MA3C4D5E60")
        assert said(found) == ("error", 7)
        assert "capital letter" in found.text.en

    def test_the_division_is_digits(self) -> None:
        found = check_uscc("91A71323MA3C4D5E60")
        assert said(found) == ("error", 2)
        assert said(check_uscc("9137132AMA3C4D5E60")) == ("error", 7)
        assert "digit" in found.text.en

    def test_the_ninth_character_may_be_a_letter(self) -> None:
        body = "91371323MA3C4D5E6"
        assert check_uscc(body + uscc.check_character(body)).level == "ok"

    def test_a_wrong_check_character_is_named_with_the_right_one(self) -> None:
        found = check_uscc("91110000600037341M")
        assert said(found) == ("error", 17)
        assert "should be L" in found.text.en
        assert "应该是 L" in found.text.zh

    @pytest.mark.parametrize("length", [1, 15, 17, 19])
    def test_a_wrong_length_says_how_many_there_are(self, length: int) -> None:
        found = check_uscc(("91110000600037341L" + "1")[:length])
        assert said(found) == ("error", min(length, 18))
        assert f"has {length}" in found.text.en

    def test_nothing_typed_is_said_to_be_missing(self) -> None:
        assert said(check_uscc("")) == ("error", None)

    @given(st.text(uscc.ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.data())
    def test_every_single_wrong_character_is_found(
        self, body: str, place: int, data: st.DataObject
    ) -> None:
        other = data.draw(st.sampled_from([c for c in uscc.ALPHABET if c != body[place]]))
        wrong = body[:place] + other + body[place + 1 :]
        assert uscc.check_character(body) != uscc.check_character(wrong)

    @given(st.text(uscc.ALPHABET, min_size=17, max_size=17), st.integers(0, 15))
    def test_every_swapped_pair_is_found(self, body: str, place: int) -> None:
        swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        if swapped != body:
            assert uscc.check_character(body) != uscc.check_character(swapped)


class TestUsccAuthority:
    def test_no_authority_is_0_so_eighteen_zeros_are_no_body(self) -> None:
        found = check_uscc("0" * 18)
        assert (found.level, found.position, found.value) == ("error", 0, "0" * 18)
        assert found.text.zh == "统一社会信用代码第 1 位不对, 应该是 1 到 9 或字母 (登记部门)."
        assert found.text.en == (
            "Character 1 of the unified social credit code is wrong:"
            " it should be 1 to 9 or a letter (the authority)."
        )

    def test_a_0_in_the_second_place_is_taken(self) -> None:
        body = "10371323MEA000000"
        assert check_uscc(body + uscc.check_character(body)).level == "ok"


class TestPhone:
    @pytest.mark.parametrize(
        "typed",
        [
            "13800005521",
            "138 0000 5521",
            "138-0000-5521",
            "+8613800005521",
            "008613800005521",
            "8613800005521",
            "１３８００００５５２１",
            "＋86 138 0000 5521",
        ],
    )
    def test_a_mobile_number_is_read_however_it_is_written(self, typed: str) -> None:
        found = check_phone(typed)
        assert (found.level, found.value) == ("ok", "13800005521")
        assert found.facts["kind"] == "mobile"

    @pytest.mark.parametrize(
        "typed", ["0539-2251234", "(0539) 2251234", "010-12345678", "0539-12345678"]
    )
    def test_a_landline_has_its_area_code(self, typed: str) -> None:
        found = check_phone(typed)
        assert found.level == "ok"
        assert found.facts["kind"] == "landline"

    @pytest.mark.parametrize(
        ("typed", "place", "word"),
        [
            ("12800005521", 1, "3 to 9"),
            ("10800005521", 1, "3 to 9"),
            ("11800005521", 1, "3 to 9"),
            ("1380000552", 10, "11"),
            ("138000055211", 11, "11"),
            ("1", 1, "11"),
            ("23800005521", 0, "1 (mobile)"),
            ("138O0005521", 3, "digit"),
            ("00539225123", 1, "area code"),
            ("053922512", 9, "10 or 11 or 12"),
            ("0539225123456", 12, "10 or 11 or 12"),
            ("0", 1, "10 or 11 or 12"),
            ("", None, "missing"),
            ("+86", None, "missing"),
        ],
    )
    def test_a_wrong_number_is_told_where(self, typed: str, place: int | None, word: str) -> None:
        found = check_phone(typed)
        assert said(found) == ("error", place)
        assert word in found.text.en

    def test_a_number_that_begins_with_13_is_mobile_and_19_too(self) -> None:
        assert check_phone("13000000000").level == "ok"
        assert check_phone("19900000000").level == "ok"


class TestDocuments:
    def test_each_type_has_a_name_and_the_form_offers_the_same(self) -> None:
        assert [choice.code for choice in form.DOCUMENTS] == list(DOCUMENT_TYPES)
        for choice in form.DOCUMENTS:
            assert choice.text == DOCUMENT_TYPES[choice.code]  # type: ignore[index]

    def test_only_a_household_booklet_needs_a_guardian(self) -> None:
        assert [kind for kind in DOCUMENT_TYPES if needs_guardian(kind)] == ["household_booklet"]

    def test_the_wrong_type_of_card_is_an_error_because_it_is_part_of_the_person(self) -> None:
        permit = "81000019940823002"
        permit += resident.check_character(permit)
        assert check_document("residence_permit", permit).level == "ok"
        found = check_document("resident_id", permit)
        assert said(found) == ("error", 0)
        assert "residence permit" in found.text.en
        found = check_document("residence_permit", GOOD)
        assert said(found) == ("error", 0)
        assert "resident identity card" in found.text.en
        assert check_document("resident_id", GOOD).level == "ok"

    def test_a_wrong_card_number_is_told_as_such(self) -> None:
        assert said(check_document("residence_permit", GOOD[:17] + "0")) == ("error", 17)
        assert said(check_document("resident_id", GOOD, today=19000101)) == ("error", 6)

    @pytest.mark.parametrize(
        ("number", "level", "place"),
        [
            ("CAN110078091234", "ok", None),
            ("can110078091234", "ok", None),
            ("CA1110078091234", "error", 2),
            ("CAN11007809123A", "error", 14),
            ("CAN1100780912", "error", 13),
            ("", "error", None),
            ("CAN1100-7809?234", "error", 11),
        ],
    )
    def test_a_foreigner_s_permit_has_three_letters_and_twelve_digits(
        self, number: str, level: str, place: int | None
    ) -> None:
        assert said(check_document("foreigner_permit", number)) == (level, place)

    def test_a_new_foreigner_s_permit_has_a_check_character(self) -> None:
        body = "91112419900101001"
        right = resident.check_character(body)
        assert check_document("foreigner_permit", body + right).level == "ok"
        wrong = "1" if right != "1" else "2"
        found = check_document("foreigner_permit", body + wrong)
        assert said(found) == ("error", 17)
        assert f"should be {right}" in found.text.en
        assert said(check_document("foreigner_permit", "8" + body)) == ("error", 0)
        assert said(check_document("foreigner_permit", "9A" + body[1:])) == ("error", 1)

    @pytest.mark.parametrize(
        ("number", "level", "place"),
        [
            ("E12345678", "ok", None),
            ("12345", "ok", None),
            ("1234", "error", 4),
            ("A" * 20, "ok", None),
            ("A" * 21, "error", 20),
            ("E1234_678", "error", 5),
            ("", "error", None),
        ],
    )
    def test_a_passport_has_5_to_20_letters_and_digits(
        self, number: str, level: str, place: int | None
    ) -> None:
        assert said(check_document("passport", number)) == (level, place)

    @pytest.mark.parametrize(
        ("number", "level", "place"),
        [
            (GOOD, "ok", None),
            (GOOD[:17] + "1", "error", 17),
            ("1234", "warning", None),
            ("123", "error", 3),
            ("1" * 30, "warning", None),
            ("1" * 31, "error", 30),
        ],
    )
    def test_a_booklet_takes_a_child_s_identity_number_or_its_own(
        self, number: str, level: str, place: int | None
    ) -> None:
        assert said(check_document("household_booklet", number)) == (level, place)

    def test_a_child_born_after_today_is_an_error(self) -> None:
        assert said(check_document("household_booklet", GOOD, today=19000101)) == ("error", 6)


class TestPerson:
    def test_the_same_document_is_the_same_person_and_another_type_is_not(self) -> None:
        document = Document(type="resident_id", number=GOOD)
        assert person_of(document) == person_id("resident_id", GOOD)
        assert person_id("resident_id", GOOD) != person_id("household_booklet", GOOD)
        assert len(person_id("passport", "E1")) == 16

    def test_the_person_is_the_first_16_bytes_of_the_hash_of_type_and_number(self) -> None:
        expected = sha256(b"resident_id\x00371323197301022236").digest()[:16]
        assert person_id("resident_id", GOOD) == expected

    def test_the_tail_is_the_last_four_characters(self) -> None:
        assert id_tail("37132319730102221X") == "221X"
        assert id_tail("12") == "12"


def test_reading_is_generous_with_width_case_spaces_and_hyphens() -> None:
    assert normalise("ａｂ　1-2\u20133\u00a04 5\tx\r\n") == "AB12345X"


SAID = json.loads((Path(__file__).parent / "identifiers.json").read_text(encoding="utf-8"))
CHECKS: dict[str, Callable[..., Check]] = {
    "resident-id": check_resident_id,
    "uscc": check_uscc,
    "phone": check_phone,
    "division": check_division,
    **{kind: partial(check_document, kind) for kind in DOCUMENT_TYPES},
}


@pytest.mark.parametrize("row", SAID, ids=lambda row: f"{row['kind']} {row['typed']}")
def test_the_answer_is_the_one_that_was_read_and_approved(row: dict[str, Any]) -> None:
    more = {"today": row["today"]} if "today" in row else {}
    found = CHECKS[row["kind"]](row["typed"], **more)
    assert {
        "level": found.level,
        "position": found.position,
        "value": found.value,
        "zh": found.text.zh,
        "en": found.text.en,
        "facts": dict(found.facts),
    } == {key: row[key] for key in ("level", "position", "value", "zh", "en", "facts")}


def test_the_approved_sentences_are_ascii_in_english_and_unambiguous_in_chinese() -> None:
    for row in SAID:
        assert row["en"].isascii()
        assert not set(row["zh"]) & set("℃…“”·")
