"""The queue of applications: what waits here, page by page, until when, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk.divisions import full_name
from fieldpass.desk.errors import NotFound
from fieldpass.desk.office import Office
from fieldpass.model.policy import Policy
from fieldpass.model.text import Text
from fieldpass.model.times import working_due
from fieldpass.store import applications as rows
from fieldpass.store import queue
from fieldpass.store.queue import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What to show: undecided, decided or all; `name`, `tail` and `words` narrow it down.

    `words` is part of a name, pinyin initials or the tail of a number.
    """

    state: Literal["undecided", "decided", "all"] = "undecided"
    name: str = ""
    tail: str = ""
    words: str = ""
    sort: queue.Sort = "oldest"

    def for_store(self, scope: str | None) -> queue.QueueFilter:
        """The store's filter; what was transferred to another scope is not shown."""
        states: dict[str, Literal["waiting", "decided", "all"]] = {
            "undecided": "waiting",
            "decided": "decided",
            "all": "all",
        }
        return queue.QueueFilter(
            state=states[self.state],
            name=self.name,
            tail=self.tail,
            words=self.words.strip(),
            scope=scope,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue; times in ms, `due_at` only for what came online."""

    key: Key
    application: bytes
    name: str
    id_tail: str
    destination: Text
    submitted_at: int
    due_at: int | None
    channel: str
    screened: bool
    colour_hint: str | None
    twin: bool
    state: str


class QueueSource:
    """The queue page by page, by key; methods read the store and are called in workers."""

    def __init__(self, office: Office, filter: QueueFilter) -> None:
        """Nothing is read yet."""
        self._office, self._sort = office, filter.sort
        self._filter = filter.for_store(office.identity.scope if office.identity else None)

    def count(self) -> int:
        """How many rows there are."""
        return self._office.store.read(lambda conn: queue.queue_count(conn, self._filter))

    def page(
        self,
        anchor: Key | None,
        direction: Literal["forward", "back"],
        size: int,
        *,
        inclusive: bool = False,
    ) -> Sequence[QueueRow]:
        """At most `size` rows after or before the anchor, in the list's order."""
        after, before = _bounds(anchor, direction, inclusive, self._sort)
        found = self._office.store.read(
            lambda conn: queue.queue_page(
                conn, after=after, before=before, size=size, filter=self._filter, sort=self._sort
            )
        )
        policy = self._office.policy()
        return [_queue_row(row, policy) for row in found]

    def position(self, key: Key) -> int:
        """How many rows stand before this key."""
        return self._office.store.read(
            lambda conn: queue.queue_rank(conn, key, self._filter, self._sort)
        )

    def key_at(self, position: int) -> Key | None:
        """The key of the row with so many before it."""
        return self._office.store.read(
            lambda conn: queue.queue_key_at(conn, position, self._filter, self._sort)
        )


_FIRST: Key = (-1, b"")
_LAST: Key = ((1 << 62), b"\xff" * 17)


def _bounds(
    anchor: Key | None, direction: str, inclusive: bool, sort: queue.Sort
) -> tuple[Key | None, Key | None]:
    """The store's open bounds (after, before).

    A record id has 16 bytes, so one byte less or more takes the anchor's own row in.
    """
    forward, oldest = direction == "forward", sort == "oldest"
    if anchor is None:
        return None, None if forward else _LAST if oldest else _FIRST
    key = anchor
    if inclusive:
        rising = forward == oldest
        key = (anchor[0], anchor[1][:-1] if rising else anchor[1] + b"\x00")
    return (key, None) if forward else (None, key)


def queue_source(office: Office, filter: QueueFilter | None = None) -> QueueSource:
    """The queue as a paged source."""
    return QueueSource(office, filter or QueueFilter())


def _queue_row(row: queue.QueueRow, policy: Policy) -> QueueRow:
    one = row.application
    return QueueRow(
        key=row.key,
        application=one.application,
        name=one.name,
        id_tail=one.number_tail,
        destination=full_name(one.destination),
        submitted_at=one.submitted_at,
        due_at=due_at(one.submitted_at, one.channel, policy),
        channel=one.channel,
        screened=one.screened_at is not None,
        colour_hint=one.colour,
        twin=row.twin,
        state=one.state,
    )


def due_at(submitted_at: int, channel: str, policy: Policy) -> int | None:
    """When an application is due (ms): what came online within the policy's working hours."""
    if channel != "web":
        return None
    return working_due(
        submitted_at,
        hours=policy.due_hours,
        opens=policy.opens_hour,
        closes=policy.closes_hour,
    )


def waiting_here(office: Office) -> queue.QueueFilter:
    """What waits for a decision of the own scope."""
    return QueueFilter().for_store(office.identity.scope if office.identity else None)


def next_undecided(office: Office, after: bytes) -> bytes | None:
    """The application that waits after this one, else the first that waits; None when none does."""
    waiting = waiting_here(office)
    key = _key_of(office, after)
    found = office.store.read(
        lambda conn: (
            queue.queue_page(conn, after=key, size=1, filter=waiting)
            or queue.queue_page(conn, size=2, filter=waiting)
        )
    )
    others = [row.application.application for row in found if row.application.application != after]
    return others[0] if others else None


def position(office: Office, application: bytes) -> tuple[int, int]:
    """Where an application stands among what waits here, counted from 1, and of how many. Raises NotFound."""
    key = _key_of(office, application)
    if key is None:
        raise NotFound("application")
    waiting = waiting_here(office)
    return office.store.read(
        lambda conn: (
            queue.queue_rank(conn, key, waiting) + 1,
            queue.queue_count(conn, waiting),
        )
    )


def _key_of(office: Office, application: bytes) -> Key | None:
    row = office.store.read(lambda conn: rows.application(conn, application))
    return None if row is None else (row.submitted_at, row.application)
