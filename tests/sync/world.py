"""A small province of real parts: the server's application, devices with their real stores.

Time is a number that tests set; chance comes from a seed. Nothing here stands in for a product part.
"""

import asyncio
import random
import sqlite3

from fieldpass.model.bodies import IssuerRequested, TemperatureTaken
from fieldpass.model.records import DeviceAuthor, Record, uuid7
from fieldpass.store import log
from fieldpass.store.database import Store
from fieldpass.sync import registering, session
from fieldpass.sync.core import SyncCore
from fieldpass.sync.line import ServerLine
from fieldpass.sync.port import StorePort
from fieldpass.wire import proofs
from fieldpass.wire.bundle import LogId
from fieldpass.wire.keys import SigningKey
from server_stub import register, seeding
from server_stub.app import app_of
from server_stub.directory import CLOSED, Directories, set_state
from server_stub.server import Server
from server_stub.settings import Settings
from server_stub.store.database import Database
from tests.sync.asgi import NO_FAULT, AsgiTransport

START = 1_582_600_000_000
USCC = "54371323MEA1234565"
DIVISION = "371323104203"
SCOPE = f"d:{DIVISION}"
SEED = seeding.Seed(
    bodies=(
        seeding.SeedBody(
            uscc=USCC,
            name="沂水县某镇某村村民委员会",
            type="community",
            division=DIVISION,
            representative="王主任",
        ),
    )
)


class World:
    """One server and its devices. Close it."""

    def __init__(self, folder, seed=0):
        self.random = random.Random(seed)
        self.now = START
        self.loop = asyncio.new_event_loop()
        self.server = Server(Settings(data=folder), clock=self.clock, chance=self.chance)
        self.app = app_of(self.server)
        self.server.database.write(lambda tx: seeding.apply(tx, SEED, self.now))
        self.devices = []

    def clock(self):
        return self.now

    def chance(self, size):
        return self.random.randbytes(size)

    def code(self, role="issuer"):
        made = self.server.database.write(
            lambda tx: register.make_code(
                tx,
                uscc=USCC,
                role=role,
                root_public=self.server.authority.root_public,
                now=self.now,
                chance=self.chance,
            )
        )
        return made.text

    def device(self, role="issuer", register_it=True):
        device = Device(self, role)
        self.devices.append(device)
        if register_it:
            told = device.register(self.code(role))
            assert told.outcome == "authorised", told
        return device

    def close(self):
        for device in self.devices:
            device.store.close()
        self.server.close()
        self.loop.close()


class Device:
    """One device: real store in memory, real core, real line, a transport that can fail."""

    def __init__(self, world, role="issuer"):
        self.world, self.role = world, role
        self.key = SigningKey(world.chance(32))
        self.issuer = SigningKey(world.chance(32)) if role == "issuer" else None
        self.person = world.chance(16)
        self.store = Store.in_memory()
        self.fault = lambda _request: NO_FAULT
        self.core = SyncCore()
        self.skew = 0
        self.connect()

    def clock(self):
        return self.world.now + self.skew

    def connect(self):
        self.transport = AsgiTransport(
            self.world.app, self.world.loop, lambda request: self.fault(request)
        )
        self.line = ServerLine(self.transport, self.key, monotonic=lambda: self.world.now / 1000)
        self.port = StorePort(self.store, self.key, county=DIVISION[:6], clock=self.clock)

    @property
    def author(self):
        return DeviceAuthor(kid=self.key.kid, person=self.person, role=self.role)

    def record(self, body, **changes):
        kinds = {IssuerRequested: "issuer.requested", TemperatureTaken: "temperature.taken"}
        fields = {
            "kind": kinds.get(type(body)),
            "id": uuid7(self.clock(), self.world.chance(10)),
            "at": self.clock(),
            "by": self.author,
            "body": body,
        }
        return Record(**{**fields, **changes})

    def requested(self):
        issuer = self.issuer.public if self.issuer else None
        return IssuerRequested(
            uscc=USCC,
            body_type="community",
            body_name="沂水县某镇某村村民委员会",
            division=DIVISION,
            scope=SCOPE,
            name="王主任",
            post="主任",
            phone="13905390001",
            person=self.person,
            role=self.role,
            device_key=self.key.public,
            issuer_key=issuer,
            proof_device=proofs.prove(self.key, self.key.public, issuer),
            proof_issuer=proofs.prove(self.issuer, self.key.public, issuer) if issuer else None,
        )

    def prepare(self):
        own = LogId(SCOPE, self.key.kid, 0)
        self.store.write(lambda tx: log.open_log(tx, own))
        self.append([self.record(self.requested())])

    def register(self, code):
        self.prepare()
        return registering.register(self.store, self.transport, self.key, code, clock=self.clock)

    def append(self, records):
        self.store.write(lambda tx: log.append(tx, records))

    def become(self, store):
        """Go on from another state of the disk, with a program that remembers nothing."""
        self.store.close()
        self.store, self.core = store, SyncCore()
        self.connect()

    def clone(self):
        """A second machine with a copy of this disk."""
        other = Device.__new__(Device)
        other.__dict__.update(self.__dict__)
        other.store, other.core = clone(self.store), SyncCore()
        other.fault = lambda _request: NO_FAULT
        other.connect()
        self.world.devices.append(other)
        return other

    def write(self, count=1, **changes):
        """Append readings of people; gives the records."""
        records = [
            self.record(
                TemperatureTaken(tenths=360 + self.world.random.randrange(10)),
                **{"subject": self.world.chance(16), **changes},
            )
            for _ in range(count)
        ]
        self.append(records)
        return records

    def sync(self, **options):
        return session.run(self.core, self.port, self.line, **options)

    def records(self):
        """The canonical bytes of every record that counts here."""
        rows = self.store.read(
            lambda conn: conn.run(
                "SELECT data FROM record WHERE state = 0 AND data IS NOT NULL"
            ).all()
        )
        return sorted(bytes(row[0]) for row in rows)


def clone(store):
    """A copy of a store in memory, as a copied disk would be."""
    other = Store.in_memory()
    raw(store).backup(raw(other))
    return other


def raw(store):
    """The driver's connection of a store in memory."""
    return store._connection.driver


def backup(server):
    """A backup of the server's database, as its operator would make one."""
    saved = sqlite3.connect(":memory:", check_same_thread=False)
    source = sqlite3.connect(server.settings.data / "server.db")
    source.backup(saved)
    source.close()
    return saved


def restore(server, saved, *, renew=True):
    """Put a backup back, with the new incarnation that the operator's command begins."""
    server.database.close()
    target = sqlite3.connect(server.settings.data / "server.db")
    saved.backup(target)
    target.close()
    server.database = Database(server.settings.url)
    server.directories = Directories()
    if renew:
        server.database.write(server.renew_incarnation)


def revoke(world, device):
    """End a device's authority at the server."""

    def end(tx):
        set_state(tx, [device.key.kid], state=CLOSED, reason="left", valid_until=world.now)
        world.server.mark_changed(tx)

    world.server.database.write(end)
