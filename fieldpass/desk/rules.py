"""How this device stands to the rules: which policy is in force here, and what of it cannot be read.

A policy that is newer than this program stops nobody: the newest that can be read stays in force. Whoever
works here is told, at home and by the doctor, until the program is updated or a policy that it can read
takes the place of that one.
"""

from dataclasses import dataclass
from typing import Literal

from fieldpass.desk.office import Office
from fieldpass.model.policies import Policies, Unread
from fieldpass.model.policy import Policy
from fieldpass.model.text import Text
from fieldpass.model.times import day_of, day_text

State = Literal["current", "announced", "in part", "behind"]
"""All is read; what comes is not; what holds is read but for some numbers; what holds is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The policy that is gone by, the state, and a sentence where something is to be done."""

    policy: Policy
    state: State
    trouble: Text | None


def here(office: Office) -> Rules:
    """For the own county, now."""
    return of(office.holdings().policies, office.now(), office.county)


def of(policies: Policies, now: int, county: str = "") -> Rules:
    """For a county ("" for the province alone) at a time (ms)."""
    policy, newer = policies.in_force(now, county), policies.newer(now, county)
    if newer is None:
        return Rules(policy=policy, state="current", trouble=None)
    if not newer.whole:
        return Rules(policy=policy, state="in part", trouble=_in_part(newer))
    if newer.valid_from > now:
        return Rules(policy=policy, state="announced", trouble=_announced(newer))
    return Rules(policy=policy, state="behind", trouble=_behind(newer, policy))


def _named(newer: Unread) -> Text:
    """How a policy is called; one that has not even a number is only "a newer one"."""
    if not newer.version:
        return Text(zh="新规则", en="A newer policy")
    if newer.county:
        return Text(zh=f"本县规则第 {newer.version} 版", en=f"The county's policy {newer.version}")
    return Text(zh=f"规则第 {newer.version} 版", en=f"Policy {newer.version}")


def _behind(newer: Unread, policy: Policy) -> Text:
    named = _named(newer)
    return Text(
        zh=f"{named.zh}已经生效, 本程序读不懂, 还在按第 {policy.version} 版规则判定. 请升级程序.",
        en=f"{named.en} is in force, but this program cannot read it and goes by policy"
        f" {policy.version}. Update the program.",
    )


def _announced(newer: Unread) -> Text:
    named, day = _named(newer), day_text(day_of(newer.valid_from))
    return Text(
        zh=f"{named.zh}从{day.zh}起生效, 本程序读不懂. 请在那之前升级程序.",
        en=f"{named.en} begins on {day.en}, and this program cannot read it. Update the program"
        " before.",
    )


def _in_part(newer: Unread) -> Text:
    named, count = _named(newer), len(newer.names)
    return Text(
        zh=f"{named.zh}有 {count} 项本程序不认识, 没有按它们判定. 请升级程序.",
        en=f"{named.en} has numbers that this program does not know ({count}) and leaves aside."
        " Update the program.",
    )
