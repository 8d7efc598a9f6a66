"""The recovery code: 128 random bits that open the data key, printed once, as 28 letters and digits.

Crockford base32 in groups of four; the last 12 bits check the rest, so a slip is told before it counts
as a try. So many random bits need no slow hash.

>>> text = show(bytes(16))
>>> text, parse(text.lower().replace("0", "o")) == bytes(16)
('0000-0000-0000-0000-0000-0000-02NM', True)
"""

import unicodedata
from collections.abc import Callable
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldpass.store.errors import WrongRecoveryCode

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_SECRET_BYTES = 16
_LENGTH = 28
_TAG = b"fieldpass/recovery/1"


def make(data_key: bytes, chance: Callable[[int], bytes]) -> tuple[str, bytes]:
    """A new code as it is printed, and the data key wrapped under it."""
    secret, nonce = chance(_SECRET_BYTES), chance(12)
    return show(secret), nonce + AESGCM(_key(secret)).encrypt(nonce, data_key, _TAG)


def open_with(secret: bytes, wrapped: bytes) -> bytes | None:
    """The data key, or None where the code is another envelope's."""
    try:
        return AESGCM(_key(secret)).decrypt(wrapped[:12], wrapped[12:], _TAG)
    except (InvalidTag, ValueError):
        return None


def show(secret: bytes) -> str:
    """The code of 16 bytes, in groups of four."""
    number = int.from_bytes(secret, "big") << 12 | _check(secret)
    text = "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(text[place : place + 4] for place in range(0, _LENGTH, 4))


def parse(code: str) -> bytes:
    """The 16 bytes of a code as a person types it. Raises WrongRecoveryCode for a slip."""
    text = unicodedata.normalize("NFKC", code).upper().translate(_ALIKE)
    if len(text) == _LENGTH and set(text) <= set(_LETTERS):
        number = 0
        for letter in text:
            number = number << 5 | _LETTERS.index(letter)
        if number >> 12 < 1 << 128:
            secret = (number >> 12).to_bytes(_SECRET_BYTES, "big")
            if number & 0xFFF == _check(secret):
                return secret
    raise WrongRecoveryCode


def is_code(text: str) -> bool:
    """Whether this is a code as it was printed, without a slip."""
    try:
        parse(text)
    except WrongRecoveryCode:
        return False
    return True


def _check(secret: bytes) -> int:
    return int.from_bytes(sha256(_TAG + secret).digest()[:2], "big") >> 4


def _key(secret: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=_TAG).derive(secret)
