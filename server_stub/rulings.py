"""Rulings: whether a registration is authorised, waits or is refused, and why; changes nothing.

A registration is checked in this order: 1. the proofs of both keys; 2. no key id is in use by
another key; 3. the code is of this platform, unspent, and for this body and role; 4. the register
knows the body, and all that is claimed agrees with it; 5. a unit has its community's endorsement,
else it waits. Nothing is kept for a stranger without a good code, so strangers cannot fill the
database; with a good code a refused registration is kept, unfed, and may be corrected in the same
log.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from fieldpass.model.bodies import IssuerRequested
from fieldpass.model.identifiers import normalise
from fieldpass.model.text import Text
from fieldpass.wire import enrolment, proofs
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import kid as kid_of
from server_stub import register
from server_stub.directory import AUTHORISED, CLOSED, WAITING, KnownKey
from server_stub.register import Registered
from server_stub.server import Server

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
    closed = False
    for public, kind in ((body.device_key, "device"), (body.issuer_key, "issuer")):
        found = known.find(kid_of(public)) if public else None
        if public and found is not None and (found.public != public or found.kind != kind):
            return KID_TAKEN
        if public and kid_of(public) in server.authority.kids:
            return KID_TAKEN
        if found is not None and found.taken_back:
            return ENDED
        closed |= found is not None and found.state == CLOSED
    # 3. The code. Who was ended here needs a new one: the spent code would undo it.
    code = _code(server, tx, code_text)
    if code is None or (code.used_at is not None and (closed or code.used_by != device_kid)):
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
