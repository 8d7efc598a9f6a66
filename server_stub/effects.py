"""What an accepted record changes on the server: applications, decisions, passes, keys, bodies.

One function a kind, in one table; all of them can be applied twice without harm. Records of the
platform that answer them (screenings, authorisations) are collected and appended to the feed of the
scope in one bundle of the server's own, after what they answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, insert, select, text, update

from fieldpass.model import bodies as said
from fieldpass.model.belonging import may_replace, ref_of
from fieldpass.model.records import IssuerAuthor, PassRef, Record
from fieldpass.wire import serial, status, token
from fieldpass.wire.bundle import LogId
from server_stub import (
    authorising,
    directory,
    judging,
    ownlog,
    publication,
    register,
    routing,
    screening,
)
from server_stub.server import Server
from server_stub.store import schema
from server_stub.store.logs import key_of
from server_stub.store.statement import Statement

APPLICATION_LIFE_MS = 30 * 86_400_000
_APPLICATION = Statement(
    select(schema.applications.c.scope).where(
        schema.applications.c.scope == bindparam("in_scope"),
        schema.applications.c.id == bindparam("named"),
    )
)
_SCOPES = Statement(
    select(schema.applications.c.scope).where(
        schema.applications.c.person == bindparam("of_person")
    )
)
_NEW_APPLICATION = Statement(insert(schema.applications))
_DECISION = Statement(
    select(schema.decisions.c.id).where(
        schema.decisions.c.scope == bindparam("in_scope"),
        schema.decisions.c.id == bindparam("named"),
    )
)
_NEW_DECISION = Statement(insert(schema.decisions))
_VOID_OF = Statement(
    select(schema.passes.c.void).where(
        schema.passes.c.kid == bindparam("of_kid"),
        schema.passes.c.sequence == bindparam("numbered"),
    )
)
_NEW_PASS = Statement(insert(schema.passes))
_LIST_PASS = Statement(
    update(schema.passes)
    .where(
        schema.passes.c.kid == bindparam("of_kid"),
        schema.passes.c.sequence == bindparam("numbered"),
    )
    .values(status=bindparam("status"), void=bindparam("void"), look_at=bindparam("look_at"))
)
_NOTE_REPLACED = Statement(
    text(
        "INSERT INTO replacements (kid, sequence, by_kid, by_sequence) "
        "VALUES (:kid, :sequence, :by_kid, :by_sequence) ON CONFLICT DO NOTHING"
    )
)
_NEW = schema.passes.alias()
_REPLACING = Statement(
    select(schema.passes.c.person, _NEW.c.person)
    .join(
        schema.replacements,
        (schema.replacements.c.kid == schema.passes.c.kid)
        & (schema.replacements.c.sequence == schema.passes.c.sequence),
    )
    .join(
        _NEW,
        (_NEW.c.kid == schema.replacements.c.by_kid)
        & (_NEW.c.sequence == schema.replacements.c.by_sequence),
    )
    .where(
        schema.passes.c.kid == bindparam("of_kid"),
        schema.passes.c.sequence == bindparam("numbered"),
    )
)


@dataclass(slots=True, kw_only=True)
class Scene:
    """Where records take effect; `answers` are the platform's own records that follow."""

    server: Server
    tx: Connection
    log: LogId
    now: int
    answers: list[Record] = field(default_factory=list)


def apply(
    server: Server,
    tx: Connection,
    log: LogId,
    records: Sequence[Record | None],
    returned: Mapping[int, str],
    now: int,
) -> None:
    """Let the accepted records of a bundle take effect, and put returned passes on the list."""
    scene = Scene(server=server, tx=tx, log=log, now=now)
    for index, record in enumerate(records):
        if record is None:
            continue
        if index in returned:
            _returned(scene, record, returned[index])
        elif (effect := _EFFECTS.get(record.kind)) is not None:
            effect(scene, record)
    if scene.answers:
        routed_own(tx, ownlog.append(tx, server.key, log.scope, scene.answers, now))


def _submitted(scene: Scene, record: Record) -> None:
    body = record.body
    if not isinstance(body, said.ApplicationSubmitted) or record.subject is None:
        return
    if _APPLICATION.first(scene.tx, in_scope=body.scope, named=record.id) is not None:
        return
    _NEW_APPLICATION.run(
        scene.tx,
        scope=body.scope,
        id=record.id,
        person=record.subject,
        submitted_at=record.at,
        live_until=record.at + APPLICATION_LIFE_MS,
    )
    joined(scene.tx, record.subject, body.scope)
    scene.answers.append(
        screening.screen(
            scene.server,
            scene.tx,
            scope=body.scope,
            application=record.id,
            person=record.subject,
            now=scene.now,
        )
    )


def joined(tx: Connection, person: bytes, scope: str) -> None:
    """A person applies in a scope: what other scopes know of the person's health goes there too."""
    scopes = [scope for (scope,) in _SCOPES.all(tx, of_person=person)]
    # From the second application on, everything new has been routed as it came.
    if scopes.count(scope) > 1:
        return
    for other in sorted(set(scopes) - {scope}):
        routing.join(tx, other, person, scope)


def routed_own(tx: Connection, appended: ownlog.Appended) -> None:
    """Route the server's own records as any device's."""
    for first, records in appended.bundles:
        routing.route(tx, appended.log, first, records, {})


def _withdrawn(scene: Scene, record: Record) -> None:
    table = schema.applications
    scene.tx.execute(
        update(table)
        .where(table.c.scope == scene.log.scope, table.c.id == record.application)
        .values(live_until=scene.now)
    )


def _transferred(scene: Scene, record: Record) -> None:
    body = record.body
    if not isinstance(body, said.ApplicationTransferred) or record.application is None:
        return
    table = schema.applications
    row = scene.tx.execute(
        select(table).where(table.c.scope == scene.log.scope, table.c.id == record.application)
    ).first()
    there = scene.tx.execute(
        select(table.c.id).where(table.c.scope == body.to_scope, table.c.id == record.application)
    ).first()
    if row is None or there is not None:
        return
    scene.tx.execute(insert(table).values(**{**row._mapping, "scope": body.to_scope}))
    routing.hand_over(scene.tx, scene.log.scope, record.application, body.to_scope)


def _decided(scene: Scene, record: Record) -> None:
    decided = judging.decision_of(record)
    if decided is None:
        return
    if _DECISION.first(scene.tx, in_scope=scene.log.scope, named=record.id) is not None:
        return
    _NEW_DECISION.run(
        scene.tx,
        scope=scene.log.scope,
        id=record.id,
        application=decided.application,
        kid=decided.kid,
        colour=decided.colour,
        reason=decided.reason,
        unscreened=decided.unscreened,
    )


def _issued(scene: Scene, record: Record) -> None:
    body = record.body
    if not isinstance(body, said.PassIssued):
        return
    keep_pass(
        scene.tx,
        record,
        body.token,
        scope=scene.log.scope,
        source=key_of(scene.log),
        void=False,
        now=scene.now,
    )
    if record.pass_ref is None:
        return
    mine = record.pass_ref
    if body.replaces is not None:
        old = ref_of(body.replaces)
        _NOTE_REPLACED.run(
            scene.tx,
            kid=old.kid,
            sequence=old.sequence,
            by_kid=mine.kid,
            by_sequence=mine.sequence,
        )
        _give_way(scene, old)
    # What takes this one's place may have come before it.
    _give_way(scene, mine)


def _give_way(scene: Scene, ref: PassRef) -> None:
    """List a pass as void whose place a pass of the same person takes."""
    for person, successor in _REPLACING.all(scene.tx, of_kid=ref.kid, numbered=ref.sequence):
        if person is None or successor is None:
            continue
        if may_replace(bytes(successor), bytes(person), void=False) is None:
            void(scene.tx, ref, scope=scene.log.scope)


def _voided(scene: Scene, record: Record) -> None:
    if record.pass_ref is not None:
        void(scene.tx, record.pass_ref, scope=scene.log.scope)


def _returned(scene: Scene, record: Record, reason: str) -> None:
    """A returned pass is listed void, if its issuer really signed it; so is a doubled sequence."""
    body = record.body
    if not isinstance(body, said.PassIssued):
        return
    known = scene.server.directories.of(scene.tx)
    claims = judging.opened(body.token, known.public)
    signer = None if claims is None else known.find(claims.kid)
    if claims is None or signer is None:
        return
    # A device can only bring its own passes into disrepute, never somebody else's.
    if scene.log.device not in (signer.kid, signer.partner):
        return
    if reason == judging.DOUBLED:
        void(scene.tx, claims.ref, scope=scene.log.scope)
        return
    keep_pass(
        scene.tx,
        record,
        body.token,
        scope=scene.log.scope,
        source=key_of(scene.log),
        void=True,
        now=scene.now,
    )


def keep_pass(
    tx: Connection,
    record: Record,
    data: bytes,
    *,
    scope: str,
    source: bytes,
    void: bool,
    now: int,
) -> None:
    """Note a pass whose token was verified; acceptance after a return takes it off the list."""
    claims = token.read_pass(data).claims
    if claims is None:
        return
    state = status.state(status.VOID) if void else status.AS_SIGNED
    known = _VOID_OF.first(tx, of_kid=claims.kid, numbered=claims.sequence)
    if known is None:
        _NEW_PASS.run(
            tx,
            kid=claims.kid,
            sequence=claims.sequence,
            serial=serial.serial(claims.kid, claims.sequence),
            scope=scope,
            county=claims.county_from,
            person=record.subject,
            application=record.application,
            colour=claims.colour,
            unscreened=claims.unscreened,
            expires=claims.expires,
            token=data,
            hash=status.token_hash(data),
            status=state,
            void=void,
            look_at=0,
            source=source,
            received_at=now,
        )
    elif known[0] != void:
        _LIST_PASS.run(
            tx, of_kid=claims.kid, numbered=claims.sequence, status=state, void=void, look_at=0
        )
    if void or (known is not None and known[0]):
        publication.mark(tx, publication.STATUS, claims.county_from)


def void(tx: Connection, ref: PassRef, *, scope: str) -> None:
    """List a pass of a scope as void, for good; whose it is not leaves it alone."""
    table = schema.passes
    mine = (table.c.kid == ref.kid) & (table.c.sequence == ref.sequence)
    row = tx.execute(select(table.c.scope, table.c.county, table.c.void).where(mine)).first()
    if row is None or row.scope != scope or row.void:
        return
    tx.execute(update(table).where(mine).values(status=status.state(status.VOID), void=True))
    publication.mark(tx, publication.STATUS, row.county)


def _admitted(scene: Scene, record: Record) -> None:
    body, by = record.body, record.by
    if isinstance(body, said.ColleagueAdmitted) and isinstance(by, IssuerAuthor):
        answer = authorising.admit(scene.server, scene.tx, record.id, body, by.kid, scene.now)
        if answer is not None:
            scene.answers.append(answer)


def _replaced(scene: Scene, record: Record) -> None:
    body = record.body
    if isinstance(body, said.ColleagueReplaced):
        authorising.close(scene.server, scene.tx, body.kid, reason="replaced", now=scene.now)


def _endorsed(scene: Scene, record: Record) -> None:
    body = record.body
    if isinstance(body, said.UnitEndorsed):
        register.endorse(scene.tx, body.uscc, scene.now)
        authorising.release_unit(scene.server, scene.tx, body.uscc, scene.now)


def _endorsement_withdrawn(scene: Scene, record: Record) -> None:
    body = record.body
    if isinstance(body, said.UnitEndorsementWithdrawn):
        register.endorse(scene.tx, body.uscc, None)
        for key in list(scene.server.directories.of(scene.tx)):
            if key.uscc == body.uscc and key.state == directory.AUTHORISED:
                authorising.close(
                    scene.server, scene.tx, key.kid, reason="endorsement", now=scene.now
                )


_EFFECTS: dict[str, Callable[[Scene, Record], None]] = {
    "application.submitted": _submitted,
    "application.withdrawn": _withdrawn,
    "application.transferred": _transferred,
    "decision.made": _decided,
    "pass.issued": _issued,
    "pass.voided": _voided,
    "colleague.admitted": _admitted,
    "colleague.replaced": _replaced,
    "unit.endorsed": _endorsed,
    "unit.endorsement_withdrawn": _endorsement_withdrawn,
}
