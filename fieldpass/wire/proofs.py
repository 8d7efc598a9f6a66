"""Proof of possession: each key of a registration signs both public keys, so nobody claims another's.

Bound to the pair, so a proof can't be joined to a second key; the tag keeps it from being anything
else.
"""

from fieldpass.wire import cbor, keys
from fieldpass.wire.keys import SigningKey

_TAG = "fieldpass/keys/1"


def prove(key: SigningKey, device_key: bytes, issuer_key: bytes | None) -> bytes:
    """The signature of one of the two keys over both public keys (None: no issuer key)."""
    return key.sign(_signed(device_key, issuer_key))


def check_proof(public: bytes, proof: bytes, device_key: bytes, issuer_key: bytes | None) -> None:
    """Return only if `public` is one of the two and signed them.

    Raises:
        BadSignature: another signature; Malformed: not a raw Ed25519 key.
    """
    keys.verify(public, proof, _signed(device_key, issuer_key))


def _signed(device_key: bytes, issuer_key: bytes | None) -> bytes:
    return cbor.encode([_TAG, device_key, issuer_key])
