"""A colleague's device introduces itself: two public keys and whose they are, as digits in a QR code.

    [1, role, person, device key, issuer key or null, name, post, telephone]

Rules: 1. name, post and telephone are cut between code points, so that it always fits a QR code of
version 6, as a pass does: whoever admits may write them out. 2. It is no secret and proves nothing: that
it came unaltered is what the *check number* tells, 20 digits that the colleague reads aloud from the own
screen and the other one types. It covers keys, person, role and the body, not the words of rule 1.
3. A check number is the first 128 bits of SHA-256 modulo 10^20 (66 bits): nobody makes keys to fit one.
"""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from fieldpass.wire import cbor, digits
from fieldpass.wire.errors import BadIntroduction, WireError

Role = Literal["issuer", "clerk", "checker"]
ROLES: tuple[Role, ...] = ("issuer", "clerk", "checker")
BYTES_MOST = 133
CHECK_DIGITS = 20
_VERSION = 1
_TAG = "fieldpass/introduction/1"
_NAME_BYTES, _POST_BYTES, _PHONE_BYTES = 15, 14, 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who asks to be admitted, from which device; `issuer_key` for issuers alone."""

    role: Role
    person: bytes
    device_key: bytes
    issuer_key: bytes | None = None
    name: str = ""
    post: str = ""
    phone: str = ""

    def to_digits(self) -> str:
        """The digits of the QR code, at most 321 (rule 1)."""
        value = [
            _VERSION,
            ROLES.index(self.role),
            self.person,
            self.device_key,
            self.issuer_key,
            _cut(self.name, _NAME_BYTES),
            _cut(self.post, _POST_BYTES),
            _cut(self.phone, _PHONE_BYTES),
        ]
        return digits.to_digits(cbor.encode(value))

    def check_number(self, uscc: str, scope: str) -> str:
        """The 20 digits that are read aloud (rule 2)."""
        said = cbor.encode(
            [_TAG, uscc, scope, self.role, self.person, self.device_key, self.issuer_key]
        )
        number = int.from_bytes(sha256(said).digest()[:16], "big") % 10**CHECK_DIGITS
        return f"{number:0{CHECK_DIGITS}d}"


def read(text: str) -> Introduction:
    """The introduction that was scanned, typed or pasted. Raises BadIntroduction."""
    try:
        value = cbor.decode(
            digits.from_digits(text, max_bytes=BYTES_MOST), max_bytes=BYTES_MOST, max_depth=2
        )
        return _read(value)
    except (WireError, ValueError, TypeError, IndexError) as error:
        raise BadIntroduction("introduction: not readable") from error


def _read(value: object) -> Introduction:
    if not isinstance(value, list) or len(value) != 8:
        raise ValueError("shape")
    if not cbor.is_whole(value[0], _VERSION, _VERSION):
        raise ValueError("shape")
    _version, role, person, device, issuer, name, post, phone = value
    words = (name, post, phone)
    if type(role) is not int or role < 0 or not all(isinstance(one, str) for one in words):
        raise ValueError("types")
    if not all(map(_is_writing, "".join(words))):
        raise ValueError("characters")
    for data, size in ((person, 16), (device, 32), (issuer, 32)):
        if data is not None and (not isinstance(data, bytes) or len(data) != size):
            raise ValueError("sizes")
    if person is None or device is None or (ROLES[role] == "issuer") != (issuer is not None):
        raise ValueError("keys")
    if device == issuer:
        raise ValueError("one key for both")
    return Introduction(
        role=ROLES[role],
        person=person,
        device_key=device,
        issuer_key=issuer,
        name=name,
        post=post,
        phone=phone,
    )


def _cut(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, cut between code points, and nothing that is no writing."""
    return "".join(filter(_is_writing, text)).encode()[:most].decode(errors="ignore")


def _is_writing(one: str) -> bool:
    """Whether a character is shown: others could drive a terminal or disguise a name."""
    return unicodedata.category(one) not in ("Cc", "Cf", "Cs")
