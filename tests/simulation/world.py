"""One seed: devices, a server and what befalls them, until everything is healed and compared.

All chance comes from the seed, all time from `now`, everything runs in one thread; so the same seed
gives the same trace. Devices are the real core over the real port and the real store.
"""

import contextlib
import hashlib
import random
from dataclasses import replace

from fieldpass.model.bodies import PassIssued, ScreeningDone, TemperatureTaken
from fieldpass.model.records import PassRef, Platform, Record, UnknownBody, uuid7
from fieldpass.store import erasing, log, outbox
from fieldpass.sync import session
from fieldpass.sync.core import SyncCore
from fieldpass.sync.errors import Unreachable
from fieldpass.sync.port import StorePort
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import encode_record
from fieldpass.wire.token import PassClaims, expiry, sign_pass
from server_stub import erasure, ownlog
from server_stub.api import lists as lists_api
from server_stub.directory import CLOSED, add, set_state
from server_stub.store import schema
from tests.simulation import holders, template
from tests.simulation.invariants import Checks
from tests.simulation.link import FINE, Link, Weather, receive

STEPS_MIN, STEPS_MAX = 10, 30
# Few enough that most people have several records, from several devices.
PERSONS = 6
HEALING_ROUNDS = 8
FAULTS = (
    "lost-request",
    "lost-answer",
    "cut",
    "duplicate",
    "reorder",
    "crash",
    "rollback",
    "clone",
    "server-restored",
    "clock",
    "versions",
    "revocation",
    "erasure",
    "poison",
    "stale-lists",
)


EVENTS = (
    "save",
    "rollback",
    "clone",
    "server-restored",
    "clock",
    "reorder",
    "revocation",
    "erasure",
)
_STATE = (
    "SELECT count(*), COALESCE(sum(state), 0) FROM record UNION ALL SELECT count(*), 0 FROM entry"
)


class Crash(Exception):
    """The device's program dies at this very write."""


class World:
    """One seed's world."""

    def __init__(self, base: template.Template, seed: int, faults=FAULTS):
        self.base, self.seed, self.faults = base, seed, frozenset(faults)
        self.random = random.Random(seed)
        self.now = template.START + 60_000
        base.now, base.chance = self.now, self.random.randbytes
        base.restore_server()
        self.server = base.server
        self.server.clock, self.server.chance = self.clock, self.random.randbytes
        self.digest = hashlib.sha256()
        self.lines: list[str] = []
        self.healed = False
        self.late: list[bytes] = []
        self.list_answers: list[bytes] = []
        self.saved_server = None
        self.lost: set[bytes] = set()
        self.written: dict[bytes, Record] = {}
        self.erased: set[bytes] = set()
        self.persons = [self.random.randbytes(16) for _ in range(PERSONS)]
        self.devices = [
            Device(self, person, base.fresh_store(store), f"d{index}")
            for index, (person, store) in enumerate(
                zip(base.people, base.saved_stores, strict=True)
            )
        ]
        self.checks = Checks(self)
        # Some seeds are quiet and long between disasters, others are nothing but disasters.
        self.trouble = self.random.choice((0.08, 0.2, 0.4))
        self.saved_server = base.saved_server
        for device in self.devices:
            device.save_disk()

    def clock(self):
        return self.now

    def note(self, *words):
        text = " ".join(map(str, words))
        self.lines.append(text)
        self.digest.update(text.encode() + b"\n")

    def may(self, fault, chance):
        """Whether a fault of this kind happens now."""
        drawn = self.random.random()
        return not self.healed and fault in self.faults and drawn < chance

    # The run.

    def run(self):
        """Everything that happens in this seed; raises Violation."""
        for _ in range(self.random.randint(STEPS_MIN, STEPS_MAX)):
            self.now += self.random.randrange(1_000, 300_000)
            self.step()
        self.heal()
        self.checks.at_the_end()
        for device in self.devices:
            self.base.spare.append(device.store)
            if device.saved is not None:
                self.base.spare_disks.append(device.saved)
        return self.digest.hexdigest()

    def step(self):
        device = self.random.choice(self.devices)
        drawn = self.random.random()
        if drawn < self.trouble:
            self.befall(device)
        elif drawn < self.trouble + 0.05:
            self.platform_writes()
        elif drawn < self.trouble + 0.16:
            self.authorise_somebody()
        elif self.random.random() < 0.45:
            device.write(self.random.choice((1, 1, 2, 3, 5, 9)))
        else:
            device.sync()

    def befall(self, device):
        """Something rarer happens."""
        what = self.random.choice([one for one in EVENTS if one == "save" or one in self.faults])
        if what == "save":
            self.note("saved", device.name)
            device.save_disk()
            if self.saved_server is None or self.random.random() < 0.5:
                self.saved_server = template.copy(self.server.database.raw)
        elif what == "rollback":
            device.roll_back()
        elif what == "clone" and len(self.devices) < 5:
            self.devices.append(device.clone(f"c{len(self.devices)}"))
        elif what == "server-restored" and self.saved_server is not None:
            self.restore_server()
        elif what == "clock":
            device.skew = self.random.choice((0, -40_000_000, 500_000))
        elif what == "reorder" and self.late:
            body = self.late.pop(self.random.randrange(len(self.late)))
            self.note("late bundles arrive")
            # Nobody waits for the answer, also where the server stops in the middle.
            with contextlib.suppress(Unreachable):
                self.receive(body)
        elif what == "revocation" and not any(one.revoked for one in self.devices):
            self.revoke(device)
        elif what == "erasure":
            self.erase(device)

    def heal(self):
        """No more faults; everybody syncs until nothing is left to say."""
        self.healed = True
        self.note("healed")
        for body in self.late:
            self.receive(body)
        for round_ in range(HEALING_ROUNDS):
            self.now += 10_000
            before = self.digest_of_states()
            outcomes = [device.sync() for device in self.devices]
            self.checks.after_round(round_, outcomes)
            if round_ >= 1 and self.digest_of_states() == before:
                return

    def digest_of_states(self):
        return [device.state() for device in self.devices]

    # The server.

    def weather(self):
        """What happens to the next exchange."""
        if self.healed:
            return FINE
        return Weather(
            lose_request=self.may("lost-request", 0.06),
            lose_answer=self.may("lost-answer", 0.08),
            cut_request=self.random.random() if self.may("cut", 0.10) else None,
            cut_answer=self.random.random() if self.may("cut", 0.05) else None,
            twice=self.may("duplicate", 0.10),
            late=self.may("reorder", 0.10),
            stale_lists=self.may("stale-lists", 0.5),
            other_version=self.may("versions", 0.02),
        )

    def receive(self, body):
        crash = self.random.randrange(4) if self.may("crash", 0.05) else None
        return receive(self.server, body, crash)

    def publish(self, counties):
        """What the server does before it speaks of lists: publish what has changed."""
        publication, wanted = lists_api.publication, set(counties)
        if self.server.database.read(lambda conn: publication.is_dirty(conn, wanted)):
            self.server.database.write(
                lambda tx: lists_api.publish(self.server, tx, wanted, self.now)
            )

    def platform_writes(self):
        """The platform screens somebody: a record of the server's own log."""
        record = Record(
            kind="screening.done",
            id=uuid7(self.now, self.random.randbytes(10)),
            at=self.now,
            by=Platform(),
            subject=self.random.choice(self.persons),
            application=self.random.randbytes(16),
            body=ScreeningDone(as_of=self.now),
        )
        self.note("platform writes")
        self.server.database.write(
            lambda tx: ownlog.append(tx, self.server.key, template.SCOPE, [record], self.now)
        )

    def restore_server(self):
        self.note("server restored")
        self.base.restore_server(self.saved_server)
        self.server.database.write(self.server.renew_incarnation)
        self.forget_lost()
        self.forget_untold()
        self.checks.server_changed()

    def revoke(self, device):
        self.note("revoked", device.name)
        for one in self.devices:
            one.revoked = one.revoked or one.kid == device.kid

        def end(tx):
            kids = [device.kid, device.person.issuer.kid]
            set_state(tx, kids, state=CLOSED, reason="left", valid_until=self.now)
            for kind in ("issuers", "status"):
                lists_api.publication.mark(tx, kind, template.COUNTY)
            self.server.mark_changed(tx)

        self.server.database.write(end)

    def erase(self, device):
        """A person is erased: by the platform, which tells all, or by one device, which tells nobody."""
        whole = holders.whole_at_server(self.server)
        known = {self.written[one].subject for one in whole & self.written.keys()} - {None}
        if not known:
            return
        person = self.random.choice(sorted(known))
        if self.random.random() < 0.3:
            self.note("erased at", device.name)
            device.store.write(
                lambda tx: erasing.erase(tx, [person], now=self.now, reason="request")
            )
            return
        count = self.server.database.write(lambda tx: erasure.erase(self.server, tx, person))
        self.erased |= whole - holders.whole_at_server(self.server)
        self.note("erased by the platform", count)

    def authorise_somebody(self):
        """A new colleague elsewhere in the county: the issuer list gets a new version."""
        self.note("somebody is authorised")
        key = SigningKey(self.random.randbytes(32))

        def enter(tx):
            known = self.server.directories.of(tx).find(self.devices[0].kid)
            add(
                tx,
                replace(
                    known, kid=key.kid, public=key.public, partner=None, person=key.public[:16]
                ),
            )
            lists_api.publication.mark(tx, "issuers", template.COUNTY)
            self.server.mark_changed(tx)

        self.server.database.write(enter)

    def forget_untold(self):
        """An erasure that neither the server nor any device knows any more is the operator's to do again;
        any that one device knows must come back to the server."""
        known = holders.forgotten_at_server(self.server)
        known = known.union(*(holders.told_erased(device.store) for device in self.devices))
        self.erased &= known

    def forget_lost(self):
        """What no own log and no server holds any more can be asked of nobody."""
        held = holders.at_server(self.server)
        for device in self.devices:
            held |= holders.own(device.store)
        self.lost |= self.written.keys() - held


class Device:
    """One device with a disk that can be saved, put back and copied."""

    def __init__(self, world, person, store, name):
        self.world, self.person, self.name = world, person, name
        self.store = store
        self.saved = None
        self.skew = 0
        self.revoked = False
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
        self.boot()
        self.world.forget_lost()
        self.world.forget_untold()
        self.world.checks.disk_changed(self)

    def clone(self, name):
        self.world.note("cloned", self.name, name)
        other = Device(self.world, self.person, self.world.base.fresh_store(self.store), name)
        other.revoked = self.revoked
        self.world.checks.cloned(self, other)
        return other

    def state(self):
        """What must not change any more once everything is said."""
        return (
            self.store.read(outbox.unsent_count),
            self.store.read(lambda conn: conn.run(_STATE).all()),
        )


class Fragile:
    """The store, on which a program may die just before or just after a write."""

    def __init__(self, device):
        self._device = device

    def write(self, fn):
        world = self._device.world
        if world.may("crash", 0.02):
            raise Crash
        result = self._device.store.write(fn)
        if world.may("crash", 0.02):
            raise Crash
        return result

    def read(self, fn):
        return self._device.store.read(fn)


__all__ = ["FAULTS", "Crash", "Device", "Unreachable", "World", "schema"]
