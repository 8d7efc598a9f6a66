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
from functools import cache, lru_cache
from typing import Any, get_args, get_type_hints

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
    Role,
    UnknownBody,
)
from fieldpass.wire import cbor, placed
from fieldpass.wire.errors import Malformed
from fieldpass.wire.keys import SigningKey, verify

RECORD_BYTES_MAX = 12 * 1024
SEES_MAX = 64
_DEPTH_MAX = 8
_SIG_TAG = "fieldpass/record/1"
_NAMED: dict[str, Platform | Holder] = {"platform": Platform(), "holder": Holder()}


def encode_record(record: Record) -> bytes:
    """The canonical bytes of a record."""
    envelope = _envelope(record)
    cbor.hold(envelope, max_depth=_DEPTH_MAX)
    return _write(record, envelope)


def decode_record(data: bytes) -> Record:
    """The record that `data` is the canonical writing of.

    Raises Malformed with the path of the field that is wrong (never with its value).
    """
    found = placed.read(data)
    return decode_by_parts(data) if found is None else found


def decode_by_parts(data: bytes) -> Record:
    """What `decode_record` does for any record, part by part. Raises Malformed as that does."""
    raw = cbor.load(data, max_bytes=RECORD_BYTES_MAX)
    record = _from_envelope(raw, len(data))
    # Rule 2. The signature is compared too, so one record has one writing and one hash.
    if _write(record, _envelope(record)) != data:
        raise Malformed("record: not in its canonical form")
    return record


def _write(record: Record, envelope: dict[str, Any]) -> bytes:
    # Only a body that nobody here knows has keys of its own, in whatever order, and numbers of any kind.
    known = not isinstance(record.body, UnknownBody)
    return cbor.write_in_order(envelope) if known else cbor.write(envelope)


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
    """The record as CBOR data, its keys in their order (`cbor.order`)."""
    body = record.body
    out: dict[str, Any] = {
        "t": record.kind,
        "v": record.version,
        "at": record.at,
        "by": _author_out(record.by),
        "id": record.id,
    }
    if record.sig is not None:
        out["sig"] = record.sig
    out["body"] = body.data if isinstance(body, UnknownBody) else _writer_of(body)(body)
    if record.pass_ref is not None:
        out["pass"] = [record.pass_ref.kid, record.pass_ref.sequence]
    if record.sees:
        out["sees"] = list(record.sees)
    if record.entered is not None:
        out["entered"] = record.entered
    if record.subject is not None:
        out["subject"] = record.subject
    if record.application is not None:
        out["application"] = record.application
    return out


def _from_envelope(raw: Any, size: int) -> Record:
    """The record of a map that came from `size` bytes; every part is tested for its type here."""
    if type(raw) is not dict:
        raise Malformed("record: not a map")
    kind = _text(raw, "t", 40)
    version = _number(raw, "v", 1, 255)
    return Record(
        kind=kind,
        version=version,
        id=_bytes(raw, "id", 16),
        at=_number(raw, "at", 0, (1 << 48) - 1),
        by=_author_in(raw.get("by")),
        body=_body_in(kind, version, raw.get("body"), size),
        subject=_bytes(raw, "subject", 16) if "subject" in raw else None,
        application=_bytes(raw, "application", 16) if "application" in raw else None,
        pass_ref=_pass_in(raw["pass"]) if "pass" in raw else None,
        sees=_sees_in(raw["sees"]) if "sees" in raw else (),
        entered=_number(raw, "entered", 0, (1 << 48) - 1) if "entered" in raw else None,
        sig=_bytes(raw, "sig", 64) if "sig" in raw else None,
    )


def _text(raw: Mapping[str, Any], key: str, most: int) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not 1 <= len(value) <= most or cbor.NUL in value:
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
        case [bytes(kid), sequence] if (
            len(kid) == 4 and type(sequence) is int and 0 <= sequence < 1 << 32
        ):
            return PassRef(kid, sequence)
    raise Malformed("record.pass: not [kid, sequence]")


def _sees_in(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > SEES_MAX:
        raise Malformed("record.sees: not a list of bounded length")
    if any(not isinstance(one, bytes) or len(one) != 16 for one in value):
        raise Malformed("record.sees: not record ids")
    return tuple(value)


def _author_out(author: Author) -> Any:
    if isinstance(author, DeviceAuthor):
        return [author.kid, author.person, author.role]
    if isinstance(author, IssuerAuthor):
        return author.kid
    return "platform" if isinstance(author, Platform) else "holder"


def _author_in(value: Any) -> Author:
    match value:
        case [bytes(kid), bytes(person), str(role)] if (
            len(kid) == 4 and len(person) == 16 and role in ROLES
        ):
            return _device_author(kid, person, role)
        case bytes(kid) if len(kid) == 4:
            return IssuerAuthor(kid=kid)
        case str(name) if name in _NAMED:
            return _NAMED[name]
    raise Malformed("record.by: no known author")


@lru_cache(maxsize=1024)
def _device_author(kid: bytes, person: bytes, role: Role) -> DeviceAuthor:
    """One object for all records of one person at one device."""
    return DeviceAuthor(kid=kid, person=person, role=role)


def _body_in(kind: str, version: int, value: Any, size: int) -> Body | UnknownBody:
    if type(value) is not dict:
        raise Malformed("record.body: not a map")
    # Before anybody else looks at it: a tag may stand for a number of a billion digits.
    cbor.hold(value, max_depth=_DEPTH_MAX - 1, budget=size)
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
    """A function that turns one body class into a plain map in order, leaving defaults out."""
    hints = get_type_hints(known)
    fields = sorted(dataclasses.fields(known), key=lambda field: cbor.order(field.name))
    steps = [(field.name, field.default, _nested(hints[field.name])) for field in fields]

    def write(body: Any) -> dict[str, Any]:
        out = {}
        for name, default, nested in steps:
            value = getattr(body, name)
            # `is` for the flags: 0 and False are equal, but they are written differently.
            if value is default or (value == default and type(value) is type(default)):
                continue
            # What nobody could read again must not be written either: `cbor` reads no such text.
            if type(value) is str and cbor.NUL in value:
                raise Malformed(f"record.body.{name}: a text with a NUL")
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
