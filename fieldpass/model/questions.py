"""The declaration form and the screening questions as data: the screen, the web page and the paper form
show the same questions in the same words.

Rules:

1. A question is answered yes or no; yes excludes. `since` and `until` say which dates a yes asks for.
2. `QUESTIONS` are the notice's six, in its order, with {days}, {fever} and {areas} where the policy has a
   number; `policy.asked` fills them in and lets the county's own questions follow.
3. Where the counting starts: EX1 and EX2 count from `until` (discharge, cure), EX3 ends at `until`
   (release), EX4 and EX5 count from `since` (return, beginning of isolation), symptoms from their end.

Source: notice 164, 一(一) to 一(三).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from fieldpass.model import clauses
from fieldpass.model.clauses import Clause
from fieldpass.model.frozen import dataclass
from fieldpass.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers: what is recorded, and how it reads."""

    code: str
    text: Text


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of the declaration; `path` is its place in `bodies.Declaration`."""

    path: str
    label: Text
    kind: Literal["text", "choice", "document", "phone", "division", "number", "day", "sex"]
    required: bool = True
    choices: tuple[Choice, ...] = ()
    hint: Text | None = None


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
        since=Text(zh="开始日期", en="began on"),
        until=Text(zh="最后一天", en="last day"),
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
        since=Text(zh="确诊日期", en="confirmed on"),
        until=Text(zh="出院日期", en="discharged on"),
    ),
    Question(
        code="EX2",
        text=Text(
            zh="是否疑似病例或阳性感染者: 未治愈, 或隔离观察未满 {days} 天?",
            en="Suspected, or tested positive: not cured, or under {days} days of isolation?",
        ),
        clause=clauses.EX2,
        since=Text(zh="发现日期", en="found on"),
        until=Text(zh="治愈日期", en="cured on"),
    ),
    Question(
        code="EX3",
        text=Text(
            zh="是否确诊, 疑似或阳性人员的密切接触者, 未解除医学观察?",
            en="Close contact of a confirmed, suspected or positive person, not released?",
        ),
        clause=clauses.EX3,
        since=Text(zh="接触日期", en="contact on"),
        until=Text(zh="解除日期", en="released on"),
    ),
    Question(
        code="EX4",
        text=Text(
            zh="是否离开过山东, 返回后居家观察未满 {days} 天?",
            en="Back from outside the province, under {days} days of home observation?",
        ),
        clause=clauses.EX4,
        since=Text(zh="返回日期", en="returned on"),
    ),
    Question(
        code="EX5",
        text=Text(
            zh="是否与{areas}疫情高发地区人员有接触, 隔离观察未满 {days} 天?",
            en="Contact with people from {areas} high-incidence area, under {days} days of isolation?",
        ),
        clause=clauses.EX5,
        since=Text(zh="隔离开始日期", en="isolated from"),
    ),
)

PURPOSES: tuple[Choice, ...] = (
    Choice(code="work", text=Text(zh="复工", en="back to work")),
    Choice(code="school", text=Text(zh="复学", en="back to school")),
    Choice(code="other", text=Text(zh="其他", en="another purpose")),
)

DOCUMENTS: tuple[Choice, ...] = (
    Choice(code="resident_id", text=Text(zh="居民身份证", en="resident identity card")),
    Choice(
        code="residence_permit",
        text=Text(zh="港澳台居民居住证", en="residence permit (HK, Macao, Taiwan)"),
    ),
    Choice(
        code="foreigner_permit",
        text=Text(zh="外国人永久居留身份证", en="foreigner's permanent residence permit"),
    ),
    Choice(code="passport", text=Text(zh="护照", en="passport")),
    Choice(
        code="household_booklet", text=Text(zh="户口簿 (儿童)", en="household booklet (children)")
    ),
)

FORM: tuple[FormField, ...] = (
    FormField(
        path="document.type",
        label=Text(zh="证件类型", en="document"),
        kind="choice",
        choices=DOCUMENTS,
    ),
    FormField(
        path="document.number", label=Text(zh="证件号码", en="document number"), kind="document"
    ),
    FormField(path="name", label=Text(zh="姓名", en="name"), kind="text"),
    FormField(path="sex", label=Text(zh="性别", en="sex"), kind="sex", required=False),
    FormField(
        path="birth", label=Text(zh="出生日期", en="date of birth"), kind="day", required=False
    ),
    FormField(path="phone", label=Text(zh="联系电话", en="telephone"), kind="phone"),
    FormField(
        path="residence.division", label=Text(zh="现住地区划", en="residence"), kind="division"
    ),
    FormField(
        path="residence.detail",
        label=Text(zh="现住详细地址", en="address of residence"),
        kind="text",
        required=False,
    ),
    FormField(
        path="destination.division", label=Text(zh="去往地区划", en="destination"), kind="division"
    ),
    FormField(
        path="destination.detail",
        label=Text(zh="去往详细地址", en="address of destination"),
        kind="text",
        required=False,
    ),
    FormField(
        path="purpose", label=Text(zh="出行事由", en="purpose"), kind="choice", choices=PURPOSES
    ),
    FormField(
        path="purpose_note",
        label=Text(zh="工作单位或学校", en="employer or school"),
        kind="text",
        required=False,
    ),
    FormField(
        path="province_days",
        label=Text(zh="在山东连续居住天数", en="continuous days in the province"),
        kind="number",
    ),
    FormField(
        path="guardian.name",
        label=Text(zh="监护人姓名", en="guardian"),
        kind="text",
        required=False,
    ),
    FormField(
        path="guardian.relation",
        label=Text(zh="与孩子的关系", en="relation to the child"),
        kind="text",
        required=False,
    ),
)

ONSITE_REASONS: tuple[Choice, ...] = (
    Choice(code="no_phone", text=Text(zh="没有智能手机", en="has no smartphone")),
    Choice(code="cannot_use", text=Text(zh="不会用手机办理", en="cannot use one")),
    Choice(code="no_network", text=Text(zh="没有网络", en="no network")),
)

PROMISE = Text(
    zh="以上内容由本人如实填报. 如有隐瞒或虚假, 愿承担法律责任.",
    en="What I have declared is true. I answer in law for anything hidden or false.",
)
PROMISE_FOR_CHILD = Text(
    zh="以上内容由监护人代孩子如实填报. 如有隐瞒或虚假, 愿承担法律责任.",
    en="As guardian I have declared the truth for the child, and answer in law for it.",
)
PROMISE_WAYS: tuple[Choice, ...] = (
    Choice(code="self", text=Text(zh="本人在网上确认", en="confirmed online by the person")),
    Choice(code="stub", text=Text(zh="本人在存根上签字", en="signed on the paper stub")),
    Choice(
        code="witness",
        text=Text(zh="念给本人听, 本人同意, 有见证人", en="read aloud and agreed before a witness"),
    ),
)


def answers_missing(answered: Iterable[str], asked: Iterable[Question]) -> tuple[str, ...]:
    """The codes of the questions that nobody has answered, in the order in which they are asked."""
    given = frozenset(answered)
    return tuple(question.code for question in asked if question.code not in given)


def fill(question: Question, **numbers: str | Text) -> Question:
    """The question with the policy's numbers in its words; a Text stands in its own language."""
    items = tuple(Choice(code=one.code, text=_filled(one.text, numbers)) for one in question.items)
    clear = None if question.clear is None else _filled(question.clear, numbers)
    return replace(question, text=_filled(question.text, numbers), items=items, clear=clear)


def _filled(text: Text, numbers: Mapping[str, str | Text]) -> Text:
    zh, en = text.zh, text.en
    for name, value in numbers.items():
        both = Text(zh=value, en=value) if isinstance(value, str) else value
        zh, en = zh.replace(f"{{{name}}}", both.zh), en.replace(f"{{{name}}}", both.en)
    return Text(zh=zh, en=en)
