"""The shape of a case file as pydantic models, made from the bodies that the records have.

Every field of `model.bodies` becomes a field of JSON: times and days are written as people write them,
ids and keys as names, and what says nothing about health has a harmless value when left out. `case_files`
turns what was read into records.
"""

import re
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from fieldpass.desk.case_examples import EXAMPLES
from fieldpass.model import bodies, declaration
from fieldpass.model.policy import SOURCES, SWITCHES
from fieldpass.model.questions import QUESTIONS
from fieldpass.model.times import is_day

_CHINA = timezone(timedelta(hours=8))


MOST = 10_000


# As people write them, and as the schema that we print says: no week dates and no days of a year.
_DAY = r"(\d{4}-\d{2}-\d{2}|\d{8})"
_MOMENT = rf"{_DAY}([T ]\d{{2}}:\d{{2}}(:\d{{2}}([.]\d{{1,6}})?)?(Z|[+-]\d{{2}}:\d{{2}})?)?"


def _moment(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("not a time")
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_MOMENT, value, re.ASCII):
        raise ValueError("not a time")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("not a time") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=_CHINA)
    return round(found.timestamp() * 1000)


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            if not re.fullmatch(_DAY, value, re.ASCII):
                raise ValueError
            return int(date.fromisoformat(value).strftime("%Y%m%d"))
        except ValueError:
            raise ValueError("not a day of the calendar") from None
    if isinstance(value, bool | int | float) and not (value == value // 1 and is_day(int(value))):
        raise ValueError("not a day of the calendar")
    return value


def _whole(value: Any) -> Any:
    # Pydantic would read "365" and true as numbers; the schema that we print does not.
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


def _written(pattern: str, low: int, high: int) -> dict[str, Any]:
    """The JSON schema of a time or a day: as people write it, or as a number."""
    number = {"type": "integer", "minimum": low, "maximum": high}
    text = {"type": "string", "pattern": "^" + pattern.replace(r"\d", "[0-9]") + "$"}
    return {"anyOf": [text, number]}


_TIME_SCHEMA = _written(_MOMENT, 0, (1 << 48) - 1)
_DAY_SCHEMA = _written(_DAY, 19000101, 99991231)
Moment = Annotated[
    int, Field(ge=0, lt=1 << 48), BeforeValidator(_moment), WithJsonSchema(_TIME_SCHEMA)
]
Day = Annotated[
    int, Field(ge=19000101, le=99991231), BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)
]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Yes = Annotated[bool, Field(strict=True)]


class PassName(BaseModel):
    """What names a pass in a case file."""

    model_config = ConfigDict(extra="forbid")
    kid: Name = "issuer"
    sequence: Annotated[int, BeforeValidator(_whole)] = Field(ge=0, lt=1 << 32)


# What a field is when a case does not say; DECLARED joins every declaration.
DECLARED: dict[str, Any] = {
    "document": {"type": "resident_id", "number": "371323197301022236"},
    "name": "张三",
    "phone": "13800000000",
    "residence": {"division": "371323102215"},
    "destination": {"division": "370211"},
    "purpose": "work",
    "province_days": 30,
    "answers": [],
}
_DEFAULTS: dict[type, dict[str, Any]] = {
    bodies.Declaration: DECLARED,
    bodies.ApplicationSubmitted: {
        "scope": "d:371323102215",
        "channel": "web",
        "declaration": {},
        "promise": {"how": "self"},
    },
    bodies.ApplicationAmended: {"declaration": {}, "promise": {"how": "self"}, "reason": "-"},
    bodies.ScreeningDone: {"as_of": None},
    bodies.ScreeningCorrected: {"reason": "-"},
    bodies.HealthReported: {"day": None},
    bodies.PassIssued: {"token": "token"},
    bodies.PassVoided: {"reason": "other"},
    bodies.AppealFiled: {"text": "-"},
    bodies.AppealAnswered: {"answer": "-", "name": "-"},
}


def is_bytes(hint: Any) -> bool:
    """Whether a type of `model.bodies` is one of bytes, which stand as names in JSON."""
    return hint is bytes or (get_origin(hint) is Annotated and get_args(hint)[0] is bytes)


def _as_json(hint: Any) -> Any:
    """The type that stands in JSON for a type of `model.bodies`."""
    if hint == declaration.Millis:
        return Moment
    if hint == declaration.Day:
        return Day
    if is_bytes(hint):
        return Name
    if hint is bool:
        return Yes
    origin = get_origin(hint)
    if hint is int or (origin is Annotated and get_args(hint)[0] is int):
        return Annotated[hint, BeforeValidator(_whole)]
    if origin in (Union, UnionType):
        return Union[tuple(_as_json(item) for item in get_args(hint))]  # noqa: UP007
    if origin is Annotated and get_origin(get_args(hint)[0]) is tuple:
        inner, *marks = get_args(hint)
        return Annotated[(list[_as_json(get_args(inner)[0])], *marks)]  # type: ignore[misc]
    return _model(cast(Any, hint)) if is_dataclass(hint) else hint


@cache
def _model(shape: Any, kind: str | None = None) -> type[BaseModel]:
    """The pydantic model of a body, or of what it is made of."""
    hints = get_type_hints(shape, include_extras=True)
    defaults = _DEFAULTS.get(shape, {})
    members: dict[str, Any] = {}
    for item in fields(shape):
        hint = _as_json(hints[item.name])
        if item.name in defaults:
            default = defaults[item.name]
            if default is None:
                hint = hint | None
            members[item.name] = (hint, Field(default=default, validate_default=True))
        elif item.default is MISSING:
            members[item.name] = (hint, ...)
        else:
            default = list(item.default) if isinstance(item.default, tuple) else item.default
            members[item.name] = (hint, default)
    name = shape.__name__
    if kind is not None:
        members |= _envelope(kind)
    return create_model(
        name, __config__=ConfigDict(extra="forbid"), __doc__=shape.__doc__, **members
    )


def _envelope(kind: str) -> dict[str, Any]:
    return {
        "kind": (Literal[kind], ...),
        "at": (Moment, ...),
        "id": (Name | None, None),
        "by": (
            Annotated[str, Field(pattern=r"^(platform|holder|(issuer|clerk|checker)(:.+)?)$")]
            | None,
            None,
        ),
        "application": (Name | None, None),
        "pass": (PassName | None, None),
        "sees": (list[Name], []),
        "entered": (Moment | None, None),
    }


@cache
def file_model() -> TypeAdapter[Any]:
    """What reads a whole case file."""
    shapes: list[tuple[str, Any]] = [(kind, body) for (kind, _), body in bodies.BODIES.items()]
    kinds = tuple(_model(shape, kind) for kind, shape in shapes)
    record: Any = Annotated[Union[kinds], Field(discriminator="kind")]  # noqa: UP007
    model = create_model(
        "CaseFile",
        __config__=ConfigDict(extra="forbid"),
        __doc__="One person's records and the time at which to judge them.",
        policy=(dict[str, Any], {}),
        now=(Moment, ...),
        known_until=(Moment | None, None),
        application=(Name | None, None),
        records=(Annotated[list[record], Field(max_length=MOST)], ...),
        **{"pass": (PassName | None, None)},  # type: ignore[call-overload]
    )
    return TypeAdapter(model)


def schema() -> dict[str, Any]:
    """The JSON schema of a case file, each kind of record with its example."""
    found = file_model().json_schema()
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["properties"]["policy"] |= _policy_schema()
    for (kind, _version), shape in bodies.BODIES.items():
        found["$defs"][shape.__name__]["examples"] = [EXAMPLES[kind]]
    return found


def _policy_schema() -> dict[str, Any]:
    """What may stand under `policy`: every number with its bounds, its unit and its source."""
    numbers = {
        name: {"type": "boolean", "description": f"{source.en} ({source.clause})"}
        if name in SWITCHES
        else {
            "type": "integer",
            "minimum": source.low,
            "maximum": source.high,
            "description": f"{source.en}, {source.unit} ({source.clause})",
        }
        for name, source in SOURCES.items()
    }
    return {"properties": numbers | _OTHERS, "additionalProperties": False}


_BOTH = {
    "type": "object",
    "properties": {
        name: {"type": "string", "pattern": r"\S", "maxLength": 400} for name in ("zh", "en")
    },
    "required": ["zh", "en"],
    "additionalProperties": False,
}
_QUESTION = {
    "type": "object",
    "properties": {
        "code": {
            "type": "string",
            "pattern": "^[A-Z0-9-]{1,24}$",
            "not": {"enum": [question.code for question in QUESTIONS]},
        },
        "text": _BOTH,
        "since": _BOTH,
        "until": _BOTH,
        "items": {"type": "array", "maxItems": 0},
    },
    "required": ["code", "text"],
    "additionalProperties": False,
}
_AT_MOST = {"type": "integer", "minimum": 0, "maximum": (1 << 48) - 1}
# Every other field of a policy; a test holds that none is missing.
_OTHERS: dict[str, Any] = {
    "version": _AT_MOST,
    "valid_from": _AT_MOST,
    "county": {"type": "string", "maxLength": 6},
    "county_line": {"type": "string", "maxLength": 20},
    "high_incidence": {
        "type": "array",
        "items": {"type": "string", "maxLength": 12},
        "maxItems": 64,
    },
    "questions": {"type": "array", "items": _QUESTION, "maxItems": 64},
}
