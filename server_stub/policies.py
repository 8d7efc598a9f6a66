"""The policies that the authority has published: the province's and the counties' own, by version.

Rules: 1. versions only grow, county by county, and a published policy is never edited: what was wrong is
put right by the next version; 2. what could never come into force is refused; 3. notice 164 is the
province's version 1 and needs no publishing; 4. the signed list is built from here (`publication`): the
policy in force first, then the others, the newest `KEPT_MAX` at most; 5. whoever judges asks for the policy
of the moment and the county, and never keeps it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from sqlalchemy import Connection, bindparam, insert, select

from fieldpass.model import policies
from fieldpass.model.policy import COUNTY_ADDS, NOTICE_164, Policy
from fieldpass.model.policy_data import policy_from_data, policy_to_data
from fieldpass.model.text import Advised, advised
from fieldpass.model.times import day_of
from fieldpass.wire import cbor
from fieldpass.wire import policies as written
from fieldpass.wire.policies import PolicyBody
from server_stub.errors import ServerError
from server_stub.store import schema
from server_stub.store.statement import Statement

PROVINCE = "370000"
KEPT_MAX = written.POLICIES_MAX
_OF_COUNTY = Statement(
    select(schema.policies.c.data)
    .where(schema.policies.c.county == bindparam("in_county"))
    .order_by(schema.policies.c.version.desc())
    .limit(KEPT_MAX)
)
_CODES = Statement(select(schema.policies.c.county).distinct())
# Ordered so that the last of a county is the one in force.
_BEGUN = Statement(
    select(schema.policies.c.county, schema.policies.c.version)
    .where(schema.policies.c.valid_from <= bindparam("by_now"))
    .order_by(schema.policies.c.valid_from, schema.policies.c.version)
)


class NotPublished(ServerError):
    """A policy that cannot be published; the sentences say why."""

    code = "policy-not-published"
    told: ClassVar[Advised] = advised(
        zh="规则没有发布.",
        en="The policy was not published.",
        do_zh="请用 policy list 查看已发布的各版规则.",
        do_en="See `fieldpass-server policy list` for what is published.",
    )


def of(conn: Connection, county: str) -> tuple[Policy, ...]:
    """What is published under a county's code, or the province's; oldest version first."""
    found = [_read(bytes(row[0])) for row in _OF_COUNTY.all(conn, in_county=county)]
    first = (NOTICE_164,) if county == PROVINCE and len(found) < KEPT_MAX else ()
    return (*first, *reversed(found))


def in_force(conn: Connection, now: int, county: str = "") -> Policy:
    """The policy at `now` (ms) in a county, with what the county adds; rule 5."""
    own = of(conn, county) if county not in ("", PROVINCE) else ()
    return policies.in_force((*of(conn, PROVINCE), *own), now, county if own else "")


@lru_cache(maxsize=256)
def _read(data: bytes) -> Policy:
    """Every bundle asks for the policy, and what is published is never edited."""
    return policy_from_data(cbor.decode(data, max_bytes=written.POLICY_BYTES_MAX))


def codes(conn: Connection) -> list[str]:
    """The codes that anything is published under."""
    return [row[0] for row in _CODES.all(conn)]


def begun(conn: Connection, now: int) -> dict[str, int]:
    """The version in force at `now` (ms) under each code that has a published policy begun."""
    return {row[0]: row[1] for row in _BEGUN.all(conn, by_now=now)}


def validities(conn: Connection, by: int) -> frozenset[int]:
    """The validities (days) of the province's policies that had begun by a time (ms)."""
    return frozenset(one.validity_days for one in of(conn, PROVINCE) if one.valid_from <= by)


def publish(tx: Connection, policy: Policy, now: int) -> None:
    """Keep a policy as the next version of its county or the province; `now` in ms.

    Raises:
        NotPublished: its version or its date goes backwards.
    """
    code = code_of(policy.county)
    before = of(tx, code)
    newest = max((one.version for one in before), default=0)
    if policy.version <= newest:
        raise NotPublished(
            f"version {policy.version} after {newest}",
            advised(
                zh=f"版本号不能后退: 已发布到第 {newest} 版.",
                en=f"Versions never go backwards: {newest} is published.",
                do_zh="请用更大的版本号.",
                do_en="Take a higher number.",
            ),
        )
    # A date before that of the policy in force would be passed over by every reader.
    since = max((one.valid_from for one in before if one.valid_from <= now), default=0)
    if policy.valid_from < since:
        said = day_said(since)
        raise NotPublished(
            "never in force",
            advised(
                zh=f"这样永远不会生效: 现行规则自 {said} 起生效.",
                en=f"It would never come into force: the one in force began on {said}.",
                do_zh="请用不早于它的日期.",
                do_en="Name that day or a later one.",
            ),
        )
    tx.execute(
        insert(schema.policies).values(
            county=code,
            version=policy.version,
            valid_from=policy.valid_from,
            published_at=now,
            data=cbor.encode(data_of(policy)),
        )
    )


def day_said(at: int) -> str:
    """The day of UTC+8 that a policy begins on, as it is typed: 2020-03-01."""
    day = str(day_of(at))
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def code_of(county: str) -> str:
    """The code that a policy's list goes by: the county's, or the province's where it names none."""
    return county or PROVINCE


def data_of(policy: Policy) -> dict[str, object]:
    """As it is signed: a county's own policy says nothing but what a county may add."""
    data = policy_to_data(policy)
    if not policy.county:
        return data
    kept = {"version", "valid_from", "county", *COUNTY_ADDS}
    return {name: value for name, value in data.items() if name in kept}


def body_of(conn: Connection, county: str, now: int) -> PolicyBody:
    """The body of a county's policy list, or the province's (rule 4)."""
    found = of(conn, county)
    first = _first(found, now)
    others = sorted((one for one in found if one != first), key=lambda one: one.version)
    return written.body_of(data_of(first), [data_of(one) for one in others])


def _first(found: Sequence[Policy], now: int) -> Policy:
    """The one in force; before the first begins, the one that begins first."""
    begun = [one for one in found if one.valid_from <= now]
    if begun:
        return max(begun, key=lambda one: (one.valid_from, one.version))
    return min(found, key=lambda one: (one.valid_from, -one.version))
