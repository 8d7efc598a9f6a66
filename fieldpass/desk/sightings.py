"""Writing looks down: the records of a checkpoint, and how a later one replaces an earlier.

A look is named by its device and its time: a record that follows bears the same `at`, and `entered`
says when it was written; the newest counts. Nothing here needs an issuer key.
"""

from dataclasses import replace

from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.looks import Deed, Look
from fieldpass.desk.office import Office
from fieldpass.model.bodies import CheckpointChecked
from fieldpass.model.records import PassRef, Record
from fieldpass.model.times import MINUTE
from fieldpass.store import looks as rows
from fieldpass.store.transaction import Transaction

AGAIN_MS = 10 * MINUTE
# A clock that stands, or a scanner that stutters, must not make two looks one.
_CLOSE_MS = 1_000
_CODE_MOST, _PLACE_MOST = 24, 200


def write_down(office: Office, look: Look, body: CheckpointChecked | None = None) -> Look:
    """Record a new look, in its own transaction; gives it as it is named, and when it came before.

    A device that may not write it (rule 4 of the author table, or not registered) shows it unrecorded.
    """
    if office.identity is None:
        return look
    said = body or body_of(office, look)

    def writing(tx: Transaction) -> Look:
        placed = replace(
            look,
            at=_free_time(office, tx, look.at),
            again_at=None if look.pass_ref is None else _before(office, tx, look.pass_ref, look.at),
        )
        office.append(tx, _record(office, placed, said))
        return replace(placed, recorded=True)

    try:
        return office.store.write(writing)
    except NotAllowed:
        return look


def end_otherwise(office: Office, tx: Transaction, at: int, did: Deed) -> Record:
    """Append what a look of this device, named by its time, came to in the end; raises NotFound."""
    before = rows.look_record(tx.conn, office.device.kid, at)
    if before is None or not isinstance(before.body, CheckpointChecked):
        raise NotFound("look")
    after = office.make(
        replace(before.body, did=did),
        subject=before.subject,
        application=before.application,
        pass_ref=before.pass_ref,
        at=at,
    )
    if before.body.did != did:
        office.append(tx, after)
    return after


def body_of(office: Office, look: Look) -> CheckpointChecked:
    """What a look's record says."""
    return CheckpointChecked(
        verdict=look.verdict.kind,
        code=look.verdict.code[:_CODE_MOST],
        did=look.did,
        seen=look.seen,
        place=office.require_identity().place[:_PLACE_MOST],
        id_tail=look.id_tail[-4:],
        lists_as_of=look.verdict.lists_as_of,
        clock_doubted=office.clock_typed or not office.clock_trusted(),
    )


def _record(office: Office, look: Look, body: CheckpointChecked) -> Record:
    return office.make(
        body,
        by=office.author(),
        subject=look.person,
        application=look.application,
        pass_ref=look.pass_ref,
        at=None if look.at == office.now() else look.at,
    )


def _free_time(office: Office, tx: Transaction, at: int) -> int:
    found = rows.looks(tx.conn, since=at, device=office.device.kid, size=1)
    return found[0].at + 1 if found and found[0].at - at < _CLOSE_MS else at


def _before(office: Office, tx: Transaction, ref: PassRef, at: int) -> int | None:
    """When this device last looked at this pass, within the last ten minutes."""
    return rows.last_look(tx.conn, office.device.kid, ref, since=at - AGAIN_MS)
