"""The body of a policy list: one policy whole, and under `also` those that follow and those before it.

A device that was offline for a month needs the policy of today and the one that begins meanwhile, and one
whose program is too old for the newest needs the one before. Rules:

1. First stands the policy that was in force when the list was signed, so that a reader of one policy alone
   reads the right one.
2. Each of `also` is a policy as CBOR in a byte string, so that one of a newer shape, or nested deeper than a
   list may be, leaves list and other policies readable; it reads as a policy without anything.
3. Published policies are never taken back, only followed by others: so a device keeps those that a new
   list leaves out. Who cannot read the newest goes on by the one before, whatever the authority keeps.
4. What the numbers mean is the model's; here they are plain data.

Source: DESIGN section 4, "Lists".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldpass.wire import cbor
from fieldpass.wire.errors import Malformed, WireError

POLICIES_MAX = 32
POLICY_BYTES_MAX = 1 << 20
_ALSO = "also"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyBody:
    """The policies of a list; `data` is the body as it was signed."""

    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def policies(self) -> tuple[Mapping[str, Any], ...]:
        """Every policy of the list, each by itself; the one in force at its signing comes first."""
        first = {name: value for name, value in self.data.items() if name != _ALSO}
        return (first, *map(_policy, self.data.get(_ALSO, ())))

    @property
    def newest(self) -> int:
        """The highest version among them; 0 where none bears one."""
        return max(map(_version, self.policies))


def body_of(first: Mapping[str, Any], also: Iterable[Mapping[str, Any]] = ()) -> PolicyBody:
    """The policy in force and the others, where there are any."""
    others = [cbor.encode(dict(one)) for one in also]
    return PolicyBody(data=dict(first) | ({_ALSO: others} if others else {}))


def joined(new: PolicyBody, held: PolicyBody) -> PolicyBody:
    """A new list and, behind it, what is held and it does not name: to go on by the one before (rule 3)."""
    named = {_version(one) for one in new.policies} | {0}
    kept = [one for one in held.policies if _version(one) not in named]
    kept.sort(key=_version, reverse=True)
    also = [*new.data.get(_ALSO, ()), *(cbor.encode(dict(one)) for one in kept)]
    return PolicyBody(data={**new.data, _ALSO: also[: POLICIES_MAX - 1]}) if kept else new


def to_body(body: PolicyBody) -> dict[str, Any]:
    """As it is signed."""
    return dict(body.data)


def from_body(body: Any) -> PolicyBody:
    """Read a list's body.

    Raises:
        Malformed: another structure, or more policies than a list may hold.
    """
    if type(body) is not dict:
        raise Malformed("policies: body")
    also = body.get(_ALSO, [])
    if type(also) is not list or len(also) >= POLICIES_MAX:
        raise Malformed("policies: the others")
    if any(type(one) is not bytes for one in also):
        raise Malformed("policies: another one")
    return PolicyBody(data=body)


def _version(policy: Mapping[str, Any]) -> int:
    found = policy.get("version")
    return found if type(found) is int else 0


def _policy(data: bytes) -> Mapping[str, Any]:
    """One of the others; empty where it is no policy that this program knows the shape of."""
    try:
        found = cbor.decode(data, max_bytes=POLICY_BYTES_MAX)
    except WireError:
        return {}
    return found if type(found) is dict else {}
