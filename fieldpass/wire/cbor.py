"""Deterministic CBOR (RFC 8949, 4.2.1), written and read strictly.

Rules of `decode`: 1. at most `max_bytes`, at most `max_depth` containers inside each other; 2.
exactly one item, no byte after it; 3. only integers of 64 bits, text without NUL (PostgreSQL keeps
none), bytes, arrays, maps, true, false, null and finite numbers, and the tags that the caller names; 4.
encoding the value again gives the same bytes, so one value has one form: no duplicate keys, no indefinite
lengths, no long heads; 5. large bytes hold at most `ITEMS_MOST` items, counted before any is built: an
empty list takes a byte in the file and seventy in memory. `encode` writes only what `decode` reads. Random
bytes raise only Malformed or TooLarge.

cbor2 sorts keys as RFC 7049 did (length first). Both orders agree for the keys of one type and for
small integers beside text; a map whose keys the two would order differently is refused both ways.
"""

import io
from typing import Any

import cbor2

from fieldpass.wire.errors import Malformed, TooLarge

INTEGER_MIN = -(2**64)
INTEGER_MAX = 2**64 - 1
ITEMS_MOST = 2_000_000
"""Half as many again as the largest issuer list has."""
NUL = "\0"
_NO_TAGS: frozenset[int] = frozenset()
_SMALL_BYTES = 1 << 20
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_BYTES, _TEXT = 2, 3


def encode(value: Any, *, max_depth: int = 8, tags: frozenset[int] = _NO_TAGS) -> bytes:
    """The one deterministic encoding of a value.

    Raises:
        Malformed: a type, number or key order that `decode` would refuse.
        TooLarge: deeper than `max_depth`.
    """
    _check(value, max_depth, tags, None)
    return _dump(value)


def write(value: Any) -> bytes:
    """The encoding of a value whose parts were held against rule 3 already; else use `encode`.

    Raises:
        Malformed: not encodable at all.
    """
    return _dump(value)


def write_in_order(value: Any) -> bytes:
    """`write` for a value without numbers that are not whole, whose maps have their keys in order already.

    `order` says which order that is. It takes a third of the time, because nothing is sorted.

    Raises:
        Malformed: not encodable at all.
    """
    return _dump(value, canonical=False)


def order(key: str) -> tuple[int, bytes]:
    """What the text keys of a map are sorted by."""
    written = key.encode()
    return len(written), written


def is_whole(value: Any, least: int, most: int) -> bool:
    """Whether a value that was read is an integer within these bounds; true and false are none."""
    return type(value) is int and least <= value <= most


def unsigned(number: int) -> bytes:
    """The encoding of a whole number from 0 to 2^64-1."""
    if number < 24:
        return bytes((number,))
    for head, size in ((0x18, 1), (0x19, 2), (0x1A, 4)):
        if number < 1 << 8 * size:
            return bytes((head,)) + number.to_bytes(size, "big")
    return b"\x1b" + number.to_bytes(8, "big")


def decode(
    data: bytes,
    *,
    max_bytes: int,
    max_depth: int = 8,
    tags: frozenset[int] = _NO_TAGS,
    deterministic: bool = True,
) -> Any:
    """The value of exactly one deterministic CBOR item.

    `deterministic=False` reads other encodings too (foreign tokens only); duplicate keys then keep
    the last one, so nothing of ours may be read that way.

    Raises:
        TooLarge: more than `max_bytes`, or deeper than `max_depth`.
        Malformed: anything else that rules 2 to 4 forbid.
    """
    if len(data) > max_bytes:
        raise TooLarge(f"cbor: more than {max_bytes} bytes")
    if deterministic:
        value = _load(data)
        _check(value, max_depth, tags, len(data))
        if _dump(value) != data:
            raise Malformed("cbor: not the deterministic encoding of one item")
        return value
    value = _load_one(data)
    _check(value, max_depth, tags, len(data), ordered=False)
    return value


def load(data: bytes, *, max_bytes: int) -> Any:
    """The first item of bounded bytes, held against no rule yet: every part of it is still foreign.

    For a caller who tests each part that it takes for its type (`hold` for those that it does not know), then
    writes the value again and compares, which finds any other form and bytes after the item.

    Raises:
        TooLarge: more than `max_bytes`; Malformed: not decodable.
    """
    if len(data) > max_bytes:
        raise TooLarge(f"cbor: more than {max_bytes} bytes")
    return _load(data)


def hold(value: Any, *, max_depth: int = 8, budget: int | None = None) -> None:
    """Hold a value against rules 1 and 3; `budget` are the bytes that it came from, where it was read.

    Raises:
        TooLarge: deeper than `max_depth`; Malformed: by rule 3, or larger than its bytes.
    """
    _check(value, max_depth, _NO_TAGS, budget)


def _load(data: bytes) -> Any:
    """Decode the first item; foreign exceptions of every kind become Malformed."""
    _count(data)
    try:
        return cbor2.loads(data)
    except Exception as error:  # cbor2's tag readers raise decimal, overflow, recursion and more
        raise Malformed("cbor: not decodable") from error


def _count(data: bytes) -> None:
    """Rule 5: go from head to head."""
    if len(data) <= _SMALL_BYTES:
        return
    at, end = 0, len(data)
    for _ in range(ITEMS_MOST):
        head = data[at]
        size = head & 0x1F
        width = _WIDTHS.get(size, 0)
        if head >> 5 in (_BYTES, _TEXT):
            at += int.from_bytes(data[at + 1 : at + 1 + width], "big") if width else size
        at += 1 + width
        if at >= end:
            return
    raise TooLarge("cbor: too many items")


def _load_one(data: bytes) -> Any:
    _count(data)
    stream = io.BytesIO(data)
    try:
        value = cbor2.CBORDecoder(stream, read_size=1).decode()
    except Exception as error:  # as in _load
        raise Malformed("cbor: not decodable") from error
    if stream.tell() != len(data):
        raise Malformed("cbor: bytes after the item")
    return value


def _dump(value: Any, *, canonical: bool = True) -> bytes:
    try:
        return cbor2.dumps(value, canonical=canonical)
    except Exception as error:  # text with lone surrogates, cycles
        raise Malformed("cbor: not encodable") from error


def _check(
    value: Any, depth: int, tags: frozenset[int], budget: int | None, *, ordered: bool = True
) -> None:
    """Hold a value against rules 1 and 3.

    Every item takes a byte at least, and text or bytes their length, so a value that outgrows the
    bytes it came from was blown up by shared references: the budget stops it before it is walked.
    """
    level = [value]
    spent = 0
    limit = budget if budget is not None else 1 << 62
    for _ in range(depth + 1):
        below: list[Any] = []
        for item in level:
            kind = type(item)
            spent += 1
            if kind is str:
                spent += len(item)
                if NUL in item:
                    raise Malformed("cbor: text with a NUL")
            elif kind is bytes:
                spent += len(item)
            elif kind is int:
                if not INTEGER_MIN <= item <= INTEGER_MAX:
                    raise Malformed("cbor: integer over 64 bits")
            elif kind is dict:
                _check_keys(item, ordered)
                spent += len(item)
                below.extend(item.values())
            elif kind is list or kind is tuple:
                below.extend(item)
            elif kind is cbor2.CBORTag and item.tag in tags:
                below.append(item.value)
            elif kind is float:
                if item != item or item in (float("inf"), float("-inf")):
                    raise Malformed("cbor: number that is not finite")
            elif item is not None and kind is not bool:
                raise Malformed("cbor: type that is not allowed")
            if spent + len(below) > limit:
                raise Malformed("cbor: value larger than its bytes")
        if not below:
            return
        level = below
    raise TooLarge("cbor: nested too deeply")


def _check_keys(item: dict[Any, Any], ordered: bool) -> None:
    """Keys are integers, text or bytes, in a map that both sorting rules order alike."""
    for key in item:
        if type(key) is not str:
            break
        if NUL in key:
            raise Malformed("cbor: text with a NUL")
    else:
        return
    for key in item:
        kind = type(key)
        if kind is int:
            if not INTEGER_MIN <= key <= INTEGER_MAX:
                raise Malformed("cbor: integer over 64 bits")
        elif kind is not str and kind is not bytes:
            raise Malformed("cbor: key that is not allowed")
    if ordered and len(item) > 1:
        keys = [_dump(key) for key in item]
        if sorted(keys) != sorted(keys, key=lambda key: (len(key), key)):
            raise Malformed("cbor: keys without one order")
