"""The status list: exact after every way through bytes, and damage refused."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.wire import cbor, status
from fieldpass.wire.errors import WireError
from fieldpass.wire.status import EMPTY, StatusChanges, StatusList

KIDS = st.binary(min_size=4, max_size=4)
STATES = st.integers(1, 255)
SEQUENCES = st.integers(0, 40) | st.integers(0, 5000) | st.integers(0, 2**32 - 1)
ENTRIES = st.dictionaries(KIDS, st.dictionaries(SEQUENCES, STATES, min_size=1), max_size=4)
STOLEN = st.dictionaries(KIDS, st.sets(st.binary(min_size=16, max_size=16), max_size=3), max_size=2)


def plain(held: StatusList) -> tuple[object, object]:
    return {kid: table.entries() for kid, table in held.tables.items()}, held.stolen


@given(ENTRIES, STOLEN)
def test_a_list_is_read_exactly_as_it_was_written(entries, stolen) -> None:  # type: ignore[no-untyped-def]
    built = status.build(entries, stolen)
    data = cbor.encode(status.to_body(built))
    read = status.from_body(cbor.decode(data, max_bytes=1 << 20))
    assert plain(read) == plain(built) == (entries, stolen)
    for kid, states in entries.items():
        for sequence, value in states.items():
            assert read.state(kid, sequence) == value
            for near in (sequence - 1, sequence + 1):
                assert read.state(kid, near) == states.get(near, 0)
    assert read.state(b"none", 1) == entries.get(b"none", {}).get(1, 0)


@given(ENTRIES, STOLEN, ENTRIES, STOLEN)
def test_the_difference_makes_the_new_list_of_the_old(old, kept, new, kept_new) -> None:  # type: ignore[no-untyped-def]
    one, two = status.build(old, kept), status.build(new, kept_new)
    body = cbor.decode(cbor.encode(status.difference(one, two)), max_bytes=1 << 20)
    changes = StatusChanges.from_body(body)
    assert plain(status.apply(one, changes)) == plain(two)
    assert changes.is_empty() == (plain(one) == plain(two))


def test_a_delta_lifts_to_as_signed() -> None:
    held = status.build({b"kid1": {5: status.state(status.YELLOW, reason=4)}})
    changes = StatusChanges.from_body(status.changes_body({b"kid1": {5: 0}}))
    lifted = status.apply(held, changes)
    assert lifted.state(b"kid1", 5) == 0
    assert lifted.count() == 0


def test_a_whole_list_lifts_nothing() -> None:
    with pytest.raises(WireError):
        status.from_body(status.changes_body({b"kid1": {5: 0}}))
    with pytest.raises(WireError):
        status.from_body(status.changes_body({}, recovered=[b"kid1"]))


def test_a_stolen_key_refuses_every_token_but_those_kept() -> None:
    held = status.build({}, {b"kid1": [status.token_hash(b"genuine")]})
    assert not held.refused(b"kid1", b"genuine")
    assert held.refused(b"kid1", b"forged")
    assert not held.refused(b"kid2", b"forged")
    back = StatusChanges.from_body(status.changes_body({}, recovered=[b"kid1"]))
    assert not status.apply(held, back).refused(b"kid1", b"forged")


def test_the_state_byte_holds_several_things_at_once() -> None:
    value = status.state(status.RED, reason=13, screened=True)
    assert status.mark_of(value) == status.RED
    assert status.reason_of(value) == 13
    assert status.screened(value)
    assert status.mark_of(0) == status.AS_SIGNED


def test_a_damaged_list_is_refused_or_read_as_another_and_never_breaks() -> None:
    chance = random.Random(3)
    entries = {b"kid1": {n * 7: chance.choice([1, 66, 131]) for n in range(200)}}
    data = cbor.encode(status.to_body(status.build(entries)))
    for _ in range(3000):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            status.from_body(cbor.decode(bytes(damaged), max_bytes=1 << 20))
        except WireError:
            continue


@pytest.mark.parametrize(
    "run",
    [
        b"",
        bytes(10),
        b"\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00",
        b"\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00",
        b"\x00\x00\x00\x01\x00\x00\x00\x00\x20\x00",
        b"\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01",
    ],
)
def test_a_run_that_promises_what_it_does_not_hold_is_refused(run: bytes) -> None:
    with pytest.raises(WireError):
        status.from_body({"code": [[1, 1]], "keys": {b"kid1": run}, "stolen": {}})


def test_an_empty_list_says_as_signed_of_everything() -> None:
    assert plain(status.from_body(status.to_body(EMPTY))) == ({}, {})
    assert EMPTY.state(b"kid1", 0) == 0


def test_a_province_in_small_stays_below_its_share_of_the_wanted_size() -> None:
    chance = random.Random(1)
    states = (status.state(2, reason=4), status.state(1), status.state(3, reason=8), 4)
    entries = {
        n.to_bytes(4, "big"): {
            s: chance.choices(states, (60, 15, 15, 10))[0]
            for s in chance.sample(range(10_000), 1000)
        }
        for n in range(20)
    }
    assert len(cbor.encode(status.to_body(status.build(entries)))) <= 850_000 * 20 // 1000


@pytest.mark.parametrize(
    "sequences",
    [range(0, 90, 3), range(9_000_000, 9_000_090, 3), (3, 70_000, 4_000_000_000)],
    ids=["from the key's first passes", "after an epoch's jump", "far apart"],
)
def test_a_key_is_asked_alike_wherever_its_numbers_lie(sequences: range | tuple[int, ...]) -> None:
    states = dict.fromkeys(sequences, status.state(status.RED, reason=8))
    held = status.apply(EMPTY, StatusChanges.from_body(status.changes_body({b"kid1": states})))
    asked = {one + by for one in (0, *sequences) for by in (-1, 0, 1)}
    assert {one: held.state(b"kid1", one) for one in asked} == {
        one: states.get(one, 0) for one in asked
    }
    assert held.tables[b"kid1"].entries() == states


def test_passes_issued_after_the_last_listed_one_are_as_signed_however_far() -> None:
    held = status.build({b"\0\0\0\1": dict.fromkeys(range(0, 400, 4), 66)})
    assert held.state(b"\0\0\0\1", 396) == 66
    assert not any(held.state(b"\0\0\0\1", later) for later in (397, 398, 793, 794, 795, 2**32 - 1))
    assert held.tables[b"\0\0\0\1"].entries() == dict.fromkeys(range(0, 400, 4), 66)
