"""The policies that somebody holds: which is in force where and when, and what cannot be read of them.

Rules:

1. In force for the province is the policy valid latest, of those the highest version; before the first
   one notice 164. A county's own policy adds to it (`COUNTY_ADDS`) and takes nothing away.
2. A policy that this program cannot read stops nobody: the newest that can be read stays in force.
3. That is told, not passed over: `newer` says what this program could not read of what is in force or
   announced, until a policy that it can read takes its place.

>>> from fieldpass.model.policy import LATER_NOTICE, NOTICE_164
>>> in_force((NOTICE_164, LATER_NOTICE), LATER_NOTICE.valid_from - 1).validity_days
5
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fieldpass.model.frozen import dataclass
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.policy_data import PolicyError, policy_from_data, unknown_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What could not be read: `names` of the fields; the whole policy, or only these left aside.

    `version` and `valid_from` (ms) are 0 where not even they can be read.
    """

    version: int
    valid_from: int
    county: str
    whole: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What was read, and what was not."""

    read: tuple[Policy, ...] = ()
    unread: tuple[Unread, ...] = ()

    @classmethod
    def of(cls, written: Iterable[Mapping[str, Any]]) -> "Policies":
        """From policies as they are written down (rule 2)."""
        read: list[Policy] = []
        unread: list[Unread] = []
        for data in written:
            try:
                policy = policy_from_data(data)
            except PolicyError as error:
                unread.append(_unread(data, (error.path,), whole=True))
                continue
            read.append(policy)
            if names := unknown_names(data):
                unread.append(_unread(data, names, whole=False))
        return cls(read=tuple(read), unread=tuple(unread))

    def in_force(self, now: int, county: str = "") -> Policy:
        """The policy in force at `now` (ms) in a county (6 digits; "" for the province alone)."""
        return in_force(self.read, now, county)

    def line_of(self, county: str, now: int) -> str:
        """The telephone that a county's own policy names, or nothing."""
        own = _own(self.read, now, county)
        return "" if own is None else own.county_line

    def next_begin(self, now: int, county: str = "") -> int | None:
        """When (ms) the next of them begins, the province's or the county's; None where none is to come."""
        coming = [
            one.valid_from
            for one in self.read
            if one.county in ("", county) and one.valid_from > now
        ]
        return min(coming, default=None)

    def newer(self, now: int, county: str = "") -> Unread | None:
        """What is in force or announced and could not be read, the newest of it (rule 3)."""
        found = [one for one in self.unread if one.county in ("", county) and self._holds(one, now)]
        # What is not read at all weighs more than what is read but for a number.
        return max(found, key=lambda one: (one.whole, one.valid_from, one.version), default=None)

    def _holds(self, one: Unread, now: int) -> bool:
        """Whether nothing that can be read has taken its place; of what has no number nobody can say."""
        same = [policy for policy in self.read if policy.county == one.county]
        begun = [_rank(policy) for policy in same if policy.valid_from <= now]
        return not one.version or (one.valid_from, one.version) >= max(begun, default=(0, 0))


def in_force(policies: Iterable[Policy], now: int, county: str = "") -> Policy:
    """The policy of rule 1 for a time (ms) and a county ("" for the province alone)."""
    held = tuple(policies)
    province = _latest(held, now, "") or NOTICE_164
    own = _own(held, now, county)
    if own is None:
        return province
    areas = dict.fromkeys((*province.high_incidence, *own.high_incidence))
    return replace(
        province,
        county=county,
        county_line=own.county_line or province.county_line,
        high_incidence=tuple(areas),
        questions=(*province.questions, *own.questions),
    )


def _own(policies: Iterable[Policy], now: int, county: str) -> Policy | None:
    return _latest(policies, now, county) if county else None


def _latest(policies: Iterable[Policy], now: int, county: str) -> Policy | None:
    begun = [one for one in policies if one.county == county and one.valid_from <= now]
    return max(begun, key=_rank, default=None)


def _rank(policy: Policy) -> tuple[int, int]:
    return policy.valid_from, policy.version


def _unread(data: Mapping[str, Any], names: tuple[str, ...], *, whole: bool) -> Unread:
    county = data.get("county")
    return Unread(
        version=_number(data.get("version")),
        valid_from=_number(data.get("valid_from")),
        county=county if isinstance(county, str) else "",
        whole=whole,
        names=names,
    )


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
