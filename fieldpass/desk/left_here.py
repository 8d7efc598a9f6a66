"""What a person left on the screens when the program was locked, kept for that person alone.

Rules: 1. It stands in the encrypted store under the person's id, so that nothing typed stays in memory
while the program is locked; another person's program never asks for it. 2. It goes once it was taken
up, with the person's slot, and with every erasure on request: nobody can say whom it names. 3. Secrets
are no part of it: whoever makes it leaves them out.
"""

from typing import Any

from fieldpass.desk import opening
from fieldpass.desk.office import Office
from fieldpass.store import envelope, settings
from fieldpass.store.transaction import Transaction

ENTRIES_MAX = 12
"""Screens that stand on each other; nobody opens more."""


def keep(office: Office, entries: list[dict[str, Any]]) -> None:
    """Keep what the person at work leaves; nothing takes what was kept away. Raises StoreErrors."""
    person = office.person
    if person is None or not _works_here(office, person):
        return
    data, now = entries[:ENTRIES_MAX], office.now()

    def writing(tx: Transaction) -> None:
        if data:
            settings.save_draft(tx, settings.LEFT, person, data, made_at=now)
        else:
            settings.drop_draft(tx, settings.LEFT, person)

    office.store.write(writing)


def kept(office: Office) -> list[dict[str, Any]]:
    """What the person at work left behind; empty where there is nothing."""
    person = office.person
    if person is None:
        return []
    row = office.store.read(lambda conn: settings.draft(conn, settings.LEFT, person))
    return [] if row is None else list(row.data)


def drop(office: Office, person: bytes | None = None) -> None:
    """Forget what the person at work left, or another one who goes."""
    whose = person or office.person
    if whose is not None:
        office.store.write(lambda tx: settings.drop_draft(tx, settings.LEFT, whose))


def _works_here(office: Office, person: bytes) -> bool:
    """Whoever was taken off this device a moment ago leaves nothing behind."""
    if office.folders is None:
        return True
    slots = envelope.people(office.folders.data / opening.KEYS)
    return any(one.person == person for one in slots)
