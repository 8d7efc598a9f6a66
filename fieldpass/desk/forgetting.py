"""Erasing people: what is past retention by itself, and on request; and what was erased, shown.

Rules: 1. Retention is a number of the policy, with its source (`Policy.retention_days`), counted from the
last thing that is known of a person, and never while a pass may still be shown. 2. It is counted at the
platform's time of the last full reading of the feed, never at this device's clock: a clock that
jumps a year ahead must not erase a village. 3. What was not sent yet stays, and is counted. 4. On
request only an authorised issuer erases, here; the platform erases by its own command and tells every
device by the feed. 5. Each erasure leaves a line without personal data.
"""

from dataclasses import dataclass

from fieldpass.desk.office import Office
from fieldpass.desk.rights import require_signer
from fieldpass.model.declaration import DocumentType
from fieldpass.model.identifiers import check_document
from fieldpass.model.person import person_id
from fieldpass.model.text import Text
from fieldpass.store import erasing, feed, settings
from fieldpass.store.erasing import Erasure
from fieldpass.store.transaction import Connection, Transaction

DAY_MS = 86_400_000
RETENTION, REQUEST, PLATFORM = "retention", "request", "platform"
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """One erasure as people read it: `at` in ms, how many records, and why."""

    at: int
    records: int
    why: Text


_WHY = {
    RETENTION: Text(zh="超过保存期限", en="past retention"),
    REQUEST: Text(zh="应本人要求", en="on request"),
    PLATFORM: Text(zh="平台删除", en="erased by the platform"),
}


def due(office: Office) -> int:
    """How many people are past retention now, at most as many as one call erases."""
    return len(office.store.read(lambda conn: _due(office, conn)))


def _due(office: Office, conn: Connection) -> list[bytes]:
    identity = office.require_identity()
    cursor = feed.cursor(conn, identity.scope)
    if cursor is None or cursor.known_until is None:
        return []
    known = min(cursor.known_until, office.now())
    return erasing.past(conn, known - office.policy().retention_days * DAY_MS, size=_AT_ONCE)


def forget_due(office: Office) -> Erasure | None:
    """Erase who is past retention (rules 1 to 3), a bounded number at a time; None where nobody is."""
    persons = office.store.read(lambda conn: _due(office, conn))
    if not persons:
        return None
    now = office.now()
    return office.store.write(lambda tx: erasing.erase(tx, persons, now=now, reason=RETENTION))


def forget(office: Office, document: DocumentType, number: str) -> Erasure:
    """Erase somebody on request (rule 4). Raises NotAllowed, NotRegistered and StoreErrors."""
    require_signer(office)
    person = person_id(document, check_document(document, number).value)
    now = office.now()

    def writing(tx: Transaction) -> Erasure:
        settings.drop_left(tx)
        return erasing.erase(tx, [person], now=now, reason=REQUEST)

    return office.store.write(writing)


def erasures(office: Office) -> list[ErasureLine]:
    """What was erased on this device, newest first."""
    return [
        ErasureLine(at=one.at, records=one.records, why=_WHY.get(one.reason, _WHY[REQUEST]))
        for one in office.store.read(erasing.erasures)
    ]
