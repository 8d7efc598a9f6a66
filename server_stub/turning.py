"""When another policy comes into force: what was judged under the one before is looked at again.

Its moment is a time and not an act, so nobody calls: each round of the daily work compares what is in force
now with what it saw last. What was seen is written down after the work, never before it: a round that was
cut in the middle is done again by the next.
"""

from sqlalchemy import Connection

from fieldpass.wire import cbor
from server_stub import following, policies, publication
from server_stub.server import Server
from server_stub.store import meta

SEEN = "policies in force"
_BYTES_MAX = 1 << 16


def turn(server: Server, now: int) -> list[str]:
    """Look after what came into force by `now` (ms); gives the codes of the policies that did."""
    seen, begun = server.database.read(lambda conn: (_seen(conn), policies.begun(conn, now)))
    turned = sorted(code for code, version in begun.items() if seen.get(code) != version)
    for code in turned:
        following.look_again(server, code, now)
    if turned:
        server.database.write(lambda tx: _note(tx, begun, turned))
    return turned


def _seen(conn: Connection) -> dict[str, int]:
    data = meta.take(conn, SEEN)
    return {} if data is None else dict(cbor.decode(data, max_bytes=_BYTES_MAX))


def _note(tx: Connection, begun: dict[str, int], turned: list[str]) -> None:
    meta.put(tx, SEEN, cbor.encode(begun))
    for code in turned:
        publication.mark(tx, publication.POLICY, code)
