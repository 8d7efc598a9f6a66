"""In place of each value of a sound input stands one of another type, or one that a database refuses.

Whoever signs can write anything, so every reader is tried behind a good signature too. Accepted may be only
what has the type that was there: Python takes true for 1, PostgreSQL keeps no NUL, and 1.0 is no whole
number.
"""

from collections.abc import Iterator
from typing import Any

import cbor2
import pytest

from fieldpass.errors import FieldpassError
from fieldpass.model.bodies import BODIES
from fieldpass.wire import cose, digits, introduction, lists
from tests.wire.fuzzing import AUTHORITY, BYTES_READERS, _read_list

ODD: tuple[Any, ...] = (
    *(
        True,
        False,
        None,
        -1,
        0,
        1,
        24,
        2**31,
        2**53,
        2**63,
        2**64 - 1,
        -(2**64),
        2**64,
        -(2**64) - 1,
    ),
    *(-0.0, 0.0, 1.0, 1.5, float("nan"), float("inf"), float("-inf"), 1e300),
    *("", "\0", "a\0b", "371323\0", "\ufffe", "x" * 5000, "１２３"),
    *(
        b"",
        b"\0",
        b"x" * 5000,
        [],
        [[]],
        {},
        {"": 1},
        {1: 2},
        cbor2.CBORTag(2, b"\1"),
        cbor2.undefined,
    ),
)
ANYTHING = {"cbor", "lenient cbor", "sequence", "sealed", "list, signed"}


def take_list(payload: bytes) -> Any:
    """A list's head and body, signed by the authority."""
    signed = cose.sign1(AUTHORITY, payload, external_aad=lists.LIST_AAD)
    return lists.take_list(None, _read_list(signed))


def read_introduction(data: bytes) -> Any:
    """Who asks to be admitted, as it is scanned; Python turns no more bytes into digits than these."""
    return introduction.read(digits.to_digits(data[:1000]))


ASKING = introduction.Introduction(
    role="clerk", person=bytes(16), device_key=bytes(range(32)), name="王", post="经办", phone="1"
)
READERS = {
    **BYTES_READERS,
    "list, taken": (take_list, BYTES_READERS["list, signed"][1]),
    "introduction": (
        read_introduction,
        (digits.from_digits(ASKING.to_digits(), max_bytes=133),),
    ),
}
NAMES = sorted(READERS.keys() - ANYTHING)
# Deeper or longer than this a value stands among others of its kind: the first ones are enough.
DEEP, FIRST = 7, 4


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place in a decoded value, with what stands there."""
    yield path, value
    if len(path) >= DEEP:
        return
    if isinstance(value, dict):
        # What is in the body of a record that nobody here knows is nobody's to judge.
        free = "body" if "t" in value and (value["t"], value.get("v")) not in BODIES else None
        for key in value.keys() - {free}:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value[:FIRST]):
            yield from places(one, (*path, index))


def put(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """The value with another one at a place."""
    if not path:
        return odd
    if isinstance(value, dict):
        return {
            key: put(one, path[1:], odd) if key == path[0] else one for key, one in value.items()
        }
    return [put(one, path[1:], odd) if at == path[0] else one for at, one in enumerate(value)]


def may_stand_for(odd: Any, was: Any) -> bool:
    """Whether a reader may take `odd` where `was` stood: the same type, or a field that can be left open."""
    if isinstance(odd, str) and "\0" in odd:
        return False
    if isinstance(odd, float):
        return False
    return type(odd) is type(was) or odd is None or was is None


def decoded(data: bytes) -> Any:
    try:
        return cbor2.loads(data)
    except cbor2.CBORDecodeError:
        return None


def wrong(name: str) -> Iterator[str]:
    read, sound = READERS[name]
    for data in sound:
        value = decoded(data)
        for path, was in places(value) if isinstance(value, dict | list) else ():
            for odd in ODD:
                try:
                    written = cbor2.dumps(put(value, path, odd), canonical=True)
                except (UnicodeEncodeError, TypeError):
                    continue
                try:
                    read(written)
                except FieldpassError as error:
                    if not str(error):
                        yield f"{path} {odd!r}: refused without a word"
                except Exception as error:
                    yield f"{path} {odd!r:.20}: {error!r}"
                else:
                    if written != data and not may_stand_for(odd, was):
                        yield f"{path} {was!r:.20} -> {odd!r:.20}: taken"


@pytest.mark.parametrize("name", NAMES)
def test_a_value_of_another_type_is_refused_by_name_and_never_by_a_traceback(name: str) -> None:
    assert list(wrong(name))[:8] == []
