"""Authorising: keys enter by a ruling or an admission, and end by a colleague, a community or the platform.

`rulings` says who may; here it takes effect: keys and staff are entered or closed, the platform's
answer is written, the issuer list is marked, and what a device had sent while it waited is released.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from fieldpass.model.bodies import (
    ColleagueAdmitted,
    IssuerAuthorised,
    IssuerRequested,
    IssuerWithdrawn,
)
from fieldpass.model.records import Platform, Record
from fieldpass.wire import enrolment
from fieldpass.wire.keys import kid as kid_of
from server_stub import directory, ownlog, publication, register
from server_stub.directory import AUTHORISED, CLOSED, REFUSED, WAITING, KnownKey
from server_stub.errors import UnknownKid
from server_stub.rulings import Ruling
from server_stub.server import Server
from server_stub.store import schema

AUTHORISED_FOR_MS = 366 * 86_400_000
ASK_AGAIN_S = 300


def enter(
    server: Server,
    tx: Connection,
    record: Record,
    body: IssuerRequested,
    ruling: Ruling,
    code_text: str | None,
    now: int,
) -> Record | None:
    """Enter the keys of a registration by its ruling; the platform's answer where it is welcome."""
    entry = register.body(tx, body.uscc)
    county = entry.county if entry else body.division[:6]
    state = {"authorised": AUTHORISED, "waiting": WAITING, "refused": REFUSED}[ruling.outcome]
    welcome = ruling.outcome == "authorised"
    request = _Request(
        id=record.id,
        uscc=body.uscc,
        scope=body.scope,
        county=county,
        person=body.person,
        name=body.name,
        role=body.role,
        device_key=body.device_key,
        issuer_key=body.issuer_key,
    )
    _enter_keys(server, tx, request, state, ruling.reason, _since(server, now) if welcome else 0)
    if ruling.outcome != "refused":
        code = enrolment.parse(code_text or "")
        register.use_code(tx, code, kid=kid_of(body.device_key), now=now)
    if not welcome:
        return None
    return _answer(server, request, entry.name if entry else body.body_name, now)


def admit(
    server: Server, tx: Connection, request_id: bytes, body: ColleagueAdmitted, by: bytes, now: int
) -> Record | None:
    """Let an admitted colleague in; None where the keys are in already or cannot be."""
    known = server.directories.of(tx)
    host = known.find(by)
    if host is None or host.uscc != body.uscc or host.scope != body.scope:
        return None
    for public in (body.device_key, body.issuer_key):
        found = known.find(kid_of(public)) if public else None
        if public and found is not None and found.public != public:
            return None
        if found is not None and public == body.issuer_key and found.state == AUTHORISED:
            return None
    request = _Request(
        id=request_id,
        uscc=body.uscc,
        scope=body.scope,
        county=host.county,
        person=body.person,
        name=body.name,
        role=body.role,
        device_key=body.device_key,
        issuer_key=body.issuer_key,
    )
    _enter_keys(server, tx, request, AUTHORISED, "admitted", _since(server, now))
    entry = register.body(tx, body.uscc)
    return _answer(server, request, entry.name if entry else body.uscc, now)


def release_unit(server: Server, tx: Connection, uscc: str, now: int) -> None:
    """Authorise those of a unit who waited for its endorsement."""
    from server_stub import intake

    waiting = [
        key for key in server.directories.of(tx) if key.uscc == uscc and key.state == WAITING
    ]
    entry = register.body(tx, uscc)
    if not waiting or entry is None:
        return
    directory.set_state(
        tx,
        [key.kid for key in waiting],
        state=AUTHORISED,
        valid_from=_since(server, now),
        valid_until=_since(server, now) + AUTHORISED_FOR_MS,
    )
    server.mark_changed(tx)
    publication.mark(tx, publication.ISSUERS, entry.county)
    by_kid = {key.kid: key for key in waiting}
    for key in waiting:
        if key.kind != "device":
            continue
        issuer = next((one for one in by_kid.values() if one.partner == key.kid), None)
        request = _Request.of(key, issuer)
        ownlog.append(tx, server.key, key.scope, [_answer(server, request, entry.name, now)], now)
        intake.release(server, tx, key.kid, now)


def close(server: Server, tx: Connection, kid: bytes, *, reason: str, now: int) -> None:
    """End a key, and a device's issuer keys with it; their rows in the list end now."""
    known = server.directories.of(tx)
    key = known.find(kid)
    if key is None or key.state == CLOSED:
        return
    ended = [key]
    if key.kind == "device":
        ended += [
            one
            for one in known
            if one.kind == "issuer" and one.partner == kid and one.state != CLOSED
        ]
    for one in ended:
        directory.set_state(
            tx,
            [one.kid],
            state=CLOSED,
            reason=reason,
            valid_until=max(one.valid_from, min(now, one.valid_until)),
        )
    server.mark_changed(tx)
    publication.mark(tx, publication.ISSUERS, key.county)


def revoke(server: Server, tx: Connection, kid: bytes, *, stolen: bool, now: int) -> list[bytes]:
    """End a key by the platform's word, and say so in its scope's feed; the kids that ended.

    With `stolen` every token of the issuer keys is refused but those that the server holds by now.

    Raises:
        UnknownKid: no key has this id.
    """
    known = server.directories.of(tx)
    key = known.find(kid)
    if key is None:
        raise UnknownKid()
    ended = [
        one for one in known if one.kid == kid or (key.kind == "device" and one.partner == kid)
    ]
    reason: Literal["stolen", "other"] = "stolen" if stolen else "other"
    close(server, tx, kid, reason=reason, now=now)
    table = schema.stolen
    for one in ended:
        held = tx.execute(select(table.c.at).where(table.c.kid == one.kid)).first()
        if stolen and held is None:
            directory.set_state(tx, [one.kid], state=CLOSED, reason=reason)
            tx.execute(insert(table).values(kid=one.kid, at=now))
            publication.mark(tx, publication.STATUS, one.county)
    server.mark_changed(tx)
    word = Record(
        kind="issuer.withdrawn",
        id=server.new_id(),
        at=now,
        by=Platform(),
        body=IssuerWithdrawn(kid=kid, reason=reason),
    )
    ownlog.append(tx, server.key, key.scope, [word], now)
    return [one.kid for one in ended]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What registrations and admissions have in common."""

    id: bytes
    uscc: str
    scope: str
    county: str
    person: bytes
    name: str
    role: str
    device_key: bytes
    issuer_key: bytes | None

    @classmethod
    def of(cls, device: KnownKey, issuer: KnownKey | None) -> "_Request":
        who = issuer or device
        return cls(
            id=who.request,
            uscc=who.uscc,
            scope=who.scope,
            county=who.county,
            person=who.person,
            name=who.name,
            role=who.role,
            device_key=device.public,
            issuer_key=issuer.public if issuer else None,
        )


def _enter_keys(
    server: Server, tx: Connection, request: _Request, state: str, reason: str, start: int
) -> None:
    known = server.directories.of(tx)
    device_kid = kid_of(request.device_key)
    pairs: list[tuple[bytes, str, bytes | None]] = [(request.device_key, "device", None)]
    if request.issuer_key is not None:
        pairs.append((request.issuer_key, "issuer", device_kid))
    for public, kind, partner in pairs:
        found = known.find(kid_of(public))
        # A second person on an authorised device changes nothing about the device.
        if found is not None and found.state == AUTHORISED:
            continue
        tx.execute(delete(schema.keys).where(schema.keys.c.kid == kid_of(public)))
        directory.add(
            tx,
            KnownKey(
                kid=kid_of(public),
                public=public,
                kind=kind,
                partner=partner,
                uscc=request.uscc,
                scope=request.scope,
                county=request.county,
                person=request.person,
                name=request.name,
                role=request.role,
                state=state,
                reason=reason,
                request=request.id,
                valid_from=start,
                valid_until=start + AUTHORISED_FOR_MS if start else 0,
            ),
        )
    _enter_staff(tx, request, device_kid)
    server.mark_changed(tx)
    if start:
        publication.mark(tx, publication.ISSUERS, request.county)


def _enter_staff(tx: Connection, request: _Request, device_kid: bytes) -> None:
    table = schema.staff
    tx.execute(
        delete(table).where(
            table.c.device == device_kid,
            table.c.person == request.person,
            table.c.role == request.role,
        )
    )
    tx.execute(
        insert(table).values(
            device=device_kid,
            person=request.person,
            role=request.role,
            name=request.name,
            issuer=kid_of(request.issuer_key) if request.issuer_key else None,
        )
    )


def _answer(server: Server, request: _Request, body_name: str, now: int) -> Record:
    return Record(
        kind="issuer.authorised",
        id=server.new_id(),
        at=now,
        by=Platform(),
        body=IssuerAuthorised(
            request=request.id,
            uscc=request.uscc,
            body_name=body_name,
            scope=request.scope,
            county=request.county,
            person=request.person,
            name=request.name,
            role=request.role,  # type: ignore[arg-type]
            device_kid=kid_of(request.device_key),
            issuer_kid=kid_of(request.issuer_key) if request.issuer_key else None,
            valid_from=_since(server, now),
            valid_until=_since(server, now) + AUTHORISED_FOR_MS,
        ),
    )


def _since(server: Server, now: int) -> int:
    """When an authorisation begins: a little early, for a device whose clock is behind ours."""
    return now - server.settings.authorised_early_ms
