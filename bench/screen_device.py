"""A device as `fieldpass` finds it in the field: set up, registered, with many applications waiting.

Made with the store's own functions, as fast as they go; the platform's lists are not needed to look at
a queue. The people are those of `bench.corpus`: nobody exists.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.corpus import DIVISION, SCOPE, Corpus
from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.identity import Identity
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.model.records import Record
from fieldpass.store import log, outbox
from fieldpass.store.transaction import Transaction
from fieldpass.training import village
from fieldpass.wire.bundle import LogId

SECRET = "four words nobody guesses"
_AT_ONCE = 2000
_DAY_MS = 86_400_000


def make_device(home: Path, applications: int) -> None:
    """A locked device below `home` with so many applications in its queue."""
    surroundings = real_surroundings()
    made = opening.set_up(folders(home), SECRET, surroundings)
    office = made.office
    identity = Identity(
        scope=SCOPE,
        county=DIVISION[:6],
        division=DIVISION,
        uscc=village.USCC,
        body_type="community",
        body_name=village.BODY_NAME,
        unit=village.BODY_NAME,
        name=village.ISSUER.name,
        post=village.ISSUER.post,
        phone=village.ISSUER.phone,
        person=bytes(range(16)),
        role="issuer",
        server_url="http://127.0.0.1:9",
        place=village.PLACE,
    )
    office.store.write(lambda tx: office.set_identity(tx, identity))
    office.store.write(lambda tx: log.open_log(tx, LogId(SCOPE, office.device.kid, 0)))
    start = surroundings.clock() - 14 * _DAY_MS
    source = Corpus(device=office.device, now=start).applications(applications)
    done = 0
    while done < applications:
        part = [_some_by_web(next(source)) for _ in range(min(applications - done, _AT_ONCE))]
        done += len(part)
        office.store.write(partial(_write_sent, office=office, part=part, through=done))
    office.close()


def _some_by_web(record: Record) -> Record:
    """Every second application came by the web."""
    if record.id[-1] % 2:
        return record
    return replace(record, body=replace(record.body, channel="web", onsite_reason=None))  # type: ignore[arg-type]


def _write_sent(tx: Transaction, office: Office, part: list[Record], through: int) -> None:
    """Append, seal, and take them as stored by the server: nothing is left to be sent."""
    log.append(tx, part)
    outbox.seal_pending(tx, office.device, office.now())
    outbox.acknowledge(tx, LogId(SCOPE, office.device.kid, 0), through)
