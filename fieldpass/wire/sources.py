"""Where keys and states come from when a pass is verified: the lists that this device holds.

Times are milliseconds since 1970 UTC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from fieldpass.model.reasons import Reason
from fieldpass.model.records import PassRef
from fieldpass.wire import status as states
from fieldpass.wire.lists import BodyEntry, BodyRole, HeldList, IssuerList, IssuerRow, KeyUse
from fieldpass.wire.status import StatusChanges, StatusList

# The yellow reasons that a normal reading and no symptoms lift on the spot.
LIFTABLE = frozenset({Reason.RECHECK, Reason.NO_REPORT})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A key as the issuer list of a county has it."""

    public: bytes
    use: KeyUse
    county: str
    scope: str
    body_name: str
    role: BodyRole | None
    valid_from: int
    valid_until: int


class KeySource(Protocol):
    """Where keys come from: the issuer lists held."""

    def holds(self, county: str) -> bool:
        """Whether there is an issuer list of this county."""

    def find(self, county: str | None, kid: bytes) -> KeyEntry | None:
        """The key of a kid in a county's list; with None, in any."""


class StatusSource(Protocol):
    """Where states come from: the status lists held."""

    def status(self, county: str) -> StatusList | None:
        """The status list of this county, or None."""

    def as_of(self, county: str | None) -> int | None:
        """As of when (ms) the lists of this county are; with None, the oldest held."""


@lru_cache(maxsize=4096)
def _entry(county: str, row: IssuerRow, body: BodyEntry | None) -> KeyEntry:
    return KeyEntry(
        public=row.public,
        use=row.use,
        county=county,
        scope=row.scope,
        body_name=body.name if body else row.uscc,
        role=body.role if body else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLists:
    """Both sources from lists by county."""

    issuers: Mapping[str, HeldList]
    statuses: Mapping[str, HeldList]

    @classmethod
    def of(cls, held: Iterable[HeldList]) -> "HeldLists":
        """From lists of any kind; policies are left out."""
        lists = list(held)
        return cls(
            issuers={one.county: one for one in lists if one.kind == "issuers"},
            statuses={one.county: one for one in lists if one.kind == "status"},
        )

    def holds(self, county: str) -> bool:
        """See KeySource."""
        return county in self.issuers

    def find(self, county: str | None, kid: bytes) -> KeyEntry | None:
        """See KeySource."""
        for name in self.issuers if county is None else (county,):
            held = self.issuers.get(name)
            if held is None or not isinstance(held.body, IssuerList):
                continue
            row = held.body.rows.get(kid)
            if row is not None:
                return _entry(name, row, held.body.bodies.get(row.uscc))
        return None

    def status(self, county: str) -> StatusList | None:
        """See StatusSource."""
        held = self.statuses.get(county)
        return held.body if held and isinstance(held.body, StatusList) else None

    def as_of(self, county: str | None) -> int | None:
        """See StatusSource: a county's status list, or the oldest of all lists."""
        if county is not None:
            held = self.statuses.get(county)
            return held.as_of if held else None
        return min((one.as_of for one in (self.statuses or self.issuers).values()), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """The status lists held, and what a platform's look-up has just told of one pass.

    A list is signed and an answer is not: what was told makes the state of that pass worse, never better, so
    that nobody in the line lifts a red or a void. The lists' age stays what it is.
    """

    held: StatusSource
    ref: PassRef
    told: int

    def status(self, county: str) -> StatusList | None:
        """See StatusSource."""
        listed, ref = self.held.status(county) or states.EMPTY, self.ref
        before = listed.state(ref.kid, ref.sequence)
        if _badness(self.told) <= _badness(before):
            return self.held.status(county)
        # Screened since is good news, which only a list brings.
        after = self.told & ~states.SCREENED | before & states.SCREENED
        return states.apply(
            listed, StatusChanges(runs={ref.kid: ([ref.sequence], bytes((after,)))}, stolen={})
        )

    def as_of(self, county: str | None) -> int | None:
        """See StatusSource."""
        return self.held.as_of(county)


_WORST_LAST = (states.AS_SIGNED, states.YELLOW, states.RED, states.VOID)


def _badness(state: int) -> tuple[int, bool]:
    """How bad a state is; of two yellows the one that a reading on the spot does not lift."""
    mark = states.mark_of(state)
    return _WORST_LAST.index(mark), bool(mark) and states.reason_of(state) not in LIFTABLE
