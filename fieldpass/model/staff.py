"""Who may work here: what records say of issuers, colleagues and authorised units.

The rules of all bodies stand in `bodies`; who may write these is `authors`. Source: DESIGN section 3,
"Issuers".
"""

from typing import Annotated, Literal

from fieldpass.model.bounds import Len, MaxLen
from fieldpass.model.declaration import (
    BodyType,
    Kid,
    Line,
    Millis,
    Name,
    Note,
    PersonId,
    Phone,
    PublicKey,
    RecordId,
    Role,
    Scope,
    Signature,
    Uscc,
)
from fieldpass.model.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerRequested:
    """A registration. `proof_*` are the two keys' signatures over both public keys (see wire).

    `person` is the staff member's id, 16 random bytes chosen on the member's first device.
    """

    uscc: Uscc
    body_type: BodyType
    body_name: Name
    unit: Annotated[str, MaxLen(60)] = ""
    division: Annotated[str, Len(12, 12)]
    scope: Scope
    name: Name
    post: Annotated[str, MaxLen(40)]
    phone: Phone
    person: PersonId
    role: Role
    device_key: PublicKey
    issuer_key: PublicKey | None = None
    proof_device: Signature
    proof_issuer: Signature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerAuthorised:
    """The platform's answer to a registration or an admission: from when to when, for which scope."""

    request: RecordId
    uscc: Uscc
    body_name: Name
    scope: Scope
    county: Annotated[str, Len(6, 6)]
    person: PersonId
    name: Name
    role: Role
    device_kid: Kid
    issuer_kid: Kid | None = None
    valid_from: Millis
    valid_until: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerWithdrawn:
    """The platform ends an authorisation: `kid` is a device's or an issuer's key."""

    kid: Kid
    reason: Literal["left", "stolen", "rotated", "jurisdiction", "other"]
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSuspended:
    """The platform pauses an authorisation until a time, or until it is authorised anew."""

    kid: Kid
    until: Millis | None = None
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueAdmitted:
    """An authorised issuer admits a colleague of the same body; fields as in IssuerRequested."""

    uscc: Uscc
    scope: Scope
    name: Name
    post: Annotated[str, MaxLen(40)]
    phone: Phone
    person: PersonId
    role: Role
    device_key: PublicKey
    issuer_key: PublicKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueReplaced:
    """An authorised issuer ends a colleague's authority, `kid`; `by_person` takes over where known."""

    kid: Kid
    by_person: PersonId | None = None
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEndorsed:
    """A community's issuer authorises a unit that manages its people's health properly."""

    uscc: Uscc
    unit_name: Name
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEndorsementWithdrawn:
    """A community's issuer takes a unit's authorisation back."""

    uscc: Uscc
    reason: Note
