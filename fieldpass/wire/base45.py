"""Base45 (RFC 9285): bytes in the alphabet of QR's alphanumeric mode, read strictly.

Strict: no character outside the alphabet, no group over its range, no single character left over;
so every text has one meaning and every bytes one text.
"""

from fieldpass.wire.errors import Malformed

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Two bytes become three characters, a last single byte two."""
    parts: list[str] = []
    for index in range(0, len(data) - 1, 2):
        rest, low = divmod(data[index] << 8 | data[index + 1], 45)
        high, middle = divmod(rest, 45)
        parts.append(ALPHABET[low] + ALPHABET[middle] + ALPHABET[high])
    if len(data) % 2:
        middle, low = divmod(data[-1], 45)
        parts.append(ALPHABET[low] + ALPHABET[middle])
    return "".join(parts)


def decode(text: str) -> bytes:
    """The bytes of a Base45 text.

    Raises:
        Malformed: a foreign character, a group above 65,535 (or 255 at the end), or one left over.
    """
    if len(text) % 3 == 1:
        raise Malformed("base45: one character left over")
    try:
        values = [_VALUES[character] for character in text]
    except KeyError as error:
        raise Malformed("base45: character outside the alphabet") from error
    out = bytearray()
    for index in range(0, len(values) - 2, 3):
        group = values[index] + 45 * values[index + 1] + 2025 * values[index + 2]
        if group > 0xFFFF:
            raise Malformed("base45: group over two bytes")
        out += group.to_bytes(2, "big")
    if len(values) % 3 == 2:
        last = values[-2] + 45 * values[-1]
        if last > 0xFF:
            raise Malformed("base45: last group over one byte")
        out.append(last)
    return bytes(out)
