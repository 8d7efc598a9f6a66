"""The frozen table of reasons: why a pass is not green, as four bits of a token and in decisions.

Owns the numbers 0 to 15, the colours that each may stand with, and one sentence in each language.
Does not judge: `judging` finds, this names. Rules:

1. A number never changes its meaning: tokens on paper outlive programs.
2. 0 stands with green and pending alone; every yellow and red bears a reason of 1 to 15.
3. The sentence is for the holder and says what to do next, with the days of the policy in force: the token
   bears the number of the reason alone.

Source: DESIGN sections 3 and 4.

>>> Reason.EX4.said({"EX4": 10}).en  # doctest: +ELLIPSIS
'Red: back from outside the province, under 10 days of home observation. Please report to your village...'
>>> Reason.RECHECK.fits("red")
False
"""

from collections.abc import Mapping
from enum import IntEnum

from fieldpass.model.text import Text

REPORT_TO_BODY = Text(zh="请向所在村或单位报告.", en="Please report to your village or unit.")
"""The end of every red sentence; who says it together with a telephone number leaves it out."""


class Reason(IntEnum):
    """Why a pass is not green; the number is written into the token."""

    NONE = 0
    RECHECK = 1
    MORE_INFO = 2
    UNSCREENED = 3
    NO_REPORT = 4
    EXPIRED = 5
    CONFLICT = 6
    SYMPTOM = 7
    EX1 = 8
    EX2 = 9
    EX3 = 10
    EX4 = 11
    EX5 = 12
    FEVER = 13
    ISSUER = 14
    OTHER = 15

    @property
    def colours(self) -> frozenset[str]:
        """The colours that this reason may stand with."""
        return _TABLE[self][0]

    def said(self, days: Mapping[str, int]) -> Text:
        """One sentence for the holder; `days` are those of a policy (`policy.days_of`)."""
        text = _TABLE[self][1]
        number = str(days.get(self.name, ""))
        return Text(zh=text.zh.replace("{days}", number), en=text.en.replace("{days}", number))

    def fits(self, colour: str) -> bool:
        """Whether a token or a decision of this colour ("green", "yellow", ...) may bear it."""
        return colour in _TABLE[self][0]


_PLAIN = frozenset({"pending", "green"})
_YELLOW = frozenset({"yellow"})
_RED = frozenset({"red"})
_EITHER = _YELLOW | _RED

_TABLE: dict[Reason, tuple[frozenset[str], Text]] = {
    Reason.NONE: (_PLAIN, Text(zh="没有不通行的原因.", en="There is no reason against passing.")),
    Reason.RECHECK: (
        _YELLOW,
        Text(
            zh="黄卡, 先核实: 体温偏高一次, 要再测一次.",
            en="Yellow, check first: one high temperature, to be measured again.",
        ),
    ),
    Reason.MORE_INFO: (
        _YELLOW,
        Text(
            zh="黄卡, 先核实: 签发人要求补充材料.",
            en="Yellow, check first: the issuer asked for more.",
        ),
    ),
    Reason.UNSCREENED: (
        _YELLOW,
        Text(
            zh="黄卡, 先核实: 现场签发, 平台还没有核验.",
            en="Yellow, check first: issued on site and not yet screened by the platform.",
        ),
    ),
    Reason.NO_REPORT: (
        _YELLOW,
        Text(
            zh="黄卡, 先核实: 昨天没有健康上报.",
            en="Yellow, check first: no health report for yesterday.",
        ),
    ),
    Reason.EXPIRED: (
        _YELLOW,
        Text(zh="黄卡, 已过期: 请重新申报.", en="Yellow, expired: please apply again."),
    ),
    Reason.CONFLICT: (
        _EITHER,
        Text(
            zh="两位签发人签的颜色不同, 请签发人核对.",
            en="Two issuers decided differently; an issuer must settle it.",
        ),
    ),
    Reason.SYMPTOM: (
        _RED,
        Text(
            zh="红卡: {days} 天内有症状. 请向所在村或单位报告.",
            en="Red: symptoms within {days} days. Please report to your village or unit.",
        ),
    ),
    Reason.EX1: (
        _RED,
        Text(
            zh="红卡: 确诊, 住院或出院后观察未满 {days} 天. 请向所在村或单位报告.",
            en="Red: confirmed case, in hospital or under {days} days after discharge."
            " Please report to your village or unit.",
        ),
    ),
    Reason.EX2: (
        _RED,
        Text(
            zh="红卡: 疑似或阳性, 未治愈或观察未满 {days} 天. 请向所在村或单位报告.",
            en="Red: suspected or positive, not cured or under {days} days of isolation."
            " Please report to your village or unit.",
        ),
    ),
    Reason.EX3: (
        _RED,
        Text(
            zh="红卡: 密切接触者, 未解除医学观察. 请向所在村或单位报告.",
            en="Red: close contact, not released. Please report to your village or unit.",
        ),
    ),
    Reason.EX4: (
        _RED,
        Text(
            zh="红卡: 从省外返回, 居家观察未满 {days} 天. 请向所在村或单位报告.",
            en="Red: back from outside the province, under {days} days of home observation."
            " Please report to your village or unit.",
        ),
    ),
    Reason.EX5: (
        _RED,
        Text(
            zh="红卡: 与疫情高发地区人员有接触, 观察未满 {days} 天. 请向所在村或单位报告.",
            en="Red: contact with people from a high-incidence area, under {days} days of isolation."
            " Please report to your village or unit.",
        ),
    ),
    Reason.FEVER: (
        _RED,
        Text(
            zh="红卡: 发热, 两次测量. 请向所在村或单位报告.",
            en="Red: fever, measured twice. Please report to your village or unit.",
        ),
    ),
    Reason.ISSUER: (
        _EITHER,
        Text(
            zh="签发人核签的决定, 请向签发人询问.", en="The issuer's own decision; ask the issuer."
        ),
    ),
    Reason.OTHER: (
        _EITHER,
        Text(
            zh="卡已作废或另有原因, 请向签发人询问.",
            en="The card is void, or there is another reason; ask the issuer.",
        ),
    ),
}
