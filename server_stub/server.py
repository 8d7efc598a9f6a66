"""The parts of one running server, put together once: settings, keys, database, clock and chance.

It decides nothing: what a request does stands in `api` and `web`, what a record does in `intake`.
"""

import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from fieldpass.model.records import uuid7
from server_stub import directory, ownlog, publication
from server_stub.authority import Authority, open_authority
from server_stub.errors import FolderUnusable
from server_stub.nonces import Nonces
from server_stub.publication import Publisher
from server_stub.settings import Settings
from server_stub.store import meta
from server_stub.store.database import Database

Clock = Callable[[], int]
Chance = Callable[[int], bytes]


class Server:
    """What every part of the server is handed."""

    def __init__(self, settings: Settings, *, clock: Clock, chance: Chance) -> None:
        """Open the data folder and the database, and make both at the first start.

        Raises:
            FolderUnusable, DatabaseUnreachable, NewerDatabase: one sentence each.
        """
        self.settings, self.clock, self.chance = settings, clock, chance
        _usable(settings.data)
        self.authority: Authority = open_authority(
            settings.keys, now=clock(), years=settings.authority_years, chance=chance
        )
        self.key = self.authority.key
        secret = hmac.digest(self.key.sign(b"fieldpass/nonces/1"), b"nonces", hashlib.sha256)
        self.nonces = Nonces(secret, chance, settings.nonce_life_ms)
        self.directories = directory.Directories()
        self.database = Database(settings.url)
        self.database.write(self._begin)

    def new_id(self) -> bytes:
        """A new record's id."""
        return uuid7(self.clock(), self.chance(10))

    def mark_changed(self, tx: Connection) -> None:
        """Keys, bodies or endorsements changed: every cache of them is void."""
        directory.changed(tx, self.chance(12))

    def renew_incarnation(self, tx: Connection) -> None:
        """Begin a new incarnation: after a restored backup cursors and own numbers start anew."""
        epoch = int.from_bytes(meta.take(tx, ownlog.EPOCH) or b"\0", "big")
        meta.put(tx, ownlog.INCARNATION, self.chance(16))
        meta.put(tx, ownlog.EPOCH, (epoch + 1).to_bytes(4, "big"))
        self.mark_changed(tx)

    def incarnation(self, conn: Connection) -> bytes:
        """16 random bytes that name this life of the database."""
        return meta.take(conn, ownlog.INCARNATION) or b""

    def close(self) -> None:
        """Finish what was submitted and let go of the database."""
        self.database.close()

    def _begin(self, tx: Connection) -> None:
        if meta.take(tx, ownlog.INCARNATION) is None:
            meta.put(tx, ownlog.INCARNATION, self.chance(16))
            meta.put(tx, ownlog.EPOCH, bytes(4))
            self.mark_changed(tx)
        publication.take_over(tx, Publisher.of(self.authority))


def _usable(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise FolderUnusable(f"data folder: {type(error).__name__}") from error
