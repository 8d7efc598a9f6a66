"""The home screen's facts: what is to be done, the colours now, how sending stands.

Colours are judged by the rules and kept in the store beside the time when they change by themselves;
what is due is judged again here, a bounded number at a time, so that the home screen stays quick.
"""

from dataclasses import dataclass

from fieldpass.desk import passes, rules, sending
from fieldpass.desk.battery import Battery
from fieldpass.desk.office import Office
from fieldpass.desk.queueing import due_at, waiting_here
from fieldpass.desk.sending import SendingView
from fieldpass.model.findings import Code
from fieldpass.model.text import Text
from fieldpass.model.times import day_of
from fieldpass.store import outbox, queue
from fieldpass.store import passes as rows
from fieldpass.store.transaction import Connection

_TO_RENEW = frozenset({str(Code.EXPIRED)})
_CLOCK = Text(
    zh="本机时间不对: 不能核签, 也不能查验. 请按 0 再按 5 校准时间.",
    en="The time of this device is wrong: nothing is signed, no card checked. Press 0, then 5.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """What the home screen shows; times in ms."""

    place: str
    body_name: str
    person_name: str
    role: str
    now: int
    pending: int
    most_urgent_due: int | None
    not_reported: int
    red_unreported: int
    returned: int
    green: int
    yellow_check: int
    yellow_expired: int
    red: int
    sending: SendingView
    lists_as_of: int | None
    clock_trouble: Text | None
    rules_trouble: Text | None
    battery: Battery | None


def overview(office: Office) -> HomeView:
    """The facts of now; raises NotRegistered."""
    identity = office.require_identity()
    passes.keep_judged(office)
    now = office.now()
    waiting = waiting_here(office)
    counts, green, check, expired, red = office.store.read(
        lambda conn: (_tasks(conn, day_of(now), waiting), *_colours(conn))
    )
    pending, oldest, not_reported, unreported, returned = counts
    policy = office.policy()
    status = sending.status(office)
    return HomeView(
        place=identity.where,
        body_name=identity.body_name,
        person_name=identity.name,
        role=identity.role,
        now=now,
        pending=pending,
        most_urgent_due=None if oldest is None else due_at(oldest, "web", policy),
        not_reported=not_reported,
        red_unreported=unreported,
        returned=returned,
        green=green,
        yellow_check=check,
        yellow_expired=expired,
        red=red,
        sending=status,
        lists_as_of=status.lists_as_of,
        clock_trouble=None if office.clock_trusted() else _CLOCK,
        rules_trouble=rules.here(office).trouble,
        battery=office.surroundings.battery(),
    )


def _tasks(
    conn: Connection, today: int, waiting: queue.QueueFilter
) -> tuple[int, int | None, int, int, int]:
    return (
        queue.queue_count(conn, waiting),
        queue.oldest_waiting(conn, "web", scope=waiting.scope),
        rows.not_reported_count(conn, day=today),
        queue.reds_to_report_count(conn),
        outbox.returned_count(conn),
    )


def _colours(conn: Connection) -> tuple[int, int, int, int]:
    counts = rows.colour_counts(conn)
    expired = sum(
        n for (colour, code), n in counts.items() if colour == "yellow" and code in _TO_RENEW
    )
    by_colour = {
        colour: sum(n for (one, _), n in counts.items() if one == colour)
        for colour in ("green", "yellow", "red")
    }
    return by_colour["green"], by_colour["yellow"] - expired, expired, by_colour["red"]
