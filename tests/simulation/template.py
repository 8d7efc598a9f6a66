"""What every seed starts from: a server with authorised devices, made once and copied per seed.

The server is the real one over one SQLite connection in memory, without its writer thread, so that a
seed is one thread and its trace depends on nothing else.
"""

import contextlib
import random
import sqlite3
from concurrent.futures import Future
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from fieldpass.model.bodies import IssuerRequested
from fieldpass.model.records import DeviceAuthor, Record, uuid7
from fieldpass.store import log, outbox
from fieldpass.store.connecting import connect
from fieldpass.store.database import Store
from fieldpass.sync import port
from fieldpass.wire import proofs, trust
from fieldpass.wire.bundle import LogId
from fieldpass.wire.keys import SigningKey
from server_stub import intake, nonces, register, seeding
from server_stub.api import registrations
from server_stub.authority import Authority
from server_stub.directory import Directories
from server_stub.server import Server
from server_stub.settings import Settings
from server_stub.store.database import _prepare

START = 1_582_600_000_000
USCC = "54371323MEA1234565"
DIVISION = "371323104203"
COUNTY = DIVISION[:6]
SCOPE = f"d:{DIVISION}"
NAME = "沂水县某镇某村村民委员会"
DEVICES = 3
_YEAR_MS = 366 * 86_400_000


class MemoryDatabase:
    """The server's database as its jobs see it: each write one transaction, at once."""

    def __init__(self):
        self.raw = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        engine = create_engine("sqlite://", creator=lambda: self.raw, poolclass=StaticPool)
        self._conn = engine.connect()
        with self._begun() as tx:
            _prepare(tx)

    @contextlib.contextmanager
    def _begun(self):
        self._conn.exec_driver_sql("BEGIN")
        try:
            yield self._conn
        except BaseException:
            self._conn.rollback()
            with contextlib.suppress(sqlite3.OperationalError):
                self.raw.execute("ROLLBACK")
            raise
        self._conn.commit()
        with contextlib.suppress(sqlite3.OperationalError):
            self.raw.execute("COMMIT")

    def write(self, job):
        with self._begun() as tx:
            return job(tx)

    def read(self, look):
        # One connection and one thread: nothing can write between two statements of a read.
        return look(self._conn)

    def submit(self, job):
        future = Future()
        future.set_result(self.write(job))
        return future

    def close(self):
        self.raw.close()


class MemoryServer(Server):
    """The real server with keys and database in memory."""

    def __init__(self, clock, chance):
        self.settings = Settings(data=Path("/nowhere"), lists_fresh_ms=3_600_000)
        self.clock, self.chance = clock, chance
        root, key = SigningKey(chance(32)), SigningKey(chance(32))
        certificate = trust.AuthorityCertificate(
            authority=key.public, valid_from=0, valid_until=START + 9 * _YEAR_MS, serial=1
        )
        self.authority = Authority(
            key=key,
            certificate=trust.sign_certificate(root, certificate),
            root_public=root.public,
            valid_from=0,
            valid_until=START + 9 * _YEAR_MS,
            root_here=True,
            made=True,
        )
        self.key = key
        self.nonces = nonces.Nonces(chance(32), chance, self.settings.nonce_life_ms)
        self.directories = Directories()
        self.database = MemoryDatabase()
        self.database.write(self._begin)


def raw(store):
    """The driver's connection of a store in memory."""
    return store._connection.driver


class Person:
    """Who works at a device, and its keys; the same in every seed."""

    def __init__(self, chance):
        self.key, self.issuer = SigningKey(chance(32)), SigningKey(chance(32))
        self.person = chance(16)

    @property
    def author(self):
        return DeviceAuthor(kid=self.key.kid, person=self.person, role="issuer")

    def requested(self):
        proof = {
            "proof_device": proofs.prove(self.key, self.key.public, self.issuer.public),
            "proof_issuer": proofs.prove(self.issuer, self.key.public, self.issuer.public),
        }
        return IssuerRequested(
            uscc=USCC,
            body_type="community",
            body_name=NAME,
            division=DIVISION,
            scope=SCOPE,
            name="王主任",
            post="主任",
            phone="13905390001",
            person=self.person,
            role="issuer",
            device_key=self.key.public,
            issuer_key=self.issuer.public,
            **proof,
        )


class Template:
    """The state that every seed is copied from, and the objects that are used again and again."""

    def __init__(self):
        chance = random.Random("template").randbytes
        self.now = START
        self.chance = chance
        self.server = MemoryServer(lambda: self.now, lambda size: self.chance(size))
        body = seeding.SeedBody(
            uscc=USCC, name=NAME, type="community", division=DIVISION, representative="王主任"
        )
        self.server.database.write(
            lambda tx: seeding.apply(tx, seeding.Seed(bodies=(body,)), self.now)
        )
        self.people = [Person(chance) for _ in range(DEVICES)]
        self.stores = [self._registered(person) for person in self.people]
        self.saved_server = copy(self.server.database.raw)
        self.saved_stores = [self._copied(store) for store in self.stores]
        self.spare, self.spare_disks = [], []

    def _registered(self, person):
        store = Store.in_memory()
        own = LogId(SCOPE, person.key.kid, 0)
        record = Record(
            kind="issuer.requested",
            id=uuid7(self.now, self.chance(10)),
            at=self.now,
            by=person.author,
            body=person.requested(),
        )
        pinned = trust.pin_unchecked(self.server.authority.root_public)
        pinned = trust.accept_certificate(pinned, self.server.authority.certificate)

        def prepare(tx):
            port.save_trust(tx, pinned)
            log.open_log(tx, own)
            log.append(tx, [record])
            outbox.seal_pending(tx, person.key, self.now)

        store.write(prepare)
        self._enter(record, store.read(lambda conn: outbox.unsent(conn))[0].data, person)
        return store

    def _enter(self, record, data, person):
        server = self.server

        def enter(tx):
            code = register.make_code(
                tx,
                uscc=USCC,
                role="issuer",
                root_public=server.authority.root_public,
                now=self.now,
                chance=self.chance,
            )
            opened = intake.read(data, _Only(person.key))
            return registrations._register(server, tx, code.text, opened, record.body, self.now)

        assert server.database.write(enter).outcome == "authorised"

    def _copied(self, store):
        other = Store.in_memory()
        raw(store).backup(raw(other))
        return other

    def fresh_store(self, source):
        """A store like `source`; takes one that an earlier seed has left."""
        store = self.spare.pop() if self.spare else Store.in_memory()
        raw(source).backup(raw(store))
        return store

    def blank_disk(self):
        """A connection in memory to copy a store's pages onto; an earlier seed's where there is one."""
        if self.spare_disks:
            return self.spare_disks.pop()
        return connect(":memory:", bytes(32), writes=True)

    def restore_server(self, saved=None):
        """The server's database as it was at the beginning, or as it was saved."""
        (saved or self.saved_server).backup(self.server.database.raw)
        self.server.directories = Directories()


class _Only:
    """A directory that knows one key: whoever is about to register."""

    def __init__(self, key):
        self._key = key

    def public(self, kid):
        return self._key.public if kid == self._key.kid else None


def copy(source):
    """A copy of a SQLite database in memory."""
    saved = sqlite3.connect(":memory:", check_same_thread=False)
    source.backup(saved)
    return saved
