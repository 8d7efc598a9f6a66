"""Bytes as decimal digits: one big-endian integer, QR's densest mode, harmless to every keyboard.

Rules: 1. the first byte is not zero and the first digit neither, so each bytes has one text; 2.
reading forgives what a scanner, a keyboard or an input method adds: full-width digits and other
compatibility forms (NFKC), spaces, line ends, tabs; never a letter.
"""

import unicodedata

from fieldpass.wire.errors import Malformed, TooLarge


def to_digits(data: bytes) -> str:
    """The decimal digits of the bytes as one big-endian integer.

    Raises:
        Malformed: empty, or the first byte is zero (it would be lost).
    """
    if not data or data[0] == 0:
        raise Malformed("digits: the first byte must not be zero")
    return str(int.from_bytes(data, "big"))


def half_width(text: str) -> str:
    """The text in NFKC, without byte order marks and zero-width spaces."""
    return unicodedata.normalize("NFKC", text).replace("\ufeff", "").replace("\u200b", "")


def clean(text: str) -> str:
    """The text without what typing added: NFKC, and no white space anywhere."""
    return "".join((text if text.isascii() else half_width(text)).split())


def from_digits(text: str, *, max_bytes: int) -> bytes:
    """The bytes that `to_digits` was given.

    Raises:
        TooLarge: more digits than `max_bytes` bytes can have.
        Malformed: anything but decimal digits, or a zero in front.
    """
    text = clean(text)
    if not (text.isascii() and text.isdigit()):
        raise Malformed("digits: something other than decimal digits")
    return from_plain(text, max_bytes=max_bytes)


def from_plain(text: str, *, max_bytes: int) -> bytes:
    """`from_digits` for a text that is known to be ASCII digits and nothing else.

    Raises:
        TooLarge, Malformed: as there.
    """
    if text[0] == "0":
        raise Malformed("digits: a zero in front")
    # Rule out the long ones before the conversion, whose cost grows with the square of the length.
    if len(text) * 3 > max_bytes * 8:
        raise TooLarge("digits: more than a token has")
    number = int(text)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) > max_bytes:
        raise TooLarge("digits: more than a token has")
    return data
