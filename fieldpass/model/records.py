"""The record: one immutable thing that happened, and who says so.

Owns the envelope that every kind shares; `bodies` owns what each kind says. Rules:

1. A record is named by `id` (UUIDv7, 16 bytes), made outside: nothing here reads a clock or chance.
2. `at` is the claimed time in milliseconds since 1970 UTC. `entered` is set only where the record was
   typed in later than it happened (later entry from paper), to the time of typing.
3. `subject` is the person (see `person`); it is None where the record is about a pass seen by a
   stranger, which is then named by `pass_ref`.
4. `sees` names the decisions that the author knew of when deciding; nothing else.
5. `sig` is the issuer key's own signature; kinds in `SIGNED_KINDS` need it. `pass.issued` needs none,
   because the token inside is one.
6. Unknown kinds and versions are kept as `UnknownBody` and survive a round trip unchanged.

Source: DESIGN section 5.
"""

from collections.abc import Mapping
from typing import Any, Literal

from fieldpass.model.bodies import Body
from fieldpass.model.frozen import dataclass

Role = Literal["issuer", "clerk", "checker"]
ROLES: tuple[Role, ...] = ("issuer", "clerk", "checker")

SIGNED_KINDS = frozenset(
    {
        "decision.made",
        "pass.voided",
        "colleague.admitted",
        "colleague.replaced",
        "unit.endorsed",
        "unit.endorsement_withdrawn",
        "application.amended",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerAuthor:
    """An issuer, named by the 4-byte kid of the issuer key; proven by `sig` or by the token."""

    kid: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAuthor:
    """A person at a device in a role, as the device says; proven by the bundle's signature.

    `kid`: 4 bytes, the device key. `person`: 16 bytes, the staff member (id given at registration).
    """

    kid: bytes
    person: bytes
    role: Role


@dataclass(frozen=True, slots=True)
class Platform:
    """The authority's server."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The applicant or holder through the server's own pages; only in the server's own bundles."""


Author = IssuerAuthor | DeviceAuthor | Platform | Holder


@dataclass(frozen=True, slots=True, order=True)
class PassRef:
    """What names a pass: the 4-byte kid that signed it and its sequence (0 to 2^32-1) under that kid."""

    kid: bytes
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownBody:
    """The body of a kind or version newer than this program, kept as it came."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One immutable thing that happened; see the module's rules for the fields' units."""

    kind: str
    version: int = 1
    id: bytes
    at: int
    by: Author
    body: Body | UnknownBody
    subject: bytes | None = None
    application: bytes | None = None
    pass_ref: PassRef | None = None
    sees: tuple[bytes, ...] = ()
    entered: int | None = None
    sig: bytes | None = None


def uuid7(now_ms: int, chance: bytes) -> bytes:
    """A UUIDv7 (RFC 9562) as 16 bytes from a time in ms and 10 random bytes, both handed in."""
    if len(chance) != 10 or not 0 <= now_ms < 1 << 48:
        raise ValueError("uuid7 takes 48 bits of time and 10 bytes of chance")
    high = (now_ms << 16) | 0x7000 | int.from_bytes(chance[:2], "big") & 0x0FFF
    low = 1 << 63 | int.from_bytes(chance[2:], "big") & ((1 << 62) - 1)
    return high.to_bytes(8, "big") + low.to_bytes(8, "big")
