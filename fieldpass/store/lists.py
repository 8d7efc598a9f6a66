"""The authority's signed lists as they came, and what the device trusts.

The store keeps bytes; `wire` verifies them each time they are loaded. Rules: 1. a list never goes
back to a lower version; 2. the same version again changes nothing.
"""

from dataclasses import dataclass

from fieldpass.store.connection import Connection
from fieldpass.store.errors import RolledBackList
from fieldpass.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One signed list; `as_of` in ms; `kind` is "issuers", "status" or "policy"."""

    kind: str
    county: str
    version: int
    as_of: int
    data: bytes


def save_list(
    tx: Transaction, kind: str, county: str, *, version: int, as_of: int, data: bytes
) -> None:
    """Keep a verified list. Raises RolledBackList."""
    held = tx.run(
        "SELECT version FROM list WHERE kind = ? AND county = ?", (kind, county)
    ).scalar_one_or_none()
    if held is not None and held > version:
        raise RolledBackList(f"{kind}: version {version} after {held}")
    tx.run(
        "INSERT OR REPLACE INTO list (kind, county, version, as_of, data) VALUES (?,?,?,?,?)",
        (kind, county, version, as_of, data),
    )


def load_lists(conn: Connection, kind: str | None = None) -> list[ListRow]:
    """All lists, or those of a kind, by kind and county."""
    sql = "SELECT kind, county, version, as_of, data FROM list"
    where, values = (" WHERE kind = ?", (kind,)) if kind else ("", ())
    rows = conn.run(f"{sql}{where} ORDER BY kind, county", values)
    return [
        ListRow(kind=row[0], county=row[1], version=row[2], as_of=row[3], data=row[4])
        for row in rows
    ]


def list_versions(conn: Connection) -> dict[tuple[str, str], int]:
    """The version held of each (kind, county), for the next request."""
    rows = conn.run("SELECT kind, county, version FROM list")
    return {(row[0], row[1]): row[2] for row in rows}


def list_marks(conn: Connection) -> tuple[tuple[str, str, int, int], ...]:
    """(kind, county, version, as_of) of each list, without its bytes: to notice a change."""
    rows = conn.run("SELECT kind, county, version, as_of FROM list ORDER BY 1, 2")
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


def drop_lists(tx: Transaction, kind: str, county: str) -> None:
    """Forget a list, so that the whole one is fetched."""
    tx.run("DELETE FROM list WHERE kind = ? AND county = ?", (kind, county))


def save_trust(tx: Transaction, name: str, data: bytes) -> None:
    """Keep the pinned "root" or the "authority" certificate."""
    tx.run("INSERT OR REPLACE INTO trust (name, data) VALUES (?,?)", (name, data))


def load_trust(conn: Connection) -> dict[str, bytes]:
    """All that is trusted, by name."""
    return {row[0]: row[1] for row in conn.run("SELECT name, data FROM trust")}
