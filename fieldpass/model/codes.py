"""The table of codes: colour, reach, clause, reason and sentences of every finding, as data.

Owns what never changes about a code; `findings` owns one finding of one person, `judging` says which hold.
Rules:

1. From best to worst: green, pending, yellow, red, none; "none" means that there is no pass at all.
2. Every row speaks to the holder and to the issuer, each in one sentence, and says what lifts it.
3. WITHDRAWN and COUNTY are our own additions to the table of the design.

Source: DESIGN section 3.
"""

from enum import StrEnum
from functools import partial
from typing import Literal

from fieldpass.model import clauses
from fieldpass.model.clauses import Clause
from fieldpass.model.frozen import dataclass
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text

Reach = Literal["person", "application", "pass"]


class Colour(StrEnum):
    """The colour of a pass; NONE where there is no pass."""

    NONE = "none"
    PENDING = "pending"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


RANK: dict[Colour, int] = {
    Colour.GREEN: 0,
    Colour.PENDING: 1,
    Colour.YELLOW: 2,
    Colour.RED: 3,
    Colour.NONE: 4,
}


class Code(StrEnum):
    """The codes of the findings, in the order in which equally bad ones are told."""

    NOT_ACCEPTED = "NOT-ACCEPTED"
    WITHDRAWN = "WITHDRAWN"
    FEVER = "FEVER"
    SYMPTOM = "SYMPTOM"
    EX1 = "EX1"
    EX2 = "EX2"
    EX3 = "EX3"
    EX4 = "EX4"
    EX5 = "EX5"
    COUNTY = "COUNTY"
    VOID = "VOID"
    EXPIRED = "EXPIRED"
    RECHECK = "RECHECK"
    NO_REPORT = "NO-REPORT"
    UNSCREENED = "UNSCREENED"
    MORE_INFO = "MORE-INFO"
    CONFLICT = "CONFLICT"
    DECIDED_RED = "DECIDED-RED"
    DECIDED_YELLOW = "DECIDED-YELLOW"
    UNDECIDED = "UNDECIDED"
    NO_READING = "NO-READING"


ORDER: dict[Code, int] = {code: place for place, code in enumerate(Code)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table: what never changes about a code. `colour` None: as bad as what it joins."""

    colour: Colour | None
    reach: Reach
    clause: Clause
    reason: Reason
    holder: Text
    issuer: Text
    lifted_by: Text


_red = partial(Entry, Colour.RED, "person")
_yellow = partial(Entry, Colour.YELLOW)

_DATE_OR_CORRECTION = Text(zh="到期, 或更正", en="the date, or a correction")
_APPLY_AGAIN = Text(zh="重新申请", en="a new application")

TABLE: dict[Code, Entry] = {
    Code.NOT_ACCEPTED: Entry(
        colour=Colour.NONE,
        reach="application",
        clause=clauses.SCOPE,
        reason=Reason.NONE,
        holder=Text(
            zh="不予受理, 请符合条件后重新申请", en="Not accepted; apply again once eligible"
        ),
        issuer=Text(
            zh="不予受理, 不能签发, 请告诉申请人原因",
            en="Not accepted: nothing can be issued; tell the applicant why",
        ),
        lifted_by=_APPLY_AGAIN,
    ),
    Code.WITHDRAWN: Entry(
        colour=Colour.NONE,
        reach="application",
        clause=clauses.OURS,
        reason=Reason.NONE,
        holder=Text(zh="申请已撤回", en="The application was withdrawn"),
        issuer=Text(
            zh="申请人已撤回, 不用核签", en="Withdrawn by the applicant: nothing to decide"
        ),
        lifted_by=_APPLY_AGAIN,
    ),
    Code.FEVER: _red(
        clauses.HEALTH,
        Reason.FEVER,
        Text(
            zh="红卡: 两次测量都发热, 请向所在村或单位报告",
            en="Red: fever measured twice; report to your village or unit",
        ),
        Text(
            zh="发热, 已再测确认, 请报告并通知防控办",
            en="Fever, confirmed by a second reading: report it to the epidemic office",
        ),
        Text(zh="期满", en="the date"),
    ),
    Code.SYMPTOM: _red(
        clauses.HEALTH,
        Reason.SYMPTOM,
        Text(
            zh="红卡: 有过症状, 请向所在村或单位报告",
            en="Red: there were symptoms; report to your village or unit",
        ),
        Text(
            zh="有过发热, 干咳, 乏力等症状, 无症状天数不够",
            en="Symptoms, and not yet enough days without them",
        ),
        Text(zh="无症状满规定天数, 或更正", en="enough symptom-free days, or a correction"),
    ),
    Code.EX1: _red(
        clauses.EX1,
        Reason.EX1,
        Text(
            zh="红卡: 确诊, 住院或出院后观察期未满, 请向所在村或单位报告",
            en="Red: confirmed case, in hospital or under observation after discharge; report to"
            " your village or unit",
        ),
        Text(
            zh="确诊病例, 住院或出院后观察期未满",
            en="Confirmed case: in hospital, or observation after discharge not over",
        ),
        _DATE_OR_CORRECTION,
    ),
    Code.EX2: _red(
        clauses.EX2,
        Reason.EX2,
        Text(
            zh="红卡: 疑似或阳性, 未治愈或隔离观察期未满, 请向所在村或单位报告",
            en="Red: suspected or positive, not cured or isolation not over; report to your village"
            " or unit",
        ),
        Text(
            zh="疑似病例或阳性感染者, 未治愈或隔离观察期未满",
            en="Suspected or positive: not cured, or isolation not over",
        ),
        Text(zh="治愈并期满, 或更正", en="cure and the date, or a correction"),
    ),
    Code.EX3: _red(
        clauses.EX3,
        Reason.EX3,
        Text(
            zh="红卡: 密切接触者, 未解除医学观察, 请向所在村或单位报告",
            en="Red: close contact, not released; report to your village or unit",
        ),
        Text(zh="密切接触者, 未解除医学观察", en="Close contact, not released from observation"),
        Text(zh="解除观察, 或更正", en="release, or a correction"),
    ),
    Code.EX4: _red(
        clauses.EX4,
        Reason.EX4,
        Text(
            zh="红卡: 从省外返回, 居家观察期未满, 请向所在村或单位报告",
            en="Red: back from outside the province, home observation not over; report to your"
            " village or unit",
        ),
        Text(
            zh="从省外返回, 居家观察期未满",
            en="Back from outside the province, home observation not over",
        ),
        _DATE_OR_CORRECTION,
    ),
    Code.EX5: _red(
        clauses.EX5,
        Reason.EX5,
        Text(
            zh="红卡: 与疫情高发地区人员有接触, 观察期未满, 请向所在村或单位报告",
            en="Red: contact with people from a high-incidence area, isolation not over; report to"
            " your village or unit",
        ),
        Text(
            zh="与疫情高发地区人员有接触, 隔离观察期未满",
            en="Contact with people from a high-incidence area, isolation not over",
        ),
        _DATE_OR_CORRECTION,
    ),
    Code.COUNTY: _red(
        clauses.COUNTY,
        Reason.OTHER,
        Text(
            zh="红卡: 属于县里规定的排除情形, 请向所在村或单位报告",
            en="Red: the county's own rule excludes you; report to your village or unit",
        ),
        Text(zh="属于县里补充的排除情形", en="Excluded by the county's own rule"),
        _DATE_OR_CORRECTION,
    ),
    Code.VOID: _yellow(
        "pass",
        clauses.OURS,
        Reason.OTHER,
        Text(zh="卡已作废, 请用新卡", en="This card is void; use the new one"),
        Text(zh="卡已作废, 与健康无关", en="The pass was taken back; not a health matter"),
        Text(zh="签发新卡", en="a new pass"),
    ),
    Code.EXPIRED: _yellow(
        "pass",
        clauses.VALIDITY,
        Reason.EXPIRED,
        Text(zh="黄卡, 已过期: 请重新申报", en="Yellow, expired: please apply again"),
        Text(zh="通行卡已过期, 要重新申请", en="The pass has expired; a new application is needed"),
        _APPLY_AGAIN,
    ),
    Code.RECHECK: _yellow(
        "person",
        clauses.OURS,
        Reason.RECHECK,
        Text(
            zh="黄卡, 先核实: 体温偏高一次, 休息后再测一次",
            en="Yellow, check first: one high temperature; rest and measure again",
        ),
        Text(
            zh="一次体温偏高, 要再测一次",
            en="One high reading: measure again",
        ),
        Text(zh="再测一次: 正常就解除", en="a second reading: a normal one lifts it"),
    ),
    Code.NO_REPORT: _yellow(
        "pass",
        clauses.DAILY,
        Reason.NO_REPORT,
        Text(
            zh="黄卡, 先核实: 昨天没有健康上报, 今天上报就恢复",
            en="Yellow, check first: no health report for yesterday; report today to lift it",
        ),
        Text(zh="昨天没有健康上报", en="No health report for yesterday"),
        Text(zh="之后任何一次正常上报", en="any later normal report"),
    ),
    Code.UNSCREENED: _yellow(
        "pass",
        clauses.OURS,
        Reason.UNSCREENED,
        Text(
            zh="黄卡, 先核实: 现场签发, 平台还没有核验",
            en="Yellow, check first: issued on site and not yet screened",
        ),
        Text(
            zh="现场签发后平台一直没有核验, 请联网传送",
            en="Issued on site and still not screened; connect and send",
        ),
        Text(zh="平台核验", en="a screening"),
    ),
    Code.MORE_INFO: _yellow(
        "application",
        clauses.COLOURS,
        Reason.MORE_INFO,
        Text(
            zh="黄卡, 先核实: 签发人要求补充材料",
            en="Yellow, check first: the issuer asked for more",
        ),
        Text(zh="等申请人补充材料", en="Waiting for what the applicant was asked for"),
        Text(zh="补充后再核签", en="the answer, then a decision"),
    ),
    Code.CONFLICT: Entry(
        colour=None,
        reach="application",
        clause=clauses.OURS,
        reason=Reason.CONFLICT,
        holder=Text(
            zh="两位签发人签的颜色不同, 按较严的算, 请签发人核对",
            en="Two issuers decided differently; the stricter holds until one settles it",
        ),
        issuer=Text(
            zh="两次核签互不知道而颜色不同, 请看过两次后重新核签",
            en="Two decisions of different colours did not know of each other; decide anew",
        ),
        lifted_by=Text(zh="写明两次的新核签", en="a decision that names both"),
    ),
    Code.DECIDED_RED: Entry(
        colour=Colour.RED,
        reach="application",
        clause=clauses.CONTROLS,
        reason=Reason.ISSUER,
        holder=Text(
            zh="红卡: 签发人核签禁行, 请向所在村或单位报告",
            en="Red: the issuer decided against passage; report to your village or unit",
        ),
        issuer=Text(zh="签发人核签为红", en="Decided red by an issuer"),
        lifted_by=Text(
            zh="另一位签发人以后的核签, 或平台",
            en="a later decision by another issuer, or the platform",
        ),
    ),
    Code.DECIDED_YELLOW: _yellow(
        "application",
        clauses.CONTROLS,
        Reason.ISSUER,
        Text(
            zh="黄卡, 先核实: 签发人核签待行, 请向签发人询问",
            en="Yellow, check first: the issuer wants it checked; ask the issuer",
        ),
        Text(zh="签发人核签为黄", en="Decided yellow by an issuer"),
        Text(zh="以后的核签", en="a later decision"),
    ),
    Code.UNDECIDED: Entry(
        colour=Colour.PENDING,
        reach="application",
        clause=clauses.CONTROLS,
        reason=Reason.NONE,
        holder=Text(
            zh="待审核: 已提交, 等签发人核签", en="Pending: submitted, waiting for the issuer"
        ),
        issuer=Text(zh="等签发人核签", en="Waiting for a decision"),
        lifted_by=Text(zh="核签", en="a decision"),
    ),
    Code.NO_READING: Entry(
        colour=Colour.PENDING,
        reach="application",
        clause=clauses.HEALTH,
        reason=Reason.NONE,
        holder=Text(
            zh="待审核: 没有申请当天的体温, 请测体温",
            en="Pending: no temperature of the day of application; please have it taken",
        ),
        issuer=Text(
            zh="没有申请当天的体温, 请测体温",
            en="No reading of the day of application; take one",
        ),
        lifted_by=Text(zh="测体温", en="a reading"),
    ),
}
