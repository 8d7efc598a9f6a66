"""Who holds which record, by its SHA-256."""

from functools import lru_cache

from sqlalchemy import bindparam, select

from fieldpass.store.records import records_of_kinds
from fieldpass.wire.bundle import Erased, record_digest
from server_stub.store import feed, logs, schema
from tests.simulation.template import SCOPE

_OWN = """
SELECT r.digest FROM record AS r JOIN entry AS e ON e.record = r.seq JOIN log AS l ON l.id = e.log
WHERE l.own = 1
"""


_BUNDLES = select(schema.bundles.c.data)
_FED = (
    select(schema.bundles.c.returned, schema.bundles.c.data)
    .join(
        schema.feed,
        (schema.feed.c.source == schema.bundles.c.scope)
        & (schema.feed.c.log == schema.bundles.c.log)
        & (schema.feed.c.first == schema.bundles.c.first),
    )
    .where(schema.feed.c.scope == SCOPE, schema.feed.c.position <= bindparam("through"))
)


@lru_cache(maxsize=4096)
def _digests(data):
    """(digest, whether it is whole) of a bundle's records, in order; the same bytes are asked for after
    each session."""
    return tuple(
        (one.digest, False) if isinstance(one, Erased) else (record_digest(one), True)
        for one in logs.items_of(data)
    )


def at_server(server):
    """Every record in any log of the server, be it only by its hash."""
    return {digest for digest, _ in _held(server)}


def whole_at_server(server):
    """Every record that the server can read."""
    return {digest for digest, whole in _held(server) if whole}


def _held(server):
    rows = server.database.read(lambda conn: conn.execute(_BUNDLES).all())
    return (one for row in rows for one in _digests(bytes(row.data)))


def accepted_at_server(server, through=1 << 53):
    """Every record of the scope's feed, through a position, that some log has whole and was not returned."""
    rows = server.database.read(lambda conn: conn.execute(_FED, {"through": through}).all())
    found = set()
    for row in rows:
        back = dict(feed.read_returned(bytes(row.returned)))
        digests = _digests(bytes(row.data))
        found |= {
            digest for index, (digest, whole) in enumerate(digests) if whole and index not in back
        }
    return found


def returned_at_server(server):
    """[(log, number)] of what the server returned and has not accepted since."""
    rows = server.database.read(
        lambda conn: conn.execute(select(schema.returns).where(schema.returns.c.still)).all()
    )
    return {(bytes(row.log), row.number) for row in rows if row.scope == SCOPE}


def forgotten_at_server(server):
    """Every record that the server remembers to have erased."""
    rows = server.database.read(lambda conn: conn.execute(select(schema.forgotten.c.digest)).all())
    return {bytes(row.digest) for row in rows}


def told_erased(store):
    """Every record that the platform's own records at a device name as erased."""
    found = store.read(lambda conn: records_of_kinds(conn, ["records.erased"]))
    return {digest for record in found for digest in record.body.digests}


def own(store):
    """Every record in an own log of a device."""
    return {bytes(row[0]) for row in store.read(lambda conn: conn.run(_OWN).all())}


def counted(store):
    """Every record that counts at a device, as often as it does."""
    sql = "SELECT digest FROM record WHERE state = 0"
    return [bytes(row[0]) for row in store.read(lambda conn: conn.run(sql).all())]


def readable(store):
    """Every record that a device can read, counted or not."""
    sql = "SELECT digest FROM record WHERE data IS NOT NULL"
    return {bytes(row[0]) for row in store.read(lambda conn: conn.run(sql).all())}


def erased(store):
    """Every record that a device has replaced by its hash."""
    sql = "SELECT digest FROM record WHERE state = 3"
    return {bytes(row[0]) for row in store.read(lambda conn: conn.run(sql).all())}
