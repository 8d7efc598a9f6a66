"""The signature of a request: that this device, and nobody on the way, asked exactly this, once.

Rules: 1. Ed25519 by the device key over the deterministic CBOR of [tag, method, path and query,
SHA-256 of the body, nonce]; 2. the nonce (16 bytes) came in the server's last answer, lives 10
minutes there and is used once, so no clock of the device matters; 3. the header carries the body's
hash, so a server that takes a body as it arrives checks the signature first and the hash at the
end; 4. path and query are the bytes as sent, never normalised.

    Authorization: FP1 <kid>.<nonce>.<body hash>.<signature>     (hexadecimal, base64url unpadded)

Every answer carries the next nonce in `Fieldpass-Nonce`, 32 hexadecimal digits.
"""

import base64
import re
from dataclasses import dataclass
from hashlib import sha256

from fieldpass.wire import cbor, keys
from fieldpass.wire.errors import BadSignature, Malformed
from fieldpass.wire.keys import SigningKey

HEADER = "Authorization"
NONCE_HEADER = "Fieldpass-Nonce"
SCHEME = "FP1"
NONCE_BYTES = 16
TAG = "fieldpass/request/1"
_FORM = re.compile(
    r"FP1 ([0-9a-f]{8})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{86})\Z", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSignature:
    """A header that was read and not yet verified."""

    kid: bytes
    nonce: bytes
    body_hash: bytes
    signature: bytes

    def header(self) -> str:
        """The header's value."""
        hashed, signature = _b64(self.body_hash), _b64(self.signature)
        return f"{SCHEME} {self.kid.hex()}.{self.nonce.hex()}.{hashed}.{signature}"


def to_be_signed(method: str, target: str, body_hash: bytes, nonce: bytes) -> bytes:
    """What rule 1 signs; `method` in capitals, `target` the path with its query."""
    return cbor.encode([TAG, method, target, body_hash, nonce])


def sign_request(
    key: SigningKey, *, method: str, target: str, body: bytes, nonce: bytes
) -> RequestSignature:
    """Sign a request with a nonce that the server gave.

    Raises:
        Malformed: the nonce is not 16 bytes long.
    """
    if len(nonce) != NONCE_BYTES:
        raise Malformed("request: a nonce has 16 bytes")
    hashed = sha256(body).digest()
    signature = key.sign(to_be_signed(method, target, hashed, nonce))
    return RequestSignature(kid=key.kid, nonce=nonce, body_hash=hashed, signature=signature)


def read_header(text: str) -> RequestSignature:
    """Read the header's value strictly: one form only.

    Raises:
        Malformed: anything else.
    """
    found = _FORM.match(text)
    if found is None:
        raise Malformed("request: authorization header of another form")
    read = RequestSignature(
        kid=bytes.fromhex(found[1]),
        nonce=bytes.fromhex(found[2]),
        body_hash=base64.urlsafe_b64decode(found[3] + "="),
        signature=base64.urlsafe_b64decode(found[4] + "=="),
    )
    if read.header() != text:
        raise Malformed("request: loose bits in the authorization header")
    return read


def verify_request(
    public: bytes, read: RequestSignature, *, method: str, target: str, body: bytes | None
) -> None:
    """Return only if `public` signed exactly this request; whether the nonce lives is the server's.

    `body=None` leaves rule 3's second half to the caller: compare `read.body_hash` when the body
    ended.

    Raises:
        BadSignature: another key, method, target, body or nonce.
    """
    if keys.kid(public) != read.kid:
        raise BadSignature("request: key of another kid")
    if body is not None and sha256(body).digest() != read.body_hash:
        raise BadSignature("request: body of another hash")
    data = to_be_signed(method, target, read.body_hash, read.nonce)
    keys.verify(public, read.signature, data)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
