"""Who holds which record, by its SHA-256."""

from sqlalchemy import select

from fieldpass.wire.bundle import Erased, record_digest
from server_stub.store import feed, logs, schema
from tests.simulation.template import SCOPE

_OWN = """
SELECT r.digest FROM record AS r JOIN entry AS e ON e.record = r.seq JOIN log AS l ON l.id = e.log
WHERE l.own = 1
"""


def _digests(data):
    return [
        one.digest if isinstance(one, Erased) else record_digest(one) for one in logs.items_of(data)
    ]


def at_server(server):
    """Every record in any log of the server."""
    rows = server.database.read(lambda conn: conn.execute(select(schema.bundles.c.data)).all())
    return {digest for row in rows for digest in _digests(bytes(row.data))}


def accepted_at_server(server, through=1 << 53):
    """Every record of the scope's feed, through a position, that some log has and was not returned."""
    bundles, items = schema.bundles, schema.feed
    rows = server.database.read(
        lambda conn: conn.execute(
            select(bundles)
            .join(
                items,
                (items.c.source == bundles.c.scope)
                & (items.c.log == bundles.c.log)
                & (items.c.first == bundles.c.first),
            )
            .where(items.c.scope == SCOPE, items.c.position <= through)
        ).all()
    )
    found = set()
    for row in rows:
        back = dict(feed.read_returned(bytes(row.returned)))
        digests = _digests(bytes(row.data))
        found |= {digest for index, digest in enumerate(digests) if index not in back}
    return found


def returned_at_server(server):
    """[(log, number)] of what the server returned and has not accepted since."""
    rows = server.database.read(
        lambda conn: conn.execute(select(schema.returns).where(schema.returns.c.still)).all()
    )
    return {(bytes(row.log), row.number) for row in rows if row.scope == SCOPE}


def own(store):
    """Every record in an own log of a device."""
    return {bytes(row[0]) for row in store.read(lambda conn: conn.exec_driver_sql(_OWN).all())}


def counted(store):
    """Every record that counts at a device, as often as it does."""
    sql = "SELECT digest FROM record WHERE state = 0"
    return [bytes(row[0]) for row in store.read(lambda conn: conn.exec_driver_sql(sql).all())]


def kept(store):
    """Every record that a device holds, counted or not."""
    sql = "SELECT digest FROM record"
    return [bytes(row[0]) for row in store.read(lambda conn: conn.exec_driver_sql(sql).all())]
