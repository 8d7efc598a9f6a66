"""Letting in a colleague who works at another device: keys carried over, and compared by voice.

The way of it: 1. An issuer here shows the *invitation*: the platform's address, the body, and a code that
names the platform's root and admits nobody. 2. The colleague's device registers with it: it holds the
root against the code before anything personal is sent, makes its own keys, and asks. 3. It shows the
*introduction*, a QR code or a file. 4. The issuer reads it in, the colleague reads 20 digits aloud from
the other screen, and the issuer types them; they are never shown where they are typed, so that nobody
agrees to what was not compared (stops keys that were exchanged on the way). 5. The admission bears the
issuer's signature; the colleague's device asks the platform by itself and is answered once it is there.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from fieldpass.desk import foreign_files
from fieldpass.desk.checked import Findings
from fieldpass.desk.errors import NotAllowed
from fieldpass.desk.exporting import FOLDER, NotSaved
from fieldpass.desk.office import Office
from fieldpass.model.bodies import ColleagueAdmitted
from fieldpass.model.identifiers import check_phone
from fieldpass.model.text import Text, advised
from fieldpass.store import roster, settings
from fieldpass.sync import port
from fieldpass.wire import enrolment, introduction
from fieldpass.wire.digits import clean
from fieldpass.wire.errors import BadIntroduction
from fieldpass.wire.introduction import Introduction
from fieldpass.wire.keys import kid

FILE_BYTES_MOST = 4096
_GROUP = 4
_LABELS = {"name": Text(zh="姓名", en="name"), "post": Text(zh="职务", en="post")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the colleague types into the registration form; `code` in groups of three."""

    server_url: str
    code: str
    uscc: str
    body_type: str
    body_name: str
    division: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the colleague's device shows: the digits of the code, and the number that is read aloud."""

    digits: str
    check_number: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionForm:
    """What the issuer types; `check` is the number that the colleague reads aloud."""

    name: str
    post: str
    phone: str
    check: str


def grouped(check_number: str) -> str:
    """The number in groups of four, as it is read aloud."""
    return " ".join(check_number[at : at + _GROUP] for at in range(0, len(check_number), _GROUP))


# At the issuer's device.


def invitation(office: Office) -> Invitation:
    """What the colleague's device needs to begin (step 1). Raises NotRegistered, NotAllowed."""
    identity = office.require_identity()
    require_may_invite(office)
    trust = office.store.read(port.trust_of)
    if trust is None:
        raise NotAllowed(
            advised(
                zh="本机还没有平台的根密钥.",
                en="This device has no root key of the platform yet.",
                do_zh="请先登记并传送一次.",
                do_en="Register it and send once first.",
            )
        )
    return Invitation(
        server_url=identity.server_url,
        code=enrolment.invitation(trust.root).shown,
        uscc=identity.uscc,
        body_type=identity.body_type,
        body_name=identity.body_name,
        division=identity.division,
    )


def read(office: Office, text: str) -> Introduction:
    """What was scanned or typed (step 4). Raises BadIntroduction, and NotAllowed for what is here already."""
    found = introduction.read(text)
    kids = {kid(found.device_key)} | ({kid(found.issuer_key)} if found.issuer_key else set())
    known = office.store.read(roster.staff)
    authorised = [one for one in known if one.state == "authorised"]
    if office.device.kid in kids or any(
        {one.device_kid, one.issuer_kid} & kids and one.person == found.person for one in authorised
    ):
        raise NotAllowed(
            advised(
                zh="这台电脑已经授权, 不用再加入.",
                en="This device is authorised already and need not be admitted.",
                do_zh="请扫另一位同事的码, 或按 Esc 返回.",
                do_en="Scan another colleague's code, or press Esc.",
            )
        )
    return found


def read_file(office: Office, path: Path) -> Introduction:
    """The same from the file that the colleague's device has saved. Raises BadIntroduction, NotAllowed."""
    try:
        data = foreign_files.read(path, most=FILE_BYTES_MOST)
    except OSError as error:
        raise BadIntroduction("introduction: file not readable") from error
    return read(office, data.decode("utf-8", "replace"))


def admit(office: Office, found: Introduction, form: AdmissionForm) -> None:
    """Admit the colleague (step 5); durable when this returns. Raises FormRefused, NotAllowed."""
    identity = office.require_identity()
    findings = Findings()
    name = findings.text("name", form.name, most=60, label=_LABELS["name"])
    post = findings.text("post", form.post, most=40, label=_LABELS["post"])
    phone = findings.check("phone", check_phone(form.phone))
    if clean(form.check) != found.check_number(identity.uscc, identity.scope):
        findings.error(
            "check",
            zh="核对号不同: 请同事再念一遍. 还不同, 就是码在路上换过, 或登记的单位不是本单位: 不要加入.",
            en="The numbers differ: have it read aloud again. If they still do, the code was changed on its"
            " way, or is of another body: do not admit.",
        )
    findings.done().require()
    require_may_invite(office)
    office.require_issuer()
    office.save(
        office.make(
            ColleagueAdmitted(
                uscc=identity.uscc,
                scope=identity.scope,
                name=name,
                post=post,
                phone=phone,
                person=found.person,
                role=found.role,
                device_key=found.device_key,
                issuer_key=found.issuer_key,
            )
        )
    )


def require_may_invite(office: Office) -> None:
    """Only an authorised issuer's device invites. Raises NotAllowed."""
    if not office.standing().may_sign:
        raise NotAllowed(
            advised(
                zh="只有已授权的签发人, 才能加入同事.",
                en="Only an authorised issuer may admit a colleague.",
                do_zh="请他在自己的电脑上来办.",
                do_en="Let an issuer do it at the own device.",
            )
        )


# At the colleague's device.


def waits(office: Office) -> bool:
    """Whether the platform has not authorised this device yet, so that there is something to show.

    Right after its yes the lists that say so are still on their way.
    """
    if office.identity is None or office.standing().state != "waiting":
        return False
    answer = office.store.read(lambda conn: settings.get(conn, port.STANDING))
    return bool(answer != "authorised")


def shown(office: Office) -> Shown:
    """The introduction of this device (step 3). Raises NotRegistered."""
    identity = office.require_identity()
    own = Introduction(
        role=identity.role,
        person=identity.person,
        device_key=office.device.public,
        issuer_key=office.require_issuer().public if identity.role == "issuer" else None,
        name=identity.name,
        post=identity.post,
        phone=identity.phone,
    )
    return Shown(
        digits=own.to_digits(),
        check_number=own.check_number(identity.uscc, identity.scope),
        name=identity.name,
        role=identity.role,
    )


def save(view: Shown, data_folder: Path) -> Path:
    """The introduction as a file for a stick, named by the check number's beginning. Raises NotSaved."""
    path = data_folder / FOLDER / f"colleague-{view.check_number[:_GROUP]}.txt"
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(view.digits + "\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise NotSaved(type(error).__name__) from error
    return path
