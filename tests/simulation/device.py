"""One device of a simulated world, its disk, and what may befall the two.

The core, the port and the store are the product's own. A program may die between any two steps of a session,
before or after any write, and in the middle of one; a disk may be saved, put back and copied.
"""

import hashlib

from fieldpass.model.bodies import PassIssued, TemperatureTaken
from fieldpass.model.records import PassRef, Record, UnknownBody, uuid7
from fieldpass.store import log, outbox
from fieldpass.sync import session
from fieldpass.sync.core import SyncCore
from fieldpass.sync.port import StorePort
from fieldpass.wire.records import encode_record
from fieldpass.wire.token import PassClaims, expiry, sign_pass
from tests.simulation import template
from tests.simulation.link import Link

_STATE = (
    "SELECT count(*), COALESCE(sum(state), 0) FROM record UNION ALL SELECT count(*), 0 FROM entry"
)


class Crash(Exception):
    """The device's program dies at this very write."""


class Device:
    """One device with a disk that can be saved, put back and copied."""

    def __init__(self, world, person, store, name):
        self.world, self.person, self.name = world, person, name
        self.store = store
        self.saved = None
        self.skew = 0
        self.revoked = self.disk_changed = False
        self.boot()

    @property
    def kid(self):
        return self.person.key.kid

    def clock(self):
        return self.world.now + self.skew

    def boot(self):
        """A program that remembers nothing but the disk."""
        self.core = SyncCore()
        self.port = StorePort(
            Fragile(self), self.person.key, county=template.COUNTY, clock=self.clock
        )
        self.link = Link(self.world, self.kid)

    # What people do.

    def write(self, count):
        records = [self.record() for _ in range(count)]
        self.store.write(lambda tx: log.append(tx, records))
        for record in records:
            data = encode_record(record)
            self.world.written[hashlib.sha256(data).digest()] = record
        self.world.note("wrote", self.name, count)

    def record(self):
        world = self.world
        at = world.now
        fields = {"id": uuid7(at, world.random.randbytes(10)), "at": at, "by": self.person.author}
        if world.may("poison", 0.06):
            return Record(
                kind="temperature.taken",
                subject=world.random.choice(world.persons),
                body=TemperatureTaken(tenths=365),
                **{**fields, "at": at + 86_400_000},
            )
        drawn = world.random.random()
        if drawn < 0.35:
            return self.passed(fields)
        if drawn < 0.38:
            return Record(kind="future.thing", body=UnknownBody(data={"x": 1}), **fields)
        return Record(
            kind="temperature.taken",
            subject=world.random.choice(world.persons),
            body=TemperatureTaken(tenths=360 + world.random.randrange(10)),
            **fields,
        )

    def passed(self, fields):
        """A pending pass: takes the next sequence of the device's key."""
        sequence = self.store.write(lambda tx: log.next_sequence(tx, self.kid))
        self.world.checks.issued(self, sequence)
        claims = PassClaims(
            kid=self.kid,
            name="出行人",
            expires=expiry(fields["at"] // 1000, 5),
            sequence=sequence,
            colour="pending",
            id_tail="221X",
            county_from=template.COUNTY,
            county_to="370102",
        )
        return Record(
            kind="pass.issued",
            subject=self.world.random.choice(self.world.persons),
            application=self.world.random.randbytes(16),
            pass_ref=PassRef(self.kid, sequence),
            body=PassIssued(token=sign_pass(self.person.key, claims)),
            **fields,
        )

    # What the program does.

    def sync(self):
        """One session, which may end anywhere."""
        world = self.world
        left = world.random.randrange(1, 25) if world.may("crash", 0.10) else None
        steps = [0]

        def may_go_on():
            steps[0] += 1
            return left is None or steps[0] <= left

        try:
            outcome = session.run(self.core, self.port, self.link, may_go_on=may_go_on)
        except Crash:
            world.note("crashed", self.name)
            world.checks.acknowledged(self)
            self.boot()
            return None
        code = outcome.error.code if outcome.error else "done"
        world.note("synced", self.name, code, outcome.sent, outcome.received, outcome.returned)
        world.checks.after_session(self, outcome)
        if code == "stopped":
            self.boot()
        return outcome

    # What befalls its disk.

    def save_disk(self):
        self.saved = self.world.base.blank_disk() if self.saved is None else self.saved
        template.raw(self.store).backup(self.saved)

    def roll_back(self):
        if self.saved is None:
            return
        self.world.note("rolled back", self.name)
        self.saved.backup(template.raw(self.store))
        self.disk_changed = True
        self.boot()
        self.world.forget_lost()
        self.world.forget_untold()
        self.world.checks.disk_changed(self)

    def clone(self, name):
        self.world.note("cloned", self.name, name)
        other = Device(self.world, self.person, self.world.base.fresh_store(self.store), name)
        other.revoked = self.revoked
        self.disk_changed = other.disk_changed = True
        self.world.checks.cloned(self, other)
        return other

    def state(self):
        """What must not change any more once everything is said."""
        return (
            self.store.read(outbox.unsent_count),
            self.store.read(lambda conn: conn.run(_STATE).all()),
        )


class Fragile:
    """The store, on which a program may die just before a write, just after it, or in its middle."""

    def __init__(self, device):
        self._device = device

    def write(self, fn):
        world = self._device.world
        if world.may("crash", 0.02):
            raise Crash
        if world.may("crash", 0.02, source=world.pieces):
            fn = _dying(fn, world.pieces.randrange(60))
        result = self._device.store.write(fn)
        if world.may("crash", 0.02):
            raise Crash
        return result

    def read(self, fn):
        return self._device.store.read(fn)


def _dying(fn, statements):
    """The same write, in which the program dies after so many statements, if it has as many.

    A page of pieces is one write: so this is also how a program dies between two of them.
    """

    def run(tx):
        left = [statements]

        def counted(real):
            def one(*values):
                left[0] -= 1
                if left[0] < 0:
                    raise Crash
                return real(*values)

            return one

        tx.run, tx.run_many = counted(tx.run), counted(tx.run_many)
        return fn(tx)

    return run
