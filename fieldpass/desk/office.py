"""The office: what every task at one device needs - store, keys, clock, identity, rules, lists.

Tasks are functions of the other modules that take an Office. It owns how a record of this device is
made and written down. Rules:

1. A record is appended only if the author table allows it, in the same transaction that reads the
   own standing; what is refused here would be returned by the platform.
2. An issuer's records are signed with the issuer key; after `lock` there is none in memory, nor at the
   checkpoint (`put_issuer_away`), where the same person's secret opens it again.
3. The clock never runs back: a record is not written before the latest time this device has seen.
"""

import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from fieldpass.config import Folders
from fieldpass.desk import holdings, profiles
from fieldpass.desk.errors import ClockDoubted, IssuerKeyAway, NotAllowed, NotRegistered
from fieldpass.desk.holdings import Holdings
from fieldpass.desk.identity import Identity
from fieldpass.desk.standing import Standing, standing_of
from fieldpass.desk.surroundings import Surroundings
from fieldpass.errors import FieldpassError
from fieldpass.model import authors
from fieldpass.model.authors import may_write
from fieldpass.model.bodies import KIND_OF, Body, PassIssued
from fieldpass.model.policy import Policy
from fieldpass.model.records import (
    SIGNED_KINDS,
    Author,
    DeviceAuthor,
    IssuerAuthor,
    PassRef,
    Record,
    uuid7,
)
from fieldpass.model.text import advised
from fieldpass.store import log, settings
from fieldpass.store.database import Store
from fieldpass.store.transaction import Transaction
from fieldpass.wire.bundle import LogId
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import sign_record

if TYPE_CHECKING:
    from fieldpass.desk.looking_up import Asker
    from fieldpass.store.envelope import Unlocked
    from fieldpass.sync.driver import Syncer

TIME_FLOOR = "desk.time-floor"
CLOCK_SET = "desk.clock-set"
# A clock may be set back a little (summer time never, a correction by the network often).
CLOCK_SLACK_MS = 2 * 60 * 1000


class Office:
    """One open device. Safe to use from several threads; see the tasks' modules for what it can do."""

    def __init__(
        self,
        *,
        store: Store,
        surroundings: Surroundings,
        device: SigningKey,
        issuer: SigningKey | None,
        unlocked: "Unlocked | None" = None,
        folders: Folders | None = None,
    ) -> None:
        """Made by `opening`; `issuer` is None for a clerk, a checker and in checkpoint mode."""
        self.store = store
        self.surroundings = surroundings
        self.device = device
        self.issuer = issuer
        self.issuer_kid = issuer.kid if issuer else None
        self.unlocked = unlocked
        # Who works here stays who it is when the issuer key is put away.
        self.person = unlocked.person if unlocked else None
        self.folders = folders
        # Set by `sending` when the link goes up or down: online, nothing is decided unscreened.
        self.online = False
        self.syncer: Syncer | None = None
        # Set by `looking_up.connect`: asks the platform for a pass that is not on this device.
        self.asker: Asker | None = None
        self.report_listeners: list[Callable[[], None]] = []
        self._appended = False
        self._guard = threading.Lock()
        self._identity: Identity | None = None
        self._identity_turn = 0
        self._holdings: tuple[object, Holdings] | None = None
        self._typed: tuple[int, int] | None = None
        self.read_clock()
        self._closing: list[Callable[[], None]] = []
        store.on_change(lambda version: self._nudge())

    # Time and chance.

    def now(self) -> int:
        """Milliseconds since 1970 UTC: by the device's clock, or by a typed time where it is lost."""
        raw = self.surroundings.clock()
        return raw + self._typed[0] if self._typed and raw < self._typed[1] else raw

    @property
    def clock_typed(self) -> bool:
        """Whether `now` rests on a time that a person typed (see `clock`)."""
        return self._typed is not None and self.surroundings.clock() < self._typed[1]

    def read_clock(self) -> None:
        """Take the typed time, if one is kept, into use."""
        kept = self.store.read(lambda conn: settings.get(conn, CLOCK_SET))
        self._typed = (int(kept["offset"]), int(kept["below"])) if kept else None

    def new_id(self) -> bytes:
        """A new record id."""
        return uuid7(self.now(), self.surroundings.chance(10))

    # Who and where.

    @property
    def identity(self) -> Identity | None:
        """Who works at this device, or None before its registration."""
        known, turn = self._identity, self._identity_turn
        if known is None:
            known = self.store.read(lambda conn: profiles.identity_of(conn, self.person))
            # Another thread may register meanwhile: what was read before knows nothing of it.
            if turn == self._identity_turn:
                self._identity = known
        return known

    def require_identity(self) -> Identity:
        """Who this device is; raises NotRegistered."""
        identity = self.identity
        if identity is None:
            raise NotRegistered
        return identity

    def set_identity(self, tx: Transaction, identity: Identity | None) -> None:
        """Keep who this device is, in the caller's transaction; None after a refusal."""
        if identity is None:
            settings.put(tx, profiles.IDENTITY, None)
        else:
            profiles.keep_registered(tx, identity, self.issuer_kid)
        self._identity_turn += 1
        self._identity = identity

    def author(self) -> DeviceAuthor:
        """The person at this device, for records that the bundle's signature proves."""
        identity = self.require_identity()
        return DeviceAuthor(kid=self.device.kid, person=identity.person, role=identity.role)

    # Lists and rules.

    def holdings(self) -> Holdings:
        """Trust, lists and policy as this device holds them now; read anew when they changed."""
        mark = self.store.read(holdings.mark)
        with self._guard:
            kept = self._holdings
        if kept is None or kept[0] != mark:
            # Never read under the guard: who holds a reader may be waiting for the guard meanwhile.
            kept = (mark, self.store.read(holdings.load))
            with self._guard:
                self._holdings = kept
        return kept[1]

    def policy(self) -> Policy:
        """The policy in force now, with what the own county adds to it."""
        return self.holdings().policy(self.now(), self.county)

    def policy_seen(self) -> Policy:
        """The policy in force by the lists as they were read last, without asking the store for newer."""
        with self._guard:
            kept = self._holdings
        return self.policy() if kept is None else kept[1].policy(self.now(), self.county)

    @property
    def county(self) -> str:
        """The own county, 6 digits; nothing before the registration."""
        identity = self.identity
        return "" if identity is None else identity.county

    def standing(self) -> Standing:
        """Where this device stands, in a sentence for people."""
        return standing_of(
            self.identity, self.author_standing() if self.identity else None, self.now()
        )

    def author_standing(self) -> authors.Standing:
        """What the author table may know of this device."""
        issuer = self.issuer_kid
        return self.holdings().standing(self.require_identity(), self.device.kid, issuer)

    # Writing records.

    def make(
        self,
        body: Body,
        *,
        by: Author | None = None,
        subject: bytes | None = None,
        application: bytes | None = None,
        pass_ref: PassRef | None = None,
        sees: Sequence[bytes] = (),
        at: int | None = None,
    ) -> Record:
        """A record of this device about what just happened, signed where its kind asks for it.

        `at` is given for what happened earlier (later entry from paper). Raises NotAllowed where an
        issuer's signature is needed and this device has no issuer key open.
        """
        kind, version = KIND_OF[type(body)]
        now = self.now()
        record = Record(
            kind=kind,
            version=version,
            id=self.new_id(),
            at=now if at is None else at,
            entered=None if at is None else now,
            by=by or (self._issuer_author() if kind in SIGNED_KINDS else self.author()),
            body=body,
            subject=subject,
            application=application,
            pass_ref=pass_ref,
            sees=tuple(sees),
        )
        return sign_record(record, self.require_issuer()) if kind in SIGNED_KINDS else record

    def require_issuer(self) -> SigningKey:
        """The open issuer key; raises IssuerKeyAway where it was put away, else NotAllowed."""
        key = self.issuer
        if key is not None:
            return key
        if self.works_as_issuer:
            raise IssuerKeyAway
        raise NotAllowed(
            advised(
                zh="这台机上没有打开签发人密钥.",
                en="No issuer key is open on this device.",
                do_zh="请签发人本人解锁后再签.",
                do_en="Let the issuer unlock it, then sign.",
            )
        )

    def _issuer_author(self) -> IssuerAuthor:
        return IssuerAuthor(kid=self.require_issuer().kid)

    def append(self, tx: Transaction, *records: Record) -> None:
        """Write records into the own log, in the caller's transaction (rules 1 and 3)."""
        self._advance_floor(tx, max(record.entered or record.at for record in records))
        standing = self.author_standing()
        for record in records:
            refusal = may_write(
                record.kind, record.by, standing, at=record.at, pending=_is_pending(record)
            )
            if refusal is not None:
                raise NotAllowed(refusal.advised, refusal.code)
        log.append(tx, records)
        self._appended = True

    def _nudge(self) -> None:
        """After a commit with own records, have them sent; the syncer's own commits wake nobody."""
        appended, self._appended = self._appended, False
        if appended and self.syncer is not None:
            self.syncer.nudge()

    def save(self, *records: Record) -> None:
        """Write records into the own log; durable when this returns."""
        self.store.write(lambda tx: self.append(tx, *records))

    def log_id(self) -> LogId | None:
        """The own log as it stands (scope, device, epoch), None before the registration."""
        return self.store.read(log.own_log)

    # The clock's floor.

    def clock_floor(self) -> int:
        """The newest time (ms) known to be past: of the last run or sync, or signed by the authority."""
        kept = self.store.read(lambda conn: settings.get(conn, TIME_FLOOR)) or 0
        return max(int(kept), self.signed_floor())

    def signed_floor(self) -> int:
        """The newest time (ms) that the authority has signed; no clock of this device has a part in it."""
        return max((one.as_of for one in self.holdings().lists), default=0)

    def clock_trusted(self) -> bool:
        """Whether the clock is not before what this device knows to be past."""
        return self.now() + CLOCK_SLACK_MS >= self.clock_floor()

    def require_clock(self) -> None:
        """Raise ClockDoubted where the clock is below the floor."""
        if not self.clock_trusted():
            raise ClockDoubted

    def _advance_floor(self, tx: Transaction, at: int) -> None:
        floor = settings.get(tx.conn, TIME_FLOOR) or 0
        if at > int(floor):
            settings.put(tx, TIME_FLOOR, at)

    # Life.

    def on_change(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call back, from any thread, whenever the store or the link changed; returns what ends it."""
        end = self.store.on_change(callback)

        def told() -> None:
            callback(self.store.version)

        self.report_listeners.append(told)

        def ending() -> None:
            end()
            if told in self.report_listeners:
                self.report_listeners.remove(told)

        return ending

    def on_close(self, closing: Callable[[], None]) -> None:
        """Have something stopped before the store is closed, last come first."""
        self._closing.append(closing)

    def lock(self) -> None:
        """Forget the issuer key (rule 2); everything that needs no signature goes on."""
        self.issuer = None
        self.unlocked = None

    def put_issuer_away(self) -> None:
        """At the checkpoint only the data key and the device key stay in memory (rule 2)."""
        self.issuer = None
        if self.unlocked is not None:
            self.unlocked = self.unlocked.without_issuer()

    @property
    def issuer_away(self) -> bool:
        """Whether this person's secret would open more than is open now."""
        return self.unlocked is not None and not self.unlocked.issuer_wrap

    @property
    def works_as_issuer(self) -> bool:
        """Whether who works here has an issuer key on this device, be it open or put away."""
        return self.issuer is not None or (self.issuer_away and self.issuer_kid is not None)

    def open_issuer(self, seed: bytes | None, unlocked: "Unlocked") -> None:
        """Take an issuer key of the person who is unlocked into use; None where there is none."""
        self.issuer = SigningKey(seed) if seed is not None else None
        self.issuer_kid = self.issuer.kid if self.issuer else None
        self.unlocked = unlocked

    def close(self) -> None:
        """Stop what runs, note the time of this run, and close the store."""
        while self._closing:
            self._closing.pop()()
        self._note_run()
        self.lock()
        self.store.close()

    def _note_run(self) -> None:
        """The end of this run is a time known to be past; a store that is closed already knows it."""
        with contextlib.suppress(FieldpassError):
            if self.clock_trusted() and not self.clock_typed:
                now = self.now()
                self.store.write(lambda tx: self._advance_floor(tx, now))

    def __enter__(self) -> "Office":
        """The office itself."""
        return self

    def __exit__(self, *_: Any) -> None:
        """Close."""
        self.close()


def _is_pending(record: Record) -> bool:
    return isinstance(record.body, PassIssued) and record.body.decision is None
