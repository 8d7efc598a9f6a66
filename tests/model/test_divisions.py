"""Division codes: what names a county, what is known of other provinces, what cannot be."""

import pytest

from fieldpass.model.identifiers import (
    check_division,
    divisions,
    shandong,
)
from fieldpass.model.identifiers.check import Check


def said(check: Check) -> tuple[str, int | None]:
    return check.level, check.position


class TestDivision:
    @pytest.mark.parametrize(
        "code", ["371323", "371323102", "371323102215", "370000", "371300", "110000", "710000"]
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
            ("990105", "error", 0, "37"),
            ("110105", "warning", 2, "Beijing"),
            ("440300001001", "warning", 2, "Guangdong"),
            ("420100", "warning", 2, "compare characters 3 to 6"),
            ("810001", "warning", 2, "Hong Kong"),
            ("110005", "error", 2, "all of the province"),
            ("370023", "error", 2, "all of the province"),
            ("370005102215", "error", 2, "all of the province"),
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

    def test_a_county_of_another_province_passes_with_what_is_known_of_it(self) -> None:
        found = check_division("110105 001 001")
        assert found.passed
        assert found.value == "110105001001"
        assert found.facts == {
            "county_code": "110105",
            "province": "北京市",
            "province_en": "Beijing",
        }
        assert "北京市" in found.text.zh
        assert "105" not in found.text.zh + found.text.en

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
