"""What leaves the store as plain rows, for spreadsheets: people, applications, passes, readings, reports.

Only what counts is given; times are ms, divisions are codes, persons are their 16 bytes in hexadecimal so
that the rows of two tables can be put together.
"""

from collections.abc import Iterator
from typing import Any

from fieldpass.store.connection import Connection

TABLES: dict[str, str] = {
    "people": (
        "SELECT hex(person) AS person, name, document_type, number, phone, scope, "
        "residence AS residence_division, declared_at FROM person ORDER BY seq"
    ),
    "applications": (
        "SELECT hex(application) AS application, hex(person) AS person, name, scope, channel, "
        "onsite_reason, state, colour, reason, destination, purpose, submitted_at, amended_at, "
        "screened_at, decided_at, red_reported_at FROM application "
        "ORDER BY submitted_at, application.application"
    ),
    "passes": (
        "SELECT serial, hex(person) AS person, hex(application) AS application, name, id_tail, "
        "colour, unscreened, training, issued_at, expires * 1000 AS expires_at, voided_at, "
        "void_reason FROM pass ORDER BY issued_at, kid, sequence"
    ),
    "readings": (
        "SELECT hex(person) AS person, at, tenths, site, taken_by FROM reading ORDER BY at, record"
    ),
    "reports": (
        "SELECT hex(person) AS person, day, at, tenths, symptoms FROM report ORDER BY day, record"
    ),
}


def table(conn: Connection, name: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The column names and the rows of one of TABLES."""
    found = conn.run(TABLES[name])
    return found.columns(), iter(found)
