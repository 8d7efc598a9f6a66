"""The envelope and its small tools."""

from itertools import product
from typing import get_args

import pytest

from fieldpass.model.bodies import Document
from fieldpass.model.declaration import DocumentType
from fieldpass.model.person import person_of
from fieldpass.model.records import uuid7
from fieldpass.model.text import Text


def test_a_uuid7_is_the_time_and_the_chance_it_is_given() -> None:
    made = uuid7(0x0123456789AB, b"\xff" * 10)
    assert made.hex() == "0123456789ab7fffbfffffffffffffff"
    assert uuid7(0, b"\x00" * 10).hex() == "00000000000070008000000000000000"
    # The first four of the sixteen bits for the version are the version's.
    assert uuid7(0, b"\x12\x34" + b"\x00" * 8).hex() == "00000000000072348000000000000000"


def test_later_uuid7_sort_later() -> None:
    assert uuid7(1, b"\xff" * 10) < uuid7(2, b"\x00" * 10)


@pytest.mark.parametrize(("now", "chance"), [(-1, 10), (1 << 48, 10), (0, 9), (0, 11)])
def test_a_uuid7_takes_48_bits_of_time_and_10_bytes_of_chance(now: int, chance: int) -> None:
    with pytest.raises(ValueError, match="48 bits"):
        uuid7(now, b"\x00" * chance)


def test_a_uuid7_reaches_to_the_last_millisecond() -> None:
    assert uuid7((1 << 48) - 1, b"\x00" * 10).hex().startswith("ffffffffffff7")


def test_a_text_is_chinese_in_zh_and_english_in_any_other_language() -> None:
    text = Text(zh="绿", en="green")
    assert [text.of("zh"), text.of("en"), text.of("fr")] == ["绿", "green", "green"]


def test_people_are_told_apart_by_their_documents_alone() -> None:
    """Twins share name, birth, phone and address; one number may stand on documents of two types."""
    numbers = ("371323197301022236", "371323197301022244", "E1234567")
    documents = [
        Document(type=kind, number=number)
        for kind, number in product(get_args(DocumentType), numbers)
    ]
    assert len({person_of(document) for document in documents}) == len(documents)
    for document in documents:
        assert person_of(document) == person_of(
            Document(type=document.type, number=document.number)
        )
