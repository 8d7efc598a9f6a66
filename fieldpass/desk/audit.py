"""The audit: every record of this device's store, newest first, and whether all of it is whole.

Rules: 1. nothing is left out: returned and erased records stand there, marked; 2. the check reads every
page, every record against its hash, and every own chain; 3. a list has at most MOST rows, and a search
looks through the newest SCANNED records and says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fieldpass.desk.later import MARK, is_late
from fieldpass.desk.office import Office
from fieldpass.desk.sending import kind_text
from fieldpass.model.bodies import ApplicationSubmitted
from fieldpass.model.records import DeviceAuthor, Holder, IssuerAuthor, Platform, Record
from fieldpass.model.text import Text
from fieldpass.store import people, records
from fieldpass.store.transaction import Connection

MOST, SCANNED = 500, 20_000
_PAGE, _PEOPLE_MOST = 500, 1_000
_STATES = {
    0: Text(zh="", en=""),
    1: Text(zh="平台退回", en="returned"),
    2: Text(zh="只有指纹", en="only its hash"),
    3: Text(zh="已删除", en="erased"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One record where it stands in a log; `at` (ms) is None where only its hash is left."""

    key: tuple[int, bytes, int]
    at: int | None
    kind: Text
    code: str
    name: str
    by: Text
    state: Text
    digest: str
    number: int


def lines(office: Office, words: str = "") -> list[AuditLine]:
    """The newest records, or those about the people, or of the kind, that the words name."""
    return office.store.read(lambda conn: _lines(office, conn, words.strip()))


def check(office: Office, tick: Callable[[int], None] | None = None) -> int:
    """Verify everything; gives how many records count. Raises Damaged.

    Takes a while on a full store: `tick` hears how many records are read, and may raise to stop it.
    """
    office.store.check(tick)
    return office.store.read(records.count)


def _lines(office: Office, conn: Connection, words: str) -> list[AuditLine]:
    wanted = None
    if words:
        found = people.search(conn, words, size=_PEOPLE_MOST)
        wanted = {row.person for row in found}
    names: dict[bytes, str] = {}
    kept: list[AuditLine] = []
    for row in _rows(conn):
        if wanted is not None and not _fits(row.record, wanted, words):
            continue
        kept.append(_line(office, conn, row, names))
        if len(kept) == MOST:
            break
    return kept


def _rows(conn: Connection) -> Iterator[records.AuditRow]:
    before: int | None = None
    for _round in range(SCANNED // _PAGE):
        page = records.audit_page(conn, before=before, size=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        before = page[-1].seq


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
        key=(row.seq, row.log.device, row.number),
        at=record.at if record else None,
        kind=_kind(record),
        code=record.kind if record else "",
        name=_name(conn, record, names),
        by=_author(office, record),
        state=_STATES.get(row.state, Text(zh=str(row.state), en=str(row.state))),
        digest=row.digest.hex(),
        number=row.number,
    )


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
