"""The serial, 卡号: 12 digits that a person can read aloud and type, derived from a pass's name.

Rules: 1. the first ten digits are the first 8 bytes of SHA-256(kid, sequence in 4 bytes) as a
big-endian integer modulo 10^10; 2. the last two are the check digits of ISO 7064 MOD 97-10, so the
whole leaves 1 when divided by 97: every single wrong digit and every swap of two neighbours is
found; 3. a serial finds a pass, it proves nothing.
"""

import unicodedata
from hashlib import sha256

from fieldpass.model.text import advised
from fieldpass.wire.errors import BadSerial

DIGITS = 12
_IGNORED = {ord(character): None for character in " -\t\r\n\u3000"}


def serial(kid: bytes, sequence: int) -> str:
    """The 12 digits of the pass that `kid` (4 bytes) signed under `sequence` (0 to 2^32-1)."""
    digest = sha256(kid + sequence.to_bytes(4, "big")).digest()
    number = int.from_bytes(digest[:8], "big") % 10**10
    return f"{number:010d}{98 - number * 100 % 97:02d}"


def grouped(text: str) -> str:
    """A serial in groups of four, as it is shown and read aloud."""
    return " ".join(text[index : index + 4] for index in range(0, len(text), 4))


def check(text: str) -> str:
    """The 12 digits without spaces, from what a person typed (full width and hyphens included).

    Raises:
        BadSerial: another number of digits, a letter, or wrong check digits; where swapping two
            neighbours would mend it, the message for people names their places.
    """
    digits = unicodedata.normalize("NFKC", text).translate(_IGNORED)
    if not (digits.isascii() and digits.isdigit()):
        raise BadSerial(
            "serial: not only digits",
            advised(
                zh="卡号只有数字, 共 12 位.",
                en="A serial has digits only, 12 of them.",
                do_zh="请对照卡面重新输入.",
                do_en="Type it again from the card.",
            ),
        )
    if len(digits) != DIGITS:
        raise BadSerial(
            "serial: not 12 digits",
            advised(
                zh=f"卡号是 12 位数字, 这里有 {len(digits)} 位.",
                en=f"A serial has 12 digits, this has {len(digits)}.",
                do_zh="请对照卡面重新输入.",
                do_en="Type it again from the card.",
            ),
        )
    if int(digits) % 97 == 1:
        return digits
    swapped = _swaps(digits)
    if swapped:
        at = swapped[0]
        raise BadSerial(
            "serial: two digits may be swapped",
            advised(
                zh=f"卡号不对, 第 {at} 位和第 {at + 1} 位可能写反了.",
                en=f"The serial is wrong: digits {at} and {at + 1} may be swapped.",
                do_zh="请对照卡面.",
                do_en="Look at the card.",
            ),
        )
    raise BadSerial("serial: check digits do not fit")


def _swaps(digits: str) -> list[int]:
    """Places (from 1) where swapping a digit with the next would make the serial right."""
    found = []
    for index in range(DIGITS - 1):
        other = digits[:index] + digits[index + 1] + digits[index] + digits[index + 2 :]
        if other != digits and int(other) % 97 == 1:
            found.append(index + 1)
    return found
