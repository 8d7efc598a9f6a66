"""The audit: every record of this device's store, newest first, and whether all of it is whole.

Rules: 1. nothing is left out: returned and erased records stand there, marked, and so do those that stand
in no chain any more, since another's log gave way; 2. the check reads every
page, every record against its hash, and every own chain; 3. a list has at most MOST rows, the
newest; a search looks through all records, a page at a time, says how far it is and can be stopped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from fieldpass.desk.later import MARK, is_late
from fieldpass.desk.office import Office
from fieldpass.desk.sending import kind_text
from fieldpass.model.bodies import ApplicationSubmitted
from fieldpass.model.records import DeviceAuthor, Holder, IssuerAuthor, Platform, Record
from fieldpass.model.text import Text
from fieldpass.store import people, records
from fieldpass.store.transaction import Connection

MOST = 500
_PAGE, _PEOPLE_MOST = 500, 1_000
_STATES = {
    0: Text(zh="", en=""),
    1: Text(zh="平台退回", en="returned"),
    2: Text(zh="只有指纹", en="only its hash"),
    3: Text(zh="已删除", en="erased"),
}
_IN_NO_CHAIN = Text(zh="不在链上", en="in no chain")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One record where it stands in a log; `at` (ms) is None where only its hash is left, `number` where it
    stands in none."""

    key: tuple[int, bytes, int]
    at: int | None
    kind: Text
    code: str
    name: str
    by: Text
    state: Text
    digest: str
    number: int | None


def lines(office: Office) -> list[AuditLine]:
    """The newest records."""

    def newest(conn: Connection) -> list[AuditLine]:
        return _told(office, records.audit_page(conn, size=MOST), conn)

    return office.store.read(newest)


def search(
    office: Office, words: str, tick: Callable[[int], None] | None = None
) -> list[AuditLine]:
    """The newest records about the people, or of the kind, that the words name; looks through all.

    Takes a while on a full store: `tick` hears how many records were looked at, and may raise to stop it.
    """
    wanted = {
        row.person
        for row in office.store.read(lambda conn: people.search(conn, words, size=_PEOPLE_MOST))
    }
    kept: list[AuditLine] = []
    before: int | None = None
    looked_at = 0
    while len(kept) < MOST:
        # Each page is a read of its own: one long read would hold back the store's own tidying.
        page = office.store.read(partial(records.audit_page, before=before, size=_PAGE))
        fitting = [row for row in page if _fits(row.record, wanted, words)]
        kept += office.store.read(partial(_told, office, fitting)) if fitting else []
        looked_at += len(page)
        if tick is not None:
            tick(looked_at)
        if len(page) < _PAGE:
            break
        before = page[-1].seq
    return kept[:MOST]


def check(office: Office, tick: Callable[[int], None] | None = None) -> int:
    """Verify everything; gives how many records count. Raises Damaged.

    Takes a while on a full store: `tick` hears how many records are read, and may raise to stop it.
    """
    office.store.check(tick)
    return office.store.read(records.count)


def _told(office: Office, rows: Sequence[records.AuditRow], conn: Connection) -> list[AuditLine]:
    names: dict[bytes, str] = {}
    return [_line(office, conn, row, names) for row in rows]


def _fits(record: Record | None, wanted: set[bytes], words: str) -> bool:
    if record is None:
        return False
    kind = kind_text(record)
    return record.subject in wanted or words.lower() in (kind.zh, kind.en.lower(), record.kind)


def _line(
    office: Office, conn: Connection, row: records.AuditRow, names: dict[bytes, str]
) -> AuditLine:
    record = row.record
    return AuditLine(
        key=(row.seq, row.log.device if row.log else b"", row.number or 0),
        at=record.at if record else None,
        kind=_kind(record),
        code=record.kind if record else "",
        name=_name(conn, record, names),
        by=_author(office, record),
        state=_state(row),
        digest=row.digest.hex(),
        number=row.number,
    )


def _state(row: records.AuditRow) -> Text:
    if row.log is None and row.state == 0:
        return _IN_NO_CHAIN
    return _STATES.get(row.state, Text(zh=str(row.state), en=str(row.state)))


def _kind(record: Record | None) -> Text:
    said = kind_text(record)
    if record is None or not is_late(record):
        return said
    return Text(zh=f"{said.zh} ({MARK.zh})", en=f"{said.en} ({MARK.en})")


def _name(conn: Connection, record: Record | None, names: dict[bytes, str]) -> str:
    if record is None or record.subject is None:
        return ""
    if isinstance(record.body, ApplicationSubmitted):
        return record.body.declaration.name
    if record.subject not in names:
        found = people.person(conn, record.subject)
        names[record.subject] = found.name if found else ""
    return names[record.subject]


def _author(office: Office, record: Record | None) -> Text:
    by = record.by if record else None
    if isinstance(by, Platform):
        return Text(zh="平台", en="platform")
    if isinstance(by, Holder):
        return Text(zh="出行人", en="holder")
    if isinstance(by, DeviceAuthor | IssuerAuthor):
        if by.kid in (office.device.kid, office.issuer_kid):
            return Text(zh="本机", en="this device")
        return Text(zh=by.kid.hex(), en=by.kid.hex())
    return Text(zh="", en="")
