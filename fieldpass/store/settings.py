"""Small typed values of this device, and drafts that survive a crash.

A value is anything that canonical CBOR holds: numbers, text, bytes, lists and maps with text keys.
Names are dotted and lower case; those beginning with "store." belong to the store itself.
"""

from dataclasses import dataclass
from typing import Any

from fieldpass.store.connection import Connection
from fieldpass.store.transaction import Transaction
from fieldpass.wire import cbor

VALUE_BYTES_MAX = 256 * 1024
LEFT = "left"
"""The drafts of what people left on the screens, by person; see `drop_left`."""


def get(conn: Connection, name: str, default: Any = None) -> Any:
    """The value of that name, or `default`."""
    row = conn.run("SELECT value FROM setting WHERE name = ?", (name,)).first()
    return default if row is None else cbor.decode(row[0], max_bytes=VALUE_BYTES_MAX)


def put(tx: Transaction, name: str, value: Any) -> None:
    """Set a value; None takes it away."""
    if value is None:
        tx.run("DELETE FROM setting WHERE name = ?", (name,))
        return
    tx.run("INSERT OR REPLACE INTO setting (name, value) VALUES (?,?)", (name, cbor.encode(value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """Something not yet a record: `kind` is "decision", "form" or "left"; `due_at` when it acts."""

    kind: str
    key: bytes
    data: Any
    made_at: int
    due_at: int | None


def save_draft(
    tx: Transaction, kind: str, key: bytes, data: Any, *, made_at: int, due_at: int | None = None
) -> None:
    """Keep or replace a draft."""
    tx.run(
        "INSERT OR REPLACE INTO draft (kind, key, data, made_at, due_at) VALUES (?,?,?,?,?)",
        (kind, key, cbor.encode(data), made_at, due_at),
    )


def drafts(conn: Connection, kind: str, *, due_by: int | None = None) -> list[DraftRow]:
    """The drafts of a kind in the order they were made; with `due_by`, those due then."""
    sql = "SELECT kind, key, data, made_at, due_at FROM draft WHERE kind = ?"
    values: tuple[Any, ...] = (kind,)
    if due_by is not None:
        sql, values = f"{sql} AND due_at <= ?", (kind, due_by)
    return [_draft(row) for row in conn.run(f"{sql} ORDER BY made_at, key", values)]


def draft(conn: Connection, kind: str, key: bytes) -> DraftRow | None:
    """One draft, or None."""
    row = conn.run(
        "SELECT kind, key, data, made_at, due_at FROM draft WHERE kind = ? AND key = ?", (kind, key)
    ).first()
    return None if row is None else _draft(row)


def drop_draft(tx: Transaction, kind: str, key: bytes) -> bool:
    """Take a draft away; says whether it was there, so that only one of two callers acts on it."""
    return tx.run("DELETE FROM draft WHERE kind = ? AND key = ?", (kind, key)).rowcount > 0


def drop_left(tx: Transaction) -> None:
    """Take away what anybody left on the screens: with an erasure, since it may name who is erased."""
    tx.run("DELETE FROM draft WHERE kind = ?", (LEFT,))


def _draft(row: Any) -> DraftRow:
    return DraftRow(
        kind=row[0],
        key=row[1],
        data=cbor.decode(row[2], max_bytes=VALUE_BYTES_MAX),
        made_at=row[3],
        due_at=row[4],
    )
