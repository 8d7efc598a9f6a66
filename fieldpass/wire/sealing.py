"""Sealing bytes for one Ed25519 key's holder: what lies on a stick is nothing to anybody else.

    sealed = [tag, kid of the recipient, ephemeral X25519 key, AES-256-GCM of the content]

Rules: 1. The recipient's X25519 key is the Ed25519 key's own, by the birational map of RFC 7748, 4.1
(u = (1 + y) / (1 - y)), the private one being the clamped half of SHA-512 of the seed, as Ed25519
itself takes it: no second key has to be published and trusted. 2. The key is HKDF-SHA256 of the
shared secret, salted with both public keys, for this one tag; each sealing has its own ephemeral
key, so the nonce may be zero. 3. The header is authenticated with the content. 4. Sealing tells nothing
about the sender: what is sealed is signed first, with the recipient named inside.

That one key both signs by Ed25519 and agrees by X25519 with a KDF is proven safe together (Thormarker
2021) and done alike by age and libsodium.
"""

from hashlib import sha512

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldpass.wire import cbor, keys
from fieldpass.wire.errors import BadSignature, Malformed, UnknownKey
from fieldpass.wire.keys import SigningKey

TAG = "fieldpass/sealed/1"
SEALED_BYTES_MAX = 24 << 20
_P = (1 << 255) - 19
_NONCE = bytes(12)


def seal_for(public: bytes, content: bytes, *, ephemeral: bytes) -> bytes:
    """Seal for the holder of a raw Ed25519 public key; `ephemeral` are 32 fresh random bytes.

    Raises Malformed: not a key that anybody can hold.
    """
    own = X25519PrivateKey.from_private_bytes(ephemeral)
    shown = own.public_key().public_bytes_raw()
    key = _key(own, _montgomery(public), shown, public)
    head = [TAG, keys.kid(public), shown]
    return cbor.encode([*head, AESGCM(key).encrypt(_NONCE, content, cbor.encode(head))])


def recipient_of(sealed: bytes) -> bytes:
    """The kid of whom it is for. Raises Malformed."""
    return _parts(sealed)[0]


def open_sealed(holder: SigningKey, sealed: bytes) -> bytes:
    """The content.

    Raises UnknownKey (for somebody else), BadSignature (altered), Malformed.
    """
    kid, shown, hidden = _parts(sealed)
    if kid != holder.kid:
        raise UnknownKey("sealed: for another key")
    private = X25519PrivateKey.from_private_bytes(sha512(holder.seed).digest()[:32])
    key = _key(private, shown, shown, holder.public)
    try:
        return AESGCM(key).decrypt(_NONCE, hidden, cbor.encode([TAG, kid, shown]))
    except InvalidTag as error:
        raise BadSignature("sealed: altered or cut") from error


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    match cbor.decode(sealed, max_bytes=SEALED_BYTES_MAX):
        case [str(tag), bytes(kid), bytes(shown), bytes(hidden)] if (
            tag == TAG and len(kid) == keys.KID_BYTES and len(shown) == 32
        ):
            return kid, shown, hidden
    raise Malformed("sealed: another structure")


def _key(private: X25519PrivateKey, public: bytes, shown: bytes, recipient: bytes) -> bytes:
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        # The library refuses points of small order, whose secret everybody knows.
        raise Malformed("sealed: no secret with this key") from error
    return HKDF(SHA256(), length=32, salt=shown + recipient, info=TAG.encode()).derive(shared)


def _montgomery(public: bytes) -> bytes:
    """Rule 1, for the public key."""
    if len(public) != keys.PUBLIC_BYTES:
        raise Malformed("sealed: not a key")
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if y in (0, 1) or y >= _P:
        raise Malformed("sealed: not a key")
    u = (1 + y) * pow(1 - y, -1, _P) % _P
    return u.to_bytes(32, "little")
