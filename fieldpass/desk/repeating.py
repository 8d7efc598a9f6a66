"""Finding the high reading that a new one repeats: it must be named, or a fever is never confirmed."""

from fieldpass.desk.office import Office
from fieldpass.model.bodies import TemperatureTaken
from fieldpass.model.records import PassRef, Record
from fieldpass.model.text import Advised, advised
from fieldpass.model.times import DAY, MINUTE
from fieldpass.store import records
from fieldpass.store.transaction import Transaction


def to_repeat(
    office: Office,
    tx: Transaction,
    person: bytes | None,
    ref: PassRef | None,
    at: int | None = None,
) -> Record | None:
    """The newest reading of the day before `at` (ms, None: now), where it is high and no repeat itself.

    A stranger's readings are found by the pass alone.
    """
    moment = office.now() if at is None else at
    if person is not None:
        found = records.records_of(tx.conn, person)
    elif ref is not None:
        found = records.records_of_pass(tx.conn, ref)
    else:
        return None
    taken = [one for one in found if isinstance(one.body, TemperatureTaken)]
    if at is not None:
        taken = [one for one in taken if one.at <= at]
    newest = max(taken, key=lambda one: (one.at, one.id), default=None)
    if newest is None or newest.at < moment - DAY:
        return None
    body = newest.body
    high = isinstance(body, TemperatureTaken) and body.tenths >= office.policy().fever_tenths
    return newest if high and getattr(body, "confirms", None) is None else None


def too_early(office: Office, first: Record | None, at: int | None = None) -> Advised | None:
    """Why a high reading cannot be repeated yet: how many minutes are left; None where it can."""
    if first is None:
        return None
    moment = office.now() if at is None else at
    left = first.at + office.policy().recheck_after_minutes * MINUTE - moment
    if left <= 0:
        return None
    minutes = max(1, -(-left // MINUTE))
    return advised(
        zh="前一次体温偏高.",
        en="The reading before was high.",
        do_zh=f"还要等 {minutes} 分钟再测.",
        do_en=f"Wait {minutes} more minutes before measuring again.",
    )
