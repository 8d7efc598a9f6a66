"""Authorising: who becomes an issuer, clerk or checker, and when that ends.

A registration is checked in this order: 1. the proofs of both keys; 2. no key id is in use by
another key; 3. the code is of this platform, unspent, and for this body and role; 4. the register
knows the body, and all that is claimed agrees with it; 5. a unit has its community's endorsement,
else it waits. Nothing is stored for a stranger without a good code, so strangers cannot fill the
database; with a good code a refused registration is kept, unfed, and may be corrected in the same
log.
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
from fieldpass.model.identifiers import normalise
from fieldpass.model.records import Platform, Record
from fieldpass.model.text import Text
from fieldpass.wire import enrolment, proofs
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import kid as kid_of
from server_stub import directory, ownlog, publication, register
from server_stub.directory import AUTHORISED, CLOSED, REFUSED, WAITING, KnownKey
from server_stub.errors import UnknownKid
from server_stub.register import Registered
from server_stub.server import Server
from server_stub.store import schema

AUTHORISED_FOR_MS = 366 * 86_400_000
ASK_AGAIN_S = 300
Outcome = Literal["authorised", "waiting", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The answer to a registration: its outcome, a stable reason and a sentence for people.

    `keep` says whether the registration's bundle is to be stored: not so for strangers.
    """

    outcome: Outcome
    reason: str
    text: Text
    keep: bool = True


def _refused(reason: str, zh: str, en: str, *, keep: bool = True) -> Ruling:
    return Ruling(outcome="refused", reason=reason, text=Text(zh=zh, en=en), keep=keep)


WELCOME = Ruling(
    outcome="authorised",
    reason="authorised",
    text=Text(zh="已授权.", en="Authorised."),
)
WAIT = Ruling(
    outcome="waiting",
    reason="not-endorsed",
    text=Text(
        zh="已收到. 本单位还没有得到所在村(居)委会的授权, 授权后自动生效.",
        en="Received. The community has not endorsed this unit yet; it takes effect when it does.",
    ),
)
NOT_ADMITTED = Ruling(
    outcome="waiting",
    reason="not-admitted",
    text=Text(
        zh="还没有收到同事的登记同意, 收到后自动生效; 没有同事时请用登记码.",
        en="No colleague has admitted this device yet; it takes effect when one does. "
        "Without a colleague, register with an enrolment code.",
    ),
    keep=False,
)
BAD_PROOF = _refused(
    "bad-proof",
    "密钥证明不对, 请重新登记.",
    "The proof of the keys is wrong: register again.",
    keep=False,
)
KID_TAKEN = _refused(
    "kid-taken",
    "密钥编号已被占用, 请换新密钥重新登记.",
    "The key's id is taken: register again with new keys.",
    keep=False,
)
BAD_CODE = _refused(
    "bad-code",
    "登记码不对或已被使用, 请向平台索取新的登记码.",
    "The enrolment code is wrong or already used: ask the platform for a new one.",
    keep=False,
)
OTHER_BODY = _refused(
    "code-for-another-body",
    "登记码属于另一个统一社会信用代码或角色, 请核对.",
    "The enrolment code is for another body or role: compare the unified social credit code.",
)
UNKNOWN_BODY = _refused(
    "unknown-body",
    "平台登记簿里没有这个村(居)委会或单位, 请联系平台.",
    "The platform's register does not have this body: call the platform.",
)
OTHER_NAME = _refused(
    "name-differs",
    "村(居)委会或单位名称与平台登记簿不符, 请核对.",
    "The body's name is not the register's: compare it.",
)
OTHER_PLACE = _refused(
    "place-differs",
    "区划或范围与平台登记簿不符, 请核对.",
    "The division or the scope is not the register's: compare it.",
)

CLOCK = _refused(
    "ahead-of-time",
    "本机时间比平台快太多, 请校准时钟后重新登记.",
    "This device's clock is too far ahead of the platform's: set it and register again.",
    keep=False,
)
WRONG_LOG = _refused(
    "wrong-log",
    "平台已有这台设备的其他记录, 请用新密钥重新登记.",
    "The platform holds other records of this device: register again with new keys.",
    keep=False,
)
ENDED = _refused(
    "revoked",
    "授权已被终止, 请联系平台.",
    "The authorisation was ended: call the platform.",
    keep=False,
)


def standing_of(key: KnownKey) -> Ruling:
    """What a registration that was entered before is answered now."""
    return {AUTHORISED: WELCOME, WAITING: WAIT}.get(key.state, ENDED)


def rule(server: Server, tx: Connection, code_text: str | None, body: IssuerRequested) -> Ruling:
    """The ruling on a registration; changes nothing."""
    # 1. Proofs: nobody registers a key that is not theirs.
    if not _proven(body):
        return BAD_PROOF
    # 2. Key ids: a second key under a kid could sign in the first one's name.
    known = server.directories.of(tx)
    device_kid = kid_of(body.device_key)
    for public, kind in ((body.device_key, "device"), (body.issuer_key, "issuer")):
        found = known.find(kid_of(public)) if public else None
        if public and found is not None and (found.public != public or found.kind != kind):
            return KID_TAKEN
        if public and kid_of(public) == server.key.kid:
            return KID_TAKEN
    # 3. The code.
    code = _code(server, tx, code_text)
    if code is None or (code.used_at is not None and code.used_by != device_kid):
        return BAD_CODE
    if code.uscc != body.uscc or code.role != body.role:
        return OTHER_BODY
    # 4. The register.
    entry = register.body(tx, body.uscc)
    if entry is None:
        return UNKNOWN_BODY
    return _agrees(entry, body)


def admitted(server: Server, tx: Connection, body: IssuerRequested) -> Ruling:
    """The ruling on a registration without a code: has a colleague admitted these very keys?"""
    if not _proven(body):
        return BAD_PROOF
    known = server.directories.of(tx)
    for public in (body.device_key, body.issuer_key):
        key = known.find(kid_of(public)) if public else None
        if public is None:
            continue
        if key is None or key.public != public:
            return NOT_ADMITTED
        if key.state != AUTHORISED:
            return ENDED
        if (key.uscc, key.scope) != (body.uscc, body.scope):
            return OTHER_PLACE
    device = kid_of(body.device_key)
    return WELCOME if body.role in known.roles(device, body.person) else NOT_ADMITTED


def _proven(body: IssuerRequested) -> bool:
    try:
        proofs.check_proof(body.device_key, body.proof_device, body.device_key, body.issuer_key)
        if body.issuer_key is not None:
            if body.proof_issuer is None or body.issuer_key == body.device_key:
                return False
            proofs.check_proof(body.issuer_key, body.proof_issuer, body.device_key, body.issuer_key)
    except WireError:
        return False
    return (body.role == "issuer") == (body.issuer_key is not None)


def _code(server: Server, conn: Connection, text: str | None) -> register.Code | None:
    try:
        code = enrolment.parse(text or "")
        code.require(server.authority.root_public)
    except WireError:
        return None
    return register.find_code(conn, code)


def _agrees(entry: Registered, body: IssuerRequested) -> Ruling:
    """4. What is claimed against the register, and 5. the endorsement of a unit."""
    if entry.type != body.body_type:
        return UNKNOWN_BODY
    if normalise(entry.name) != normalise(body.body_name):
        return OTHER_NAME
    if entry.division != body.division or entry.scope != body.scope:
        return OTHER_PLACE
    if entry.type == "unit" and entry.endorsed_at is None:
        return WAIT
    return WELCOME


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
    return now - server.settings.ahead_ms_max
