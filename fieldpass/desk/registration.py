"""Registering this device: the form, its checks, the request and the platform's answer.

The order is the point: the code's fingerprint is held against the platform's root key before
anything personal leaves the device (`sync.registering`). Until the platform has answered, the device
takes applications and readings but signs nothing.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fieldpass.desk.checked import Checked, Findings
from fieldpass.desk.identity import Identity
from fieldpass.model.identifiers import check_division, check_phone, check_uscc
from fieldpass.model.text import Text
from fieldpass.wire import enrolment
from fieldpass.wire.errors import BadEnrolmentCode

SERVER_URL_MAX = 200


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
