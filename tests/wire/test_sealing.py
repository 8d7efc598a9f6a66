"""Sealing: only the holder opens, nothing may be altered, and nothing else than its errors comes out."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.wire import sealing
from fieldpass.wire.errors import BadSignature, Malformed, UnknownKey, WireError
from fieldpass.wire.keys import SigningKey

HOLDER = SigningKey(b"h" * 32)
SEALED = sealing.seal_for(HOLDER.public, b"personal", ephemeral=b"e" * 32)
seeds = st.binary(min_size=32, max_size=32)


@given(seeds)
def test_the_mapped_public_key_is_the_mapped_private_keys_own(seed: bytes) -> None:
    from hashlib import sha512

    private = X25519PrivateKey.from_private_bytes(sha512(seed).digest()[:32])
    public = SigningKey(seed).public
    assert sealing._montgomery(public) == private.public_key().public_bytes_raw()


@given(seeds, seeds, st.binary(max_size=200))
def test_what_is_sealed_opens_for_its_holder(seed: bytes, ephemeral: bytes, content: bytes) -> None:
    holder = SigningKey(seed)
    sealed = sealing.seal_for(holder.public, content, ephemeral=ephemeral)
    assert sealing.open_sealed(holder, sealed) == content
    assert sealing.recipient_of(sealed) == holder.kid


def test_it_opens_for_nobody_else() -> None:
    with pytest.raises(UnknownKey):
        sealing.open_sealed(SigningKey(b"o" * 32), SEALED)


@pytest.mark.parametrize("place", range(len(SEALED)))
def test_any_changed_byte_is_found(place: int) -> None:
    spoiled = bytearray(SEALED)
    spoiled[place] ^= 1
    with pytest.raises(WireError):
        sealing.open_sealed(HOLDER, bytes(spoiled))


def test_a_cut_one_is_refused() -> None:
    with pytest.raises((BadSignature, Malformed)):
        sealing.open_sealed(HOLDER, SEALED[:-1])


@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"short"])
def test_a_key_that_nobody_can_hold_is_refused(public: bytes) -> None:
    with pytest.raises(Malformed):
        sealing.seal_for(public, b"", ephemeral=b"e" * 32)


@given(st.binary(max_size=300))
def test_random_bytes_give_only_the_wires_errors(data: bytes) -> None:
    with pytest.raises(WireError):
        sealing.open_sealed(HOLDER, data)
