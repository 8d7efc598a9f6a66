"""Where this device stands with the platform, as people read it."""

from dataclasses import dataclass
from typing import Literal

from fieldpass.desk.identity import Identity
from fieldpass.model import authors
from fieldpass.model.text import Text

State = Literal["unregistered", "waiting", "authorised", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state, whether passes may be signed here, and what to do next in one sentence."""

    state: State
    may_sign: bool
    text: Text


_TEXTS: dict[State, Text] = {
    "unregistered": Text(
        zh="还没有登记. 请按登记码单登记.",
        en="Not registered yet. Register with the slip that bears the enrolment code.",
    ),
    "waiting": Text(
        zh="已登记, 等平台授权. 现在可以收申请, 测体温, 还不能签发.",
        en="Registered, waiting for the platform. Applications and readings can be taken, "
        "nothing can be signed yet.",
    ),
    "authorised": Text(zh="已授权.", en="Authorised."),
    "ended": Text(
        zh="授权已经结束. 请联系平台重新登记; 本机的记录都还在.",
        en="The authorisation has ended. Ask the platform to register again; "
        "all records of this device are kept.",
    ),
}


def standing_of(identity: Identity | None, known: authors.Standing | None, now: int) -> Standing:
    """From the identity and what the issuer list says of this device, at `now` (ms)."""
    if identity is None or known is None:
        return _standing("unregistered", False)
    if known.valid_from is None:
        return _standing("waiting", False)
    if known.valid_until is not None and now >= known.valid_until:
        return _standing("ended", False)
    return _standing("authorised", "issuer" in known.roles)


def _standing(state: State, may_sign: bool) -> Standing:
    return Standing(state=state, may_sign=may_sign, text=_TEXTS[state])
