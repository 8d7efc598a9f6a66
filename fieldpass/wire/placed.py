"""Records whose parts stand at fixed places: read by one pattern a kind, at a third of the time.

Does not decide anything: `read` gives what `records` would make of the same bytes the long way, or None, and
a test holds the two against each other. Rules:

1. A pattern matches nothing but canonical writing: constant bytes, shortest heads, the keys in their order.
2. It knows numbers, choices, flags and bytes of one length. A body that needs more has no pattern; a field
   that may be missing and needs more (a note, a list) is none of its places, so a record that has it is not
   matched.
3. A map's head says how many places are taken, and is compared; bounds are those of the body's type.
4. A value that equals its default is no place of its own either (rule 1 of `records`).
"""

import dataclasses
import re
import types
import typing
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from fieldpass.model.bodies import BODIES, Body
from fieldpass.model.records import ROLES, DeviceAuthor, IssuerAuthor, PassRef, Record
from fieldpass.wire import cbor

_MILLIS_MAX = (1 << 48) - 1
_UINT = rb"([\x00-\x17]|\x18[\x18-\xff]|\x19[\x01-\xff].|\x1a(?!\x00\x00).{4}|\x1b(?!\x00{4}).{8})"
# Map head, kind and version, then these; in the order of `cbor.order`.
_BEFORE_BODY = (
    rb"\x62at" + _UINT + rb"\x62by(?:\x83\x44(.{4})\x50(.{16})(%s)|\x44(.{4}))\x62id\x50(.{16})"
    rb"(?:\x63sig\x58\x40(.{64}))?\x64body"
) % b"|".join(re.escape(cbor.encode(role)) for role in ROLES)
_AFTER_BODY = (
    rb"(?:\x64pass\x82\x44(.{4})" + _UINT + rb")?(?:\x67entered" + _UINT + rb")?"
    rb"(?:\x67subject\x50(.{16}))?(?:\x6bapplication\x50(.{16}))?"
)
_ROLES = {cbor.encode(role): role for role in ROLES}
_LEAST = 6


class _Place(NamedTuple):
    """One field of a body: its name, what it looks like (one group), and its value or None."""

    name: str
    pattern: bytes
    value: Callable[[bytes], Any]


class _Shape(NamedTuple):
    kind: str
    version: int
    pattern: re.Pattern[bytes]
    body: type[Body]
    places: tuple[_Place, ...]


def read(data: bytes) -> Record | None:
    """The record, or None where the long way has to say what it is."""
    shape = _shape(data[3 : 4 + (data[3] & 0x1F)]) if len(data) > 4 else None
    found = shape and shape.pattern.fullmatch(data)
    if not shape or not found:
        return None
    head, at, device, person, role, issuer, own_id, sig, fields, *rest = found.groups()
    *values, pass_kid, pass_sequence, entered, subject, application = rest
    taken = [sig, pass_kid, entered, subject, application]
    body = _body(shape, fields, values)
    when, later = _number(at), None if entered is None else _number(entered)
    # Rule 3.
    if body is None or head[0] != 0xA0 + _LEAST + len(taken) - taken.count(None):
        return None
    if when > _MILLIS_MAX or (later or 0) > _MILLIS_MAX:
        return None
    named = None
    if pass_kid is not None:
        named = PassRef(pass_kid, _number(pass_sequence))
        if named.sequence >= 1 << 32:
            return None
    return Record(
        kind=shape.kind,
        version=shape.version,
        id=own_id,
        at=when,
        by=_issuer(issuer) if issuer is not None else _device(device, person, role),
        body=body,
        subject=subject,
        application=application,
        pass_ref=named,
        entered=later,
        sig=sig,
    )


def _body(shape: _Shape, head: bytes, values: list[bytes | None]) -> Body | None:
    out = {}
    for place, written in zip(shape.places, values, strict=True):
        if written is not None:
            value = place.value(written)
            if value is None:
                return None
            out[place.name] = value
    return shape.body(**out) if head[0] == 0xA0 + len(out) else None


@lru_cache(maxsize=1024)
def _device(kid: bytes, person: bytes, role: bytes) -> DeviceAuthor:
    return DeviceAuthor(kid=kid, person=person, role=_ROLES[role])


@lru_cache(maxsize=1024)
def _issuer(kid: bytes) -> IssuerAuthor:
    return IssuerAuthor(kid=kid)


def _number(written: bytes) -> int:
    return int.from_bytes(written[1:], "big") if len(written) > 1 else written[0]


@cache
def _kinds() -> dict[bytes, tuple[str, int]]:
    return {cbor.encode(kind): (kind, version) for kind, version in BODIES}


def _shape(written: bytes) -> _Shape | None:
    """The shape of a kind, as its text is written; None where it has none."""
    known = _kinds().get(written)
    return None if known is None else _shape_of(*known)


@cache
def _shape_of(kind: str, version: int) -> _Shape | None:
    body = BODIES[kind, version]
    places = _places(body)
    if places is None:
        return None
    ordered = tuple(places[name] for name in sorted(places, key=cbor.order))
    start = b"\x61t" + cbor.encode(kind) + b"\x61v" + cbor.encode(version)
    pattern = rb"([\xa6-\xac])" + re.escape(start) + _BEFORE_BODY + rb"([\xa0-\xb7])"
    pattern += b"".join(one.pattern for one in ordered) + _AFTER_BODY
    return _Shape(kind, version, re.compile(pattern, re.DOTALL), body, ordered)


def _places(body: type[Any]) -> dict[str, _Place] | None:
    """Rule 2: the fields of a body that have a place, None where one that must be there has none."""
    hints = typing.get_type_hints(body, include_extras=True)
    found = {}
    for field in dataclasses.fields(body):
        needed = field.default is dataclasses.MISSING
        made = _place_of(hints[field.name], None if needed else field.default)
        if made is None and needed:
            return None
        if made is not None:
            key = re.escape(cbor.encode(field.name))
            pattern = key + made[0] if needed else b"(?:" + key + made[0] + b")?"
            found[field.name] = _Place(field.name, pattern, made[1])
    return found


def _place_of(hint: Any, default: Any) -> tuple[bytes, Callable[[bytes], Any]] | None:
    """What a field looks like, and its value, None where it is out of bounds or its default (rule 4)."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        parts = [one for one in typing.get_args(hint) if one is not type(None)]
        return _place_of(parts[0], default) if len(parts) == 1 else None
    if typing.get_origin(hint) is Literal:
        return _choice({cbor.encode(one): one for one in typing.get_args(hint) if one != default})
    if hint is bool:
        return _choice({cbor.encode(one): one for one in (False, True) if one is not default})
    if typing.get_origin(hint) is not Annotated:
        return None
    kind, *bounds = typing.get_args(hint)
    marks = dict(mark for bound in bounds for mark in bound.marks)
    if kind is int and {"Ge", "Le"} <= marks.keys():
        return _UINT, _bounded(marks["Ge"], marks["Le"], default)
    if kind is bytes and marks["MinLen"] == (size := marks["MaxLen"]):
        start = cbor.encode(bytes(size))[:-size]
        return re.escape(start) + b"(.{%d})" % size, bytes
    return None


def _choice(values: dict[bytes, Any]) -> tuple[bytes, Callable[[bytes], Any]]:
    return b"(" + b"|".join(map(re.escape, values)) + b")", values.__getitem__


def _bounded(least: int, most: int, default: Any) -> Callable[[bytes], int | None]:
    def value(written: bytes) -> int | None:
        number = _number(written)
        return number if least <= number <= most and number != default else None

    return value
