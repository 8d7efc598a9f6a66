"""The pass token: a CWT in a COSE_Sign1, small enough for QR version 6-L as decimal digits.

Rules: 1. exactly the claims 2, 4, 7 and -65537 in their order, in deterministic CBOR; 2. every
value in its range, so that nothing signed has two readings; 3. at most 133 bytes and 321 digits for
every name; 4. what is read here is unverified: only `verifying.verify` makes a `VerifiedPass`; 5. a
payload with more claims, or with values above today's ranges, is a newer format (NewerFormat), told
apart from damage.

Written as decimal digits; `FP1:` and Base45 is read too. Source: DESIGN section 4.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal, get_args

from fieldpass.model.reasons import Reason
from fieldpass.model.records import PassRef
from fieldpass.wire import base45, cbor, cose, digits, serial
from fieldpass.wire.errors import Malformed, NewerFormat
from fieldpass.wire.keys import SigningKey

PassColour = Literal["pending", "green", "yellow", "red"]
COLOURS: tuple[PassColour, ...] = get_args(PassColour)
PREFIX = "FP1:"
TOKEN_BYTES_MIN, TOKEN_BYTES_MAX = 117, 133
TOKEN_DIGITS_MAX = 321
NAME_BYTES_MAX = 15
VALIDITY_DAYS_MAX = 23
REASON_MAX = 15
TENTHS_BASE = 360
TENTHS_MIN, TENTHS_MAX = 350, 430
DAY_SECONDS = 86_400
UTC8_SECONDS = 8 * 3_600
CLAIM_NAME, CLAIM_EXPIRES, CLAIM_SEQUENCE, CLAIM_PASS = 2, 4, 7, -65537
_CLAIMS = [CLAIM_NAME, CLAIM_EXPIRES, CLAIM_SEQUENCE, CLAIM_PASS]
_FIELDS, _FLAGS_MAX = 5, 0xFF
_EXPIRES_MIN, _EXPIRES_MAX = 1 << 16, (1 << 32) - 1
_ID_TAIL = re.compile(r"[0-9A-Z]{4}\Z")
_COUNTY = re.compile(r"[0-9]{6}\Z")
# Several scripts are not written without them; every other character of their category shows nothing.
_JOINERS = "\u200c\u200d"
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by their category that show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassClaims:
    """What a pass says.

    `kid`: 4 bytes; `name`: 1 to 15 bytes of UTF-8; `expires`: seconds, a 24:00 of UTC+8;
    `sequence`: 0 to 2^32-1; `reason`: 0 to 15, the frozen table of the model; `tenths`: the reading
    at issue, 350 to 430 tenths of a degree, or None; `id_tail`: 4 characters of 0-9 and A-Z;
    counties: 6 digits; `validity_days`: 1 to 23, the day of issue not counted.
    """

    kid: bytes
    name: str
    expires: int
    sequence: int
    colour: PassColour
    unscreened: bool = False
    training: bool = False
    reason: int = 0
    tenths: int | None = None
    id_tail: str
    county_from: str
    county_to: str
    validity_days: int = 5

    @property
    def ref(self) -> PassRef:
        """The pass's name."""
        return PassRef(self.kid, self.sequence)

    @property
    def serial(self) -> str:
        """The 12 digits shown on the card."""
        return serial.serial(self.kid, self.sequence)

    @property
    def issue_day_start(self) -> int:
        """Seconds: 00:00 (UTC+8) of the day of issue, as validity and expiry have it."""
        return self.expires - (self.validity_days + 1) * DAY_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedPass:
    """A well-formed token; nobody has looked at its signature. `claims` is None in a newer
    format."""

    claims: PassClaims | None
    message: cose.Unverified
    token: bytes


def claims_json(claims: PassClaims) -> dict[str, Any]:
    """The claims as `fieldpass verify --json` prints them; the reason by its name."""
    return {
        "serial": claims.serial,
        "kid": claims.kid.hex(),
        "sequence": claims.sequence,
        "name": claims.name,
        "id_tail": claims.id_tail,
        "colour": claims.colour,
        "reason": Reason(claims.reason).name.replace("_", "-"),
        "expires": claims.expires,
        "validity_days": claims.validity_days,
        "unscreened": claims.unscreened,
        "training": claims.training,
        "tenths": claims.tenths,
        "county_from": claims.county_from,
        "county_to": claims.county_to,
    }


def expiry(issued: int, validity_days: int) -> int:
    """Seconds of 24:00 (UTC+8) of the last valid day, for a pass issued at `issued` (seconds)."""
    start = (issued + UTC8_SECONDS) // DAY_SECONDS * DAY_SECONDS - UTC8_SECONDS
    return start + (validity_days + 1) * DAY_SECONDS


def cut_name(name: str) -> str:
    """A name as it fits a token: NFC, no control or invisible characters, 15 bytes, whole code points.

    Raises:
        Malformed: nothing printable is left.
    """
    spaced = " ".join(unicodedata.normalize("NFC", name).split())
    kept = "".join(character for character in spaced if not _forbidden(character)).strip()
    text = kept.encode("utf-8", "ignore")[:NAME_BYTES_MAX].decode("utf-8", "ignore").rstrip()
    if not _shows(text):
        raise Malformed("token: a name without a printable character")
    return text


def id_tail(number: str) -> str:
    """The last 4 letters or digits of a document number, zeros in front where it has fewer."""
    kept = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", number).upper())
    return kept[-4:].rjust(4, "0")


def sign_pass(key: SigningKey, claims: PassClaims) -> bytes:
    """The signed token.

    Raises:
        Malformed: a claim out of its range, or `claims.kid` is not the key's.
    """
    if claims.kid != key.kid:
        raise Malformed("token: claims name another key")
    check_claims(claims)
    return cose.sign1(key, encode_claims(claims))


def to_text(token: bytes) -> str:
    """The digits that go into the QR code."""
    return digits.to_digits(token)


def to_prefixed(token: bytes) -> str:
    """The other form that is read: `FP1:` and Base45."""
    return PREFIX + base45.encode(token)


def from_text(text: str) -> bytes:
    """The token's bytes from digits or from `FP1:` and Base45.

    Raises:
        Malformed, TooLarge: neither.
    """
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if cleaned.startswith(PREFIX):
        return base45.decode(cleaned[len(PREFIX) :])
    return digits.from_digits(text, max_bytes=TOKEN_BYTES_MAX)


def read_pass(token: bytes) -> UnverifiedPass:
    """Read a token without trusting it.

    Raises:
        Malformed, UnsupportedAlgorithm: not a token of ours; NewerFormat is not raised here,
        `claims` is None then, because only the signature can tell it from a forgery.
    """
    message = cose.read1(token, max_bytes=TOKEN_BYTES_MAX)
    claims: PassClaims | None
    try:
        claims = decode_claims(message.payload, message.kid)
    except NewerFormat:
        claims = None
    return UnverifiedPass(claims=claims, message=message, token=token)


def check_claims(claims: PassClaims) -> None:
    """Rule 2.

    Raises:
        Malformed: naming the claim that is out of range.
    """
    if len(claims.kid) != 4:
        raise Malformed("token: kid")
    if not 1 <= len(claims.name.encode("utf-8", "replace")) <= NAME_BYTES_MAX:
        raise Malformed("token: name of no or too many bytes")
    if not _is_writing(claims.name):
        raise Malformed("token: name with a character that is no writing")
    if not _EXPIRES_MIN <= claims.expires <= _EXPIRES_MAX:
        raise Malformed("token: expires")
    if (claims.expires + UTC8_SECONDS) % DAY_SECONDS:
        raise Malformed("token: expires at another hour than 24:00 of UTC+8")
    if not 0 <= claims.sequence <= 0xFFFFFFFF:
        raise Malformed("token: sequence")
    if claims.colour not in COLOURS or not 0 <= claims.reason <= REASON_MAX:
        raise Malformed("token: colour or reason")
    if (claims.reason == 0) != (claims.colour in ("pending", "green")):
        raise Malformed("token: a reason stands with yellow and red, and only with them")
    if claims.tenths is not None and not TENTHS_MIN <= claims.tenths <= TENTHS_MAX:
        raise Malformed("token: tenths")
    if not _ID_TAIL.match(claims.id_tail):
        raise Malformed("token: id_tail")
    if not (_COUNTY.match(claims.county_from) and _COUNTY.match(claims.county_to)):
        raise Malformed("token: county")
    if not 1 <= claims.validity_days <= VALIDITY_DAYS_MAX:
        raise Malformed("token: validity_days")


def encode_claims(claims: PassClaims) -> bytes:
    """The deterministic CBOR of the claims, put together by hand because every scan needs it once.

    The vectors hold it equal to what the CBOR library writes.
    """
    name = claims.name.encode()
    flags = (
        COLOURS.index(claims.colour)
        | claims.unscreened << 2
        | claims.training << 3
        | claims.reason << 4
    )
    route = int(claims.county_from) * 10**6 + int(claims.county_to)
    tenths = b"\xf6" if claims.tenths is None else _integer(claims.tenths - TENTHS_BASE)
    return b"".join(
        (
            b"\xa4\x02",
            bytes((0x60 | len(name),)),
            name,
            b"\x04\x1a",
            claims.expires.to_bytes(4, "big"),
            b"\x07\x44",
            claims.sequence.to_bytes(4, "big"),
            b"\x3a\x00\x01\x00\x00\x85",
            _integer(flags),
            tenths,
            b"\x64",
            claims.id_tail.encode(),
            b"\x45",
            route.to_bytes(5, "big"),
            bytes((claims.validity_days,)),
        )
    )


def decode_claims(payload: bytes, kid: bytes) -> PassClaims:
    """The claims of a payload, by rules 1, 2 and 5.

    Raises:
        Malformed: not deterministic CBOR, or a claim missing, of the wrong type, or out of range.
        NewerFormat: well formed, with claims, fields or values that this program does not know.
    """
    try:
        claims = _read_at_places(payload, kid)
        again = encode_claims(claims)
    except Exception as error:  # every cut or wrong byte ends in one of Python's own errors
        _maybe_newer(payload)
        raise Malformed("token: not the claims of a pass") from error
    if again != payload:
        _maybe_newer(payload)
        raise Malformed("token: not the deterministic encoding of a pass")
    check_claims(claims)
    return claims


def _read_at_places(payload: bytes, kid: bytes) -> PassClaims:
    """Pick the values from where the one encoding has them.

    This may misread anything else; `decode_claims` writes what was picked and compares every byte,
    which is why no type or head is looked at here.
    """
    size = payload[2] & 31
    name = payload[3 : 3 + size].decode()
    at = 3 + size
    flags, place = _integer_at(payload, at + 18)
    if payload[place] == 0xF6:
        tenths, place = None, place + 1
    else:
        tenths, place = _integer_at(payload, place)
        tenths += TENTHS_BASE
    route = f"{int.from_bytes(payload[place + 6 : place + 11], 'big'):012d}"
    return PassClaims(
        kid=kid,
        name=name,
        expires=int.from_bytes(payload[at + 2 : at + 6], "big"),
        sequence=int.from_bytes(payload[at + 8 : at + 12], "big"),
        colour=COLOURS[flags & 3],
        unscreened=flags & 4 != 0,
        training=flags & 8 != 0,
        reason=flags >> 4,
        tenths=tenths,
        id_tail=payload[place + 1 : place + 5].decode("ascii"),
        county_from=route[:6],
        county_to=route[6:],
        validity_days=payload[place + 11],
    )


def _integer_at(payload: bytes, at: int) -> tuple[int, int]:
    """A CBOR integer of one or two bytes, and the place after it."""
    first = payload[at]
    if first & 0x1F == 24:
        value, after = payload[at + 1], at + 2
    else:
        value, after = first & 0x1F, at + 1
    return (-1 - value if first & 0x20 else value), after


def _maybe_newer(payload: bytes) -> None:
    """Raise NewerFormat for a strict map with our claims and others, more fields, or more flags."""
    value: Any = cbor.decode(payload, max_bytes=TOKEN_BYTES_MAX)
    if type(value) is not dict or not set(_CLAIMS) <= value.keys():
        return
    fields = value[CLAIM_PASS]
    if len(value) > len(_CLAIMS) or (type(fields) is list and len(fields) > _FIELDS):
        raise NewerFormat("token: claims of a newer format")
    if type(fields) is list and fields and type(fields[0]) is int and fields[0] > _FLAGS_MAX:
        raise NewerFormat("token: flags of a newer format")


def _forbidden(character: str) -> bool:
    """What is no writing: it could rewrite a screen, turn a line round, or make two names look alike."""
    if character in _FILLERS:
        return True
    if character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _is_writing(name: str) -> bool:
    # Most names are letters alone, and every scan asks.
    if name.isalnum() and _FILLERS.isdisjoint(name):
        return True
    return not any(map(_forbidden, name)) and _shows(name)


def _shows(name: str) -> bool:
    """Whether anything of a name is seen."""
    return bool(name.strip().strip(_JOINERS).strip())


def _integer(value: int) -> bytes:
    """A small CBOR integer, -256 to 255, with its shortest head."""
    if value >= 0:
        return bytes((value,)) if value < 24 else bytes((0x18, value))
    value = -1 - value
    return bytes((0x20 | value,)) if value < 24 else bytes((0x38, value))
