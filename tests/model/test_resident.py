"""Identity numbers and residence permits: every character that can be wrong, and what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model.identifiers import (
    check_resident_id,
    resident,
)
from fieldpass.model.identifiers.check import Check

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
