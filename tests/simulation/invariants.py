"""What must hold, after each session and at the end.

 1. No record that was written is lost, unless every disk and server that had it is gone.
 2. None is applied twice.
 3. Devices of the scope count what the server accepted, and nothing else that still exists.
 4. Every chain is valid: the store's deep check passes.
 5. Every return of an own record is shown, and nothing is shown as a return that was erased.
 6. After healing, a few rounds are enough; nothing is left unsent.
 7. A device that knows where it stands never issues a pass sequence twice.
 8. "All sent" is true: what the device counts as acknowledged is on the server.
 9. A list never goes back to an older version.
10. The scope is known only up to a time whose records are all here.
11. Evidence of a fork is kept.
12. What the platform has erased can be read nowhere, neither at the server nor at a device that reads,
    also after the server was restored, as long as one device knows of the erasure.
"""

from fieldpass.store import checking, feed, lists, outbox, settings
from fieldpass.sync.errors import Revoked
from fieldpass.sync.port import HELD
from fieldpass.wire.bundle import ERASED
from tests.simulation import holders
from tests.simulation.template import SCOPE

_DOUBLED = "SELECT count(*) - count(DISTINCT digest) FROM record WHERE id IS NOT NULL"

_ACKNOWLEDGED = """
SELECT r.digest FROM record AS r JOIN entry AS e ON e.record = r.seq JOIN log AS l ON l.id = e.log
WHERE l.own = 1 AND e.number <= l.stored
"""


class Violation(AssertionError):
    """An invariant does not hold; the message begins with its number."""


class Checks:
    """The invariants of one world, and the little that must be remembered to check them."""

    def __init__(self, world):
        self._world = world
        self._lists = {}
        self._sequences = {}
        self._unsure = set()
        self._unheard = set()

    def _require(self, holds, number, *words):
        if not holds:
            raise Violation(f"{number}: {' '.join(map(str, words))}")

    # What happened.

    def issued(self, device, sequence):
        """7: remembered by key; a device that cannot know yet is excused."""
        key = (device.kid, sequence)
        if device.name not in self._unsure:
            self._require(key not in self._sequences, 7, device.name, "sequence", sequence)
        self._sequences[key] = device.name

    def _forget_sequences(self):
        """What is lost everywhere was, for all that anybody can know, never issued."""
        written = self._world.written
        gone = {
            (written[digest].pass_ref.kid, written[digest].pass_ref.sequence)
            for digest in self._world.lost
            if written[digest].pass_ref is not None
        }
        for key in gone:
            self._sequences.pop(key, None)

    def disk_changed(self, device):
        self._forget_sequences()
        self._unsure.add(device.name)
        self._lists.pop(device.name, None)

    def cloned(self, one, other):
        # Two copies that have not met the server since cannot know of each other.
        self._unsure |= {one.name, other.name}
        if one.name in self._unheard:
            self._unheard.add(other.name)

    def server_changed(self):
        self._forget_sequences()
        self._unsure |= {device.name for device in self._world.devices}
        self._unheard |= {device.name for device in self._world.devices}

    # After each session.

    def after_session(self, device, outcome):
        store = device.store
        self._require(store.read(_scalar(_DOUBLED)) == 0, 2, device.name, "doubled record")
        self._versions(device)
        if outcome.error is None:
            self._unheard.discard(device.name)
        self.acknowledged(device)
        if outcome.error is None:
            self._require(store.read(outbox.unsent_count) == 0, 8, device.name, "unsent left")
            self._known(device)
            if not any(
                other is not device and other.kid == device.kid for other in self._world.devices
            ):
                self._unsure.discard(device.name)

    def acknowledged(self, device):
        """8, also after a session that failed: what counts as acknowledged is on the server.

        A server that was restored has lost some, which a device learns with its next whole session.
        """
        if device.name in self._unheard:
            return
        held = {
            bytes(row[0]) for row in device.store.read(lambda conn: conn.run(_ACKNOWLEDGED).all())
        }
        missing = held - holders.at_server(self._world.server)
        self._require(not missing, 8, device.name, "acknowledged, not there", len(missing))

    def _versions(self, device):
        now = device.store.read(lists.list_versions)
        for name, version in self._lists.get(device.name, {}).items():
            self._require(now.get(name, 0) >= version, 9, device.name, "list", name)
        self._lists[device.name] = now

    def _known(self, device):
        cursor = device.store.read(lambda conn: feed.cursor(conn, SCOPE))
        self._require(cursor is not None, 10, device.name, "no cursor")
        head = device.link.head_told
        self._require(cursor.position >= head, 10, device.name, "cursor", cursor.position, head)
        if device.store.read(lambda conn: settings.drafts(conn, HELD)):
            # Something waits for a newer list: so nothing was told of this session's time.
            told = (cursor.known_until or 0) < self._world.now
            self._require(told, 10, device.name, "known, while something waits")
            return
        self._require(cursor.known_until, 10, device.name, "not known")
        accepted = holders.accepted_at_server(self._world.server, head)
        missing = accepted - set(holders.counted(device.store)) - holders.erased(device.store)
        self._require(not missing, 10, device.name, "missing", len(missing))

    # While healing, and at the end.

    def after_round(self, round_, outcomes):
        if round_ < 4:
            return
        for device, outcome in zip(self._world.devices, outcomes, strict=True):
            fine = outcome.error is None or (device.revoked and isinstance(outcome.error, Revoked))
            self._require(fine, 6, device.name, outcome.error and outcome.error.code)

    def at_the_end(self):
        world = self._world
        at_server = holders.at_server(world.server)
        # What was erased on purpose, and then had only one holder or none, is not lost.
        gone = world.erased.union(*(holders.erased(device.store) for device in world.devices))
        lost = world.written.keys() - at_server - world.lost - gone
        self._require(not lost, 1, "lost", len(lost), [world.written[one].kind for one in lost])
        accepted = holders.accepted_at_server(world.server)
        whole = world.erased & holders.whole_at_server(world.server)
        self._require(not whole, 12, "the server reads", len(whole))
        for device in world.devices:
            self._device_at_the_end(device, accepted)

    def _device_at_the_end(self, device, accepted):
        store = device.store
        store.read(_deep_check)
        self._require(store.read(_scalar(_DOUBLED)) == 0, 2, device.name, "doubled record")
        self._require(store.read(outbox.unsent_count) == 0, 6, device.name, "unsent")
        if device.revoked:
            return
        counted = set(holders.counted(store))
        missing = accepted - counted - holders.erased(store)
        self._require(not missing, 3, device.name, "misses", len(missing))
        read = self._world.erased & holders.readable(store)
        self._require(not read, 12, device.name, "reads", len(read))
        more = counted - accepted - self._world.lost - _foreign_only(store)
        more -= self._only_hashes() | self._given_up()
        self._require(not more, 3, device.name, "has more", len(more))
        self._returns(device)

    def _only_hashes(self):
        """What a device erased on its own, and a server that was restored then got again as a hash:
        another device may well have read it before, and nobody asked for it to go there."""
        server = self._world.server
        return holders.at_server(server) - holders.whole_at_server(server) - self._world.erased

    def _given_up(self):
        """What its author erased on its own, and then had no place left for: its log gave way to a copy's
        after the server was restored. Nobody can bring it there again, and whoever had read it before
        the server lost it goes on counting: a pass of it may be in somebody's pocket."""
        devices = self._world.devices
        standing = set().union(*(holders.own(device.store) for device in devices))
        erased = set().union(*(holders.erased(device.store) for device in devices))
        return erased - standing - holders.at_server(self._world.server)

    def _returns(self, device):
        rows = device.store.read(lambda conn: outbox.returned(conn, only_open=False))
        wrong = [row for row in rows if row.reason == ERASED]
        self._require(not wrong, 5, device.name, "erasures shown as returns", len(wrong))
        shown = {
            (row.log.device + row.log.epoch.to_bytes(4, "big"), row.number)
            for row in rows
            if row.own
        }
        mine = {
            (log, number)
            for log, number in holders.returned_at_server(self._world.server)
            if log[:4] == device.kid and _holds(device.store, log, number)
        }
        self._require(mine <= shown, 5, device.name, "returns not shown", len(mine - shown))


def _scalar(sql):
    return lambda conn: conn.run(sql).scalar_one()


def _deep_check(conn):
    """The store's deep check without the pages, which a database in memory has none to check of."""
    if conn.run("PRAGMA foreign_key_check").first() is not None:
        raise Violation("4: a reference leads nowhere")
    sql = "SELECT id, scope, device, epoch, last, link FROM log"
    for row in conn.run(sql).all():
        checking._check_chain(conn, *row)


def _foreign_only(store):
    """Records of the platform's own log: what it wrote before it was restored stays at the devices."""
    sql = "SELECT digest FROM record WHERE author IN ('platform', 'holder')"
    return {bytes(row[0]) for row in store.read(lambda conn: conn.run(sql).all())}


def _holds(store, log, number):
    sql = (
        "SELECT count(*) FROM entry JOIN log ON log.id = entry.log "
        "WHERE own = 1 AND device = ? AND epoch = ? AND number = ?"
    )
    values = (log[:4], int.from_bytes(log[4:], "big"), number)
    return store.read(lambda conn: conn.run(sql, values).scalar_one()) > 0
