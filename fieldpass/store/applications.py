"""The view `application`: one row an application, with the facts that lists show and sort by.

Judges nothing: `state` says only what was done. Rules:

1. "pending": no decision. "answered": amended (claimed time) after the latest decision, so somebody
   has to look again. "decided", "withdrawn", "transferred" (the latest transfer leads to a scope that
   is not the one it was submitted to; `scope` is then the new one) say what they say.
2. The latest declaration, decision and transfer are those with the highest (at, id).
3. `heads` counts decisions that no other decision of the application has seen: above 1 is a conflict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fieldpass.model.bodies import (
    ApplicationAmended,
    ApplicationSubmitted,
    ApplicationTransferred,
    DecisionMade,
)
from fieldpass.model.records import Record
from fieldpass.store.connection import Connection
from fieldpass.store.transaction import Transaction

WAITING = ("pending", "answered")
COLUMNS = (
    "application, person, scope, state, channel, onsite_reason, name, number_tail, phone_tail, "
    "residence, destination, purpose, submitted_at, amended_at, screened_at, decided_at, decision, "
    "colour, reason, decisions, heads, red_reported_at"
)
_KINDS = (
    "application.submitted",
    "application.amended",
    "application.transferred",
    "application.withdrawn",
    "decision.made",
)
CONCERNED = frozenset(_KINDS)
PERSON_CONCERNED = frozenset({"screening.done", "screening.corrected", "red.reported"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """One application; times in ms, `colour` and `reason` of the latest decision."""

    application: bytes
    person: bytes | None
    scope: str
    state: str
    channel: str
    onsite_reason: str | None
    name: str
    number_tail: str
    phone_tail: str
    residence: str
    destination: str
    purpose: str
    submitted_at: int
    amended_at: int | None
    screened_at: int | None
    decided_at: int | None
    decision: bytes | None
    colour: str | None
    reason: int | None
    decisions: int
    heads: int
    red_reported_at: int | None


def application_row(row: Sequence[Any]) -> ApplicationRow:
    """A row of COLUMNS as a value."""
    return ApplicationRow(**dict(zip(ApplicationRow.__slots__, row, strict=False)))


def application(conn: Connection, application: bytes) -> ApplicationRow | None:
    """One application's row, or None."""
    row = conn.run(
        f"SELECT {COLUMNS} FROM application WHERE application = ?", (application,)
    ).first()
    return None if row is None else application_row(row)


def applications_of(conn: Connection, person: bytes) -> list[ApplicationRow]:
    """A person's applications, newest first."""
    rows = conn.run(
        f"SELECT {COLUMNS} FROM application WHERE person = ? "
        "ORDER BY submitted_at DESC, application DESC",
        (person,),
    )
    return [application_row(row) for row in rows]


def of_persons(conn: Connection, persons: Iterable[bytes]) -> set[bytes]:
    """The ids of the applications of some persons."""
    sql = (
        "SELECT application FROM record WHERE subject = ? AND kind = 'application.submitted' "
        "AND application IS NOT NULL"
    )
    return {row[0] for person in persons for row in conn.run(sql, (person,))}


def refresh(tx: Transaction, applications: Iterable[bytes]) -> None:
    """Make the rows of these applications anew from their records."""
    keys = sorted(applications)
    rows = [row for row in (_made(tx, key) for key in keys) if row is not None]
    tx.run_many("DELETE FROM application WHERE application = ?", [(key,) for key in keys])
    marks = ",".join("?" * len(ApplicationRow.__slots__))
    tx.run_many(
        f"INSERT INTO application ({COLUMNS}) VALUES ({marks})",
        [tuple(getattr(row, name) for name in ApplicationRow.__slots__) for row in rows],
    )


def _made(tx: Transaction, key: bytes) -> ApplicationRow | None:
    marks = ",".join("?" * len(_KINDS))
    rows = tx.run(
        f"SELECT seq, data FROM record WHERE application = ? AND state = 0 AND kind IN ({marks})",
        (key, *_KINDS),
    )
    records = sorted((tx.decode(*row) for row in rows), key=lambda one: (one.at, one.id))
    first = next((one for one in records if isinstance(one.body, ApplicationSubmitted)), None)
    if first is None:
        return None
    screened, reported = _person_facts(tx.conn, first.subject, key)
    return _folded(first, records, screened, reported)


def _folded(
    first: Record, records: list[Record], screened: int | None, reported: int | None
) -> ApplicationRow | None:
    submitted = first.body
    if not isinstance(submitted, ApplicationSubmitted):
        return None
    amended = _last(records, ApplicationAmended)
    moved = _last(records, ApplicationTransferred)
    decided = [one for one in records if isinstance(one.body, DecisionMade)]
    decision = decided[-1] if decided else None
    seen = {one for record in decided for one in record.sees}
    says = submitted.declaration
    if amended is not None and isinstance(amended.body, ApplicationAmended):
        says = amended.body.declaration
    scope = submitted.scope
    if moved is not None and isinstance(moved.body, ApplicationTransferred):
        scope = moved.body.to_scope
    made = decision.body if decision else None
    return ApplicationRow(
        application=first.id,
        person=first.subject,
        scope=scope,
        state=_state(records, amended, decision),
        channel=submitted.channel,
        onsite_reason=submitted.onsite_reason,
        name=says.name,
        number_tail=says.document.number[-4:],
        phone_tail=says.phone[-4:],
        residence=says.residence.division,
        destination=says.destination.division,
        purpose=says.purpose,
        submitted_at=first.at,
        amended_at=amended.at if amended else None,
        screened_at=screened,
        decided_at=decision.at if decision else None,
        decision=decision.id if decision else None,
        colour=made.colour if isinstance(made, DecisionMade) else None,
        reason=made.reason if isinstance(made, DecisionMade) else None,
        decisions=len(decided),
        heads=sum(one.id not in seen for one in decided),
        red_reported_at=reported,
    )


def _state(records: list[Record], amended: Record | None, decision: Record | None) -> str:
    if any(one.kind == "application.withdrawn" for one in records):
        return "withdrawn"
    if decision is None:
        return "pending"
    if amended is not None and (amended.at, amended.id) > (decision.at, decision.id):
        return "answered"
    return "decided"


def _last(records: list[Record], body: type) -> Record | None:
    return next((one for one in reversed(records) if isinstance(one.body, body)), None)


def _person_facts(
    conn: Connection, person: bytes | None, key: bytes
) -> tuple[int | None, int | None]:
    """When last screened, and when a red of this application was last reported (claimed times)."""
    screened = conn.run(
        "SELECT max(at) FROM record WHERE subject = ? AND kind IN ('screening.done', "
        "'screening.corrected') AND state = 0",
        (person,),
    ).scalar_one()
    reported = conn.run(
        "SELECT max(at) FROM record WHERE subject = ? AND kind = 'red.reported' AND state = 0 "
        "AND (application IS NULL OR application = ?)",
        (person, key),
    ).scalar_one()
    return screened, reported
