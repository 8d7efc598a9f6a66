"""Bundles: one signature over a chain, from which any record may be erased."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.errors import FieldpassError
from fieldpass.wire import cbor
from fieldpass.wire.bundle import (
    FIRST_LINK,
    Erased,
    LogId,
    fits,
    next_link,
    open_bundle,
    peek_log,
    record_digest,
    redact,
    seal,
)
from fieldpass.wire.errors import BadSignature, Malformed, UnknownKey
from fieldpass.wire.keys import SigningKey

KEY = SigningKey(b"d" * 32)
OTHER = SigningKey(b"o" * 32)
LOG = LogId("d:371323104203", KEY.kid, 0)
RECORDS = [b"one", b"two", b"three"]


def find(kid):
    return {KEY.kid: KEY.public, OTHER.kid: OTHER.public}.get(kid)


def sealed(records=RECORDS, **changes):
    fields = {"first": 1, "previous": FIRST_LINK, "sealed_at": 1582590000000}
    return seal(KEY, LOG, records=records, **{**fields, **changes})


def test_what_was_sealed_opens_to_the_same():
    bundle = sealed()
    assert open_bundle(bundle.data, find) == bundle
    assert peek_log(bundle.data) == LOG


def test_the_next_bundle_hangs_on_the_link_of_the_one_before():
    one = sealed()
    two = sealed([b"four"], first=one.last + 1, previous=one.link)
    assert open_bundle(two.data, find).previous == one.link
    assert two.link != one.link


@given(
    st.builds(
        LogId,
        st.text(st.characters(codec="utf-8", exclude_characters=cbor.NUL), min_size=8, max_size=24),
        st.binary(min_size=4, max_size=4),
        st.integers(0, 2**31 - 1),
    ),
    st.one_of(st.integers(1, 2**64 - 1), st.sampled_from([23, 24, 255, 256, 65535, 65536, 2**32])),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
)
def test_a_link_is_the_hash_of_one_array(log, number, previous, digest):
    written = ["fieldpass/link/1", [log.scope, log.device, log.epoch], number, previous, digest]
    assert next_link(log, number, previous, digest) == hashlib.sha256(cbor.encode(written)).digest()


@given(st.sets(st.integers(0, 2)))
def test_any_records_may_be_erased_and_the_chain_still_verifies(kept):
    bundle = redact(sealed(), lambda index: index in kept)
    opened = open_bundle(bundle.data, find)
    assert opened == bundle
    assert opened.link == sealed().link
    for index, record in enumerate(RECORDS):
        assert opened.items[index] == (record if index in kept else Erased(record_digest(record)))


@given(st.integers(0, len(sealed().data) * 8 - 1))
def test_every_flipped_bit_is_refused(place):
    raw = bytearray(sealed().data)
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises(FieldpassError):
        open_bundle(bytes(raw), find)


def test_a_moved_dropped_or_added_record_is_refused():
    signed, records = cbor.decode(sealed().data, max_bytes=9999)
    for other in (records[::-1], records[:2], [*records, b"four"], [b"", *records[1:]]):
        with pytest.raises(FieldpassError):
            open_bundle(cbor.encode([signed, other]), find)


def test_no_device_writes_into_the_log_of_another():
    forged = seal(OTHER, LOG, first=1, previous=FIRST_LINK, records=RECORDS, sealed_at=1)
    with pytest.raises(BadSignature, match="another device"):
        open_bundle(forged.data, find)


def test_a_bundle_of_an_unknown_device_names_what_is_missing():
    with pytest.raises(UnknownKey):
        open_bundle(sealed().data, lambda kid: None)


def test_the_first_record_hangs_on_nothing():
    with pytest.raises(Malformed):
        open_bundle(sealed(previous=b"x" * 32).data, find)


def test_more_than_fits_is_refused_but_one_large_record_travels_alone():
    assert fits([b"x"] * 50)
    assert not fits([b"x"] * 51)
    assert not fits([b"x" * 9000, b"x" * 9000])
    assert fits([b"x" * 12000])
    assert not fits([])
    with pytest.raises(Malformed):
        sealed([b"x"] * 51)


@given(st.binary(max_size=400))
def test_random_bytes_raise_only_our_own_error(data):
    with pytest.raises(FieldpassError):
        open_bundle(data, find)
