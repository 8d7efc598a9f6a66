"""The frozen records: one of each kind, each author, a person, a link and bundles, from fixed inputs.

The inputs are drawn from each body's own types, so that a kind without a vector cannot exist.
"""

import dataclasses
import hashlib
import types
import typing
from typing import Any

import annotated_types as at

from fieldpass.model.bodies import BODIES, TemperatureTaken
from fieldpass.model.person import person_id
from fieldpass.model.records import (
    SIGNED_KINDS,
    Author,
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
    UnknownBody,
    uuid7,
)
from fieldpass.wire.bundle import FIRST_LINK, LogId, next_link, record_digest, redact, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.messages import FeedItemMessage
from fieldpass.wire.records import encode_record, sign_record

NOW = 1_582_600_000_000
ISSUER, DEVICE = SigningKey(bytes([4]) * 32), SigningKey(bytes([3]) * 32)
PERSON = person_id("resident_id", "371323197301022236")
LOG = LogId("d:371323104203", DEVICE.kid, 0)
AUTHORS: dict[str, Author] = {
    "issuer": IssuerAuthor(kid=ISSUER.kid),
    "device": DeviceAuthor(kid=DEVICE.kid, person=bytes(range(16)), role="clerk"),
    "platform": Platform(),
    "holder": Holder(),
}


def fixed(name: str, size: int) -> bytes:
    """Bytes that look like chance and never change."""
    return hashlib.shake_128(name.encode()).digest(size)


def value_of(name: str, hint: Any) -> Any:
    """A fixed value that a field of this type may have; never the default where it can differ."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return body_of(typing.cast(type[Any], hint))
    if origin is typing.Annotated:
        return _bounded(name, args[0], args[1:])
    if origin is typing.Literal:
        return args[-1]
    if origin in (types.UnionType, typing.Union):
        return value_of(name, next(one for one in args if one is not type(None)))
    return {bool: True, str: f"{name} 文"}[hint]


def _bounded(name: str, kind: Any, bounds: Any) -> Any:
    flat = [one for b in bounds for one in (b if isinstance(b, at.GroupedMetadata) else [b])]
    low = next((one.ge for one in flat if isinstance(one, at.Ge)), 0)
    least = next((one.min_length for one in flat if isinstance(one, at.MinLen)), 0)
    most = next((one.max_length for one in flat if isinstance(one, at.MaxLen)), 64)
    if kind is int:
        return typing.cast(int, low) + 7
    if kind is bytes:
        return fixed(name, max(least, min(most, 96)))
    if kind is str:
        return (f"{name}文" + "0123456789" * 10)[: max(least, min(most, 12))]
    inner = typing.get_args(kind)[0]
    return (value_of(f"{name}.1", inner), value_of(f"{name}.2", inner))


def body_of(known: type[Any]) -> Any:
    """A body with every field filled."""
    hints = typing.get_type_hints(known, include_extras=True)
    return known(**{f.name: value_of(f.name, hints[f.name]) for f in dataclasses.fields(known)})


def record_of(kind: str, version: int, body: Any, by: Author, **more: Any) -> Record:
    """A record with a fixed envelope."""
    made = Record(
        kind=kind,
        version=version,
        id=uuid7(NOW, fixed(kind, 10)),
        at=NOW,
        by=by,
        body=body,
        **more,
    )
    return sign_record(made, ISSUER) if kind in SIGNED_KINDS else made


def all_records() -> dict[str, Record]:
    """Every kind with every field, every author, an empty and a full envelope, and unknown ones."""
    found = {}
    for (kind, version), known in BODIES.items():
        by = AUTHORS["issuer"] if kind in SIGNED_KINDS else AUTHORS["device"]
        found[f"{kind} {version}"] = record_of(kind, version, body_of(known), by, subject=PERSON)
    plain = TemperatureTaken(tenths=365)
    for name, author in AUTHORS.items():
        found[f"author {name}"] = record_of("temperature.taken", 1, plain, author)
    found["whole envelope"] = record_of(
        "temperature.taken",
        1,
        plain,
        AUTHORS["device"],
        subject=PERSON,
        application=fixed("application", 16),
        pass_ref=PassRef(ISSUER.kid, 2**32 - 1),
        sees=(fixed("one", 16), fixed("two", 16)),
        entered=NOW + 1,
    )
    unknown = UnknownBody(data={"n": 1, "list": [b"x", None, True]})
    found["unknown kind"] = record_of("weather.seen", 1, unknown, AUTHORS["platform"])
    found["newer version"] = record_of("temperature.taken", 9, unknown, AUTHORS["holder"])
    return found


def chain() -> dict[str, bytes]:
    """Links, a whole bundle, the same with one erased, and the feed item that carries it."""
    records = [encode_record(one) for one in list(all_records().values())[:3]]
    first = next_link(LOG, 1, FIRST_LINK, record_digest(records[0]))
    whole = seal(DEVICE, LOG, first=1, previous=FIRST_LINK, records=records, sealed_at=NOW)
    later = seal(DEVICE, LOG, first=4, previous=whole.link, records=records[:1], sealed_at=NOW + 1)
    item = FeedItemMessage(position=7, bundle=whole.data, returned=((1, "out-of-scope"),))
    return {
        "person": PERSON,
        "link 1": first,
        "link 3": whole.link,
        "bundle of three": whole.data,
        "bundle of three, the second erased": redact(whole, lambda index: index != 1).data,
        "the next bundle": later.data,
        "feed item": item.encode(),
    }


def all_vectors() -> dict[str, dict[str, str]]:
    """Everything that is frozen here, as hexadecimal."""
    return {
        "records": {name: encode_record(one).hex() for name, one in all_records().items()},
        "chain": {name: data.hex() for name, data in chain().items()},
    }
