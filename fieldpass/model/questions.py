"""The screening questions as data: the screen, the web page and the paper form show the same questions in
the same words. The fields around them are `form`.

Rules:

1. A question is answered yes or no; yes excludes. `since` and `until` say which dates a yes asks for.
2. `QUESTIONS` are the notice's six, in its order, with {days}, {fever} and {areas} where the policy has a
   number; `policy.asked` fills them in and lets the county's own questions follow.
3. Where the counting starts: EX1 and EX2 count from `until` (discharge, cure), EX3 ends at `until`
   (release), EX4 and EX5 count from `since` (return, beginning of isolation), symptoms from their end.
4. People answer with days. What began counts from 0:00 of its day, what ended to 24:00 of its own: never
   milder than what was said. What ended today has ended now. No day is asked for that has not come.

Source: notice 164, 一(一) to 一(三).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fieldpass.model import clauses
from fieldpass.model.clauses import Clause
from fieldpass.model.frozen import dataclass
from fieldpass.model.text import Text
from fieldpass.model.times import at_hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers: what is recorded, and how it reads; `short` where a row is narrow."""

    code: str
    text: Text
    short: Text | None = None

    @property
    def narrow(self) -> Text:
        """The words for a narrow row."""
        return self.short or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that excludes when answered yes.

    `since` and `until` are the labels of the dates that a yes asks for, None where it asks for none.
    `items` are what can be ticked. `clear` says for the issuer that it was answered no, and that nothing
    else is known; the five situations share one sentence (`NO_SITUATION`).
    """

    code: str
    text: Text
    clause: Clause = clauses.COUNTY
    since: Text | None = None
    until: Text | None = None
    items: tuple[Choice, ...] = ()
    clear: Text | None = None


NO_SITUATION = Text(
    zh="五种情形都没有 (本人申报 + 平台)",
    en="None of the five situations (declared, and by the platform)",
)
SITUATIONS = ("EX1", "EX2", "EX3", "EX4", "EX5")


SYMPTOMS: tuple[Choice, ...] = (
    Choice(
        code="FEVER",
        text=Text(zh="发热 ({fever} 度以上)", en="fever ({fever} C or more)"),
    ),
    Choice(code="COUGH", text=Text(zh="持续干咳", en="persistent dry cough")),
    Choice(code="FATIGUE", text=Text(zh="乏力", en="fatigue")),
    Choice(code="OTHER", text=Text(zh="其他症状", en="another symptom")),
)

QUESTIONS: tuple[Question, ...] = (
    Question(
        code="SYMPTOM",
        text=Text(
            zh="{days} 天内是否有过发热 ({fever} 度以上), 持续干咳, 乏力等症状?",
            en="Within {days} days, any fever ({fever} C or more), persistent dry cough, fatigue or"
            " other symptom?",
        ),
        clause=clauses.HEALTH,
        since=Text(zh="开始日期", en="Began on"),
        until=Text(zh="最后一天", en="Last day"),
        items=SYMPTOMS,
        clear=Text(
            zh="{days} 天内无发热, 干咳, 乏力等",
            en="No fever, dry cough, fatigue or other symptom in {days} days",
        ),
    ),
    Question(
        code="EX1",
        text=Text(
            zh="是否确诊: 正在住院, 或出院后观察未满 {days} 天?",
            en="Confirmed case: in hospital, or under {days} days of observation after discharge?",
        ),
        clause=clauses.EX1,
        since=Text(zh="确诊日期", en="Confirmed on"),
        until=Text(zh="出院日期", en="Discharged on"),
    ),
    Question(
        code="EX2",
        text=Text(
            zh="是否疑似病例或阳性感染者: 未治愈, 或隔离观察未满 {days} 天?",
            en="Suspected, or tested positive: not cured, or under {days} days of isolation?",
        ),
        clause=clauses.EX2,
        since=Text(zh="发现日期", en="Found on"),
        until=Text(zh="治愈日期", en="Cured on"),
    ),
    Question(
        code="EX3",
        text=Text(
            zh="是否确诊, 疑似或阳性人员的密切接触者, 未解除医学观察?",
            en="Close contact of a confirmed, suspected or positive person, not released?",
        ),
        clause=clauses.EX3,
        since=Text(zh="接触日期", en="Contact on"),
        until=Text(zh="解除日期", en="Released on"),
    ),
    Question(
        code="EX4",
        text=Text(
            zh="是否离开过山东, 返回后居家观察未满 {days} 天?",
            en="Back from outside the province, under {days} days of home observation?",
        ),
        clause=clauses.EX4,
        since=Text(zh="返回日期", en="Returned on"),
    ),
    Question(
        code="EX5",
        text=Text(
            zh="是否与{areas}疫情高发地区人员有接触, 隔离观察未满 {days} 天?",
            en="Contact with people from {areas} high-incidence area, under {days} days of isolation?",
        ),
        clause=clauses.EX5,
        since=Text(zh="隔离开始日期", en="Isolated from"),
    ),
)


def answers_missing(answered: Iterable[str], asked: Iterable[Question]) -> tuple[str, ...]:
    """The codes of the questions that nobody has answered, in the order in which they are asked."""
    given = frozenset(answered)
    return tuple(question.code for question in asked if question.code not in given)


def began(day: int) -> int:
    """From when (ms) a thing counts that began on a day YYYYMMDD: rule 4."""
    return at_hour(day, 0)


def ended(day: int, now: int) -> int:
    """Until when (ms) a thing counts that ended on a day YYYYMMDD, told at `now` (ms): rule 4."""
    return min(at_hour(day, 24), max(now, at_hour(day, 0)))


_NOT_YET = Text(zh="这一天还没有到.", en="That day has not come yet.")
_NOT_ASKED = Text(zh="这里不问日期.", en="No date is asked for here.")
_BACKWARDS = Text(
    zh="结束的日期比开始的日期还早, 请核对.",
    en="It ends before it begins: check both dates.",
)


def dates_wrong(
    question: Question, *, yes: bool, since: int | None, until: int | None, now: int
) -> dict[str, Text]:
    """What is wrong with the dates of an answer, by "since" and "until"; all times in ms."""
    wrong = {}
    for name, given, label in (
        ("since", since, question.since),
        ("until", until, question.until),
    ):
        if given is None:
            continue
        if not yes or label is None:
            wrong[name] = _NOT_ASKED
        elif given > now:
            wrong[name] = _NOT_YET
    if not wrong and since is not None and until is not None and until <= since:
        wrong["until"] = _BACKWARDS
    return wrong


def fill(question: Question, **numbers: str | Text) -> Question:
    """The question with the policy's numbers in its words; a Text stands in its own language."""
    items = tuple(replace(one, text=_filled(one.text, numbers)) for one in question.items)
    clear = None if question.clear is None else _filled(question.clear, numbers)
    return replace(question, text=_filled(question.text, numbers), items=items, clear=clear)


def _filled(text: Text, numbers: Mapping[str, str | Text]) -> Text:
    zh, en = text.zh, text.en
    for name, value in numbers.items():
        both = Text(zh=value, en=value) if isinstance(value, str) else value
        zh, en = zh.replace(f"{{{name}}}", both.zh), en.replace(f"{{{name}}}", both.en)
    return Text(zh=zh, en=en)
