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
    divisions,
    needs_guardian,
    normalise,
    resident,
    shandong,
    uscc,
)
from fieldpass.model.identifiers.check import Check
from fieldpass.model.person import id_tail, person_id, person_of

GOOD = "371323197301022236"
BODY = st.text("0123456789", min_size=17, max_size=17)


def said(check: Check) -> tuple[str, int | None]:
    return check.level, check.position


class TestResidentId:
    def test_a_right_number_tells_birth_sex_and_county(self) -> None:
        found = check_resident_id(GOOD)
        assert said(found) == ("ok", None)
        assert found.passed
        assert found.value == GOOD
        assert found.facts["birth"] == "1973-01-02"
        assert found.facts["sex"] == "m"
        assert found.facts["county"] == "山东省临沂市沂水县"
        assert found.facts["county_en"] == "Yishui County, Linyi, Shandong"
        assert found.facts["document"] == "resident_id"

    def test_an_even_order_number_is_a_woman(self) -> None:
        body = "37132319730102222"
        found = check_resident_id(body + resident.check_character(body))
        assert found.facts["sex"] == "f"

    @pytest.mark.parametrize(
        "typed",
        ["３７１３２３１９７３０１０２２２３６", " 371323 19730102 2236 ", "371323-19730102-2236"],
    )
    def test_full_width_characters_spaces_and_hyphens_are_read(self, typed: str) -> None:
        assert check_resident_id(typed).value == GOOD

    @pytest.mark.parametrize("last", ["x", "X", "ｘ", "Ｘ", "Ⅹ", "×"])
    def test_every_kind_of_x_is_read(self, last: str) -> None:
        body = next(
            number
            for number in (f"3713231973010222{order}" for order in range(10))
            if resident.check_character(number) == "X"
        )
        found = check_resident_id(body + last)
        assert (found.level, found.value) == ("ok", body + "X")

    def test_the_known_answer_of_the_standard_checks(self) -> None:
        assert resident.check_character("11010519491231002") == "X"
        assert check_resident_id("11010519491231002X").level == "ok"

    @given(BODY, st.integers(0, 16), st.integers(1, 9))
    def test_every_single_wrong_digit_changes_the_check_character(
        self, body: str, place: int, step: int
    ) -> None:
        wrong = body[:place] + str((int(body[place]) + step) % 10) + body[place + 1 :]
        assert resident.check_character(body) != resident.check_character(wrong)

    def test_a_wrong_check_character_is_named_with_the_right_one(self) -> None:
        found = check_resident_id(GOOD[:17] + "5")
        assert said(found) == ("error", 17)
        assert "18" in found.text.zh
        assert "6" in found.text.zh
        assert "should be 6" in found.text.en
        assert not found.passed

    @pytest.mark.parametrize(
        ("typed", "place", "word"),
        [
            ("A71323197301022236", 0, "digit"),
            ("371323197301O22236", 12, "digit"),
            ("3713231973010222A6", 16, "digit"),
            ("37132319730102223A", 17, "X"),
            ("371323189912312236", 6, "1900"),
            ("371323197313022236", 11, "month"),
            ("371323197300022236", 11, "month"),
            ("371323197322022236", 10, "month"),
            ("371323197302302236", 13, "01 to 28"),
            ("371323197301322236", 13, "01 to 31"),
            ("371323197301002236", 13, "01 to 31"),
            ("371323197301412236", 12, "01 to 31"),
            ("371323197304312236", 13, "01 to 30"),
            ("371323202002302236", 13, "01 to 29"),
        ],
    )
    def test_the_wrong_character_is_named_with_what_would_be_right(
        self, typed: str, place: int, word: str
    ) -> None:
        found = check_resident_id(typed)
        assert said(found) == ("error", place)
        assert f"Character {place + 1} " in found.text.en
        assert f"第 {place + 1} 位" in found.text.zh
        assert word in found.text.en

    @pytest.mark.parametrize(
        ("typed", "place"), [("3713231973010222", 16), (GOOD + "1", 18), ("3", 1), (GOOD[:14], 14)]
    )
    def test_a_wrong_length_says_how_many_there_are(self, typed: str, place: int) -> None:
        found = check_resident_id(typed)
        assert said(found) == ("error", place)
        assert f"has {len(typed)}" in found.text.en
        assert "15 or 18" in found.text.en
        assert "15 或 18" in found.text.zh

    def test_nothing_typed_is_said_to_be_missing(self) -> None:
        found = check_resident_id("  ")
        assert said(found) == ("error", None)
        assert "missing" in found.text.en

    def test_a_leap_day_is_a_birthday_in_a_leap_year_only(self) -> None:
        leap = "37132320000229223"
        assert check_resident_id(leap + resident.check_character(leap)).level == "ok"
        plain = "37132319990229223"
        assert said(check_resident_id(plain + resident.check_character(plain))) == ("error", 13)

    def test_a_birth_after_today_is_an_error_and_one_of_today_is_not(self) -> None:
        body = "37132320200225223"
        number = body + resident.check_character(body)
        assert check_resident_id(number, today=20200225).level == "ok"
        assert said(check_resident_id(number, today=20200224)) == ("error", 6)
        assert check_resident_id(number).level == "ok"

    def test_the_first_day_of_1900_is_the_earliest_birth(self) -> None:
        body = "37132319000101223"
        assert check_resident_id(body + resident.check_character(body)).level == "ok"

    def test_an_old_number_of_15_digits_becomes_one_of_18_so_that_one_person_stays_one(
        self,
    ) -> None:
        found = check_resident_id("371323730102223")
        assert said(found) == ("ok", None)
        assert found.value == GOOD
        assert found.facts["birth"] == "1973-01-02"
        assert "15" in found.text.zh

    @pytest.mark.parametrize(
        ("typed", "place"),
        [
            ("37132373010222X", 14),
            ("371323731302223", 9),
            ("371323732002223", 8),
            ("371323730132223", 11),
            ("371323730142223", 10),
            ("371323000101223", None),
        ],
    )
    def test_an_old_number_is_checked_too(self, typed: str, place: int | None) -> None:
        found = check_resident_id(typed)
        assert said(found) == (("error", place) if place is not None else ("ok", None))

    def test_an_old_number_born_after_today_is_an_error(self) -> None:
        assert said(check_resident_id("371323730102223", today=19720101)) == ("error", 6)

    def test_an_unknown_county_is_a_warning_never_an_error(self) -> None:
        for county in ("371399", "990101", "000000"):
            body = county + "19730102223"
            found = check_resident_id(body + resident.check_character(body))
            assert said(found) == ("warning", 0)
            assert found.passed
            assert "county" not in found.facts

    def test_a_former_county_of_shandong_is_known(self) -> None:
        body = "37282719730102223"
        found = check_resident_id(body + resident.check_character(body))
        assert found.level == "ok"
        assert found.facts["county"] == "山东省沂水县"

    def test_a_county_of_another_province_is_taken_and_only_its_province_told(self) -> None:
        found = check_resident_id("11010519491231002X")
        assert found.facts["province"] == "北京市"
        assert "county" not in found.facts

    @pytest.mark.parametrize(("prefix", "home"), [("81", "香港"), ("82", "澳门"), ("83", "台湾")])
    def test_a_residence_permit_is_known_by_its_first_two_digits(
        self, prefix: str, home: str
    ) -> None:
        body = prefix + "000019940823002"
        found = check_resident_id(body + resident.check_character(body))
        assert found.level == "ok"
        assert found.facts["document"] == "residence_permit"
        assert found.facts["home"] == home
        assert found.facts["birth"] == "1994-08-23"

    @given(st.text(max_size=30))
    def test_any_text_gets_an_answer_that_never_repeats_it(self, typed: str) -> None:
        found = check_resident_id(typed)
        assert found.level in ("ok", "warning", "error")
        if len(found.value) > 4:
            assert found.value not in found.text.zh
            assert found.value not in found.text.en
            assert found.value not in repr(found)
        if found.position is not None:
            assert 0 <= found.position <= max(18, len(found.value))


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


class TestDivision:
    @pytest.mark.parametrize(
        "code", ["371323", "371323102", "371323102215", "370000", "110105", "371300"]
    )
    def test_a_known_code_is_right(self, code: str) -> None:
        assert check_division(code).level == "ok"

    def test_the_facts_name_county_and_province(self) -> None:
        facts = check_division("371323102215").facts
        assert facts["county"] == "山东省临沂市沂水县"
        assert facts["county_code"] == "371323"
        assert check_division("370000").facts["county_en"] == "Shandong"
        assert check_division("370200").facts["county"] == "山东省青岛市"

    @pytest.mark.parametrize(
        ("code", "level", "place", "word"),
        [
            ("371399", "warning", 2, "no known county"),
            ("372827", "warning", 2, "former county"),
            ("990000", "error", 0, "37"),
            ("37132", "error", 5, "6 or 9 or 12"),
            ("3713231", "error", 7, "6 or 9 or 12"),
            ("3713231022151", "error", 12, "6 or 9 or 12"),
            ("37132A", "error", 5, "digit"),
            ("", "error", None, "missing"),
        ],
    )
    def test_what_is_wrong_is_told(
        self, code: str, level: str, place: int | None, word: str
    ) -> None:
        found = check_division(code)
        assert said(found) == (level, place)
        assert word in found.text.en

    def test_names_of_other_provinces_are_the_province_alone(self) -> None:
        text = divisions.name_of("110105")
        assert text is not None
        assert text.zh == "北京市"
        assert divisions.name_of("990000") is None
        assert divisions.own_name("110105") is None

    def test_a_county_s_own_name_is_without_its_city(self) -> None:
        text = divisions.own_name("371323102215")
        assert text is not None
        assert (text.zh, text.en) == ("沂水县", "Yishui County")

    def test_today_s_counties_are_listed_in_order_and_former_ones_are_not(self) -> None:
        listed = divisions.counties()
        assert list(listed) == sorted(listed)
        assert "371323" in listed
        assert "372827" not in listed
        assert len(listed) == 154

    def test_every_entry_of_the_table_is_well_formed_and_stands_once(self) -> None:
        codes = [
            entry.split()[0]
            for text in (shandong.CURRENT, shandong.RETIRED)
            for entry in text.split(";")
        ]
        assert len(codes) == len(set(codes))
        assert all(len(code) == 6 and code.startswith("37") and code.isdigit() for code in codes)

    @pytest.mark.parametrize(
        ("code", "name"),
        [("370211", "黄岛区"), ("371726", "鄄城县"), ("370102", "历下区"), ("371083", "乳山市")],
    )
    def test_codes_of_the_standard_have_their_names(self, code: str, name: str) -> None:
        text = divisions.own_name(code)
        assert text is not None
        assert text.zh == name

    def test_a_former_prefecture_is_called_one(self) -> None:
        text = divisions.own_name("372800")
        assert text is not None
        assert text.en == "Linyi Prefecture"


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
