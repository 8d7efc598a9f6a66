"""Whom a record may admit, end or endorse: people of its own scope, and units at home in its village.

The author table says who may write such a record; it knows no keys and no register. Rules: 1. a colleague
who is ended is of the writer's own scope, so that no village ends another's issuers; 2. the keys of one who
is admitted are new, or of this scope and never taken back by the platform; 3. a unit is endorsed, and its
endorsement ended, by the community that the register names as its parent, or else by that of its division.
What is not known here reaches nobody, and is taken as it is.
"""

from sqlalchemy import Connection

from fieldpass.model.authors import Refused
from fieldpass.model.bodies import (
    ColleagueAdmitted,
    ColleagueReplaced,
    UnitEndorsed,
    UnitEndorsementWithdrawn,
)
from fieldpass.model.records import Record
from fieldpass.wire.keys import kid as kid_of
from server_stub import register
from server_stub.directory import Directory

REVOKED = "revoked"


def refused(conn: Connection, directory: Directory, scope: str, record: Record) -> str | None:
    """The reason why a record reaches somebody whom it must not, or None."""
    body = record.body
    if isinstance(body, ColleagueReplaced):
        return _of_scope(directory, body.kid, scope)
    if isinstance(body, ColleagueAdmitted):
        keys = (body.device_key, body.issuer_key)
        return next((why for key in keys if key and (why := _admits(directory, key, scope))), None)
    if isinstance(body, UnitEndorsed | UnitEndorsementWithdrawn):
        return _at_home(conn, body.uscc, scope)
    return None


def _of_scope(directory: Directory, kid: bytes, scope: str) -> str | None:
    """Rule 1."""
    key = directory.find(kid)
    return None if key is None or key.scope == scope else Refused.OUT_OF_SCOPE.value


def _admits(directory: Directory, public: bytes, scope: str) -> str | None:
    """Rule 2."""
    key = directory.find(kid_of(public))
    if key is not None and key.taken_back:
        return REVOKED
    return _of_scope(directory, kid_of(public), scope)


def _at_home(conn: Connection, uscc: str, scope: str) -> str | None:
    """Rule 3."""
    unit = register.body(conn, uscc)
    if unit is None:
        return None
    parent = register.body(conn, unit.parent) if unit.parent else None
    home = f"d:{unit.division}" if parent is None else parent.scope
    return None if scope == home else Refused.OUT_OF_SCOPE.value
