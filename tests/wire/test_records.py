"""Records written down and read back; hypothesis draws every kind within its bounds."""

import dataclasses
import types
import typing

import annotated_types as at
import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.errors import FieldpassError
from fieldpass.model.bodies import BODIES, DecisionMade, HealthReported, TemperatureTaken
from fieldpass.model.records import (
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
    UnknownBody,
    uuid7,
)
from fieldpass.wire import cbor, placed
from fieldpass.wire.errors import BadSignature, Malformed
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import (
    decode_by_parts,
    decode_record,
    encode_record,
    sign_record,
    verify_record,
)

KEY = SigningKey(bytes(range(32)))
# Text as CBOR has it, but for NUL, which no record may hold.
READABLE = st.characters(codec="utf-8", exclude_characters=cbor.NUL)


def strategy_of(hint):
    """A strategy for a body's field, from its type and the bounds that stand in it."""
    if dataclasses.is_dataclass(hint):
        return bodies(hint)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return bounded(args[0], args[1:])
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(strategy_of(arg) for arg in args))
    return {
        bool: st.booleans(),
        str: st.text(READABLE),
        type(None): st.none(),
    }[hint]


def bounded(kind, bounds):
    flat = [
        b for bound in bounds for b in (bound if isinstance(bound, at.GroupedMetadata) else [bound])
    ]
    low = next((b.ge for b in flat if isinstance(b, at.Ge)), None)
    high = next((b.le for b in flat if isinstance(b, at.Le)), None)
    least = next((b.min_length for b in flat if isinstance(b, at.MinLen)), 0)
    most = next((b.max_length for b in flat if isinstance(b, at.MaxLen)), None)
    if kind is int:
        return st.integers(low, high)
    if kind is bytes:
        return st.binary(min_size=least, max_size=most)
    if kind is str:
        return st.text(READABLE, min_size=least, max_size=most)
    return st.lists(
        strategy_of(typing.get_args(kind)[0]), min_size=least, max_size=min(most, 3)
    ).map(tuple)


def bodies(known):
    hints = typing.get_type_hints(known, include_extras=True)
    fields = {field.name: strategy_of(hints[field.name]) for field in dataclasses.fields(known)}
    return st.builds(known, **fields)


ids = st.binary(min_size=16, max_size=16)
times = st.integers(0, (1 << 48) - 1)
authors = st.one_of(
    st.builds(IssuerAuthor, kid=st.binary(min_size=4, max_size=4)),
    st.builds(
        DeviceAuthor,
        kid=st.binary(min_size=4, max_size=4),
        person=ids,
        role=st.sampled_from(["issuer", "clerk", "checker"]),
    ),
    st.just(Platform()),
    st.just(Holder()),
)


@st.composite
def records(draw):
    kind, version = draw(st.sampled_from(sorted(BODIES)))
    return Record(
        kind=kind,
        version=version,
        id=draw(ids),
        at=draw(times),
        by=draw(authors),
        body=draw(bodies(BODIES[kind, version])),
        subject=draw(st.none() | ids),
        application=draw(st.none() | ids),
        pass_ref=draw(
            st.none()
            | st.builds(PassRef, st.binary(min_size=4, max_size=4), st.integers(0, 2**32 - 1))
        ),
        sees=tuple(draw(st.lists(ids, max_size=4))),
        entered=draw(st.none() | times),
    )


@given(records())
def test_every_kind_survives_a_round_trip(record):
    assert decode_record(encode_record(record)) == record


@given(records(), st.data())
def test_a_changed_record_has_no_valid_signature(record, data):
    signed = sign_record(record, KEY)
    verify_record(signed, KEY.public)
    other = dataclasses.replace(signed, at=data.draw(times.filter(lambda at: at != record.at)))
    with pytest.raises(BadSignature):
        verify_record(other, KEY.public)


def test_a_record_without_signature_does_not_verify():
    with pytest.raises(BadSignature):
        verify_record(reading(), KEY.public)


@given(st.binary(max_size=300))
def test_random_bytes_raise_only_our_own_error(data):
    try:
        decode_record(data)
    except FieldpassError:
        return
    raise AssertionError("random bytes were read as a record")


@given(records(), st.data())
def test_flipped_bits_are_refused_or_another_record(record, data):
    raw = bytearray(encode_record(record))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    try:
        read = decode_record(bytes(raw))
    except FieldpassError:
        return
    assert read != record
    assert encode_record(read) == bytes(raw)
    cbor.decode(bytes(raw), max_bytes=len(raw))


@given(records())
def test_every_kind_is_written_in_the_one_form_of_its_value(record):
    raw = encode_record(record)
    assert cbor.encode(cbor.decode(raw, max_bytes=len(raw))) == raw


def held_against_each_other(data):
    """What is read at its places is what the long way makes of it, down to the types; whether it was read."""
    found = placed.read(data)
    if found is None:
        return False
    record = decode_by_parts(data)
    assert found == record
    # Equal is not alike: True is 1, and a record that holds it is written otherwise.
    assert encode_record(found) == data
    return True


@given(records(), st.binary(min_size=64, max_size=64) | st.none())
def test_a_record_is_the_same_read_at_its_places_and_part_by_part(record, sig):
    held_against_each_other(encode_record(dataclasses.replace(record, sig=sig)))


@st.composite
def placed_records(draw):
    """Records of the kinds that have places, without the fields that have none."""
    record = draw(records().filter(lambda one: isinstance(one.body, PLACED)))
    kept = {place.name for place in placed._shape_of(record.kind, record.version).places}
    body = type(record.body)(**{name: getattr(record.body, name) for name in kept})
    by = draw(authors.filter(lambda one: isinstance(one, DeviceAuthor | IssuerAuthor)))
    return dataclasses.replace(record, by=by, sees=(), body=body)


PLACED = tuple(body for name, body in BODIES.items() if placed._shape_of(*name) is not None)


@given(placed_records())
def test_what_has_its_places_is_read_at_them(record):
    assert {TemperatureTaken, HealthReported, DecisionMade} <= set(PLACED)
    assert held_against_each_other(encode_record(record))


@given(placed_records(), st.data())
def test_damage_is_never_read_at_places_but_as_the_long_way_reads_it(record, data):
    raw = bytearray(encode_record(record))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        how = data.draw(st.sampled_from(("flip", "drop", "add", "set")))
        if how == "flip":
            raw[at] ^= 1 << data.draw(st.integers(0, 7))
        elif how == "drop" and len(raw) > 1:
            del raw[at]
        elif how == "add":
            raw.insert(at, data.draw(st.integers(0, 255)))
        else:
            raw[at] = data.draw(st.sampled_from((0, 1, 23, 24, 25, 26, 27, 127, 128, 255)))
    held_against_each_other(bytes(raw))


EDGES = (
    0,
    1,
    23,
    24,
    255,
    256,
    365,
    65535,
    65536,
    20200225,
    2**32 - 1,
    2**32,
    2**48 - 1,
    2**48,
    2**63,
    2**64 - 1,
)
BOUNDS = {
    "at": (0, 2**48 - 1),
    "entered": (0, 2**48 - 1),
    "pass": (0, 2**32 - 1),
    "tenths": (200, 500),
    "day": (19000101, 99991231),
}
HEADS = {0x18: 1, 0x19: 2, 0x1A: 4, 0x1B: 8}


@pytest.mark.parametrize("number", EDGES)
@pytest.mark.parametrize("key", ["at", "entered", "pass", "tenths", "day"])
def test_every_head_of_every_number_is_read_as_the_long_way_reads_it(key, number):
    """The shortest head and all longer ones, in and out of bounds, at every place of a number."""
    kind = HealthReported(day=20200225, tenths=365) if key in ("day", "tenths") else None
    record = reading(entered=1, pass_ref=PassRef(b"kid1", 1))
    if kind is not None:
        record = dataclasses.replace(record, kind="health.reported", body=kind)
    raw = cbor.decode(encode_record(record), max_bytes=9999)
    mark = cbor2.CBORTag(24, b"here")
    if key in raw:
        raw[key] = [b"kid1", mark] if key == "pass" else mark
    else:
        raw["body"][key] = mark
    before, after = cbor2.dumps(raw).split(cbor2.dumps(mark))
    writings = [cbor.encode(number)]
    writings += [
        bytes((head,)) + number.to_bytes(size, "big")
        for head, size in HEADS.items()
        if number < 1 << 8 * size
    ]
    read = [held_against_each_other(before + one + after) for one in writings]
    assert read[0] == (BOUNDS[key][0] <= number <= BOUNDS[key][1])
    assert not any(
        one for one, written in zip(read, writings, strict=True) if written != writings[0]
    )


@given(placed_records())
def test_a_default_that_is_written_down_is_refused(record):
    raw = cbor.decode(encode_record(record), max_bytes=9999)
    left = [one for one in dataclasses.fields(record.body) if one.name not in raw["body"]]
    for field in left:
        damaged = cbor.encode({**raw, "body": {**raw["body"], field.name: _plain(field.default)}})
        assert placed.read(damaged) is None
        with pytest.raises(Malformed):
            decode_record(damaged)


def _plain(value):
    return list(value) if isinstance(value, tuple) else value


@given(placed_records(), st.integers(0, 23))
def test_a_head_that_counts_other_than_its_map_is_refused(record, count):
    raw = encode_record(record)
    body = raw.index(b"\x64body") + 5
    for place in (0, body):
        damaged = raw[:place] + bytes((0xA0 + count,)) + raw[place + 1 :]
        if damaged != raw:
            assert placed.read(damaged) is None


HUGE = cbor2.CBORTag(4, [10**15, 1])


@pytest.mark.parametrize(
    "change",
    [
        {"body": {"tenths": HUGE}},
        {"body": {"tenths": 365, "where": HUGE}},
        {"body": {"tenths": 365.0}},
        {"at": HUGE},
        {"at": 1582590000000.0},
        {"v": True},
        {"pass": [b"kid1", True]},
        {"pass": [b"kid1", HUGE]},
        {"sees": [HUGE]},
        {"by": [b"kid1", bytes(16), HUGE]},
        {"more": HUGE},
    ],
)
def test_a_value_of_another_type_is_refused_before_anybody_works_with_it(change):
    """A tag of 12 bytes stands for a number of 10^15 digits: whoever made an integer of it would not end."""
    raw = cbor.decode(encode_record(reading()), max_bytes=9999)
    with pytest.raises(Malformed):
        decode_record(cbor2.dumps({**raw, **change}, canonical=True))


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw + b"\x00",
        # Another order of the same keys; a longer head for the same number; a key twice.
        lambda raw: cbor2.dumps(dict(reversed(cbor2.loads(raw).items()))),
        lambda raw: raw.replace(b"\x61v\x01", b"\x61v\x18\x01"),
        lambda raw: bytes((raw[0] + 1,)) + b"\x61v\x01" + raw[1:],
        lambda raw: b"\xbf" + raw[1:] + b"\xff",
    ],
)
def test_another_writing_of_the_same_record_is_refused(damage):
    raw = encode_record(reading())
    damaged = damage(raw)
    assert damaged != raw
    assert cbor2.loads(damaged) == cbor2.loads(raw)
    with pytest.raises(Malformed):
        decode_record(damaged)
    assert placed.read(damaged) is None


def reading(**changes):
    fields = {
        "kind": "temperature.taken",
        "id": uuid7(1582590000000, bytes(10)),
        "at": 1582590000000,
        "by": DeviceAuthor(kid=b"kid1", person=bytes(16), role="clerk"),
        "body": TemperatureTaken(tenths=365),
        "subject": bytes(16),
    }
    return Record(**{**fields, **changes})


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("record.body.tenths", {"tenths": 501}),
        ("record.body.tenths", {"tenths": "x"}),
        ("canonical", {"tenths": "365"}),
        ("canonical", {"tenths": 365, "taken_by": "staff"}),
        ("canonical", {"tenths": 365, "more": 1}),
        ("record.body.site", {"tenths": 365, "site": "foot"}),
        ("record.body.tenths", {}),
    ],
)
def test_a_body_out_of_bounds_is_refused_and_its_field_named(path, change):
    raw = cbor.decode(encode_record(reading()), max_bytes=9999)
    with pytest.raises(Malformed, match=path):
        decode_record(cbor.encode({**raw, "body": change}))


def test_unknown_kinds_and_versions_survive_unchanged():
    for kind, version in (("weather.seen", 1), ("temperature.taken", 2)):
        record = reading(
            kind=kind, version=version, body=UnknownBody(data={"a": [1, b"x"], "b": None})
        )
        raw = encode_record(record)
        assert decode_record(raw) == record
        assert encode_record(decode_record(raw)) == raw


def test_the_id_holds_its_time_and_version():
    made = uuid7(1582590000123, bytes(range(10)))
    assert int.from_bytes(made[:6], "big") == 1582590000123
    assert made[6] >> 4 == 7
    assert made[8] >> 6 == 2
