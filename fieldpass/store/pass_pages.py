"""Pages of the view `pass` in both directions, with counts and places: what a long list on a screen asks.

A list is an order (a column, then the pass's name, so that it is total), and a condition from here.
Every answer is a keyset query on an index, however long the list.
"""

from dataclasses import dataclass
from typing import Any, Literal

from fieldpass.store.connection import Connection
from fieldpass.store.passes import COLUMNS, PassRow

Direction = Literal["forward", "back"]
Key = tuple[int, bytes, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassList:
    """One list: `by` first, newest or smallest first, and which passes belong to it."""

    by: Literal["issued_at", "reported_day", "next_change"]
    descending: bool
    where: str
    values: tuple[Any, ...] = ()

    def key(self, row: PassRow) -> Key:
        """Where a row stands in this list."""
        return getattr(row, self.by), row.kid, row.sequence


def issued(*, live: bool | None = True, colour: str | None = None) -> PassList:
    """The cards issued, newest first; pending codes are no cards. `colour` as judged last."""
    where, values = ["colour <> 'pending'"], list[Any]()
    if live is not None:
        where.append("live = ?")
        values.append(int(live))
    if colour is not None:
        where.append("COALESCE(judged_colour, colour) = ?")
        values.append(colour)
    return PassList(
        by="issued_at", descending=True, where=" AND ".join(where), values=tuple(values)
    )


def not_reported(day: int) -> PassList:
    """Live cards in their validity on `day` (YYYYMMDD) without a report for it, longest silent first."""
    return PassList(
        by="reported_day",
        descending=False,
        where="live = 1 AND colour <> 'pending' AND reported_day < ? AND last_day >= ?",
        values=(day, day),
    )


def soonest_yellow(day: int) -> PassList:
    """Live green cards in their validity on `day`, the first to change by itself first."""
    return PassList(
        by="next_change",
        descending=False,
        where="live = 1 AND colour <> 'pending' AND COALESCE(judged_colour, colour) = 'green' "
        "AND last_day >= ?",
        values=(day,),
    )


def page(
    conn: Connection,
    of: PassList,
    anchor: Key | None,
    direction: Direction,
    size: int,
    *,
    inclusive: bool = False,
) -> list[PassRow]:
    """At most `size` rows after (or before) the anchor, always in the list's order."""
    down = of.descending != (direction == "back")
    where, values = of.where, of.values
    if anchor is not None:
        sign = ("<" if down else ">") + ("=" if inclusive else "")
        where += f" AND ({of.by}, kid, sequence) {sign} (?, ?, ?)"
        values += anchor
    way = "DESC" if down else "ASC"
    rows = conn.run(
        f"SELECT {COLUMNS} FROM pass WHERE {where} "
        f"ORDER BY {of.by} {way}, kid {way}, sequence {way} LIMIT ?",
        (*values, size),
    )
    found = [PassRow(**dict(zip(PassRow.__slots__, row, strict=True))) for row in rows]
    return found[::-1] if direction == "back" else found


def count(conn: Connection, of: PassList) -> int:
    """How many rows the list has."""
    sql = f"SELECT count(*) FROM pass WHERE {of.where}"
    return int(conn.run(sql, of.values).scalar_one())


def position(conn: Connection, of: PassList, key: Key) -> int:
    """How many rows stand before this key."""
    sign = ">" if of.descending else "<"
    sql = f"SELECT count(*) FROM pass WHERE {of.where} AND ({of.by}, kid, sequence) {sign} (?,?,?)"
    return int(conn.run(sql, (*of.values, *key)).scalar_one())


def key_at(conn: Connection, of: PassList, place: int) -> Key | None:
    """The key of the row with so many rows before it; None where there is none."""
    way = "DESC" if of.descending else "ASC"
    row = conn.run(
        f"SELECT {of.by}, kid, sequence FROM pass WHERE {of.where} "
        f"ORDER BY {of.by} {way}, kid {way}, sequence {way} LIMIT 1 OFFSET ?",
        (*of.values, max(0, place)),
    ).first()
    return None if row is None else (row[0], row[1], row[2])
