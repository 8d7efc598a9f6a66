"""COSE_Sign1 (RFC 9052, 4.2): bytes signed by one key, written in one form and read strictly.

Rules: 1. the outer array, the protected header and every length are deterministic CBOR unless the
caller reads a foreign profile; 2. the algorithm stands in the protected header (a foreign profile
may allow it outside) and is one of the caller's; besides it strict reading knows the kid alone; 3.
a header marked critical that we do not know refuses the whole (RFC 9052, 3.1); 4. no label stands
in both headers (in a foreign profile the protected one counts); 5. the payload is inside; 6. the
signature is verified over the bytes as they came. What opens is an `Opened`; nothing else here says
"trusted".

The list of algorithms is a parameter: the product knows EdDSA alone, tests add what foreign vectors
need.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cbor2

from fieldpass.wire import cbor, keys
from fieldpass.wire.errors import BadStructure, UnknownKey, UnsupportedAlgorithm
from fieldpass.wire.keys import SigningKey

SIGN1_TAG = 18
LABEL_ALG, LABEL_CRIT, LABEL_KID = 1, 2, 4
EDDSA_PROTECTED = bytes.fromhex("a10127")
_CWT_TAG = 61
_TAGS = frozenset({SIGN1_TAG})
_FOREIGN_TAGS = frozenset({SIGN1_TAG, _CWT_TAG})
_HEADER_BYTES_MAX = 512
_STRICT_PROTECTED = frozenset({LABEL_ALG, LABEL_KID})
_STRICT_OPEN = frozenset({LABEL_KID})


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """One signature algorithm: its COSE number, and what verifies (public, signature, data).

    `verify` raises BadSignature or Malformed. The form of `public` is the algorithm's own.
    """

    number: int
    name: str
    verify: Callable[[bytes, bytes, bytes], None]


EDDSA = Algorithm(number=-8, name="EdDSA", verify=keys.verify)

_OWN_START = b"\xd2\x84\x43" + EDDSA_PROTECTED + b"\xa1\x04\x44"
_SIGNED = b"\x84\x6aSignature1"
_OWN_SIGNED = _SIGNED + b"\x43" + EDDSA_PROTECTED + b"\x40"
_OWN_HEAD, _OWN_TAIL = 15, 66
_OWN_HEADERS = {LABEL_ALG: EDDSA.number}
FindKey = Callable[[bytes], bytes | None]
"""From a kid (empty where the message names none) to the public key, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """A well-formed COSE_Sign1 whose signature nobody has looked at yet."""

    protected: bytes
    headers: dict[Any, Any]
    unprotected: dict[Any, Any]
    payload: bytes
    signature: bytes
    algorithm: Algorithm
    kid: bytes

    def check(self, public: bytes, external_aad: bytes = b"") -> None:
        """Rule 6: return only if `public` signed this.

        Raises:
            BadSignature: altered, or signed by another key.
        """
        # An empty map counts as no header at all (RFC 9052, 4.4), however it was written.
        protected = b"" if self.protected == b"\xa0" else self.protected
        data = to_be_signed(protected, self.payload, external_aad)
        self.algorithm.verify(public, self.signature, data)

    def verified(self, public: bytes, *, external_aad: bytes = b"") -> "Opened":
        """`check`, and the payload.

        Raises:
            BadSignature: altered, or signed by another key.
        """
        self.check(public, external_aad)
        return Opened(payload=self.payload, kid=self.kid, public=public)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A payload whose signature was verified with `public`."""

    payload: bytes
    kid: bytes
    public: bytes


def to_be_signed(protected: bytes, payload: bytes, external_aad: bytes = b"") -> bytes:
    """The Sig_structure of RFC 9052, 4.4 for context "Signature1"."""
    if protected == EDDSA_PROTECTED and not external_aad:
        return _OWN_SIGNED + _bstr(payload)
    return _SIGNED + _bstr(protected) + _bstr(external_aad) + _bstr(payload)


def sign1(
    key: SigningKey,
    payload: bytes,
    *,
    external_aad: bytes = b"",
    kid_header: bool = True,
    tagged: bool = True,
) -> bytes:
    """A COSE_Sign1 over the payload: EdDSA protected, the kid unprotected unless left out."""
    signature = key.sign(to_be_signed(EDDSA_PROTECTED, payload, external_aad))
    kid = b"\xa1\x04" + _bstr(key.kid) if kid_header else b"\xa0"
    head = b"\xd2\x84" if tagged else b"\x84"
    return head + _bstr(EDDSA_PROTECTED) + kid + _bstr(payload) + _bstr(signature)


def read1(
    data: bytes,
    *,
    algorithms: tuple[Algorithm, ...] = (EDDSA,),
    max_bytes: int,
    tagged: bool | None = True,
    strict: bool = True,
) -> Unverified:
    """Read a COSE_Sign1 without verifying it; `tagged=None` reads it with or without its tag.

    Raises:
        TooLarge, Malformed: not (deterministic) CBOR.
        BadStructure: not a COSE_Sign1 by rules 2 to 5.
        UnsupportedAlgorithm: none of `algorithms`.
    """
    if strict and tagged and len(data) <= max_bytes:
        own = _read_own(data, algorithms)
        if own is not None:
            return own
    protected, unprotected, payload, signature = _four(data, max_bytes, tagged, strict)
    headers = _protected_headers(protected, strict)
    # A label that nobody signed and we do not need would give one token many forms.
    if strict and not (headers.keys() <= _STRICT_PROTECTED and unprotected.keys() <= _STRICT_OPEN):
        raise BadStructure("cose: header that is not ours")
    algorithm = _algorithm(headers, unprotected, algorithms, strict)
    kid = headers.get(LABEL_KID, unprotected.get(LABEL_KID, b""))
    if type(kid) is not bytes:
        raise BadStructure("cose: kid of the wrong type")
    return Unverified(
        protected=protected,
        headers=headers,
        unprotected=unprotected,
        payload=payload,
        signature=signature,
        algorithm=algorithm,
        kid=kid,
    )


def _four(
    data: bytes, max_bytes: int, tagged: bool | None, strict: bool
) -> tuple[bytes, dict[Any, Any], bytes, bytes]:
    """The four parts of a COSE_Sign1: protected, unprotected, payload, signature."""
    tags = _TAGS if strict else _FOREIGN_TAGS
    value = cbor.decode(data, max_bytes=max_bytes, tags=tags, deterministic=strict)
    if isinstance(value, cbor2.CBORTag) and value.tag == _CWT_TAG:
        value = value.value
    if isinstance(value, cbor2.CBORTag):
        if tagged is False or value.tag != SIGN1_TAG:
            raise BadStructure("cose: tagged where no tag belongs")
        value = value.value
    elif tagged:
        raise BadStructure("cose: not tagged as COSE_Sign1")
    if type(value) is not list or [type(part) for part in value] != [bytes, dict, bytes, bytes]:
        raise BadStructure("cose: not headers, payload and signature")
    protected, unprotected, payload, signature = value
    return protected, unprotected, payload, signature


def open1(
    data: bytes,
    find_key: FindKey,
    *,
    external_aad: bytes = b"",
    algorithms: tuple[Algorithm, ...] = (EDDSA,),
    max_bytes: int,
    tagged: bool | None = True,
    strict: bool = True,
) -> Opened:
    """Read, find the key, verify.

    Raises:
        as `read1`; UnknownKey: `find_key` knows none for the kid; BadSignature: altered or forged.
    """
    message = read1(data, algorithms=algorithms, max_bytes=max_bytes, tagged=tagged, strict=strict)
    public = find_key(message.kid)
    if public is None:
        raise UnknownKey("cose: no key for this kid")
    return message.verified(public, external_aad=external_aad)


def _read_own(data: bytes, algorithms: tuple[Algorithm, ...]) -> Unverified | None:
    """Read what `sign1` writes with a kid, by its places; None for everything else.

    A payload of 24 to 255 bytes has a head of two bytes and a signature of 64 another, so comparing the
    five constant pieces and the length is the whole of rules 1 to 5, at a fifth of the time.
    """
    end = len(data) - _OWN_TAIL
    if (
        end < _OWN_HEAD
        or data[:9] != _OWN_START
        or data[13] != 0x58
        or data[end:][:2] != b"\x58\x40"
    ):
        return None
    if data[14] < 24 or data[14] != end - _OWN_HEAD or EDDSA not in algorithms:
        return None
    return Unverified(
        protected=EDDSA_PROTECTED,
        headers=_OWN_HEADERS,
        unprotected={LABEL_KID: data[9:13]},
        payload=data[15:end],
        signature=data[end + 2 :],
        algorithm=EDDSA,
        kid=data[9:13],
    )


def _protected_headers(protected: bytes, strict: bool) -> dict[Any, Any]:
    if protected == EDDSA_PROTECTED:
        return {LABEL_ALG: EDDSA.number}
    if not protected and not strict:
        return {}
    headers = cbor.decode(protected, max_bytes=_HEADER_BYTES_MAX, deterministic=strict)
    if type(headers) is not dict:
        raise BadStructure("cose: protected header is not a map")
    # Rule 3: we understand no critical header at all, so that its presence is enough to refuse.
    if LABEL_CRIT in headers:
        raise BadStructure("cose: critical header that is not known")
    return headers


def _algorithm(
    headers: dict[Any, Any],
    unprotected: dict[Any, Any],
    algorithms: tuple[Algorithm, ...],
    strict: bool,
) -> Algorithm:
    if strict and headers.keys() & unprotected.keys():
        raise BadStructure("cose: label in both headers")
    number = headers.get(LABEL_ALG)
    if number is None and not strict:
        number = unprotected.get(LABEL_ALG)
    if number is None:
        raise BadStructure("cose: no algorithm in the protected header")
    for algorithm in algorithms:
        if algorithm.number == number and type(number) is int:
            return algorithm
    raise UnsupportedAlgorithm("cose: algorithm that is not allowed here")


def _bstr(data: bytes) -> bytes:
    """A CBOR byte string with its shortest head."""
    size = len(data)
    if size < 24:
        return bytes((0x40 | size,)) + data
    if size < 0x100:
        return bytes((0x58, size)) + data
    if size < 0x10000:
        return b"\x59" + size.to_bytes(2, "big") + data
    return b"\x5a" + size.to_bytes(4, "big") + data
