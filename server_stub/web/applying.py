"""What the applicants' API does: apply, look, report; each as records of the server's own log.

By is the holder, because only the server's own pages speak for him; the pending code is signed by
the server's key, because the server took the application.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, text, update

from fieldpass.model.bodies import (
    ApplicationSubmitted,
    Declaration,
    HealthReported,
    PassIssued,
    TemperatureTaken,
)
from fieldpass.model.case import Case
from fieldpass.model.findings import Colour
from fieldpass.model.judging import Judgement, judge
from fieldpass.model.person import id_tail, person_of
from fieldpass.model.policy import Policy
from fieldpass.model.records import Holder, PassRef, Platform, Record
from fieldpass.model.text import Text, advised
from fieldpass.wire import token
from fieldpass.wire.token import PassClaims
from server_stub import casework, effects, ownlog, policies, register, screening
from server_stub.errors import NotFound
from server_stub.server import Server
from server_stub.store import schema
from server_stub.store.logs import key_of
from server_stub.web.forms import ApplicationForm, ReportForm

SECRET_BYTES = 18
_EPOCH_BITS = 24
_NEXT = text(
    "INSERT INTO counters (scope, position) VALUES (:scope, 1)"
    " ON CONFLICT (scope) DO UPDATE SET position = counters.position + 1 RETURNING position"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A new application: its id, the applicant's secret, the pending code and its serial."""

    application: bytes
    secret: str
    serial: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an application stands: its judgement and the token to be shown, where there is one."""

    judgement: Judgement
    token: bytes | None


def not_accepted(
    server: Server, form: ApplicationForm, said: Declaration, policy: Policy
) -> list[Text]:
    """Why an application is not accepted at all (不予受理), in sentences for the applicant."""
    now = server.clock()
    record = _submitted(server, form, said, now)
    judged = judge(Case.of([record]), policy=policy, now=now, known_until=now)
    return [one.holder for one in judged.findings if one.colour is Colour.NONE]


def policy_of(server: Server, conn: Connection, scope: str) -> Policy:
    """The policy in force now where a scope lies; the province's where nobody serves it."""
    entry = register.body_of_scope(conn, scope) if scope else None
    return policies.in_force(conn, server.clock(), "" if entry is None else entry.county)


def apply(server: Server, tx: Connection, form: ApplicationForm, said: Declaration) -> Applied:
    """Take an application: submitted, reading, screening and pending code in one bundle.

    Raises:
        NotFound: nobody serves this scope.
    """
    now = server.clock()
    entry = register.body_of_scope(tx, form.scope)
    if entry is None or (entry.type == "unit" and entry.endorsed_at is None):
        raise NotFound(
            "scope",
            advised(
                zh="没有这个村(居)委会或单位.",
                en="No body serves this scope.",
                do_zh="请核对范围.",
                do_en="Compare the scope.",
            ),
        )
    first = _submitted(server, form, said, now)
    person = first.subject or b""
    records = [first]
    if form.reading is not None:
        records.append(_reading(server, form, first, now))
    secret = base64.urlsafe_b64encode(server.chance(SECRET_BYTES)).decode()
    tx.execute(
        insert(schema.applications).values(
            scope=form.scope,
            id=first.id,
            person=person,
            secret=hashlib.sha256(secret.encode()).digest(),
            submitted_at=now,
            live_until=now + effects.APPLICATION_LIFE_MS,
        )
    )
    records.append(
        screening.screen(server, tx, scope=form.scope, application=first.id, person=person, now=now)
    )
    claims = _claims(server, tx, form, said, entry.county, now)
    data = token.sign_pass(server.key, claims)
    records.append(_pending(server, first, claims, data, now))
    appended = ownlog.append(tx, server.key, form.scope, records, now)
    effects.joined(tx, person, form.scope)
    effects.routed_own(tx, appended)
    effects.keep_pass(
        tx,
        records[-1],
        data,
        scope=form.scope,
        source=key_of(appended.log),
        void=False,
        now=now,
    )
    return Applied(
        application=first.id, secret=secret, serial=claims.serial, code=token.to_text(data)
    )


def look(server: Server, conn: Connection, application: bytes, secret: str) -> Standing:
    """How an application stands. Raises NotFound, also for a wrong secret."""
    row = _row(conn, application, secret)
    now = server.clock()
    case = casework.Cases(conn).of(row.scope, row.person)
    judged = judge(
        case,
        policy=policy_of(server, conn, row.scope),
        now=now,
        known_until=now,
        application=application,
    )
    return Standing(judgement=judged, token=_token(conn, application, judged.pass_ref))


def report(
    server: Server, tx: Connection, application: bytes, secret: str, form: ReportForm
) -> None:
    """Take one day's health report. Raises NotFound, also for a wrong secret."""
    row = _row(tx, application, secret)
    now = server.clock()
    record = Record(
        kind="health.reported",
        id=server.new_id(),
        at=now,
        by=Holder(),
        subject=row.person,
        application=application,
        body=HealthReported(
            day=form.day, tenths=form.tenths, symptoms=form.symptoms, note=form.note
        ),
    )
    appended = ownlog.append(tx, server.key, row.scope, [record], now)
    effects.routed_own(tx, appended)
    tx.execute(
        update(schema.applications)
        .where(schema.applications.c.scope == row.scope, schema.applications.c.id == application)
        .values(live_until=now + effects.APPLICATION_LIFE_MS)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Application:
    scope: str
    person: bytes


def _row(conn: Connection, application: bytes, secret: str) -> _Application:
    table = schema.applications
    digest = hashlib.sha256(secret.encode("utf-8", "replace")).digest()
    rows = conn.execute(
        select(table).where(table.c.id == application).order_by(table.c.submitted_at)
    ).all()
    for row in rows:
        if row.secret is not None and hmac.compare_digest(bytes(row.secret), digest):
            return _Application(scope=row.scope, person=bytes(row.person))
    raise NotFound("application")


def _token(conn: Connection, application: bytes, ref: PassRef | None) -> bytes | None:
    """The pass that was judged, else the newest code of the application."""
    table = schema.passes
    chosen = table.c.application == application
    if ref is not None:
        chosen = (table.c.kid == ref.kid) & (table.c.sequence == ref.sequence)
    data = conn.execute(
        select(table.c.token).where(chosen).order_by(table.c.received_at.desc()).limit(1)
    ).scalar()
    return None if data is None else bytes(data)


def _submitted(server: Server, form: ApplicationForm, said: Declaration, now: int) -> Record:
    own = server.new_id()
    return Record(
        kind="application.submitted",
        id=own,
        at=now,
        by=Holder(),
        subject=person_of(said.document),
        application=own,
        body=ApplicationSubmitted(
            scope=form.scope, channel="web", declaration=said, promise=form.promise
        ),
    )


def _reading(server: Server, form: ApplicationForm, first: Record, now: int) -> Record:
    assert form.reading is not None  # the caller has looked
    return Record(
        kind="temperature.taken",
        id=server.new_id(),
        at=now,
        by=Holder(),
        subject=first.subject,
        application=first.id,
        body=TemperatureTaken(tenths=form.reading.tenths, site=form.reading.site, taken_by="self"),
    )


def _pending(server: Server, first: Record, claims: PassClaims, data: bytes, now: int) -> Record:
    return Record(
        kind="pass.issued",
        id=server.new_id(),
        at=now,
        by=Platform(),
        subject=first.subject,
        application=first.id,
        pass_ref=claims.ref,
        body=PassIssued(token=data, validity_days=claims.validity_days),
    )


def _claims(
    server: Server,
    tx: Connection,
    form: ApplicationForm,
    said: Declaration,
    county: str,
    now: int,
) -> PassClaims:
    days = policies.in_force(tx, now, county).validity_days
    reading = form.reading.tenths if form.reading else None
    shown = reading if reading and token.TENTHS_MIN <= reading <= token.TENTHS_MAX else None
    epoch = ownlog.log_of(tx, server.key, form.scope).epoch
    number = tx.execute(_NEXT, {"scope": f"seq:{server.key.kid.hex()}"}).scalar_one()
    return PassClaims(
        kid=server.key.kid,
        name=token.cut_name(said.name),
        expires=token.expiry(now // 1000, days),
        # A restored backup begins a new epoch, and so never uses a sequence twice.
        sequence=(epoch << _EPOCH_BITS | number) & 0xFFFFFFFF,
        colour="pending",
        tenths=shown,
        id_tail=token.id_tail(id_tail(said.document.number)),
        county_from=county,
        county_to=said.destination.division[:6],
        validity_days=days,
    )
