"""The queue: applications that wait for somebody, oldest first, a page at a time by key.

The time that is left of an application follows from `submitted_at`, the channel and the policy, so the
oldest is the most urgent of its channel; the desk reckons it.
"""

from dataclasses import dataclass
from typing import Any, Literal

from fieldpass.store import search
from fieldpass.store.applications import COLUMNS, ApplicationRow, application_row
from fieldpass.store.connection import Connection

Sort = Literal["oldest", "newest"]
Key = tuple[int, bytes]
SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What to show; None or empty is no limit. `state` "waiting" is pending and answered."""

    state: Literal["waiting", "pending", "answered", "decided", "withdrawn", "all"] = "waiting"
    scope: str | None = None
    channel: str | None = None
    screened: bool | None = None
    name: str = ""
    tail: str = ""
    words: str = ""
    """Part of a name, pinyin initials or the tail of a number, as in `people.search`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue; `twin`: another person of the same name is known here."""

    application: ApplicationRow
    twin: bool

    @property
    def key(self) -> Key:
        """What the next page begins after."""
        return self.application.submitted_at, self.application.application


def queue_page(
    conn: Connection,
    *,
    after: Key | None = None,
    before: Key | None = None,
    size: int = SIZE,
    filter: QueueFilter | None = None,
    sort: Sort = "oldest",
) -> list[QueueRow]:
    """The rows after (or before) a key, in the order shown; both None gives the first page."""
    where, values = _where(filter or QueueFilter())
    ascending = (sort == "oldest") != (before is not None)
    key = after if before is None else before
    if key is not None:
        where.append(f"(submitted_at, application) {'>' if ascending else '<'} (?, ?)")
        values += key
    order = "ASC" if ascending else "DESC"
    rows = conn.run(
        f"SELECT {COLUMNS}, EXISTS (SELECT 1 FROM person AS p WHERE p.name = a.name "
        f"AND p.person IS NOT a.person) FROM application AS a WHERE {' AND '.join(where)} "
        f"ORDER BY submitted_at {order}, application {order} LIMIT ?",
        (*values, size),
    ).all()
    found = [QueueRow(application=application_row(row), twin=bool(row[-1])) for row in rows]
    return found[::-1] if before is not None else found


def queue_count(conn: Connection, filter: QueueFilter | None = None) -> int:
    """How many rows the whole list has."""
    where, values = _where(filter or QueueFilter())
    return int(
        conn.run(
            f"SELECT count(*) FROM application AS a WHERE {' AND '.join(where)}", tuple(values)
        ).scalar_one()
    )


def queue_rank(
    conn: Connection, key: Key, filter: QueueFilter | None = None, sort: Sort = "oldest"
) -> int:
    """How many rows stand before a key, in the order shown: the n of "n of m" less one."""
    where, values = _where(filter or QueueFilter())
    where.append(f"(submitted_at, application) {'<' if sort == 'oldest' else '>'} (?, ?)")
    return int(
        conn.run(
            f"SELECT count(*) FROM application AS a WHERE {' AND '.join(where)}", (*values, *key)
        ).scalar_one()
    )


def queue_key_at(
    conn: Connection,
    position: int,
    filter: QueueFilter | None = None,
    sort: Sort = "oldest",
) -> Key | None:
    """The key of the row with so many before it, in the order shown; None beyond the list."""
    where, values = _where(filter or QueueFilter())
    order = "ASC" if sort == "oldest" else "DESC"
    row = conn.run(
        f"SELECT submitted_at, application FROM application AS a WHERE {' AND '.join(where)} "
        f"ORDER BY submitted_at {order}, application {order} LIMIT 1 OFFSET ?",
        (*values, max(0, position)),
    ).first()
    return None if row is None else (row[0], row[1])


def oldest_waiting(
    conn: Connection, channel: str | None = None, *, scope: str | None = None
) -> int | None:
    """When the oldest waiting application was submitted (ms), of a channel and a scope or of all."""
    rows = queue_page(conn, size=1, filter=QueueFilter(channel=channel, scope=scope))
    return rows[0].application.submitted_at if rows else None


def reds_to_report(conn: Connection, *, size: int = SIZE) -> list[ApplicationRow]:
    """Red decisions that nobody has reported since, longest first."""
    rows = conn.run(
        f"SELECT {COLUMNS} FROM application WHERE {_UNREPORTED} "
        "ORDER BY decided_at, application LIMIT ?",
        (size,),
    )
    return [application_row(row) for row in rows]


def reds_to_report_count(conn: Connection) -> int:
    """How many there are."""
    sql = f"SELECT count(*) FROM application WHERE {_UNREPORTED}"
    return int(conn.run(sql).scalar_one())


_UNREPORTED = "colour = 'red' AND (red_reported_at IS NULL OR red_reported_at < decided_at)"
_FOUND = (
    "person IN (SELECT person FROM person WHERE seq IN "
    "(SELECT rowid FROM person_search WHERE person_search MATCH ?))"
)
_STATES = {"waiting": "state IN ('pending', 'answered')", "all": "1"}


def _where(filter: QueueFilter) -> tuple[list[str], list[Any]]:
    where = [_STATES.get(filter.state, "state = ?")]
    values: list[Any] = [] if filter.state in _STATES else [filter.state]
    for column, value in (("scope", filter.scope), ("channel", filter.channel)):
        if value is not None:
            where.append(f"{column} = ?")
            values.append(value)
    if filter.screened is not None:
        where.append(f"screened_at IS {'NOT ' if filter.screened else ''}NULL")
    if filter.name:
        where.append("instr(name, ?) > 0")
        values.append(filter.name)
    if filter.tail:
        where.append("number_tail = ?")
        values.append(filter.tail)
    if filter.words:
        query = search.match(filter.words)
        # Words of which nothing can be looked for find nobody, as in the search for people.
        where.append(_FOUND if query else "0")
        values += [query] if query else []
    return where, values
