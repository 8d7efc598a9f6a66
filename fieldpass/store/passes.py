"""The view `pass`: one row a pass, what its token says and what became of it.

The colour that a pass has now changes with time and is judged by the model: the desk keeps the verdict
here (`save_judgement`) with the time when it has to be judged again; whatever touches the person sets
that time to 0 (`due_passes`). Rules:

1. A pass lives (`live`) until it is voided or replaced by another of the same person that counts
   (`model.belonging`), whichever came first. Expiry does not end it.
2. A name (kid, sequence) that two tokens bear is no pass: not live, `void_reason` "doubled".
3. `reported_day` is the latest day with a report up to the last day, or the day of issue.
4. A token in a newer format than this program gives no row; its record is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fieldpass.model.bodies import PassIssued, PassPrinted, PassVoided
from fieldpass.model.records import PassRef, Record
from fieldpass.model.times import day_of
from fieldpass.store.connection import Connection
from fieldpass.store.transaction import Row, Transaction
from fieldpass.wire.errors import WireError
from fieldpass.wire.token import PassClaims, read_pass

CONCERNED = frozenset({"pass.issued", "pass.voided", "pass.printed"})
SIZE = 50
Key = tuple[int, bytes, int]
_FACTS = (
    "kid, sequence, serial, person, application, decision, record, name, id_tail, colour, "
    "unscreened, training, issued_at, issued_day, expires, last_day, live, voided_at, void_reason, "
    "replaces_kid, replaces_sequence, printed, reported_day"
)
COLUMNS = f"{_FACTS}, judged_colour, judged_code, next_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRow:
    """One pass. `issued_at`, `voided_at`, `next_change` in ms, `expires` in seconds, days YYYYMMDD;
    `record` is the id of its `pass.issued`; `judged_colour` is the signed one until judged."""

    kid: bytes
    sequence: int
    serial: str
    person: bytes | None
    application: bytes | None
    decision: bytes | None
    record: bytes
    name: str
    id_tail: str
    colour: str
    unscreened: int
    training: int
    issued_at: int
    issued_day: int
    expires: int
    last_day: int
    live: int
    voided_at: int | None
    void_reason: str | None
    replaces_kid: bytes | None
    replaces_sequence: int | None
    printed: int
    reported_day: int
    judged_colour: str
    judged_code: str
    next_change: int

    @property
    def ref(self) -> PassRef:
        """The pass's name."""
        return PassRef(self.kid, self.sequence)

    @property
    def key(self) -> Key:
        """What the next page begins after."""
        return self.issued_at, self.kid, self.sequence


def one_pass(conn: Connection, ref: PassRef) -> PassRow | None:
    """One pass by its name."""
    found = _rows(conn, "WHERE kid = ? AND sequence = ?", (ref.kid, ref.sequence))
    return found[0] if found else None


def by_serial(conn: Connection, serial: str) -> list[PassRow]:
    """Passes with these 12 digits: mostly one, for a serial is a short hash."""
    return _rows(conn, "WHERE serial = ? ORDER BY issued_at DESC", (serial,))


def by_tail(conn: Connection, id_tail: str, *, size: int = SIZE) -> list[PassRow]:
    """Passes whose card shows these last four characters, newest first."""
    return _rows(conn, "WHERE id_tail = ? ORDER BY issued_at DESC LIMIT ?", (id_tail, size))


def passes_of(conn: Connection, person: bytes) -> list[PassRow]:
    """A person's passes, newest first."""
    return _rows(conn, "WHERE person = ? ORDER BY issued_at DESC, kid, sequence", (person,))


def passes_of_application(conn: Connection, application: bytes) -> list[PassRow]:
    """An application's passes, newest first."""
    where = "WHERE application = ? ORDER BY issued_at DESC, kid, sequence"
    return _rows(conn, where, (application,))


def passes_page(
    conn: Connection,
    *,
    after: Key | None = None,
    size: int = SIZE,
    live: bool | None = True,
    colour: str | None = None,
) -> list[PassRow]:
    """Newest first; `colour` is the one judged last."""
    where, values = _where(live, colour)
    if after is not None:
        where.append("(issued_at, kid, sequence) < (?, ?, ?)")
        values += after
    order = "ORDER BY issued_at DESC, kid DESC, sequence DESC LIMIT ?"
    return _rows(conn, f"WHERE {' AND '.join(where)} {order}", (*values, size))


def not_reported_page(
    conn: Connection,
    *,
    day: int,
    after: tuple[int, bytes, int] | None = None,
    size: int = SIZE,
) -> list[PassRow]:
    """Live passes in their validity on `day` without a report for it, longest silent first; the key is
    (reported_day, kid, sequence)."""
    where, values = "WHERE live = 1 AND reported_day < ? AND last_day >= ?", [day, day]
    if after is not None:
        where += " AND (reported_day, kid, sequence) > (?, ?, ?)"
        values += after  # type: ignore[arg-type]
    order = "ORDER BY reported_day, kid, sequence LIMIT ?"
    return _rows(conn, f"{where} {order}", (*values, size))


def not_reported_count(conn: Connection, *, day: int) -> int:
    """How many there are."""
    sql = "SELECT count(*) FROM pass WHERE live = 1 AND reported_day < ? AND last_day >= ?"
    return int(conn.run(sql, (day, day)).scalar_one())


def colour_counts(conn: Connection, *, expires_after: int = 0) -> dict[tuple[str, str], int]:
    """Live passes by (judged colour, code of the worst finding), those that expired before that
    second left out; those never judged count under their signed colour and an empty code."""
    rows = conn.run(
        "SELECT judged_colour, judged_code, count(*) FROM pass "
        "WHERE live = 1 AND colour != 'pending' AND expires > ? GROUP BY 1, 2",
        (expires_after,),
    )
    return {(row[0], row[1]): row[2] for row in rows}


def due_passes(conn: Connection, now: int, *, size: int = SIZE) -> list[PassRow]:
    """Live passes that have to be judged again by that time (ms), longest due first."""
    where = "WHERE live = 1 AND next_change <= ? ORDER BY next_change LIMIT ?"
    return _rows(conn, where, (now, size))


def save_judgement(
    tx: Transaction, ref: PassRef, *, colour: str, code: str, next_change: int
) -> None:
    """Keep what the model found of a pass and when (ms) that may change by itself."""
    tx.run(
        "UPDATE pass SET judged_colour = ?, judged_code = ?, next_change = ? "
        "WHERE kid = ? AND sequence = ?",
        (colour, code, next_change, ref.kid, ref.sequence),
    )


def judge_all_again(tx: Transaction) -> None:
    """The policy or the lists have changed: every verdict is due."""
    tx.run("UPDATE pass SET next_change = 0 WHERE live = 1 AND next_change > 0")


def refresh(tx: Transaction, refs: Iterable[PassRef]) -> set[bytes]:
    """Make the rows of these passes anew; gives the persons whose passes changed."""
    keys = sorted(set(refs))
    persons: set[bytes] = set()
    lives = set(keys)
    for ref in keys:
        name = (ref.kid, ref.sequence)
        old = tx.run(
            "SELECT person, replaces_kid, replaces_sequence, judged_colour, judged_code "
            "FROM pass WHERE kid = ? AND sequence = ?",
            name,
        ).first()
        row = _made(tx, ref)
        if old is not None:
            tx.run("DELETE FROM pass WHERE kid = ? AND sequence = ?", name)
            persons |= {old[0]} - {None}
            lives |= {PassRef(old[1], old[2])} if old[1] is not None else set()
        if row is not None:
            marks = ",".join("?" * len(row))
            judged = (old[3], old[4], 0) if old is not None else (row[9], "", 0)
            tx.run(
                f"INSERT INTO pass ({COLUMNS}) VALUES ({marks},?,?,?)",
                (*row, *judged),
            )
            persons |= {row[3]} - {None}
            lives |= {PassRef(row[19], row[20])} if row[19] is not None else set()
        resolve(tx, ref, None if row is None else row[3])
    _refresh_lives(tx, lives)
    return persons


def _refresh_lives(tx: Transaction, refs: Iterable[PassRef]) -> None:
    """Rule 1, after all rows are there."""
    tx.run_many(
        "UPDATE pass SET live = (void_reason IS NULL AND NOT EXISTS (SELECT 1 FROM pass AS n "
        "WHERE n.replaces_kid = pass.kid AND n.replaces_sequence = pass.sequence "
        "AND n.person = pass.person)) "
        "WHERE kid = ? AND sequence = ?",
        [(ref.kid, ref.sequence) for ref in sorted(refs)],
    )


def resolve(tx: Transaction, ref: PassRef, person: bytes | None) -> None:
    """Readings and reports that name only the pass belong to its holder."""
    for table in ("reading", "report"):
        tx.run(
            f"UPDATE {table} SET person = ? WHERE by_pass = 1 AND pass_kid = ? "
            "AND pass_sequence = ? AND person IS NOT ?",
            (person, ref.kid, ref.sequence, person),
        )


def _made(tx: Transaction, ref: PassRef) -> Row | None:
    rows = tx.run(
        "SELECT seq, data FROM record WHERE pass_kid = ? AND pass_sequence = ? AND state = 0 "
        "AND kind IN ('pass.issued', 'pass.voided', 'pass.printed')",
        (ref.kid, ref.sequence),
    )
    records = sorted((tx.decode(*row) for row in rows), key=lambda one: (one.at, one.id))
    issued = [(one, claims) for one in records if (claims := _claims(one, ref)) is not None]
    if not issued:
        return None
    void = next((one for one in records if isinstance(one.body, PassVoided)), None)
    printed = sum(one.body.copies for one in records if isinstance(one.body, PassPrinted))
    doubled = len({claims_of(one) for one, _ in issued}) > 1
    return _row(*issued[0], void, printed, doubled)


def _row(
    first: Record, claims: PassClaims, void: Record | None, printed: int, doubled: bool
) -> Row | None:
    if not isinstance(first.body, PassIssued):
        return None
    reason = void.body.reason if void is not None and isinstance(void.body, PassVoided) else None
    old = first.body.replaces
    day = day_of(claims.issue_day_start * 1000)
    return (
        claims.kid,
        claims.sequence,
        claims.serial,
        first.subject,
        first.application,
        first.body.decision,
        first.id,
        claims.name,
        claims.id_tail,
        claims.colour,
        int(claims.unscreened),
        int(claims.training),
        first.at,
        day,
        claims.expires,
        day_of(claims.expires * 1000 - 1),
        1,
        void.at if void is not None else None,
        "doubled" if doubled else reason,
        old.kid if old is not None else None,
        old.sequence if old is not None else None,
        printed,
        day,
    )


def claims_of(record: Record) -> bytes:
    """The token of a `pass.issued`, empty for any other record."""
    return record.body.token if isinstance(record.body, PassIssued) else b""


def _claims(record: Record, ref: PassRef) -> PassClaims | None:
    if not isinstance(record.body, PassIssued):
        return None
    try:
        claims = read_pass(record.body.token).claims
    except WireError:
        return None
    # A record that names another pass than its token does is the platform's to return.
    return claims if claims is not None and claims.ref == ref else None


def _where(live: bool | None, colour: str | None) -> tuple[list[str], list[Any]]:
    where, values = ["1"], list[Any]()
    if live is not None:
        where.append("live = ?")
        values.append(int(live))
    if colour is not None:
        where.append("judged_colour = ?")
        values.append(colour)
    return where, values


def _rows(conn: Connection, where: str, values: Sequence[Any]) -> list[PassRow]:
    rows = conn.run(f"SELECT {COLUMNS} FROM pass {where}", tuple(values))
    return [PassRow(**dict(zip(PassRow.__slots__, row, strict=True))) for row in rows]
