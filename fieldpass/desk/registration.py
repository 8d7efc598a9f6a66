"""Registering this device: the form, its checks, the request and the platform's answer.

The order is the point: the code's fingerprint is held against the platform's root key before
anything personal leaves the device (`sync.registering`). Until the platform has answered, the device
takes applications and readings but signs nothing.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fieldpass.desk.checked import Checked, Findings
from fieldpass.desk.errors import IssuerKeyAway
from fieldpass.desk.identity import Identity
from fieldpass.desk.office import Office
from fieldpass.desk.opening import KEYS
from fieldpass.model.bodies import IssuerRequested
from fieldpass.model.identifiers import check_division, check_phone, check_uscc
from fieldpass.model.records import Record
from fieldpass.model.text import Text
from fieldpass.store import envelope, log, outbox, settings
from fieldpass.store.transaction import Transaction
from fieldpass.sync import registering
from fieldpass.sync.errors import Unreachable
from fieldpass.sync.transport import Transport
from fieldpass.wire import enrolment, proofs
from fieldpass.wire.bundle import LogId
from fieldpass.wire.errors import BadEnrolmentCode
from fieldpass.wire.keys import SigningKey

SERVER_URL_MAX = 200
CA_VARIABLE = "FIELDPASS_CA"
PROXY_VARIABLE = "FIELDPASS_PROXY"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationForm:
    """What is typed; everything is text as it was typed. `role`: issuer, clerk or checker."""

    server_url: str
    code: str
    uscc: str
    body_type: str
    body_name: str
    unit: str = ""
    division: str
    name: str
    post: str
    phone: str
    role: str = "issuer"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationAnswer:
    """The platform's answer; `state`: authorised, waiting or refused."""

    state: str
    text: Text
    retry_after_s: int | None = None


_LABELS = {
    "body_name": Text(zh="村(居)委会或单位名称", en="name of the committee or unit"),
    "unit": Text(zh="所在单位", en="own unit"),
    "name": Text(zh="姓名", en="name"),
    "post": Text(zh="职务", en="post"),
}


def check(form: RegistrationForm) -> Checked:
    """Every error and warning of the form at once."""
    return _read(form)[0]


def _read(form: RegistrationForm) -> tuple[Checked, dict[str, Any]]:
    found = Findings()
    values: dict[str, Any] = {
        "uscc": found.check("uscc", check_uscc(form.uscc)),
        "division": found.check("division", check_division(form.division)),
        "phone": found.check("phone", check_phone(form.phone)),
        "body_name": found.text("body_name", form.body_name, most=60, label=_LABELS["body_name"]),
        "unit": found.text("unit", form.unit, most=60, label=_LABELS["unit"], needed=False),
        "name": found.text("name", form.name, most=60, label=_LABELS["name"]),
        "post": found.text("post", form.post, most=40, label=_LABELS["post"]),
        "server_url": _server_url(found, form.server_url),
        "body_type": form.body_type,
        "role": form.role,
    }
    if len(values["division"]) != 12:
        found.error(
            "division",
            zh="请填到村(社区)一级的 12 位行政区划代码.",
            en="Give the 12-digit division code, down to the village or community.",
        )
    if form.body_type not in ("community", "unit"):
        found.error("body_type", zh="请选村(居)委会或单位.", en="Choose a committee or a unit.")
    if form.role not in ("issuer", "clerk", "checker"):
        found.error("role", zh="请选签发人, 经办员或查验员.", en="Choose issuer, clerk or checker.")
    try:
        values["code"] = enrolment.parse(form.code).text
    except BadEnrolmentCode as error:
        found.error("code", zh=error.text("zh"), en=error.text("en"))
    return found.done(), values


def _server_url(found: Findings, text: str) -> str:
    url = text.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or 0 < parts.port < 65536
    except ValueError:
        parts, port_fits = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_fits:
        found.error(
            "server_url",
            zh="平台地址要像 https://pass.example.cn 这样填, 照登记码单抄.",
            en="Type the platform's address like https://pass.example.cn, as on the slip.",
        )
    elif len(url) > SERVER_URL_MAX or parts.username or parts.query or parts.fragment:
        found.error(
            "server_url",
            zh="平台地址里不能有用户名, 问号或井号.",
            en="The platform's address has no user name, question mark or hash sign.",
        )
    return url


def identity_of(form: RegistrationForm, person: bytes) -> Identity:
    """Who this device will be; raises FormRefused with all errors of the form."""
    checked, values = _read(form)
    checked.require()
    scope = (
        f"d:{values['division']}" if values["body_type"] == "community" else f"u:{values['uscc']}"
    )
    kept = (
        "uscc",
        "body_type",
        "body_name",
        "unit",
        "division",
        "name",
        "post",
        "phone",
        "role",
        "server_url",
    )
    return Identity(
        scope=scope,
        county=values["division"][:6],
        person=person,
        **{name: values[name] for name in kept},
    )


# Acting.


def register(office: Office, form: RegistrationForm) -> RegistrationAnswer:
    """Register this device: root checked, request written, sent, answered.

    Raises FormRefused, BadEnrolmentCode, WrongRoot (nothing personal was sent) and, while nothing is
    written yet, Unreachable. Once the request is written an unreachable platform answers "waiting":
    the request is sent again by itself.
    """
    person = office.unlocked.person if office.unlocked else office.surroundings.chance(16)
    identity = identity_of(form, person)
    code = enrolment.parse(form.code)
    transport = open_transport(identity.server_url)
    try:
        told = registering.introduce(transport, code)
        registering.pin(office.store, told, code)
        _write_request(office, identity, code.text)
        return _ask(office, transport)
    finally:
        transport.close()


def poll(office: Office) -> RegistrationAnswer:
    """Ask the platform again for its answer; raises NotRegistered, SyncErrors."""
    transport = open_transport(office.require_identity().server_url)
    try:
        return _ask(office, transport)
    finally:
        transport.close()


def open_transport(server_url: str) -> Transport:
    """A transport to the platform; a private CA and a proxy are named by environment variables."""
    ca = os.environ.get(CA_VARIABLE)
    return Transport(
        server_url, ca=Path(ca) if ca else None, proxy=os.environ.get(PROXY_VARIABLE) or None
    )


def _ask(office: Office, transport: Transport) -> RegistrationAnswer:
    try:
        told = registering.poll(office.store, transport, office.device, clock=office.now)
    except Unreachable as error:
        return RegistrationAnswer(
            state="waiting",
            text=Text(zh=error.text("zh"), en=error.text("en")),
            retry_after_s=60,
        )
    if told.outcome == "refused":
        office.store.write(lambda tx: _forget_request(office, tx))
    return RegistrationAnswer(state=told.outcome, text=told.text, retry_after_s=told.retry_after_s)


def _write_request(office: Office, identity: Identity, code: str) -> None:
    """The first record of a new log, and who we are, in one transaction; the issuer key before it."""
    issuer = _issuer_key(office) if identity.role == "issuer" else None

    def writing(tx: Transaction) -> None:
        _forget_request(office, tx)
        epoch = log.next_epoch(tx.conn, identity.scope, office.device.kid)
        log.open_log(tx, LogId(identity.scope, office.device.kid, epoch))
        office.set_identity(tx, identity)
        settings.put(tx, registering.CODE, code)
        log.append(tx, [_request(office, identity, issuer)])

    office.store.write(writing)


def _request(office: Office, identity: Identity, issuer: SigningKey | None) -> Record:
    issuer_public = issuer.public if issuer else None
    body = IssuerRequested(
        uscc=identity.uscc,
        body_type=identity.body_type,
        body_name=identity.body_name,
        unit=identity.unit,
        division=identity.division,
        scope=identity.scope,
        name=identity.name,
        post=identity.post,
        phone=identity.phone,
        person=identity.person,
        role=identity.role,
        device_key=office.device.public,
        issuer_key=issuer_public,
        proof_device=proofs.prove(office.device, office.device.public, issuer_public),
        proof_issuer=proofs.prove(issuer, office.device.public, issuer_public) if issuer else None,
    )
    return office.make(body, by=office.author())


def _issuer_key(office: Office) -> SigningKey:
    """The person's issuer key, made now where there is none; wrapped by the secret before it is used."""
    if office.issuer is not None:
        return office.issuer
    if office.issuer_away:
        # A key made now would take the place of the one in the envelope, which may be authorised.
        raise IssuerKeyAway
    if office.unlocked is None or office.folders is None:
        return office.require_issuer()
    seed = office.surroundings.chance(envelope.SEED_BYTES)
    kept = envelope.keep_issuer_seed(
        office.folders.data / KEYS, office.unlocked, seed, office.surroundings.chance
    )
    office.open_issuer(seed, kept)
    return office.require_issuer()


def _forget_request(office: Office, tx: Transaction) -> None:
    """A request that was refused or is made anew: the platform has answered it, and it counts no more.

    Its log is kept, closed, and is not sent again.
    """
    old = log.own_log(tx.conn)
    if old is None:
        return
    head = next(one for one in outbox.heads(tx.conn, own=True) if one.log == old)
    outbox.seal_pending(tx, office.device, office.now())
    outbox.acknowledge(tx, old, head.last, now=office.now())
    log.close_log(tx, old)
    office.set_identity(tx, None)
