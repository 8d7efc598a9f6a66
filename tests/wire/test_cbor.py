"""Deterministic CBOR: one form for a value, and nothing but Malformed out of anything else."""

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.wire import cbor
from fieldpass.wire.errors import Malformed, TooLarge, WireError

# Text but for NUL, which is no text here.
READABLE = st.characters(codec="utf-8", exclude_characters=cbor.NUL)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.text(READABLE, max_size=20)
    | st.binary(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(READABLE, max_size=8), inner, max_size=4)
        | st.dictionaries(st.binary(max_size=8), inner, max_size=4)
        | st.dictionaries(st.integers(0, 2**64 - 1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read_as_it_was(value: Any) -> None:
    data = cbor.encode(value)
    assert cbor.decode(data, max_bytes=1 << 20) == value


@given(st.binary(max_size=200))
def test_random_bytes_give_a_value_of_one_form_or_a_wire_error(data: bytes) -> None:
    try:
        value = cbor.decode(data, max_bytes=200)
    except WireError:
        return
    assert cbor.encode(value) == data


@given(st.binary(max_size=200))
def test_random_bytes_read_leniently_give_only_a_wire_error(data: bytes) -> None:
    try:
        cbor.decode(data, max_bytes=200, deterministic=False)
    except WireError:
        return


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("nothing at all", ""),
        ("a byte after the item", "0000"),
        ("an integer with a long head", "1801"),
        ("a text with a long head", "780161"),
        ("an array of indefinite length", "9f01ff"),
        ("keys in the wrong order", "a2616201616101"),
        ("the same key twice", "a2616101616102"),
        ("one and true as keys", "a20101f502"),
        ("a number that is none", "f97e00"),
        ("infinity", "f97c00"),
        ("a float with a long head", "fa3f800000"),
        ("a tag for a time", "c11a514b67b0"),
        ("a tag for a big integer", "c249010000000000000000"),
        ("a tag nobody asked for", "d9030000"),
        ("a shared value that contains itself", "d81c81d81d00"),
        ("undefined", "f7"),
        ("an unassigned simple value", "f0"),
        ("a reserved head", "1c"),
        ("a text that is not UTF-8", "61ff"),
        ("an array that promises more than there is", "9a7fffffff"),
        ("a text that promises more than there is", "7b7fffffffffffffff61"),
        ("an array as key", "a1800000"),
        ("null as key", "a1f600"),
        ("integers whose order two rules differ on", "a218180120" + "02"),
    ],
)
def test_another_form_is_refused(what: str, data: str) -> None:
    with pytest.raises(Malformed):
        cbor.decode(bytes.fromhex(data), max_bytes=100)


def test_a_value_deeper_than_allowed_is_refused_both_ways() -> None:
    deep: Any = 1
    for _ in range(8):
        deep = [deep]
    assert cbor.decode(cbor.encode(deep), max_bytes=100) == deep
    with pytest.raises(TooLarge):
        cbor.encode([deep])
    with pytest.raises(TooLarge):
        cbor.decode(b"\x81" * 9 + b"\x01", max_bytes=100)
    with pytest.raises(WireError):
        cbor.decode(b"\x81" * 100_000 + b"\x01", max_bytes=200_000)


def test_more_bytes_than_allowed_are_refused_before_they_are_read() -> None:
    with pytest.raises(TooLarge):
        cbor.decode(b"\xff" * 101, max_bytes=100)


def test_shared_references_that_blow_up_are_stopped_while_they_are_walked() -> None:
    shared = cbor2.CBORTag(28, [0] * 50)
    data = cbor2.dumps([shared] + [cbor2.CBORTag(29, 0)] * 50)
    with pytest.raises(Malformed, match="larger than its bytes"):
        cbor.decode(data, max_bytes=1 << 20)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        2**64,
        -(2**64) - 1,
        float("nan"),
        {None: 1},
        {(1,): 1},
        {24: 0, -1: 0},
        "\ud800",
    ],
)
def test_what_could_not_be_read_is_not_written(value: Any) -> None:
    with pytest.raises(Malformed):
        cbor.encode(value)


def test_a_tag_is_read_only_where_the_caller_names_it() -> None:
    data = cbor2.dumps(cbor2.CBORTag(18, [1]))
    with pytest.raises(Malformed):
        cbor.decode(data, max_bytes=100)
    assert cbor.decode(data, max_bytes=100, tags=frozenset({18})) == cbor2.CBORTag(18, [1])


def test_more_items_than_any_list_has_are_counted_before_one_is_built():
    """An empty list is a byte here and seventy in memory."""
    many = cbor.ITEMS_MOST
    head = b"\x9a" + many.to_bytes(4, "big")
    with pytest.raises(TooLarge):
        cbor.decode(head + b"\x80" * many, max_bytes=1 << 30)
    with pytest.raises(TooLarge):
        cbor.decode(head + b"\x80" * many, max_bytes=1 << 30, deterministic=False)
    fewer = b"\x9a" + (many - 1).to_bytes(4, "big") + b"\x00" * (many - 1)
    assert len(cbor.decode(fewer, max_bytes=1 << 30)) == many - 1


def test_long_strings_are_one_item_each_however_they_are_counted():
    value = ["x" * 300_000, b"y" * 70_000, "z" * 200, b"w", 1 << 40, -300, [None] * 700_000, 1.5]
    assert cbor.decode(cbor.encode(value), max_bytes=1 << 30) == value


@pytest.mark.parametrize("value", ["\0", "a\0b", ["x", {"y": "\0"}], {"a\0": 1}])
def test_a_text_with_a_nul_is_neither_written_nor_read(value: Any) -> None:
    with pytest.raises(Malformed):
        cbor.encode(value)
    with pytest.raises(Malformed):
        cbor.decode(cbor2.dumps(value, canonical=True), max_bytes=100)
    with pytest.raises(Malformed):
        cbor.decode(cbor2.dumps(value, canonical=True), max_bytes=100, deterministic=False)
