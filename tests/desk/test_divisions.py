"""Places as people type them."""

import pytest

from fieldpass.desk import divisions

HUANGDAO = "370211"


@pytest.mark.parametrize(
    "typed",
    [
        "黄岛", "黄岛区", "青岛黄岛", "青岛市黄岛区", " 青岛 黄岛 ", "hdq", "HDQ", "qdhd", "qdshdq",
        "huangdao", "Huangdao Qingdao", "Qingdao, Huangdao", "Huangdao District, Qingdao", "370211",
    ],
)  # fmt: skip
def test_a_county_is_found_by_name_initials_or_code_with_or_without_its_kind(typed: str) -> None:
    assert HUANGDAO in [code for code, _name in divisions.find(typed)]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("青岛市南", ["370202"]), ("市南区", ["370202"]), ("qdsn", ["370202"]), ("日照莒县", ["371122"]),
     ("北京海淀", []), ("", []), (" ", []), ("xyzzy", []), ("市区", [])],
)  # fmt: skip
def test_a_kind_that_is_part_of_the_name_stays_and_what_there_is_not_is_not_found(
    typed: str, codes: list[str]
) -> None:
    assert [code for code, _name in divisions.find(typed)] == codes


def test_at_most_nine_are_offered_one_for_each_digit() -> None:
    assert len(divisions.find("q")) == 9
