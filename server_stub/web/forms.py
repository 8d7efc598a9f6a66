"""What an applicant sends, and every wrong field at once, in both languages, never echoed.

Shapes and bounds are those of the model's bodies; what must hold of a declaration is the model's
(`declaring`), and what is kept is the normalised form.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fieldpass.model.bodies import Answer, Declaration, Promise
from fieldpass.model.declaration import Code, Day, Line, Scope, Site, Tenths
from fieldpass.model.declaring import declaration_wrong, normalised
from fieldpass.model.policy import Policy, asked
from fieldpass.model.questions import Question, answers_missing, dates_wrong, ended
from fieldpass.model.text import Text
from fieldpass.model.times import day_of, is_day
from fieldpass.wire.cbor import NUL
from fieldpass.wire.errors import WireError
from fieldpass.wire.token import cut_name

NEVER = 1 << 62
SCOPE_PATTERN = r"^(d:[0-9]{12}|u:[0-9A-Z]{18})$"


class ReadingForm(BaseModel):
    """One temperature, tenths of a degree Celsius."""

    model_config = ConfigDict(extra="forbid")
    tenths: Annotated[Tenths, Field(description="tenths of a degree Celsius, 365 is 36.5")]
    site: Site = "forehead"


class ApplicationForm(BaseModel):
    """An application over the web."""

    model_config = ConfigDict(extra="forbid")
    scope: Annotated[
        Scope,
        Field(
            description="d: and 12 digits, or u: and a USCC",
            pattern=SCOPE_PATTERN,
        ),
    ]
    declaration: Declaration
    promise: Promise
    reading: ReadingForm | None = None


class ReportForm(BaseModel):
    """One day's health report; no symptoms is an empty list."""

    model_config = ConfigDict(extra="forbid")
    day: Annotated[Day, Field(description="YYYYMMDD of UTC+8")]
    tenths: Tenths | None = None
    symptoms: Annotated[tuple[Code, ...], Field(max_length=12)] = ()
    note: Line = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One wrong field: its place in the form, and what is wrong with it."""

    path: str
    text: Text


def checked(form: ApplicationForm, now: int, policy: Policy) -> tuple[Declaration, list[Wrong]]:
    """The declaration with its identifiers normalised, and all that is wrong; `now` in ms."""
    said = normalised(form.declaration)
    wrong = [
        *unreadable(form),
        *(
            Wrong(path=f"declaration.{one.path}", text=one.text)
            for one in declaration_wrong(said, day_of(now))
        ),
    ]
    try:
        cut_name(said.name)
    except WireError:
        text = Text(zh="姓名里没有可以显示的字.", en="The name has no printable character.")
        wrong.append(Wrong(path="declaration.name", text=text))
    # A question that is left out would read as a no that nobody has said.
    for code in answers_missing([one.code for one in said.answers], asked(policy)):
        text = Text(zh="这一问还没有回答: 是或否.", en="Not answered yet: yes or no.")
        wrong.append(Wrong(path=f"declaration.answers.{code}", text=text))
    answers = [_today(one, now) for one in said.answers]
    wrong += _dates_wrong(answers, asked(policy), now)
    if form.promise.how != "self":
        text = Text(zh="网上申请要由本人承诺.", en="Online the promise is the person's own.")
        wrong.append(Wrong(path="promise.how", text=text))
    return dataclasses.replace(said, answers=tuple(answers)), wrong


def _today(answer: Answer, now: int) -> Answer:
    """What ends at 24:00 of today, as the page counts days, has ended now."""
    if answer.until is None or not now < answer.until <= ended(day_of(now), NEVER):
        return answer
    return dataclasses.replace(answer, until=now)


def _dates_wrong(
    answers: Sequence[Answer], questions: Sequence[Question], now: int
) -> Iterator[Wrong]:
    known = {question.code: question for question in questions}
    for one in answers:
        if one.code in known:
            found = dates_wrong(
                known[one.code], yes=one.yes, since=one.since, until=one.until, now=now
            )
            for name, text in found.items():
                yield Wrong(path=f"declaration.answers.{one.code}.{name}", text=text)


def report_wrong(form: ReportForm, today: int) -> list[Wrong]:
    """What is wrong with a report; `today` YYYYMMDD."""
    wrong = unreadable(form)
    if not (is_day(form.day) and form.day <= today):
        text = Text(zh="日期不对, 不能晚于今天.", en="Not a day, or one that is yet to come.")
        wrong.append(Wrong(path="day", text=text))
    return wrong


def unreadable(form: BaseModel) -> list[Wrong]:
    """The texts with a NUL, which no record may hold (`wire.cbor`, rule 3)."""
    text = Text(zh="有不能用的字符.", en="It holds a character that cannot be used.")
    return [Wrong(path=path, text=text) for path, said in _texts(form.model_dump()) if NUL in said]


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from _texts(one, f"{path}.{index}")


_SHAPES: Mapping[str, Text] = {
    "missing": Text(zh="必填.", en="This field is missing."),
    "extra_forbidden": Text(zh="没有这个字段.", en="There is no such field."),
    "unexpected_keyword_argument": Text(zh="没有这个字段.", en="There is no such field."),
    "string_too_short": Text(zh="太短.", en="Too short."),
    "string_too_long": Text(zh="太长.", en="Too long."),
    "too_long": Text(zh="项目太多.", en="Too many entries."),
    "too_short": Text(zh="项目太少.", en="Too few entries."),
    "literal_error": Text(zh="不在可选范围内.", en="None of the choices."),
    "greater_than_equal": Text(zh="数字太小.", en="The number is too small."),
    "less_than_equal": Text(zh="数字太大.", en="The number is too large."),
    "json_invalid": Text(zh="不是有效的 JSON.", en="This is not valid JSON."),
}
_OTHER = Text(zh="格式不对.", en="Not as it must be.")


def shape_wrong(errors: Sequence[Mapping[str, Any]]) -> list[Wrong]:
    """The places and kinds of what pydantic found, without the values."""
    found = []
    for error in errors[:50]:
        steps = [str(step)[:60] for step in error["loc"] if step != "body"]
        found.append(Wrong(path=".".join(steps), text=_SHAPES.get(error["type"], _OTHER)))
    return found


def as_json(wrong: Sequence[Wrong]) -> list[dict[str, str]]:
    """Wrong fields as they are answered."""
    return [{"path": one.path, "zh": one.text.zh, "en": one.text.en} for one in wrong]
