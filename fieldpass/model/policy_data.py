"""A policy as it is written down: the body of a signed list, a file of the authority, a case file.

Rules:

1. What is written names every number, so that a reader needs no defaults of ours; `county_line` only where
   there is one.
2. What is newer than this program is left aside and can be told (`unknown_names`, also inside of a question);
   missing numbers read as notice 164 has them. What a reader must not leave aside comes with a higher
   `format`, which is refused.
3. What is wrong is named by its path, never by its value.

>>> from fieldpass.model.policy import LATER_NOTICE
>>> policy_from_data(policy_to_data(LATER_NOTICE)) == LATER_NOTICE
True
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any, ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.paths import Place, path_of
from fieldpass.model.policy import SOURCES, SWITCHES, Policy
from fieldpass.model.questions import Choice, Question
from fieldpass.model.text import Advised, Text, advised

FORMAT = 1


class PolicyError(FieldpassError):
    """A policy that cannot be read: `path` names the field, `wrong` says what it must be."""

    code = "policy-invalid"
    told: ClassVar[Advised] = advised(
        zh="规则文件读不懂, 继续用原来的规则.",
        en="The policy cannot be read; the one before stays in use.",
        do_zh="请升级程序, 或请平台重新发规则.",
        do_en="Update the program, or ask the platform to issue the policy anew.",
    )

    def __init__(self, path: str, wrong: Text) -> None:
        """Keep both; the field's value is never told."""
        super().__init__(f"{path}: {wrong.en}")
        self.path = path
        self.wrong = wrong


def policy_to_data(policy: Policy) -> dict[str, Any]:
    """The body of a signed policy list: integers, booleans, text, lists and mappings only."""
    data: dict[str, Any] = {item.name: getattr(policy, item.name) for item in fields(policy)}
    if not policy.county_line:
        del data["county_line"]
    data["high_incidence"] = list(policy.high_incidence)
    data["questions"] = [_question_to_data(question) for question in policy.questions]
    return data


def policy_from_data(data: Mapping[str, Any]) -> Policy:
    """Read what `policy_to_data` wrote. Raises PolicyError, which names the field."""
    if data.get("format", FORMAT) != FORMAT:
        raise PolicyError("format", Text(zh="比本程序新", en="newer than this program"))
    values: dict[str, Any] = {}
    for name in ("version", "valid_from"):
        values[name] = _whole(data.get(name), name, 0, (1 << 48) - 1)
    for name, source in SOURCES.items():
        if name in data:
            read = _switch if name in SWITCHES else _whole
            values[name] = read(data[name], name, source.low, source.high)
    if "county" in data:
        values["county"] = _text(data["county"], "county", 6)
    if "county_line" in data:
        values["county_line"] = _line(data["county_line"], "county_line")
    if "high_incidence" in data:
        listed = _items(data["high_incidence"], "high_incidence")
        values["high_incidence"] = tuple(_text(item, "high_incidence", 12) for item in listed)
    if "questions" in data:
        listed = _items(data["questions"], "questions")
        values["questions"] = tuple(
            _question_from_data(item, f"questions[{place}]") for place, item in enumerate(listed)
        )
    policy = Policy(**values)
    if policy.opens_hour >= policy.closes_hour:
        wrong = Text(zh="不早于下班 (closes_hour)", en="not before closes_hour")
        raise PolicyError("opens_hour", wrong)
    return policy


def unknown_names(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of what this program does not know in a written policy that it can read (rule 2)."""
    return tuple(sorted(path_of(place) for place in _unknown(data)))


_KNOWN = frozenset(item.name for item in fields(Policy)) | {"format"}
_QUESTION = frozenset({"code", "text", "since", "until", "items"})
_CHOICE = frozenset({"code", "text"})
_BOTH = frozenset({"zh", "en"})


def _unknown(data: Mapping[str, Any]) -> Iterator[Place]:
    yield from _not_in(data, _KNOWN, ())
    for place, question in _each(data.get("questions"), ("questions",)):
        yield from _not_in(question, _QUESTION, place)
        for name in ("text", "since", "until"):
            yield from _not_in(question.get(name), _BOTH, (*place, name))
        for inner, item in _each(question.get("items"), (*place, "items")):
            yield from _not_in(item, _CHOICE, inner)
            yield from _not_in(item.get("text"), _BOTH, (*inner, "text"))


def _each(listed: Any, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The mappings of a list with their places; what is none is refused elsewhere."""
    for number, item in enumerate(listed if isinstance(listed, list | tuple) else ()):
        if isinstance(item, Mapping):
            yield (*place, number), item


def _not_in(data: Any, known: Collection[str], place: Place) -> Iterator[Place]:
    if isinstance(data, Mapping):
        yield from ((*place, str(name)) for name in data if name not in known)


def _question_to_data(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {"code": question.code, "text": _both(question.text)}
    if question.since:
        data["since"] = _both(question.since)
    if question.until:
        data["until"] = _both(question.until)
    if question.items:
        data["items"] = [{"code": item.code, "text": _both(item.text)} for item in question.items]
    return data


_NOT_MAPPING = Text(zh="不是一组名称和值", en="not a mapping")


def _question_from_data(data: Any, path: str) -> Question:
    if not isinstance(data, Mapping):
        raise PolicyError(path, _NOT_MAPPING)
    listed = _items(data.get("items", []), f"{path}.items")
    return Question(
        code=_code(data.get("code"), f"{path}.code"),
        text=_bilingual(data.get("text"), f"{path}.text"),
        since=_bilingual(data["since"], f"{path}.since") if "since" in data else None,
        until=_bilingual(data["until"], f"{path}.until") if "until" in data else None,
        items=tuple(_choice(item, f"{path}.items") for item in listed),
    )


def _choice(data: Any, path: str) -> Choice:
    if not isinstance(data, Mapping):
        raise PolicyError(path, _NOT_MAPPING)
    return Choice(
        code=_code(data.get("code"), f"{path}.code"),
        text=_bilingual(data.get("text"), f"{path}.text"),
    )


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _bilingual(value: Any, path: str) -> Text:
    if not isinstance(value, Mapping):
        raise PolicyError(path, Text(zh="要有 zh 和 en 两项", en="not a mapping of zh and en"))
    return Text(
        zh=_text(value.get("zh"), f"{path}.zh", 400), en=_text(value.get("en"), f"{path}.en", 400)
    )


def _whole(value: Any, path: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise PolicyError(
            path,
            Text(zh=f"不是 {low} 到 {high} 的整数", en=f"not a whole number from {low} to {high}"),
        )
    return value


def _switch(value: Any, path: str, _low: int, _high: int) -> bool:
    if not isinstance(value, bool):
        raise PolicyError(path, Text(zh="不是 true 或 false", en="not true or false"))
    return value


def _text(value: Any, path: str, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise PolicyError(
            path,
            Text(
                zh=f"不是最多 {longest} 个字的文字",
                en=f"not a text of at most {longest} characters",
            ),
        )
    return value


def _line(value: Any, path: str) -> str:
    """A telephone number as it is shown and called: digits, spaces, hyphens, a plus in front."""
    number = _text(value, path, 20).strip()
    if not set(number) <= set("+0123456789 -"):
        raise PolicyError(path, Text(zh="不是电话号码", en="not a telephone number"))
    return number


def _code(value: Any, path: str) -> str:
    if not _text(value, path, 24):
        raise PolicyError(path, Text(zh="是空的", en="empty"))
    return str(value)


def _items(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > 64:
        raise PolicyError(
            path, Text(zh="不是最多 64 项的列表", en="not a list of at most 64 items")
        )
    return list(value)
