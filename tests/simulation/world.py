"""One seed: devices, a server and what befalls them, until everything is healed and compared.

All chance comes from the seed, all time from `now`, everything runs in one thread; so the same seed
gives the same trace. Devices are the real core over the real port and the real store.
"""

import contextlib
import hashlib
import random
from dataclasses import replace

from fieldpass.model.bodies import ScreeningDone
from fieldpass.model.records import Platform, Record, uuid7
from fieldpass.store import erasing
from fieldpass.sync.errors import Unreachable
from fieldpass.wire.keys import SigningKey
from server_stub import erasure, ownlog
from server_stub.api import lists as lists_api
from server_stub.directory import CLOSED, add, set_state
from tests.simulation import holders, template
from tests.simulation.device import Device
from tests.simulation.invariants import Checks
from tests.simulation.link import FINE, PIECES, Weather, receive

STEPS_MIN, STEPS_MAX = 10, 30
# Few enough that most people have several records, from several devices.
PERSONS = 6
HEALING_ROUNDS = 8
# Records that are written on a changed disk once it is healed: likely a pass among them.
AFTERWARDS = 3
FAULTS = (
    "lost-request",
    "lost-answer",
    "cut",
    "pieces",
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


class World:
    """One seed's world."""

    def __init__(self, base: template.Template, seed: int, faults=FAULTS):
        self.base, self.seed, self.faults = base, seed, frozenset(faults)
        self.random = random.Random(seed)
        # What befalls the pieces of a page is drawn apart, so that every other draw of a seed stays.
        self.pieces = random.Random(f"pieces of {seed}")
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

    def may(self, fault, chance, *, source=None):
        """Whether a fault of this kind happens now."""
        drawn = (source or self.random).random()
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
            if round_ == 1:
                self.put_back_once_more()
            elif round_ == 2:
                self.go_on_working()
            outcomes = [device.sync() for device in self.devices]
            self.checks.after_round(round_, outcomes)
            rounds = 2 if any(device.disk_changed for device in self.devices) else 1
            if round_ >= rounds and self.digest_of_states() == before:
                return

    def put_back_once_more(self):
        """A disk is put back whose every record has been sent: what it forgets, the server knows."""
        device = self.pieces.choice(self.devices)
        if "rollback" in self.faults and not device.revoked and self.pieces.random() < 0.25:
            device.roll_back()

    def go_on_working(self):
        """On a disk that was put back or copied people write on: by now it knows what it had forgotten."""
        for device in self.devices:
            if device.disk_changed:
                device.write(AFTERWARDS)

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
            in_one_message=self.may("versions", 0.2, source=self.pieces),
            pieces=self.piece_weather(),
        )

    def piece_weather(self):
        """What happens to the pieces of a page on their way, or None."""
        what = self.pieces.choice(PIECES)
        return what if self.may("pieces", 0.15, source=self.pieces) else None

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
