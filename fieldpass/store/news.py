"""What has come since the last look: applications of others, and passes that turned red.

Cheap at any size: by the order of arrival (`seq`), and by the index of judged colours.
"""

from fieldpass.model.records import PassRef
from fieldpass.store.connection import Connection

REDS_MAX = 500


def newest(conn: Connection) -> int:
    """The number of the record that came last; 0 in an empty store."""
    return int(conn.run("SELECT coalesce(max(seq), 0) FROM record").scalar_one())


def applications_since(
    conn: Connection, seq: int, *, scope: str | None, not_by: bytes
) -> tuple[int, str]:
    """How many that wait came after a record and were not taken down by the device `not_by`, and the
    name on the last of them; one that was transferred here has come too."""
    row = conn.run(
        "SELECT count(DISTINCT a.application), coalesce(max(a.name), '') FROM record AS r "
        "JOIN application AS a ON a.application = coalesce(r.application, r.id) "
        "WHERE r.seq > ? AND r.kind IN ('application.submitted', 'application.transferred') "
        "AND r.state = 0 AND a.state IN ('pending', 'answered') AND r.author_kid IS NOT ? "
        "AND (? IS NULL OR a.scope = ?)",
        (seq, not_by, scope, scope),
    ).one()
    return int(row[0]), str(row[1])


def turned_red(conn: Connection, *, expires_after: int) -> dict[PassRef, str]:
    """Live passes that were signed green or yellow and are red now, with the name on each, where
    nobody has signed that person red; at most REDS_MAX. `expires_after` in seconds: what had expired
    before is left out."""
    rows = conn.run(
        "SELECT kid, sequence, name FROM pass AS p WHERE live = 1 AND judged_colour = 'red' "
        "AND colour NOT IN ('red', 'pending') AND expires > ? AND NOT EXISTS "
        "(SELECT 1 FROM pass AS s WHERE s.person = p.person AND s.live = 1 AND s.colour = 'red') "
        "LIMIT ?",
        (expires_after, REDS_MAX),
    )
    return {PassRef(row[0], row[1]): row[2] for row in rows}
