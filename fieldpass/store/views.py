"""The views: kept up to date with each append, and equal to those made anew from the records.

How equality is had: a *fact* row (reading, report, look, appeal) depends on one record alone; every
other row is computed whole from the records and facts of its key, never from what stood there before.
So order of arrival and repetition change nothing, and `rebuild_views` is the same code over all records.
"""

from dataclasses import dataclass, field
from typing import Any

from fieldpass.model.records import PassRef, Record
from fieldpass.store import applications, looks, passes, people, readings, reports
from fieldpass.store.names import application_of, pass_of
from fieldpass.store.transaction import Transaction
from fieldpass.wire.records import decode_record

FACTS = ("reading", "report", "look", "appeal")
VIEWS = (*FACTS, "person", "person_search", "application", "pass")
_REBUILD_ROWS = 2_000
_REPORTED = """
UPDATE pass SET reported_day = max(issued_day, COALESCE((SELECT max(day) FROM report
WHERE report.person = pass.person AND report.day <= pass.last_day), 0)), next_change = 0
WHERE person = ? AND last_day >= ?
"""


@dataclass(slots=True)
class _Touched:
    """The keys whose rows have to be made anew; `persons` from which day on (0: all)."""

    applications: set[bytes] = field(default_factory=set)
    declarers: set[bytes] = field(default_factory=set)
    rescreened: set[bytes] = field(default_factory=set)
    passes: set[PassRef] = field(default_factory=set)
    persons: dict[bytes, int] = field(default_factory=dict)

    def note(self, record: Record) -> None:
        """What this record bears on."""
        kind, person, application = record.kind, record.subject, application_of(record)
        if application is not None and kind in applications.CONCERNED:
            self.applications.add(application)
        if person is not None:
            if kind in applications.PERSON_CONCERNED:
                self.rescreened.add(person)
            if kind in people.CONCERNED:
                self.declarers.add(person)
            self.person(person, getattr(record.body, "day", 0))
        if kind in passes.CONCERNED and (ref := pass_of(record)) is not None:
            self.passes.add(ref)

    def person(self, person: bytes, day: int = 0) -> None:
        """A person's passes from that last day on."""
        self.persons[person] = min(day, self.persons.get(person, day))


def flush(tx: Transaction) -> None:
    """Bring the views up to date with what the transaction has appended, returned or accepted."""
    if not tx.touched:
        return
    batch, stale = tx.touched, [(seq,) for seq in tx.touched if seq not in tx.fresh]
    tx.touched, tx.fresh = {}, set()
    touched = _Touched()
    for record, _ in batch.values():
        touched.note(record)
    _facts(tx, batch, stale, touched)
    for person in passes.refresh(tx, touched.passes):
        touched.person(person)
    again = touched.applications | applications.of_persons(tx.conn, touched.rescreened)
    applications.refresh(tx, again)
    people.refresh(tx, touched.declarers)
    tx.run_many(_REPORTED, sorted(touched.persons.items()))


def _facts(
    tx: Transaction,
    batch: dict[int, tuple[Record, bool]],
    stale: list[tuple[Any, ...]],
    touched: _Touched,
) -> None:
    """Take out the fact rows of records that were held before, put in those of records that count."""
    for table in FACTS if stale else ():
        tx.run_many(f"DELETE FROM {table} WHERE record = ?", stale)
    counted = [(seq, record) for seq, (record, counts) in batch.items() if counts]
    for view in (readings, reports, looks):
        view.add(tx, counted)
    # A stranger's reading or report names the pass alone: it belongs to whoever holds that pass.
    for record, _ in batch.values():
        if record.subject is None and record.pass_ref is not None:
            _belongs(tx, record.pass_ref, touched)


def _belongs(tx: Transaction, ref: PassRef, touched: _Touched) -> None:
    found = passes.one_pass(tx.conn, ref)
    person = found.person if found else None
    passes.resolve(tx, ref, person)
    if person is not None:
        touched.person(person)


def rebuild_views(tx: Transaction) -> None:
    """Empty the views and make them anew from all records that count."""
    judged = tx.run("SELECT judged_colour, judged_code, kid, sequence FROM pass").all()
    for table in VIEWS:
        tx.run(f"DELETE FROM {table}")
    tx.touched, tx.fresh = {}, set()
    after = 0
    while True:
        rows = tx.run(
            "SELECT seq, data FROM record WHERE seq > ? AND state = 0 AND kind IS NOT NULL "
            "ORDER BY seq LIMIT ?",
            (after, _REBUILD_ROWS),
        ).all()
        if not rows:
            break
        for seq, data in rows:
            tx.add(seq, decode_record(data))
        flush(tx)
        after = rows[-1][0]
    # What was judged last stays to be shown until it is judged again.
    tx.run_many(
        "UPDATE pass SET judged_colour = ?, judged_code = ? WHERE kid = ? AND sequence = ?",
        [tuple(row) for row in judged],
    )
