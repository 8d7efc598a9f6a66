"""Case files: one person's records as people write them in JSON, read into a case.

Owns the shape of the file and nothing of the rules. Rules:

1. `{"policy": {...}, "now": time, "known_until": time, "application": id, "pass": {...},
   "records": [...]}`; only `now` and `records` are needed.
2. A record is `kind`, `at` and the fields of its body (see `model.bodies`), all on one level. Envelope
   fields that are left out are filled in: `id` by its place ("r0", "r1", ...), `application` by the last
   submission before it, `by` by what the kind needs, a pass's `decision` by the last one before it.
3. Times are ISO 8601 (without an offset: UTC+8) or ms since 1970; days "2020-02-24" or 20200224. Ids
   and kids are any names, or hexadecimal of the right length.
4. Fields that say nothing about health have harmless values when left out, so that a case says only
   what matters to it.
5. Whatever is wrong raises CaseFileError with the path of the field, never with its value. A name in the
   path that is no plain word stands in quotes, escaped and cut: it may come from anybody.
6. A file has at most `LARGEST` bytes, and at most `case_shapes.MOST` records.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError

from fieldpass.desk.case_shapes import file_model, is_bytes
from fieldpass.errors import FieldpassError
from fieldpass.model import bodies
from fieldpass.model.authors import TABLE
from fieldpass.model.bounds import Bound
from fieldpass.model.case import Case
from fieldpass.model.paths import path_of
from fieldpass.model.person import person_of
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.policy_check import names_wrong, policy_wrong
from fieldpass.model.policy_data import PolicyError, policy_from_data, policy_to_data
from fieldpass.model.records import (
    Author,
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
)
from fieldpass.model.text import advised
from fieldpass.model.times import day_of
from fieldpass.wire.written_json import fault_of, read_json

LARGEST = 16 << 20
_WRONG = {
    "missing": "必填, 没有写",
    "extra_forbidden": "没有这一项",
    "union_tag_not_found": "必填, 没有写",
    "union_tag_invalid": "没有这种记录",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "too_short": "项目太少",
    "too_long": "项目太多",
    "greater_than_equal": "数字太小",
    "less_than_equal": "数字太大",
    "less_than": "数字太大",
    "string_type": "应该是文字",
    "int_type": "应该是整数",
    "int_parsing": "应该是整数",
    "int_from_float": "应该是整数",
    "finite_number": "应该是整数",
    "bool_type": "应该是 true 或 false",
    "bool_parsing": "应该是 true 或 false",
    "list_type": "应该是列表 [...]",
    "dict_type": "应该是对象 {...}",
    "model_type": "应该是对象 {...}",
    "model_attributes_type": "应该是对象 {...}",
    "value_error": "没有这个日期或时间",
    "string_pattern_mismatch": "只能是 platform, holder, 或 issuer, clerk, checker, 后面可以加 :名字",
}
# Where pydantic speaks of Python.
_IN_ENGLISH = {
    "dict_type": "should be an object {...}",
    "model_type": "should be an object {...}",
    "model_attributes_type": "should be an object {...}",
    "union_tag_invalid": "no such kind",
    "string_pattern_mismatch": "should be platform, holder, or issuer, clerk, checker, with :name after it",
}


def _in_english(wrong: Mapping[str, Any]) -> str:
    """What pydantic found, for people."""
    if wrong["type"] == "value_error":
        return str(wrong["ctx"]["error"])
    return _IN_ENGLISH.get(wrong["type"]) or str(wrong["msg"])


def _in_chinese(wrong: Mapping[str, Any]) -> str:
    """What pydantic found, for people; empty where there are no words for it."""
    if wrong["type"] == "literal_error":
        expected = str(wrong["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        return f"只能是 {expected}"
    return _WRONG.get(wrong["type"], "")


class CaseFileError(FieldpassError):
    """A case file that cannot be read; `path` names the field."""

    code = "case-file"

    def __init__(self, path: str, en: str, zh: str = "") -> None:
        """Keep the path of the field and what is wrong with it."""
        self.path = path
        zh = zh or f"读不懂 ({en})"
        told = advised(
            zh=f"{path}: {zh.rstrip('.')}.",
            en=f"{path}: {en.rstrip('.')}.",
            do_zh="请改正文件里的这一项, 再运行一次.",
            do_en="Correct this place in the file, then run it again.",
        )
        super().__init__(f"{path}: {en}", told)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case as read: what to judge, when, by which policy. `names` maps record ids to their names."""

    case: Case
    policy: Policy
    now: int
    known_until: int
    application: bytes | None
    pass_ref: PassRef | None
    names: Mapping[bytes, str]


def read_case(text: str | bytes) -> CaseFile:
    """Read a case file. Raises CaseFileError, whose path names the field that is wrong."""
    if len(text) > LARGEST:
        size = LARGEST >> 20
        raise CaseFileError("$", f"larger than {size} MB", f"超过 {size} MB")
    try:
        data = read_json(text)
        fault = fault_of(data)
    except (ValueError, RecursionError) as wrong:
        raise CaseFileError("$", "not JSON", "不是 JSON") from wrong
    if fault is not None:
        raise CaseFileError(_path(fault.place), fault.text.en, fault.text.zh)
    try:
        read: Any = file_model().validate_python(data)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        tag = ("kind",) if first["type"].startswith("union_tag") else ()
        path = _path(first["loc"] + tag)
        raise CaseFileError(path, _in_english(first), _in_chinese(first)) from None
    return _Reader(read).file()


def _path(location: tuple[int | str, ...]) -> str:
    """records[3].tenths, without the names of the union's members."""
    kinds = {kind for kind, _version in bodies.BODIES}
    shown = (item for place, item in enumerate(location) if not (place == 2 and item in kinds))
    return path_of(tuple(shown))


class _Reader:
    """Turns a validated file into records, filling in what was left out."""

    def __init__(self, read: Any) -> None:
        self.read = read
        self.names: dict[bytes, str] = {}
        self.application: bytes | None = None
        self.decision: bytes | None = None
        self.person: bytes | None = None
        self.sequence = 0

    def file(self) -> CaseFile:
        """The case file."""
        records = [self.record(place, item) for place, item in enumerate(self.read.records)]
        try:
            case = Case.of(records)
        except FieldpassError as wrong:
            raise CaseFileError("records", "of more than one person", "不是同一个人") from wrong
        known = self.read.known_until
        ref = getattr(self.read, "pass")
        named = self.read.application
        found = CaseFile(
            case=case,
            policy=_policy(self.read.policy),
            now=self.read.now,
            known_until=self.read.now if known is None else known,
            application=None if named is None else _bytes(named, 16),
            pass_ref=None if ref is None else PassRef(_bytes(ref.kid, 4), ref.sequence),
            names=self.names,
        )
        _must_be_there(found)
        return found

    def record(self, place: int, item: Any) -> Record:
        """One record, its envelope completed."""
        kind = item.kind
        name = item.id or f"r{place}"
        own = _bytes(name, 16)
        if own in self.names:
            raise CaseFileError(f"records[{place}].id", "used twice", "用了两次")
        self.names[own] = name
        body = self.body(kind, item)
        application = _bytes(item.application, 16) if item.application else self.application
        if kind == "application.submitted":
            self.application, self.decision, application = own, None, None
            self.person = person_of(body.declaration.document)
        if kind == "decision.made":
            self.decision = own
        return Record(
            kind=kind,
            id=own,
            at=item.at,
            by=_author(item.by, kind),
            body=body,
            subject=self.person,
            application=application,
            pass_ref=self.pass_ref(kind, getattr(item, "pass")),
            sees=tuple(_bytes(seen, 16) for seen in item.sees),
            entered=item.entered,
        )

    def pass_ref(self, kind: str, named: Any) -> PassRef | None:
        """The pass that a record is about: the named one, the next one, or the last one."""
        if named is not None:
            self.sequence = named.sequence
            return PassRef(_bytes(named.kid, 4), named.sequence)
        if kind == "pass.issued":
            self.sequence += 1
        if kind.startswith("pass."):
            return PassRef(_bytes("issuer", 4), self.sequence)
        return None

    def body(self, kind: str, item: Any) -> Any:
        """The body, with what its kind takes from the envelope when left out."""
        given = item.model_fields_set
        values: dict[str, Any] = {}
        if kind == "screening.done" and item.as_of is None:
            values["as_of"] = item.at
        if kind == "health.reported" and item.day is None:
            values["day"] = day_of(item.at)
        if kind == "pass.issued" and "decision" not in given:
            values["decision"] = self.decision
        if kind == "decision.made" and item.colour != "green" and "reason" not in given:
            values["reason"] = 14
        return _build(bodies.BODIES[kind, 1], item, values)


def _build(shape: type, item: Any, values: Mapping[str, Any]) -> Any:
    hints = get_type_hints(shape, include_extras=True)
    found = {
        member.name: values[member.name]
        if member.name in values
        else _value(hints[member.name], getattr(item, member.name))
        for member in fields(shape)
    }
    return shape(**found)


def _value(hint: Any, value: Any) -> Any:
    """A JSON value as the type of `model.bodies`."""
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    if is_bytes(hint):
        return _bytes(value, _length(hint))
    if is_dataclass(hint):
        return _build(hint, value, {})  # type: ignore[arg-type]
    if isinstance(value, list):
        inner = get_args(get_args(hint)[0])[0]
        return tuple(_value(inner, item) for item in value)
    return value


def _length(hint: Any) -> int:
    """How many bytes a bytes field takes."""
    marks = [mark for item in get_args(hint)[1:] if isinstance(item, Bound) for mark in item.marks]
    return dict(marks).get("MinLen", 64)


def _bytes(name: str, length: int) -> bytes:
    """Hexadecimal of the right length, or bytes made from a name."""
    if len(name) == 2 * length:
        try:
            return bytes.fromhex(name)
        except ValueError:
            pass
    return (sha256(name.encode()).digest() * 2)[:length]


def _author(by: str | None, kind: str) -> Author:
    role, _colon, name = (by or _usual_author(kind)).partition(":")
    if role == "platform":
        return Platform()
    if role == "holder":
        return Holder()
    if role == "issuer" and TABLE[kind].issuer:
        return IssuerAuthor(kid=_bytes(name or "issuer", 4))
    return DeviceAuthor(
        kid=_bytes("device", 4),
        person=_bytes(name or role, 16),
        role=role,  # type: ignore[arg-type]
    )


def _usual_author(kind: str) -> str:
    row = TABLE[kind]
    if row.issuer:
        return "issuer"
    if row.platform:
        return "platform"
    return "checker" if "clerk" not in row.roles else "clerk"


def _policy(overrides: Mapping[str, Any]) -> Policy:
    data = policy_to_data(NOTICE_164)
    for path, text in names_wrong(overrides):
        dot = "" if path.startswith("[") else "."
        raise CaseFileError(f"policy{dot}{path}", text.en, text.zh)
    try:
        policy = policy_from_data({**data, **{name: _whole(overrides[name]) for name in overrides}})
    except PolicyError as wrong:
        raise CaseFileError(f"policy.{wrong.path}", wrong.wrong.en, wrong.wrong.zh) from wrong
    for path, text in policy_wrong(policy):
        raise CaseFileError(f"policy.{path}", text.en, text.zh)
    return policy


def _whole(value: Any) -> Any:
    """5.0 is a whole number in JSON, here as in every other field of a case."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _must_be_there(found: CaseFile) -> None:
    if found.application is not None and found.application not in found.case.applications:
        raise CaseFileError("application", "no such application", "没有这份申请")
    if found.pass_ref is not None:
        try:
            found.case.pass_state(found.pass_ref)
        except FieldpassError as wrong:
            raise CaseFileError("pass", "no such pass", "没有这张卡") from wrong
