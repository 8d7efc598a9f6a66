"""Who works at this device: the device's registration, and a profile for each person of the laptop.

Rules: 1. The person who is unlocked is the author of what is written: name, post, phone and role are
theirs, everything else (body, scope, platform) is the device's. 2. Somebody who has a slot but no
profile gives no other person's name: a clerk without a name. 3. What is kept stands in the encrypted
store; the key envelope beside it knows numbers only.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from fieldpass.desk.identity import Identity, Role
from fieldpass.store import settings
from fieldpass.store.transaction import Connection, Transaction

IDENTITY = "desk.identity"
_PEOPLE = "desk.people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One person of this laptop. `issuer_kid` is their issuer key's, None for who signs nothing."""

    person: bytes
    name: str
    post: str
    phone: str
    role: Role
    issuer_kid: bytes | None = None


def profiles(conn: Connection) -> dict[bytes, Profile]:
    """All profiles, by person, in the order in which people came."""
    rows: list[dict[str, Any]] = settings.get(conn, _PEOPLE, [])
    return {row["person"]: Profile(**row) for row in rows}


def keep(tx: Transaction, profile: Profile) -> None:
    """Keep or replace a person's profile."""
    _put(tx, profiles(tx.conn) | {profile.person: profile})


def drop(tx: Transaction, person: bytes) -> None:
    """Forget a person's profile."""
    _put(tx, {key: one for key, one in profiles(tx.conn).items() if key != person})


def _put(tx: Transaction, found: dict[bytes, Profile]) -> None:
    settings.put(tx, _PEOPLE, [asdict(one) for one in found.values()] or None)


def registered(conn: Connection) -> Identity | None:
    """The device's registration, in the name of who registered it; None before that."""
    data = settings.get(conn, IDENTITY)
    return Identity.from_data(data) if data else None


def identity_of(conn: Connection, person: bytes | None) -> Identity | None:
    """The identity in which this person works here (rules 1 and 2); without a person the device's."""
    device = registered(conn)
    if device is None or person is None:
        return device
    found = profiles(conn).get(person)
    if found is None:
        if device.person == person:
            return device
        found = Profile(person=person, name="", post="", phone="", role="clerk")
    return replace(
        device,
        person=person,
        name=found.name,
        post=found.post,
        phone=found.phone,
        role=found.role,
    )


def keep_registered(tx: Transaction, identity: Identity, issuer_kid: bytes | None) -> None:
    """Keep a registration, and the profile of who made it."""
    settings.put(tx, IDENTITY, identity.to_data())
    keep(
        tx,
        Profile(
            person=identity.person,
            name=identity.name,
            post=identity.post,
            phone=identity.phone,
            role=identity.role,
            issuer_kid=issuer_kid,
        ),
    )
