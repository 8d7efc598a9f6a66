"""The views: kept up to date with each append, and equal to those made anew from the records.

How equality is had: a *fact* row depends on one record alone; every other row is computed whole from
the records and facts of its key, never from what stood there before. So order of arrival and
repetition change nothing. `rebuild_views` is the same code over all keys.
"""

from fieldpass.model.records import PassRef, Record
from fieldpass.store import applications, looks, passes, people, readings, reports
from fieldpass.store.transaction import Transaction
from fieldpass.wire.records import decode_record

_TABLES = ("person", "application", "pass", "reading", "report", "look", "appeal")
_REBUILD_ROWS = 2_000
_STAGES = (applications, passes, readings, reports, looks, people)


class Touched:
    """Which keys a set of records concerns."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.applications: set[bytes] = set()
        self.persons: set[bytes] = set()
        self.passes: set[PassRef] = set()

    def note(self, record: Record) -> None:
        """The keys that this record names."""
        if record.subject is not None:
            self.persons.add(record.subject)
        application = record.id if record.kind == "application.submitted" else record.application
        if application is not None:
            self.applications.add(application)
        if record.pass_ref is not None:
            self.passes.add(record.pass_ref)


def flush(tx: Transaction) -> None:
    """Bring the views up to date with what the transaction has appended, returned or accepted."""
    if not tx.touched:
        return
    batch = dict(tx.touched)
    stale = [seq for seq in batch if seq not in tx.fresh]
    tx.touched.clear()
    tx.fresh.clear()
