"""The view `person`: who is known here, as the latest declaration says; and the words to find them by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fieldpass.model.bodies import ApplicationAmended, ApplicationSubmitted
from fieldpass.model.records import Record
from fieldpass.store.connection import Connection
from fieldpass.store.search import find, index_text
from fieldpass.store.transaction import Transaction

CONCERNED = frozenset({"application.submitted", "application.amended", "application.transferred"})
SIZE = 50
COLUMNS = (
    "seq, person, scope, name, document_type, number, number_tail, phone, phone_tail, residence, "
    "declared_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person; `seq` is the page key, `declared_at` in ms, `residence` a division code."""

    seq: int
    person: bytes
    scope: str
    name: str
    document_type: str
    number: str
    number_tail: str
    phone: str
    phone_tail: str
    residence: str
    declared_at: int


def person(conn: Connection, person: bytes) -> PersonRow | None:
    """One person, or None."""
    found = _rows(conn, "WHERE person = ?", (person,))
    return found[0] if found else None


def people_page(
    conn: Connection, *, after: int | None = None, size: int = SIZE, scope: str | None = None
) -> list[PersonRow]:
    """The people known here, latest known first, by the key `seq`."""
    where, values = ["seq < ?"], list[Any]([1 << 62 if after is None else after])
    if scope is not None:
        where.append("scope = ?")
        values.append(scope)
    return _rows(conn, f"WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT ?", (*values, size))


def people_by_tail(conn: Connection, tail: str, *, size: int = SIZE) -> list[PersonRow]:
    """People whose document number ends so (4 characters)."""
    where = "WHERE number_tail = ? ORDER BY seq DESC LIMIT ?"
    return _rows(conn, where, (tail.upper(), size))


def namesakes(conn: Connection, name: str, *, besides: bytes | None = None) -> list[PersonRow]:
    """People of exactly this name, one left out: twins in name are never joined."""
    where = "WHERE name = ? AND person IS NOT ? ORDER BY seq LIMIT 20"
    return _rows(conn, where, (name, besides))


def search(conn: Connection, text: str, *, size: int = SIZE) -> list[PersonRow]:
    """People by part of a name, pinyin initials, the tail of a document number or a phone; several
    words must all fit. Latest known first; an empty text finds nobody."""
    seqs = find(conn, text, size)
    marks = ",".join("?" * len(seqs))
    return _rows(conn, f"WHERE seq IN ({marks}) ORDER BY seq DESC", seqs) if seqs else []


def people_count(conn: Connection) -> int:
    """How many people are known here."""
    return int(conn.run("SELECT count(*) FROM person").scalar_one())


def refresh(tx: Transaction, persons: Iterable[bytes]) -> None:
    """Make the rows of these persons anew from their latest declarations."""
    marks = ",".join("?" * len(PersonRow.__slots__))
    for key in sorted(persons):
        seq = tx.run("SELECT seq FROM person WHERE person = ?", (key,)).scalar_one_or_none()
        row = _made(tx, key, seq)
        if seq is not None:
            tx.run("DELETE FROM person WHERE seq = ?", (seq,))
            tx.run("DELETE FROM person_search WHERE rowid = ?", (seq,))
        if row is not None:
            values = tuple(getattr(row, name) for name in PersonRow.__slots__)
            tx.run(f"INSERT INTO person ({COLUMNS}) VALUES ({marks})", values)
            words = index_text(row.name, row.number_tail, row.phone_tail)
            tx.run("INSERT INTO person_search (rowid, text) VALUES (?,?)", (row.seq, words))


def _made(tx: Transaction, key: bytes, seq: int | None) -> PersonRow | None:
    latest = _latest(tx, key)
    if latest is None or not isinstance(latest.body, ApplicationSubmitted | ApplicationAmended):
        return None
    scope = tx.run(
        "SELECT scope FROM application WHERE person = ? "
        "ORDER BY submitted_at DESC, application DESC LIMIT 1",
        (key,),
    ).scalar_one_or_none()
    says = latest.body.declaration
    return PersonRow(
        seq=_next(tx.conn) if seq is None else seq,
        person=key,
        scope=scope or "",
        name=says.name,
        document_type=says.document.type,
        number=says.document.number,
        number_tail=says.document.number[-4:],
        phone=says.phone,
        phone_tail=says.phone[-4:],
        residence=says.residence.division,
        declared_at=latest.at,
    )


def _latest(tx: Transaction, key: bytes) -> Record | None:
    row = tx.run(
        "SELECT seq, data FROM record WHERE subject = ? AND state = 0 "
        "AND kind IN ('application.submitted', 'application.amended') AND version = 1 "
        "ORDER BY at DESC, id DESC LIMIT 1",
        (key,),
    ).first()
    return None if row is None else tx.decode(*row)


def _next(conn: Connection) -> int:
    return int(conn.run("SELECT COALESCE(max(seq), 0) + 1 FROM person").scalar_one())


def _rows(conn: Connection, where: str, values: Sequence[Any]) -> list[PersonRow]:
    rows = conn.run(f"SELECT {COLUMNS} FROM person {where}", tuple(values))
    return [PersonRow(**dict(zip(PersonRow.__slots__, row, strict=True))) for row in rows]
