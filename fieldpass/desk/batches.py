"""Each sending, 传送: what this device has written, batch by batch, and how far each has come.

A batch is a sealed bundle; people never see that word. Its states, each a fact about rows: *waits* (not
acknowledged), *there* (the platform has stored it), *receipt* (the platform has signed a receipt that
covers it, so that this device need not keep it for the platform's sake).
"""

from dataclasses import dataclass
from typing import Literal

from fieldpass.desk.office import Office
from fieldpass.model.text import Text
from fieldpass.store import batches as rows

MOST = 500
State = Literal["open", "waits", "there", "receipt"]
_STATES: dict[State, Text] = {
    "open": Text(zh="刚写好, 等传送", en="just written, waits"),
    "waits": Text(zh="等传送", en="waits"),
    "there": Text(zh="平台已收到", en="at the platform"),
    "receipt": Text(zh="平台已收到, 有回执", en="at the platform, receipt"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One batch: the numbers of its records, how many the platform returned and are not dealt with;
    `sealed_at`, `stored_at` and `receipt_at` (ms) where they are known."""

    key: tuple[int, int]
    first: int
    last: int
    state: State
    text: Text
    returned: int
    sealed_at: int | None
    stored_at: int | None
    receipt_at: int | None

    @property
    def records(self) -> int:
        """How many records."""
        return self.last - self.first + 1


def batches(office: Office) -> list[BatchLine]:
    """What waits, then what was sent, newest first; at most MOST."""
    found, receipt_at = office.store.read(
        lambda conn: (rows.own_batches(conn, size=MOST), rows.newest_receipt(conn))
    )
    lines = [_line(row, receipt_at) for row in found]
    return sorted(lines, key=lambda one: one.state in ("there", "receipt"))


def _line(row: rows.BatchRow, receipt_at: int | None) -> BatchLine:
    state: State = "there"
    if row.sealed_at is None:
        state = "open"
    elif row.last > row.stored:
        state = "waits"
    elif row.last <= row.covered:
        state = "receipt"
    return BatchLine(
        key=(row.log, row.first),
        first=row.first,
        last=row.last,
        state=state,
        text=_STATES[state],
        returned=row.returned,
        sealed_at=row.sealed_at,
        stored_at=row.stored_at if state in ("there", "receipt") else None,
        receipt_at=receipt_at if state == "receipt" else None,
    )
