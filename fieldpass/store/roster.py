"""Who may sign or work in a scope, and which units a community has authorised: folded when read.

There are tens of such records, not thousands, so they need no view of their own. The issuer list of the
authority says what is valid at a checkpoint; this says what has happened here. Rules: 1. a line is a
person at a device, named by the device's kid; 2. of two events the one with the higher (at, id) counts;
3. a request after an authorisation changes nothing until it is answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fieldpass.model.bodies import (
    ColleagueAdmitted,
    ColleagueReplaced,
    IssuerAuthorised,
    IssuerRequested,
    IssuerSuspended,
    IssuerWithdrawn,
    UnitEndorsed,
    UnitEndorsementWithdrawn,
)
from fieldpass.model.records import Record
from fieldpass.store.connection import Connection
from fieldpass.store.records import records_of_kinds
from fieldpass.wire.keys import kid

STAFF_KINDS = (
    "issuer.requested",
    "issuer.authorised",
    "issuer.withdrawn",
    "issuer.suspended",
    "colleague.admitted",
    "colleague.replaced",
)
UNIT_KINDS = ("unit.endorsed", "unit.endorsement_withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One person at one device. `state`: requested, admitted, authorised, suspended, withdrawn or
    replaced, since `at` (ms); kids are 4 bytes; `request` is the id to answer."""

    person: bytes
    name: str
    post: str
    phone: str
    role: str
    uscc: str
    body_name: str
    scope: str
    device_kid: bytes
    issuer_kid: bytes | None
    state: str
    at: int
    request: bytes
    valid_from: int | None = None
    valid_until: int | None = None

    @property
    def key(self) -> tuple[bytes, bytes]:
        """What names the row: device and person."""
        return self.device_kid, self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit that the community has authorised, or whose authorisation it took back."""

    uscc: str
    name: str
    endorsed: bool
    at: int


def staff(conn: Connection) -> list[StaffRow]:
    """Everybody known here, by name."""
    rows = _folded(records_of_kinds(conn, STAFF_KINDS))
    return sorted(rows.values(), key=lambda row: (row.name, row.device_kid))


def units(conn: Connection) -> list[UnitRow]:
    """The units, by USCC."""
    rows: dict[str, UnitRow] = {}
    for record in _in_order(records_of_kinds(conn, UNIT_KINDS)):
        body = record.body
        if isinstance(body, UnitEndorsed):
            name = body.unit_name
            rows[body.uscc] = UnitRow(uscc=body.uscc, name=name, endorsed=True, at=record.at)
        elif isinstance(body, UnitEndorsementWithdrawn):
            name = rows[body.uscc].name if body.uscc in rows else ""
            rows[body.uscc] = UnitRow(uscc=body.uscc, name=name, endorsed=False, at=record.at)
    return [rows[uscc] for uscc in sorted(rows)]


def _in_order(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda one: (one.at, one.id))


def _folded(records: Iterable[Record]) -> dict[tuple[bytes, bytes], StaffRow]:
    """By device and person: several people may work at one device."""
    rows: dict[tuple[bytes, bytes], StaffRow] = {}
    for record in _in_order(records):
        match record.body:
            case IssuerRequested() | ColleagueAdmitted() as body:
                row = _asked(record, body)
                held = rows.get(row.key)
                if held is None or held.state != "authorised":
                    rows[row.key] = row
            case IssuerAuthorised() as body:
                key = body.device_kid, body.person
                rows[key] = _authorised(record, body, rows.get(key))
            case IssuerWithdrawn(kid=named):
                _end(rows, named, "withdrawn", record.at)
            case IssuerSuspended(kid=named):
                _end(rows, named, "suspended", record.at)
            case ColleagueReplaced(kid=named):
                _end(rows, named, "replaced", record.at)
    return rows


def _asked(record: Record, body: IssuerRequested | ColleagueAdmitted) -> StaffRow:
    asked = isinstance(body, IssuerRequested)
    return StaffRow(
        person=body.person,
        name=body.name,
        post=body.post,
        phone=body.phone,
        role=body.role,
        uscc=body.uscc,
        body_name=body.body_name if isinstance(body, IssuerRequested) else "",
        scope=body.scope,
        device_kid=kid(body.device_key),
        issuer_kid=None if body.issuer_key is None else kid(body.issuer_key),
        state="requested" if asked else "admitted",
        at=record.at,
        request=record.id,
    )


def _authorised(record: Record, body: IssuerAuthorised, held: StaffRow | None) -> StaffRow:
    return StaffRow(
        person=body.person,
        name=body.name,
        post=held.post if held else "",
        phone=held.phone if held else "",
        role=body.role,
        uscc=body.uscc,
        body_name=body.body_name,
        scope=body.scope,
        device_kid=body.device_kid,
        issuer_kid=body.issuer_kid,
        state="authorised",
        at=record.at,
        request=body.request,
        valid_from=body.valid_from,
        valid_until=body.valid_until,
    )


def _end(rows: dict[tuple[bytes, bytes], StaffRow], named: bytes, state: str, at: int) -> None:
    for key, row in rows.items():
        if named in (row.device_kid, row.issuer_kid):
            rows[key] = replace(row, state=state, at=at)
