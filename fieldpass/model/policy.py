"""The policy: every number and switch of the rules, with its unit and its source.

Owns the numbers; `judging` uses them and has none of its own. Rules:

1. A policy is signed data, versioned, and valid from a time on; `policies` says which is in force.
2. A pass keeps the validity that it was signed with; all else follows the policy in force now.
3. A county's own policy adds questions, areas and its telephone (`COUNTY_ADDS`) to the province's; its
   numbers are the province's.
4. `county_line` (ours) is the telephone of the county's epidemic office, for who is stopped far from
   home.

How it is written down is `policy_data`, what its writer is held to `policy_check`.

>>> NOTICE_164.validity_days, LATER_NOTICE.validity_days
(5, 14)
"""

from dataclasses import replace

from fieldpass.model import clauses
from fieldpass.model.clauses import Clause
from fieldpass.model.frozen import dataclass
from fieldpass.model.identifiers.divisions import is_known, name_of
from fieldpass.model.questions import QUESTIONS, Choice, Question, fill
from fieldpass.model.text import Text
from fieldpass.model.times import at_hour


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: its unit, its clause, its bounds, and what it means."""

    unit: str
    clause: Clause
    low: int
    high: int
    zh: str
    en: str

    @property
    def text(self) -> Text:
        """What the number means."""
        return Text(zh=self.zh, en=self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers and switches; `SOURCES` gives unit, bounds and source of each."""

    version: int
    valid_from: int
    county: str = ""
    county_line: str = ""
    validity_days: int = 5
    province_days_min: int = 14
    place_digits: int = 6
    symptom_free_days: int = 14
    ex1_days: int = 14
    ex2_days: int = 14
    ex3_days: int = 0
    ex4_days: int = 14
    ex5_days: int = 14
    fever_tenths: int = 373
    fever_days: int = 14
    reading_min_tenths: int = 350
    reading_max_tenths: int = 430
    recheck_after_minutes: int = 5
    unscreened_matters: bool = True
    unscreened_grace_days: int = 1
    report_matters: bool = True
    due_hours: int = 6
    opens_hour: int = 8
    closes_hour: int = 18
    ahead_minutes: int = 10
    silent_hours: int = 24
    draft_seconds: int = 10
    lists_soft_hours: int = 24
    lists_hard_hours: int = 72
    retention_days: int = 60
    high_incidence: tuple[str, ...] = ("42",)
    questions: tuple[Question, ...] = ()


SOURCES: dict[str, Source] = {
    "validity_days": Source(
        "days",
        clauses.VALIDITY,
        1,
        23,
        "通行卡有效天数, 签发当天不算",
        "validity, day of issue not counted",
    ),
    "province_days_min": Source(
        "days",
        clauses.SCOPE,
        0,
        365,
        "在山东连续居住至少",
        "continuous days in the province, at least",
    ),
    "place_digits": Source(
        "digits",
        clauses.OURS,
        2,
        12,
        "区划前几位不同才算异地",
        "digits that differ in another place",
    ),
    "symptom_free_days": Source(
        "days", clauses.HEALTH, 0, 90, "无症状天数", "days without symptoms"
    ),
    "ex1_days": Source("days", clauses.EX1, 0, 90, "出院后观察", "observation after discharge"),
    "ex2_days": Source("days", clauses.EX2, 0, 90, "治愈后隔离观察", "isolation after the cure"),
    "ex3_days": Source("days", clauses.EX3, 0, 90, "解除观察后另加", "added after the release"),
    "ex4_days": Source(
        "days", clauses.EX4, 0, 90, "返回后居家观察", "home observation after return"
    ),
    "ex5_days": Source("days", clauses.EX5, 0, 90, "接触后隔离观察", "isolation after contact"),
    "fever_tenths": Source(
        "0.1 C", clauses.HEALTH, 360, 400, "发热的体温", "the temperature of a fever"
    ),
    "fever_days": Source("days", clauses.HEALTH, 0, 90, "发热后天数", "days after a fever"),
    "reading_min_tenths": Source(
        "0.1 C", clauses.OURS, 300, 370, "低于此不算体温", "below this it is no reading"
    ),
    "reading_max_tenths": Source(
        "0.1 C", clauses.OURS, 400, 450, "高于此不算体温", "above this it is no reading"
    ),
    "recheck_after_minutes": Source(
        "minutes", clauses.OURS, 0, 1440, "至少隔多久再测", "the second reading is later by"
    ),
    "unscreened_matters": Source(
        "switch", clauses.OURS, 0, 1, "未核验的卡到时变黄", "unscreened passes turn yellow"
    ),
    "unscreened_grace_days": Source(
        "days", clauses.OURS, 0, 23, "签发后几天内补核验", "days after that of issue to be screened"
    ),
    "report_matters": Source(
        "switch", clauses.DAILY, 0, 1, "不上报变黄", "a missing health report turns yellow"
    ),
    "due_hours": Source(
        "working hours",
        clauses.LATER,
        1,
        100,
        "网上申请几个工作小时内办完",
        "online applications due in",
    ),
    "opens_hour": Source("hour", clauses.OURS, 0, 23, "上班", "working hours begin"),
    "closes_hour": Source("hour", clauses.OURS, 1, 24, "下班", "working hours end"),
    "ahead_minutes": Source(
        "minutes",
        clauses.OURS,
        0,
        1440,
        "记录时间最多比平台早",
        "a record may be ahead of the server by",
    ),
    "silent_hours": Source(
        "hours",
        clauses.OURS,
        1,
        720,
        "设备多久没有联系就不等它",
        "a device silent for longer is left out",
    ),
    "draft_seconds": Source(
        "seconds", clauses.OURS, 0, 3600, "签后可以撤回", "a decision can be taken back for"
    ),
    "lists_soft_hours": Source(
        "hours", clauses.OURS, 1, 720, "名单多久以后说旧", "lists are called old after"
    ),
    "lists_hard_hours": Source(
        "hours", clauses.OURS, 1, 2160, "名单多久以后说太旧", "lists are called too old after"
    ),
    "retention_days": Source(
        "days",
        clauses.OURS,
        14,
        3650,
        "最后一条记录之后, 个人资料在设备上保存",
        "after the last record, a person's data stays on devices for",
    ),
}
COUNTY_ADDS = ("county_line", "high_incidence", "questions")
"""What a county's own policy sets; everything else of it is the province's."""
SWITCHES = frozenset(name for name, source in SOURCES.items() if source.unit == "switch")

NOTICE_164 = Policy(version=1, valid_from=at_hour(20200222, 0))
# Shipped as an example of a later policy: 14 days, otherwise as before.
LATER_NOTICE = Policy(version=2, valid_from=at_hour(20200301, 0), validity_days=14)


def days_of(policy: Policy) -> dict[str, int]:
    """The days that a question or a reason names, by its code."""
    return {
        "SYMPTOM": policy.symptom_free_days,
        "EX1": policy.ex1_days,
        "EX2": policy.ex2_days,
        "EX3": policy.ex3_days,
        "EX4": policy.ex4_days,
        "EX5": policy.ex5_days,
    }


def degrees(tenths: int) -> str:
    """A temperature of the policy as it stands in a sentence: 373 is "37.3"."""
    return f"{tenths // 10}.{tenths % 10}"


_EX3_AFTER = Text(zh=", 或解除后未满 {days} 天?", en=", or under {days} days after the release?")


def asked(policy: Policy) -> tuple[Question, ...]:
    """What the declaration asks: the notice's questions in the policy's numbers, then the county's own.

    A county's question never takes the place of one of the notice's, and a code is asked about once.
    """
    days = days_of(policy)
    found = {
        question.code: fill(
            _with_days_after(question, policy),
            days=str(days[question.code]),
            fever=degrees(policy.fever_tenths),
            areas=_areas(policy),
        )
        for question in QUESTIONS
    }
    for own in policy.questions:
        found.setdefault(own.code, own)
    return tuple(found.values())


def symptoms(policy: Policy) -> tuple[Choice, ...]:
    """The symptoms that can be ticked, in the policy's numbers."""
    return asked(policy)[0].items


def _with_days_after(question: Question, policy: Policy) -> Question:
    """The notice asks a contact for no days after the release; a policy may."""
    if question.code != "EX3" or not policy.ex3_days:
        return question
    zh, en = (said.rstrip("?") for said in (question.text.zh, question.text.en))
    return replace(question, text=Text(zh=zh + _EX3_AFTER.zh, en=en + _EX3_AFTER.en))


def _areas(policy: Policy) -> Text:
    """The areas of high incidence as they stand in the question; the question names none without any."""
    if not policy.high_incidence:
        return Text(zh="", en="a")
    names = [_area(code) for code in policy.high_incidence]
    zh, en = ", ".join(name.zh for name in names), ", ".join(name.en for name in names)
    return Text(zh=f"{zh}等", en=f"{en} or another")


def _area(code: str) -> Text:
    """The name of an area, with its code where the name says less."""
    name = name_of(code)
    if name is None:
        return Text(zh=code, en=code)
    if len(code) == 2 or is_known(code):
        return Text(zh=name.zh.removesuffix("省"), en=name.en)
    return Text(zh=f"{name.zh} {code}", en=f"{name.en} {code}")
