"""A device as `fieldpass` finds it in the field: set up, registered, with many applications waiting.

Made with the store's own functions, as fast as they go; the platform's lists are not needed to look at
a queue. The people are those of `bench.corpus`: nobody exists.
"""

from pathlib import Path

from bench.corpus import DIVISION, SCOPE, Corpus
from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.identity import Identity
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.store import log
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
    left = applications
    while left:
        part = [next(source) for _ in range(min(left, _AT_ONCE))]
        office.store.write(lambda tx, part=part: log.append(tx, part))  # type: ignore[misc]
        left -= len(part)
    office.close()
