"""What must hold of a declaration, whoever took it down."""

from dataclasses import replace
from typing import Any

import pytest

from fieldpass.model import bodies as b
from fieldpass.model.authors import Refused
from fieldpass.model.declaring import declaration_wrong, guardian_wrong, normalised, why_returned
from fieldpass.model.form import FORM
from tests.model.build import declaration

TODAY = 20200225
CARD = b.Document(type="resident_id", number="371323197301022236")
CHILD = b.Document(type="household_booklet", number="371323201005012219")
MOTHER = b.Guardian(name="李红", relation="母亲")


def paths(said: b.Declaration) -> list[str]:
    return [one.path for one in declaration_wrong(said, TODAY)]


def wrong(**changes: Any) -> list[str]:
    return paths(declaration(**changes))


def test_nothing_is_wrong_with_a_right_one() -> None:
    assert wrong() == []
    assert wrong(document=CHILD, guardian=MOTHER) == []
    assert wrong(guardian=b.Guardian(name="李红", relation="母亲", document=CARD)) == [
        "guardian.document.number"
    ]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        (
            {"document": b.Document(type="resident_id", number="371323197301022230")},
            "document.number",
        ),
        ({"document": b.Document(type="passport", number="E 1234567")}, "document.number"),
        ({"phone": "1290000"}, "phone"),
        ({"residence": b.Place(division="999999")}, "residence.division"),
        ({"destination": b.Place(division="3702")}, "destination.division"),
        ({"birth": 20190229}, "birth"),
        ({"birth": 20200226}, "birth"),
        ({"guardian": b.Guardian(name="李红", relation="母亲", phone="1")}, "guardian.phone"),
        ({"document": CHILD}, "guardian.name"),
        ({"document": CHILD, "guardian": b.Guardian(name=" ", relation="母亲")}, "guardian.name"),
        (
            {"document": CHILD, "guardian": b.Guardian(name="李红", relation="\u3000")},
            "guardian.relation",
        ),
    ],
)
def test_each_wrong_field_is_named_in_both_languages(changes: dict[str, Any], path: str) -> None:
    (found,) = declaration_wrong(declaration(**changes), TODAY)
    assert found.path == path
    assert found.text.zh.endswith(".")
    assert found.text.en.endswith(".")
    assert path in {field.path for field in FORM}


def test_all_wrong_fields_are_named_at_once_in_the_order_of_the_form() -> None:
    said = declaration(
        document=b.Document(type="household_booklet", number="371323201005012210"),
        phone="",
        residence=b.Place(division="990000"),
        destination=b.Place(division="990000"),
        birth=20200230,
    )
    found = paths(said)
    assert found == [field.path for field in FORM if field.path in found]
    assert len(found) == 6


def test_a_warning_stops_nobody() -> None:
    assert wrong(destination=b.Place(division="110199")) == []
    assert (
        wrong(document=b.Document(type="household_booklet", number="1234"), guardian=MOTHER) == []
    )


def test_today_is_a_birthday_too() -> None:
    assert wrong(birth=TODAY) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("371323201005012219", "child's own number"),
        ("371323197301022230", "Character 18"),
        ("371323200202260010", "under 18"),
        ("371323200202250010", ""),
        (CARD.number, ""),
    ],
)
def test_a_guardian_shows_another_persons_card_and_a_grown_up_s(number: str, words: str) -> None:
    card = b.Document(type="resident_id", number=_checked(number))
    guardian = b.Guardian(name="李红", relation="母亲", document=card)
    found = list(guardian_wrong(guardian, CHILD, TODAY))
    assert [one.path for one in found] == (["guardian.document.number"] if words else [])
    assert all(words in one.text.en for one in found)


def _checked(number: str) -> str:
    """The number with its check character, where it ends in the placeholder of a grown-up's birth."""
    if number[6:14] not in ("20020226", "20020225", "20200226"):
        return number
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return number[:17] + "10X98765432"[total % 11]


def test_who_speaks_for_a_child_is_another_and_grown_up() -> None:
    booklet = b.Document(type="household_booklet", number="4711")
    for child, card in ((booklet, CHILD.number), (CARD, CARD.number)):
        shown = b.Document(type="resident_id", number=card)
        guardian = b.Guardian(name="李红", relation="母亲", document=shown)
        assert list(guardian_wrong(guardian, child, TODAY))


def test_a_card_of_a_child_not_yet_born_is_wrong_and_so_is_a_guardian_s() -> None:
    tomorrow = b.Document(type="resident_id", number=_checked("371323202002260010"))
    assert wrong(document=tomorrow) == ["document.number"]
    assert why_returned(declaration(document=tomorrow), TODAY) is not None
    assert wrong(guardian=replace(MOTHER, document=tomorrow)) == ["guardian.document.number"]
    found = list(guardian_wrong(replace(MOTHER, document=tomorrow), CHILD, TODAY))
    assert "under 18" not in found[0].text.en


def test_a_guardian_may_show_a_passport_and_a_telephone() -> None:
    passport = b.Document(type="passport", number="E12345678")
    guardian = replace(MOTHER, document=passport, phone="13800005521")
    assert list(guardian_wrong(guardian, CHILD, TODAY)) == []
    spaced = replace(guardian, phone="138 0000 5521")
    assert [one.path for one in guardian_wrong(spaced, CHILD, TODAY)] == ["guardian.phone"]


def test_identifiers_are_written_as_their_checks_write_them_where_they_pass() -> None:
    typed = declaration(
        document=b.Document(type="passport", number="e 1234567"),
        phone="138 0000 5521",
        residence=b.Place(division="371323 102215", detail="2"),
        destination=b.Place(division="99", detail="3"),
        guardian=replace(
            MOTHER, phone="138 0000 5521", document=replace(CARD, number=f" {CARD.number}")
        ),
    )
    kept = normalised(typed)
    assert kept.document == b.Document(type="passport", number="E1234567")
    assert kept.phone == "13800005521"
    assert kept.residence == b.Place(division="371323102215", detail="2")
    assert kept.destination == typed.destination
    assert kept.guardian == replace(MOTHER, phone="13800005521", document=CARD)
    assert normalised(kept) == kept
    assert normalised(declaration()) == declaration()
    assert normalised(declaration(guardian=MOTHER)).guardian == MOTHER


def test_a_guardian_without_a_card_may_be_named() -> None:
    assert list(guardian_wrong(MOTHER, CHILD, TODAY)) == []


def test_why_it_is_returned_names_the_guardian_apart() -> None:
    assert why_returned(declaration(), TODAY) is None
    missing = why_returned(declaration(document=CHILD), TODAY)
    assert missing is not None
    assert missing.code is Refused.NO_GUARDIAN
    assert missing.advised.do.en in missing.text.en
    other = why_returned(declaration(document=CHILD, phone="1"), TODAY)
    assert other is not None
    assert other.code is Refused.FORM_WRONG
    assert "guardian" in missing.text.en
    assert "监护人" in missing.text.zh
