"""Where keys and states come from when a pass is verified: the lists that this device holds.

Times are milliseconds since 1970 UTC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from fieldpass.model.records import PassRef
from fieldpass.wire import status as states
from fieldpass.wire.lists import BodyEntry, BodyRole, HeldList, IssuerList, IssuerRow, KeyUse
from fieldpass.wire.status import StatusList


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
    """A StatusSource that knows better of one pass: what the server's look-up just answered.

    `state` is its status byte as of `at` (ms); stolen keys stay those of the lists held.
    """

    held: StatusSource
    county: str
    ref: PassRef
    state: int
    at: int

    def status(self, county: str) -> StatusList | None:
        """See StatusSource."""
        known = self.held.status(county)
        if county != self.county:
            return known
        fresh = states.build({self.ref.kid: {self.ref.sequence: self.state}})
        return StatusList(tables=fresh.tables, stolen=known.stolen if known else {})

    def as_of(self, county: str | None) -> int | None:
        """See StatusSource."""
        return self.at if county == self.county else self.held.as_of(county)
