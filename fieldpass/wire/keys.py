"""Ed25519 keys: 32-byte seeds that sign, 32-byte public keys that verify, and their 4-byte kid.

Key objects of the library are built once and kept, because building one costs a tenth of a
verification. This module makes no keys: seeds come from the shell. Seeds are never shown.
"""

from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldpass.wire.errors import BadSignature, Malformed

SEED_BYTES = 32
PUBLIC_BYTES = 32
KID_BYTES = 4
SIGNATURE_BYTES = 64


@lru_cache(maxsize=65536)
def kid(public: bytes) -> bytes:
    """First 4 bytes of SHA-256 of the raw public key: how tokens and records name a key."""
    return sha256(public).digest()[:KID_BYTES]


class SigningKey:
    """A private key from a 32-byte seed; `public` and `kid` are plain bytes."""

    __slots__ = ("_key", "kid", "public")

    def __init__(self, seed: bytes) -> None:
        """Build the key.

        Raises:
            Malformed: the seed is not 32 bytes long.
        """
        if len(seed) != SEED_BYTES:
            raise Malformed("key: a seed has 32 bytes")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._key.public_key().public_bytes_raw()
        self.kid: bytes = kid(self.public)

    @property
    def seed(self) -> bytes:
        """The 32 bytes that the key was made from; never shown (`wire.sealing` needs them)."""
        return self._key.private_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """The 64-byte signature over the data (RFC 8032, deterministic)."""
        return self._key.sign(data)

    def __repr__(self) -> str:
        """Show the kid, never the seed."""
        return f"SigningKey(kid={self.kid.hex()})"


@lru_cache(maxsize=8192)
def _verifier(public: bytes) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(public)
    except ValueError as error:
        raise Malformed("key: not a raw Ed25519 public key") from error


def verify(public: bytes, signature: bytes, data: bytes) -> None:
    """Return only if the signature is that key's over exactly this data.

    Raises:
        BadSignature: it is not.
        Malformed: `public` is not a raw Ed25519 public key.
    """
    try:
        _verifier(public).verify(signature, data)
    except InvalidSignature as error:
        raise BadSignature("signature: does not verify") from error
