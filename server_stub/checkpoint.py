"""The signed checkpoint: through which number the server holds a device's logs in a backup.

An operator says so after each backup (`fieldpass-server backed-up`); until then there is none, and
devices keep everything.
"""

from sqlalchemy import Connection, select

from fieldpass.wire.checkpoints import Checkpoint, LogHead, sign_checkpoint
from server_stub.server import Server
from server_stub.store import logs, meta
from server_stub.store.schema import bundles

BACKED_UP = "backed_up"


def note(tx: Connection, now: int) -> None:
    """All that was received by now is in a backup."""
    meta.put(tx, BACKED_UP, now.to_bytes(8, "big"))


def of_device(server: Server, conn: Connection, device: bytes) -> bytes | None:
    """The checkpoint of a device's logs, or None where there was no backup yet."""
    through = int.from_bytes(meta.take(conn, BACKED_UP) or b"", "big")
    if not through:
        return None
    heads: list[LogHead] = []
    for log, _ in logs.heads_of_device(conn, device):
        row = conn.execute(
            select(bundles.c.last, bundles.c.link)
            .where(
                bundles.c.scope == log.scope,
                bundles.c.log == logs.key_of(log),
                bundles.c.received_at <= through,
            )
            .order_by(bundles.c.first.desc())
            .limit(1)
        ).first()
        if row is not None:
            heads.append(LogHead(log=log, last=row.last, link=bytes(row.link)))
    if not heads:
        return None
    return sign_checkpoint(
        server.key,
        Checkpoint(incarnation=server.incarnation(conn), at=through, heads=tuple(heads)),
    )
