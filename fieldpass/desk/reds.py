"""Red cards that nobody has been told of yet, and the record that says who was told.

A red is an act, not only a colour (DESIGN 3): it stays a task until `red.reported` says who told whom
(community, unit or epidemic office), whom by name, and how. A later red of the same application is a
task anew. Whoever may not write it (a checker) is told so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk.divisions import full_name
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.office import Office
from fieldpass.model.bodies import DecisionMade, RedReported
from fieldpass.model.policy import days_of
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text, advised
from fieldpass.store import applications as rows
from fieldpass.store import queue, records
from fieldpass.store.transaction import Connection, Transaction

Told = Literal["community", "unit", "epidemic_office"]
How = Literal["phone", "in_person", "message"]
TOLD: tuple[tuple[Told, Text], ...] = (
    ("community", Text(zh="所在村(居)委会", en="the village or community committee")),
    ("unit", Text(zh="所在单位", en="the unit")),
    ("epidemic_office", Text(zh="防控办", en="the epidemic office")),
)
HOW: tuple[tuple[How, Text], ...] = (
    ("phone", Text(zh="电话", en="by phone")),
    ("in_person", Text(zh="当面", en="in person")),
    ("message", Text(zh="短信或微信", en="by message")),
)
MOST = 500
_WHOM_MOST, _NOTE_MOST = 60, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLine:
    """One red that nobody has reported since it was decided; `decided_at` in ms."""

    application: bytes
    name: str
    id_tail: str
    residence: Text
    reason: Text
    decided_at: int


def to_report(office: Office) -> list[RedLine]:
    """The reds to report, the longest waiting first, at most MOST."""
    days = days_of(office.policy())

    def read(conn: Connection) -> list[RedLine]:
        return [_line(conn, row, days) for row in queue.reds_to_report(conn, size=MOST)]

    return office.store.read(read)


def count(office: Office) -> int:
    """How many there are."""
    return office.store.read(queue.reds_to_report_count)


def report(
    office: Office, application: bytes, *, told: Told, whom: str, how: How, note: str = ""
) -> None:
    """Write down who was told; durable when this returns.

    Raises NotFound, NotAllowed (nobody named, or the role may not), NotRegistered.
    """
    named = " ".join(whom.split())
    if not named or len(named) > _WHOM_MOST:
        raise NotAllowed(
            advised(
                zh="还没有写报给了谁.",
                en="Nobody is named who was told.",
                do_zh=f"请写姓名, 最多 {_WHOM_MOST} 个字.",
                do_en=f"Type a name, at most {_WHOM_MOST} characters.",
            )
        )
    body = RedReported(told=told, whom=named, how=how, note=" ".join(note.split())[:_NOTE_MOST])

    def writing(tx: Transaction) -> None:
        row = rows.application(tx.conn, application)
        if row is None or row.decided_at is None:
            raise NotFound("red")
        # A clock that was set back must not leave the task standing: it was told after the decision.
        at = row.decided_at if office.now() < row.decided_at else None
        office.append(tx, office.make(body, subject=row.person, application=application, at=at))

    office.store.write(writing)


def _line(conn: Connection, row: rows.ApplicationRow, days: Mapping[str, int]) -> RedLine:
    return RedLine(
        application=row.application,
        name=row.name,
        id_tail=row.number_tail,
        residence=full_name(row.residence),
        reason=_own_words(conn, row) or Reason(row.reason or 0).said(days),
        decided_at=row.decided_at or row.submitted_at,
    )


def _own_words(conn: Connection, row: rows.ApplicationRow) -> Text | None:
    """The sentence that an issuer wrote for a reason of their own; None for the rules' reasons."""
    if row.reason != Reason.ISSUER or row.decision is None:
        return None
    found = records.record(conn, row.decision)
    said = found.body.note if found is not None and isinstance(found.body, DecisionMade) else ""
    return Text(zh=f"签发人写明: {said}", en=f"The issuer wrote: {said}") if said else None
