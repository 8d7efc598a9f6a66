"""Real parts for tests, without a server: a province's authority, and authorised devices of one village.

    place = village()
    issuer = place.device("issuer")
    application = place.apply(issuer, ONSITE)
    view = place.decide(issuer, application, "green")

Everything is the program's own code: encrypted store in memory (or in a folder), real keys, signed
lists taken as a sync takes them. Only the clock and chance are held: `place.clock.now` moves by hand.
What the platform would do comes through `publish` (lists), `platform` (its records, by the feed), and
`synced` (the feed was read to its head).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fieldpass.desk import deciding, onsite
from fieldpass.desk.identity import Identity
from fieldpass.desk.office import Office
from fieldpass.desk.onsite import OnsiteForm
from fieldpass.desk.passes import PassView
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.bodies import KIND_OF, Body, ScreeningDone
from fieldpass.model.identifiers import check_document
from fieldpass.model.person import person_id
from fieldpass.model.policy import NOTICE_164, Policy, asked
from fieldpass.model.policy_data import policy_to_data
from fieldpass.model.records import PassRef, Platform, Record, uuid7
from fieldpass.model.times import HOUR, MINUTE, at_hour
from fieldpass.store import feed, log
from fieldpass.store.database import Store
from fieldpass.sync import port
from fieldpass.sync.steps import ListsTold, SaveLists
from fieldpass.training import village as demo
from fieldpass.training.village import Villager
from fieldpass.wire import lists, status, trust
from fieldpass.wire.bundle import FIRST_LINK, LogId, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import BodyEntry, IssuerRow, ListHead
from fieldpass.wire.records import encode_record

MORNING = at_hour(20200225, 10)
YEAR = 366 * 24 * HOUR
INCARNATION = bytes(16)
ONLINE, ONSITE, HIGH = demo.ONLINE, demo.ONSITE, demo.HIGH
OTHER_DIVISION, OTHER_USCC = "371323105001", "54371323ME4000018F"


@dataclass(slots=True)
class Clock:
    """A clock that is moved by hand; `now` in ms."""

    now: int = MORNING

    def __call__(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self.now

    def pass_(self, *, hours: float = 0, minutes: float = 0, days: int = 0) -> None:
        """Let time go by."""
        self.now += int(days * 24 * HOUR + hours * HOUR + minutes * MINUTE)


class Chance:
    """Bytes that look random and are the same each time."""

    def __init__(self, seed: str) -> None:
        """Begin a stream of its own."""
        self._seed, self._count = seed.encode(), 0

    def __call__(self, size: int) -> bytes:
        """The next `size` bytes."""
        found = b""
        while len(found) < size:
            self._count += 1
            found += hashlib.sha256(self._seed + self._count.to_bytes(8, "big")).digest()
        return found[:size]


@dataclass(slots=True)
class Authority:
    """The province: root and authority keys, and what its lists say, published whole each time."""

    clock: Clock
    root: SigningKey
    key: SigningKey
    rows: dict[str, list[IssuerRow]] = field(default_factory=dict)
    bodies: dict[str, dict[str, BodyEntry]] = field(default_factory=dict)
    states: dict[str, dict[bytes, dict[int, int]]] = field(default_factory=dict)
    stolen: dict[str, dict[bytes, tuple[bytes, ...]]] = field(default_factory=dict)
    policy: Policy = NOTICE_164
    version: int = 0

    @classmethod
    def new(cls, clock: Clock, chance: Chance) -> "Authority":
        """With fresh keys."""
        return cls(clock=clock, root=SigningKey(chance(32)), key=SigningKey(chance(32)))

    def certificate(self) -> bytes:
        """The authority's key, signed by the root."""
        return trust.sign_certificate(
            self.root,
            trust.AuthorityCertificate(
                authority=self.key.public,
                valid_from=MORNING - YEAR,
                valid_until=MORNING + YEAR,
                serial=1,
            ),
        )

    def trust(self) -> trust.TrustStore:
        """What a device trusts after its registration."""
        return trust.accept_certificate(trust.pin_unchecked(self.root.public), self.certificate())

    def admit(self, key: SigningKey, use: lists.KeyUse, identity: Identity) -> None:
        """Put a key on its county's issuer list."""
        self.bodies.setdefault(identity.county, {})[identity.uscc] = BodyEntry(
            name=identity.body_name, role=identity.body_type
        )
        self.rows.setdefault(identity.county, []).append(
            IssuerRow(
                public=key.public,
                use=use,
                uscc=identity.uscc,
                scope=identity.scope,
                valid_from=MORNING - 24 * HOUR,
                valid_until=MORNING + YEAR,
            )
        )

    def signed(self, kinds: Iterable[str] = lists.KINDS) -> list[bytes]:
        """All lists of these kinds, whole, one version newer, as of now."""
        self.version += 1
        return [one for kind in kinds for one in self._of_kind(kind)]

    def _of_kind(self, kind: str) -> list[bytes]:
        if kind == "policy":
            return [self._sign("policy", "370000", policy_to_data(self.policy))]
        found = []
        for county in self.rows:
            body: Any = lists.issuer_body(self.rows[county], self.bodies[county])
            if kind == "status":
                states, stolen = self.states.get(county, {}), self.stolen.get(county)
                body = status.to_body(status.build(states, stolen))
            found.append(self._sign(kind, county, body))
        return found

    def _sign(self, kind: Any, county: str, body: Any) -> bytes:
        head = ListHead(kind=kind, county=county, version=self.version, as_of=self.clock.now)
        return lists.sign_list(self.key, head, body)


class Village:
    """One authority, one clock, and the devices that were made with `device`."""

    def __init__(self, folder: Path | None = None, *, now: int = MORNING) -> None:
        """Devices keep their stores in memory, or below `folder`."""
        self.clock = Clock(now)
        self.chance = Chance("village")
        self.authority = Authority.new(self.clock, self.chance)
        self.offices: list[Office] = []
        self._folder = folder
        self._platform: dict[str, tuple[int, bytes]] = {}

    # Devices.

    def device(
        self,
        role: Any = "issuer",
        *,
        division: str = demo.DIVISION,
        uscc: str = demo.USCC,
        body_name: str = demo.BODY_NAME,
        authorised: bool = True,
        synced: bool = True,
    ) -> Office:
        """A registered device; the issuer's has its issuer key open."""
        number = len(self.offices) + 1
        staff = demo.CHECKER if role == "checker" else demo.ISSUER
        identity = Identity(
            scope=f"d:{division}",
            county=division[:6],
            division=division,
            uscc=uscc,
            body_type="community",
            body_name=body_name,
            unit=body_name,
            name=staff.name,
            post=staff.post,
            phone=staff.phone,
            person=self.chance(16),
            role=role,
            server_url="https://pass.example.cn",
            place=demo.PLACE,
        )
        office = Office(
            store=self._store(number),
            surroundings=Surroundings(clock=self.clock, chance=Chance(f"device {number}")),
            device=SigningKey(self.chance(32)),
            issuer=SigningKey(self.chance(32)) if role == "issuer" else None,
        )
        office.store.write(lambda tx: self._register(office, tx, identity))
        self.offices.append(office)
        if authorised:
            self.authority.admit(office.device, "device", identity)
            if office.issuer is not None:
                self.authority.admit(office.issuer, "issuer", identity)
        self.publish()
        if synced:
            self.synced(office)
        return office

    def _store(self, number: int) -> Store:
        if self._folder is None:
            return Store.in_memory()
        return Store.create(self._folder / f"device-{number}", self.chance(32))

    def _register(self, office: Office, tx: Any, identity: Identity) -> None:
        office.set_identity(tx, identity)
        log.open_log(tx, LogId(identity.scope, office.device.kid, 0))
        port.save_trust(tx, self.authority.trust())

    def close(self) -> None:
        """Close every device."""
        for office in self.offices:
            office.close()

    # What the platform does.

    def publish(self, *offices: Office, kinds: Iterable[str] = lists.KINDS) -> None:
        """Sign all lists anew, as of now, and have these devices (or all) take them."""
        signed = self.authority.signed(kinds)
        told = ListsTold(
            root=self.authority.root.public, certificates=(), rotations=(), lists=tuple(signed)
        )
        for office in offices or tuple(self.offices):
            county = office.require_identity().county
            taking = port.StorePort(office.store, office.device, county=county, clock=self.clock)
            taking.carry_out(SaveLists(told=told))

    def list_pass(
        self, ref: PassRef, mark: int, *, reason: int = 0, screened: bool = False
    ) -> None:
        """Say on the status list what became of a pass (wire.status marks); then `publish`."""
        county = next(
            county
            for county, rows in self.authority.rows.items()
            if any(row.kid == ref.kid for row in rows)
        )
        states = self.authority.states.setdefault(county, {}).setdefault(ref.kid, {})
        states[ref.sequence] = status.state(mark, reason=reason, screened=screened)

    def synced(self, office: Office, *, until: int | None = None) -> None:
        """The device has read its scope's feed to the head, at `until` (ms) or now."""
        scope, at = office.require_identity().scope, self.clock.now if until is None else until
        office.store.write(lambda tx: feed.start_feed(tx, scope, INCARNATION))
        office.store.write(lambda tx: feed.set_known_until(tx, scope, at))

    def platform(
        self, office: Office, body: Body, *, subject: bytes, application: bytes | None = None
    ) -> Record:
        """A record of the platform, come down by the feed of the device's scope."""
        kind, version = KIND_OF[type(body)]
        record = Record(
            kind=kind,
            version=version,
            id=uuid7(self.clock.now, self.chance(10)),
            at=self.clock.now,
            by=Platform(),
            body=body,
            subject=subject,
            application=application,
        )
        scope = office.require_identity().scope
        number, link = self._platform.get(scope, (0, FIRST_LINK))
        name = LogId(scope, self.authority.key.kid, 0)
        sealed = seal(
            self.authority.key,
            name,
            first=number + 1,
            previous=link,
            records=[encode_record(record)],
            sealed_at=self.clock.now,
        )
        self._platform[scope] = (number + 1, sealed.link)

        def applying(tx: Any) -> None:
            feed.start_feed(tx, scope, INCARNATION)
            feed.apply_bundle(tx, scope, SimpleNamespace(returned=()), sealed)
            feed.set_cursor(tx, scope, number + 1)
            feed.set_known_until(tx, scope, self.clock.now)

        office.store.write(applying)
        return record

    def screen(self, office: Office, who: Villager, application: bytes | None = None) -> Record:
        """The platform has found nothing against this person."""
        body = ScreeningDone(as_of=self.clock.now)
        return self.platform(office, body, subject=person(who), application=application)

    # What people do.

    def apply(self, office: Office, who: Villager, **changes: Any) -> bytes:
        """An application on site, with its reading and its pending code."""
        return onsite.submit(office, form(office, who, **changes)).application

    def decide(
        self,
        office: Office,
        application: bytes,
        colour: deciding.Colour = "green",
        *,
        reason: int = 0,
        note: str = "",
    ) -> PassView:
        """A decision, signed at once."""
        made = deciding.draft(office, application, colour, reason=reason, note=note)
        return deciding.sign(office, made.id)

    def issue(self, office: Office, who: Villager = ONSITE, **changes: Any) -> PassView:
        """An application on site and its green pass."""
        return self.decide(office, self.apply(office, who, **changes), "green")


def village(folder: Path | None = None, *, now: int = MORNING) -> Village:
    """A village without devices yet, at ten in the morning of 25 February 2020."""
    return Village(folder, now=now)


def person(who: Villager) -> bytes:
    """The person id of an invented villager."""
    return person_id("resident_id", check_document("resident_id", who.number).value)


def form(office: Office, who: Villager, **changes: Any) -> OnsiteForm:
    """The form as a clerk fills it in for this villager, nothing declared."""
    values: dict[str, Any] = {
        "number": who.number,
        "name": who.name,
        "phone": who.phone,
        "residence_division": office.require_identity().division,
        "residence_detail": who.residence_detail,
        "destination_division": who.destination,
        "destination_detail": who.destination_detail,
        "purpose": "work" if who.purpose == "other" else who.purpose,
        "purpose_note": who.purpose_note,
        "province_days": "400",
        "answers": {question.code: "no" for question in asked(office.policy())},
        "promise_by": "见证人",
        "reading": str(who.tenths),
    }
    return OnsiteForm(**values | changes)
