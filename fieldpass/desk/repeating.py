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
    """The newest high reading of the day before `at` (ms, None: now) that is no repeat and has none.

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
    repeated = {getattr(one.body, "confirms", None) for one in taken}
    high = [
        one
        for one in taken
        if isinstance(one.body, TemperatureTaken)
        and one.at >= moment - DAY
        and one.body.tenths >= office.policy().fever_tenths
        and one.body.confirms is None
        and one.id not in repeated
    ]
    return max(high, key=lambda one: (one.at, one.id), default=None)


def minutes_early(office: Office, first_at: int, moment: int) -> int:
    """How many minutes, rounded up, a reading of `first_at` (ms) is too young to be repeated; 0: none."""
    left = first_at + office.policy().recheck_after_minutes * MINUTE - moment
    return max(1, -(-left // MINUTE)) if left > 0 else 0


def too_early(office: Office, first: Record | None, at: int | None = None) -> Advised | None:
    """Why a high reading cannot be repeated yet: how many minutes are left; None where it can."""
    if first is None:
        return None
    moment = office.now() if at is None else at
    minutes = minutes_early(office, first.at, moment)
    if not minutes:
        return None
    return advised(
        zh="前一次体温偏高.",
        en="The reading before was high.",
        do_zh=f"还要等 {minutes} 分钟再测.",
        do_en=f"Wait {minutes} more minutes before measuring again.",
    )
