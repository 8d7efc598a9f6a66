"""The applicants' API: JSON, bounded, described in /openapi.json.

An application is found by its id and the secret that only its applicant was given; who does not
have both is told that there is nothing.
"""

from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from fieldpass.model.records import PassRef
from fieldpass.model.text import Advised, Text, advised
from fieldpass.model.times import day_of
from fieldpass.wire import serial, token
from server_stub.api import exchange
from server_stub.errors import NotFound, Refusal, TooMuch
from server_stub.server import Server
from server_stub.web import applying
from server_stub.web.asking import DeclarationForm, declaration_form
from server_stub.web.forms import (
    SCOPE_PATTERN,
    ApplicationForm,
    ReportForm,
    Wrong,
    as_json,
    checked,
    report_wrong,
)

JSON_BYTES_MAX = 64 * 1024


class Invalid(Refusal):
    """A form with wrong fields."""

    status = 422
    code = "invalid"
    told: ClassVar[Advised] = advised(
        zh="有的内容填得不对.",
        en="Some fields are wrong.",
        do_zh="请逐项改正.",
        do_en="Correct each of them.",
    )

    def __init__(self, wrong: list[Wrong]) -> None:
        """Keep the wrong fields."""
        super().__init__("form")
        self.wrong = wrong


class NotAccepted(Refusal):
    """An application that cannot be accepted at all, with every reason."""

    status = 422
    code = "not-accepted"
    told: ClassVar[Advised] = advised(
        zh="不予受理.",
        en="The application cannot be accepted.",
        do_zh="请看各条原因; 情况变了可以重新申请.",
        do_en="Read the reasons; when they no longer hold, apply again.",
    )

    def __init__(self, reasons: list[Text]) -> None:
        """Keep the reasons."""
        super().__init__("not accepted")
        self.reasons = reasons


class Sentence(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class WrongField(Sentence):
    """A wrong field and what is wrong with it; never its value."""

    path: str


class Problem(BaseModel):
    """Why a request was not done."""

    code: str
    text: Sentence
    fields: list[WrongField] = []
    reasons: list[Sentence] = []


class Applied(BaseModel):
    """A new application. `code` is what the QR code says, digits only; `secret` is shown once."""

    model_config = ConfigDict(json_schema_extra={"title": "Applied"})
    application: Annotated[str, Field(description="32 hexadecimal digits")]
    secret: str
    serial: Annotated[str, Field(description="12 digits")]
    code: Annotated[str, Field(description="the pending code, digits only")]
    colour: str


class Finding(Sentence):
    """One reason why a pass is not green."""

    code: str
    colour: str
    until: Annotated[int | None, Field(description="ms since 1970 UTC, where the end is known")]


class Standing(BaseModel):
    """How an application stands now."""

    application: str
    colour: str
    text: Sentence
    findings: list[Finding]
    serial: str | None
    code: Annotated[str | None, Field(description="the code to be shown, digits only")]


class Reported(BaseModel):
    """A report was taken."""

    day: int


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 404, 413, 422, 503)
}


def router(server: Server) -> APIRouter:
    """The endpoints."""
    routes = APIRouter(
        prefix="/v1/applications",
        tags=["applicants"],
        responses=_PROBLEMS,
        dependencies=[Depends(_bounded)],
    )

    @routes.post("", status_code=201)
    async def submit(form: ApplicationForm) -> Applied:
        """Apply for a pass."""
        policy = await exchange.read(
            server, lambda conn: applying.policy_of(server, conn, form.scope)
        )
        said, wrong = checked(form, server.clock(), policy)
        if wrong:
            raise Invalid(wrong)
        if reasons := applying.not_accepted(server, form, said, policy):
            raise NotAccepted(reasons)
        done = await exchange.write(server, lambda tx: applying.apply(server, tx, form, said))
        return Applied(
            application=done.application.hex(),
            secret=done.secret,
            serial=done.serial,
            code=done.code,
            colour="pending",
        )

    @routes.get("/form")
    async def ask(
        scope: Annotated[
            str, Query(pattern=SCOPE_PATTERN, description="where the application goes to")
        ] = "",
    ) -> DeclarationForm:
        """What an applicant is asked, in the words that the screen and the paper have.

        With the scope of the application also what its county asks besides.
        """
        policy = await exchange.read(server, lambda conn: applying.policy_of(server, conn, scope))
        return declaration_form(policy)

    @routes.get("/{application}")
    async def look(application: str, authorization: Annotated[str, Header()] = "") -> Standing:
        """How an application stands, and the code to be shown."""
        own, secret = _named(application, authorization)
        found = await exchange.read(server, lambda conn: applying.look(server, conn, own, secret))
        return _standing(application, found)

    @routes.post("/{application}/reports", status_code=201)
    async def report(
        application: str, form: ReportForm, authorization: Annotated[str, Header()] = ""
    ) -> Reported:
        """File one day's health report."""
        own, secret = _named(application, authorization)
        if wrong := report_wrong(form, day_of(server.clock())):
            raise Invalid(wrong)
        await exchange.write(server, lambda tx: applying.report(server, tx, own, secret, form))
        return Reported(day=form.day)

    return routes


async def _bounded(request: Request) -> None:
    """Refuse a long body before it is parsed."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > JSON_BYTES_MAX:
        raise TooMuch()
    if len(await request.body()) > JSON_BYTES_MAX:
        raise TooMuch()


def _named(application: str, authorization: str) -> tuple[bytes, str]:
    """The id and the secret; whatever is not one of ours does not exist."""
    kind, _, secret = authorization.partition(" ")
    if kind.lower() != "bearer" or not 1 <= len(secret) <= 100 or len(application) != 32:
        raise NotFound("application")
    try:
        return bytes.fromhex(application), secret
    except ValueError:
        raise NotFound("application") from None


def _standing(application: str, found: applying.Standing) -> Standing:
    judged = found.judgement
    return Standing(
        application=application,
        colour=str(judged.colour),
        text=Sentence(zh=judged.sentence.zh, en=judged.sentence.en),
        findings=[
            Finding(
                code=str(one.code),
                colour=str(one.colour),
                zh=one.holder.zh,
                en=one.holder.en,
                until=one.until,
            )
            for one in judged.findings
        ],
        serial=_serial(found.token),
        code=None if found.token is None else token.to_text(found.token),
    )


def _serial(data: bytes | None) -> str | None:
    claims = token.read_pass(data).claims if data else None
    if claims is None:
        return None
    ref: PassRef = claims.ref
    return serial.serial(ref.kid, ref.sequence)


def problem(error: Refusal) -> JSONResponse:
    """The answer to a refused request."""
    said: dict[str, Any] = {
        "code": error.code,
        "text": {"zh": error.text("zh"), "en": error.text("en")},
        "fields": as_json(error.wrong) if isinstance(error, Invalid) else [],
        "reasons": (
            [{"zh": one.zh, "en": one.en} for one in error.reasons]
            if isinstance(error, NotAccepted)
            else []
        ),
    }
    return JSONResponse(said, status_code=error.status, headers={"Cache-Control": "no-store"})
