"""How a record is written down: canonical CBOR of the envelope, and back.

Does not: verify who may write what (`model.authors`), nor store anything. Rules:

1. A field that equals its default is left out, in the envelope and in bodies.
2. Reading is strict by comparison: what is read is written again and must give the same bytes, so no
   coerced number, no unknown key and no other order gets through.
3. Unknown kinds and versions keep their body as it came; their envelope is as strict as any.
4. An issuer's signature covers a tag and the whole envelope but `sig`.

Source: DESIGN section 5, "Record".
"""

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from fieldpass.model.bodies import BODIES, Body
from fieldpass.model.records import (
    ROLES,
    Author,
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
    UnknownBody,
)
from fieldpass.wire import cbor
from fieldpass.wire.errors import Malformed
from fieldpass.wire.keys import SigningKey, verify

RECORD_BYTES_MAX = 12 * 1024
SEES_MAX = 64
_SIG_TAG = "fieldpass/record/1"
_T = TypeVar("_T")
_NAMED: dict[str, Platform | Holder] = {"platform": Platform(), "holder": Holder()}


def encode_record(record: Record) -> bytes:
    """The canonical bytes of a record."""
    return cbor.encode(_envelope(record))


def decode_record(data: bytes) -> Record:
    """The record that `data` is the canonical writing of.

    Raises Malformed with the path of the field that is wrong (never with its value).
    """
    raw = cbor.decode(data, max_bytes=RECORD_BYTES_MAX, compare=False)
    record = _from_envelope(raw)
    # Rule 2. The signature is compared too, so one record has one writing and one hash. What is
    # written was read by `decode` a moment ago, so it is not held against the bounds again.
    if cbor.write(_envelope(record)) != data:
        raise Malformed("record: not in its canonical form")
    return record


def sign_record(record: Record, key: SigningKey) -> Record:
    """The record with the issuer key's signature over everything else in it."""
    unsigned = dataclasses.replace(record, sig=None)
    return dataclasses.replace(unsigned, sig=key.sign(_signed_bytes(unsigned)))


def verify_record(record: Record, public: bytes) -> None:
    """Check the issuer's signature with a raw public key; raises BadSignature, also where none is."""
    unsigned = dataclasses.replace(record, sig=None)
    verify(public, record.sig or b"", _signed_bytes(unsigned))


def _signed_bytes(record: Record) -> bytes:
    return cbor.encode([_SIG_TAG, encode_record(record)])


def _envelope(record: Record) -> dict[str, Any]:
    body = record.body
    out: dict[str, Any] = {
        "t": record.kind,
        "v": record.version,
        "id": record.id,
        "at": record.at,
        "by": _author_out(record.by),
        "body": body.data if isinstance(body, UnknownBody) else _writer_of(body)(body),
    }
    if record.subject is not None:
        out["subject"] = record.subject
    if record.application is not None:
        out["application"] = record.application
    if record.pass_ref is not None:
        out["pass"] = [record.pass_ref.kid, record.pass_ref.sequence]
    if record.sees:
        out["sees"] = list(record.sees)
    if record.entered is not None:
        out["entered"] = record.entered
    if record.sig is not None:
        out["sig"] = record.sig
    return out


def _from_envelope(raw: Any) -> Record:
    if not isinstance(raw, dict):
        raise Malformed("record: not a map")
    kind = _text(raw, "t", 40)
    version = _number(raw, "v", 1, 255)
    return Record(
        kind=kind,
        version=version,
        id=_bytes(raw, "id", 16),
        at=_number(raw, "at", 0, (1 << 48) - 1),
        by=_author_in(raw.get("by")),
        body=_body_in(kind, version, raw.get("body")),
        subject=_optional(raw, "subject", lambda: _bytes(raw, "subject", 16)),
        application=_optional(raw, "application", lambda: _bytes(raw, "application", 16)),
        pass_ref=_optional(raw, "pass", lambda: _pass_in(raw["pass"])),
        sees=_sees_in(raw.get("sees", [])),
        entered=_optional(raw, "entered", lambda: _number(raw, "entered", 0, (1 << 48) - 1)),
        sig=_optional(raw, "sig", lambda: _bytes(raw, "sig", 64)),
    )


def _optional(raw: Mapping[str, Any], key: str, read: Callable[[], _T]) -> _T | None:
    return read() if key in raw else None


def _text(raw: Mapping[str, Any], key: str, most: int) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        raise Malformed(f"record.{key}: not a text of 1 to {most} characters")
    return value


def _number(raw: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = raw.get(key)
    if type(value) is not int or not least <= value <= most:
        raise Malformed(f"record.{key}: not a number from {least} to {most}")
    return value


def _bytes(raw: Mapping[str, Any], key: str, size: int) -> bytes:
    value = raw.get(key)
    if not isinstance(value, bytes) or len(value) != size:
        raise Malformed(f"record.{key}: not {size} bytes")
    return value


def _pass_in(value: Any) -> PassRef:
    match value:
        case [bytes(kid), int(sequence)] if len(kid) == 4 and 0 <= sequence < 1 << 32:
            return PassRef(kid, sequence)
    raise Malformed("record.pass: not [kid, sequence]")


def _sees_in(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > SEES_MAX:
        raise Malformed("record.sees: not a list of bounded length")
    if any(not isinstance(one, bytes) or len(one) != 16 for one in value):
        raise Malformed("record.sees: not record ids")
    return tuple(value)


def _author_out(author: Author) -> Any:
    match author:
        case IssuerAuthor(kid=kid):
            return kid
        case DeviceAuthor(kid=kid, person=person, role=role):
            return [kid, person, role]
        case Platform():
            return "platform"
        case Holder():
            return "holder"


def _author_in(value: Any) -> Author:
    match value:
        case bytes(kid) if len(kid) == 4:
            return IssuerAuthor(kid=kid)
        case [bytes(kid), bytes(person), str(role)] if (
            len(kid) == 4 and len(person) == 16 and role in ROLES
        ):
            return DeviceAuthor(kid=kid, person=person, role=role)
        case str(name) if name in _NAMED:
            return _NAMED[name]
    raise Malformed("record.by: no known author")


def _body_in(kind: str, version: int, value: Any) -> Body | UnknownBody:
    if not isinstance(value, dict):
        raise Malformed("record.body: not a map")
    if (kind, version) not in BODIES:
        return UnknownBody(data=value)
    try:
        return _reader((kind, version)).validate_python(value)
    except ValidationError as error:
        raise Malformed(f"record.body{_path(error)}: not as it must be") from None


def _path(error: ValidationError) -> str:
    places = error.errors(include_url=False, include_context=False, include_input=False)
    return "".join(f".{step}" for step in places[0]["loc"] if isinstance(step, str | int))


@cache
def _reader(kind: tuple[str, int]) -> TypeAdapter[Body]:
    return TypeAdapter(BODIES[kind])


def _writer_of(body: object) -> Callable[[Any], dict[str, Any]]:
    known: Any = type(body)
    return _writer(known)


@cache
def _writer(known: type[Any]) -> Callable[[Any], dict[str, Any]]:
    """A function that turns one body class into a plain map, leaving defaults out."""
    hints = get_type_hints(known)
    steps = [
        (field.name, field.default, _nested(hints[field.name]))
        for field in dataclasses.fields(known)
    ]

    def write(body: Any) -> dict[str, Any]:
        out = {}
        for name, default, nested in steps:
            value = getattr(body, name)
            # `is` for the flags: 0 and False are equal, but they are written differently.
            if value is default or (value == default and type(value) is type(default)):
                continue
            out[name] = nested(value) if nested else value
        return out

    return write


def _nested(hint: Any) -> Callable[[Any], Any] | None:
    """How a field's value becomes plain CBOR data; None where it already is."""
    parts = (hint, *_parts(hint))
    classes = [part for part in parts if isinstance(part, type) and dataclasses.is_dataclass(part)]
    if any(getattr(part, "__origin__", None) is tuple for part in parts):
        if classes:
            write = _writer(classes[0])
            return lambda value: [write(one) for one in value]
        return list
    if classes:
        inner = _writer(classes[0])
        return lambda value: None if value is None else inner(value)
    return None


def _parts(hint: Any) -> list[Any]:
    found: list[Any] = []
    for part in get_args(hint):
        found += [part, *_parts(part)]
    return found
