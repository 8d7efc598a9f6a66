"""The register of bodies and the one-time codes: which committee or unit may have issuers, where.

A community's issuers serve the people of its division (`d:` and 12 digits), a unit's its own people
(`u:` and the USCC), once a community has endorsed it. Sources of truth are the files that `seed`
reads.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from fieldpass.wire import enrolment
from server_stub.errors import Busy, UnknownBodyCode
from server_stub.store.schema import bodies, codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A body as the register has it; `people` are its legal representative or committee members."""

    uscc: str
    name: str
    type: str
    division: str
    scope: str
    county: str
    parent: str | None
    people: tuple[str, ...]
    endorsed_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code: for which body and role, and when (ms) and by which device it was used."""

    uscc: str
    role: str
    used_at: int | None
    used_by: bytes | None


def body(conn: Connection, uscc: str) -> Registered | None:
    """The body of a USCC, or None."""
    found = conn.execute(select(bodies).where(bodies.c.uscc == uscc)).first()
    return None if found is None else _registered(found)


def body_of_scope(conn: Connection, scope: str) -> Registered | None:
    """The body whose people a scope holds, or None."""
    found = conn.execute(select(bodies).where(bodies.c.scope == scope)).first()
    return None if found is None else _registered(found)


def serves(conn: Connection, county: str) -> bool:
    """Whether the register has a body of this county."""
    return (
        conn.execute(select(bodies.c.uscc).where(bodies.c.county == county).limit(1)).first()
        is not None
    )


def endorse(tx: Connection, uscc: str, at: int | None) -> None:
    """Note a community's endorsement of a unit (`at` in ms), or its end (None)."""
    tx.execute(update(bodies).where(bodies.c.uscc == uscc).values(endorsed_at=at))


def make_code(
    tx: Connection,
    *,
    uscc: str,
    role: str,
    root_public: bytes,
    now: int,
    chance: Callable[[int], bytes],
) -> enrolment.EnrolmentCode:
    """A new code for one registration of one body; only its hash is kept.

    Raises:
        UnknownBodyCode: the register has no such body.
    """
    if body(tx, uscc) is None:
        raise UnknownBodyCode()
    code = enrolment.make(chance(enrolment.RANDOM_BYTES), root_public)
    tx.execute(insert(codes).values(digest=_digest(code), uscc=uscc, role=role, made_at=now))
    return code


def find_code(conn: Connection, code: enrolment.EnrolmentCode) -> Code | None:
    """A code that was made here, used or not, or None."""
    row = conn.execute(select(codes).where(codes.c.digest == _digest(code))).first()
    if row is None:
        return None
    return Code(
        uscc=row.uscc,
        role=row.role,
        used_at=row.used_at,
        used_by=None if row.used_by is None else bytes(row.used_by),
    )


def use_code(tx: Connection, code: enrolment.EnrolmentCode, *, kid: bytes, now: int) -> None:
    """Spend a code on a device. Raises Busy where another registration took it meanwhile."""
    mine = codes.c.used_at.is_(None) | (codes.c.used_by == kid)
    spent = tx.execute(
        update(codes).where(codes.c.digest == _digest(code), mine).values(used_at=now, used_by=kid)
    )
    if spent.rowcount != 1:
        raise Busy("code taken meanwhile")


def _digest(code: enrolment.EnrolmentCode) -> bytes:
    return hashlib.sha256(code.text.encode()).digest()


def _registered(row: Row[Any]) -> Registered:
    people = (row.representative, *row.members.split("\n"))
    return Registered(
        uscc=row.uscc,
        name=row.name,
        type=row.type,
        division=row.division,
        scope=row.scope,
        county=row.county,
        parent=row.parent,
        people=tuple(one for one in people if one),
        endorsed_at=row.endorsed_at,
    )
