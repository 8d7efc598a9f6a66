"""A server in a test's own folder with a clock that the test holds, and devices that speak to it.

Everything is real but the clock, chance and the socket: requests go through ASGI.
"""

import dataclasses
import hashlib
from pathlib import Path

import httpx

from fieldpass.model import bodies
from fieldpass.model.person import person_of
from fieldpass.model.records import DeviceAuthor, IssuerAuthor, PassRef, Record, uuid7
from fieldpass.wire import proofs, sequence, token
from fieldpass.wire.bundle import FIRST_LINK, LogId, seal
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.messages import (
    BundlesAnswerMessage,
    FeedPageMessage,
    HelloAnswerMessage,
    HelloMessage,
    RegistrationAnswerMessage,
    RegistrationMessage,
)
from fieldpass.wire.records import encode_record, sign_record
from fieldpass.wire.requests import NONCE_HEADER, sign_request
from server_stub import register, screening, seeding
from server_stub.app import app_of
from server_stub.server import Server
from server_stub.settings import Settings

NOW = 1582590000000
DIVISION = "371323104203"
SCOPE = f"d:{DIVISION}"
COUNTY = "371323"
USCC = "54371323ME4000017G"
BODY = "后坡村村民委员会"
UNIT_USCC = "91371323MA3C7P2X2B"
UNIT = "某电子有限公司"
OTHER_DIVISION = "370211001001"
OTHER_SCOPE = f"d:{OTHER_DIVISION}"
OTHER_USCC = "54370211ME4000025J"
NUMBER = "37132319730102223"
SEED = {
    "bodies": [
        {"uscc": USCC, "name": BODY, "type": "community", "division": DIVISION},
        {"uscc": OTHER_USCC, "name": "前坡社区", "type": "community", "division": OTHER_DIVISION},
        {
            "uscc": UNIT_USCC,
            "name": UNIT,
            "type": "unit",
            "division": DIVISION,
            "parent": USCC,
            "representative": "周明",
        },
    ],
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident(order: int = 223) -> bodies.Document:
    body = f"37132319730102{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return bodies.Document(type="resident_id", number=body + "10X98765432"[total % 11])


def declaration(order: int = 223, **changes) -> bodies.Declaration:
    fields = {
        "document": resident(order),
        "name": "李建国",
        "phone": "13800005521",
        "residence": bodies.Place(division=DIVISION, detail="2 组"),
        "destination": bodies.Place(division="370211", detail="某电子厂"),
        "purpose": "work",
        "province_days": 30,
        "answers": tuple(
            bodies.Answer(code=code, yes=False)
            for code in ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5")
        ),
    }
    return bodies.Declaration(**(fields | changes))


class Chance:
    """Bytes that look random and are the same in every run."""

    def __init__(self, seed: str = "chance"):
        self.seed, self.count = seed, 0

    def __call__(self, size: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(f"{self.seed}/{self.count}".encode()).digest(size)


class World:
    """A server, its clock and its client."""

    def __init__(self, folder: Path, url: str | None = None, **settings):
        self.now = NOW
        self.chance = Chance()
        self.settings = Settings(data=folder, database_url=url, **settings)
        self.start()

    def start(self):
        self.server = Server(self.settings, clock=lambda: self.now, chance=self.chance)
        transport = httpx.ASGITransport(app_of(self.server), raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://server")

    def stop(self):
        self.server.close()

    def seed(self, content=None):
        import json

        found = seeding.read(json.dumps(content or SEED, ensure_ascii=False).encode())
        database = self.server.database
        _, persons = database.write(lambda tx: seeding.apply(tx, found, self.now))
        database.write(lambda tx: self.server.mark_changed(tx))
        if persons:
            database.write(
                lambda tx: screening.screen_again(self.server, tx, self.now, persons=persons)
            )

    def code(self, uscc: str = USCC, role: str = "issuer") -> str:
        return self.server.database.write(
            lambda tx: register.make_code(
                tx,
                uscc=uscc,
                role=role,
                root_public=self.server.authority.root_public,
                now=self.now,
                chance=self.chance,
            )
        ).text

    async def issuer(self, name: str = "one", **changes) -> "Device":
        """A registered and authorised issuer's device."""
        device = Device(self, name, **changes)
        answer = await device.register(self.code(device.uscc))
        assert answer.outcome == "authorised", answer
        return device


class Device:
    """A device with a device key, an issuer key and its own log."""

    def __init__(
        self,
        world: World,
        name: str,
        *,
        scope: str = SCOPE,
        uscc: str = USCC,
        body_name: str = BODY,
        body_type: str = "community",
        division: str = DIVISION,
        role: str = "issuer",
    ):
        self.world = world
        self.key = SigningKey(hashlib.sha256(f"device {name}".encode()).digest())
        self.issuer = SigningKey(hashlib.sha256(f"issuer {name}".encode()).digest())
        self.person = hashlib.sha256(f"person {name}".encode()).digest()[:16]
        self.chance = Chance(name)
        self.scope, self.uscc, self.role = scope, uscc, role
        self.body_name, self.body_type, self.division = body_name, body_type, division
        self.log = LogId(scope, self.key.kid, 0)
        self.number, self.link = 0, FIRST_LINK
        self.sequence = 0
        self.nonce = None

    # Records.

    def new_id(self) -> bytes:
        return uuid7(self.world.now, self.chance(10))

    def record(self, kind: str, body, *, by=None, **fields) -> Record:
        author = by or DeviceAuthor(kid=self.key.kid, person=self.person, role=self.role)
        fields = {"id": self.new_id(), "at": self.world.now} | fields
        record = Record(kind=kind, by=author, body=body, **fields)
        return sign_record(record, self.issuer) if isinstance(author, IssuerAuthor) else record

    def request(self, **changes) -> Record:
        issuer = self.issuer if self.role == "issuer" else None
        public = issuer.public if issuer else None
        fields = {
            "uscc": self.uscc,
            "body_type": self.body_type,
            "body_name": self.body_name,
            "division": self.division,
            "scope": self.scope,
            "name": "王秀英",
            "post": "主任",
            "phone": "13800000001",
            "person": self.person,
            "role": self.role,
            "device_key": self.key.public,
            "issuer_key": public,
            "proof_device": proofs.prove(self.key, self.key.public, public),
            "proof_issuer": proofs.prove(issuer, self.key.public, public) if issuer else None,
        }
        return self.record("issuer.requested", bodies.IssuerRequested(**(fields | changes)))

    def application(self, order: int = 223, **changes) -> Record:
        said = declaration(order)
        own = self.new_id()
        body = bodies.ApplicationSubmitted(
            scope=changes.pop("scope", self.scope),
            channel="onsite",
            declaration=said,
            promise=bodies.Promise(how="stub"),
            onsite_reason="no_phone",
        )
        fields = {"id": own, "subject": person_of(said.document), "application": own}
        return self.record("application.submitted", body, **(fields | changes))

    def reading(self, of: Record, tenths: int = 365) -> Record:
        return self.record(
            "temperature.taken",
            bodies.TemperatureTaken(tenths=tenths),
            subject=of.subject,
            application=of.application,
        )

    def decision(self, of: Record, colour: str = "green", reason: int = 0) -> Record:
        return self.record(
            "decision.made",
            bodies.DecisionMade(colour=colour, reason=reason),
            by=IssuerAuthor(kid=self.issuer.kid),
            subject=of.subject,
            application=of.application,
        )

    def card(self, decided: Record, **changes) -> Record:
        self.sequence += 1
        sequence_number = changes.pop("sequence", self.sequence)
        fields = {
            "kid": self.issuer.kid,
            "name": "李建国",
            "expires": token.expiry(self.world.now // 1000, 5),
            "sequence": sequence_number,
            "colour": decided.body.colour,
            "reason": decided.body.reason,
            "tenths": 365,
            "id_tail": "2230",
            "county_from": self.division[:6],
            "county_to": "370211",
        }
        data = token.sign_pass(self.issuer, token.PassClaims(**(fields | changes)))
        record = self.record(
            "pass.issued",
            bodies.PassIssued(token=data, decision=decided.id),
            by=IssuerAuthor(kid=self.issuer.kid),
            subject=decided.subject,
            application=decided.application,
            pass_ref=PassRef(self.issuer.kid, sequence_number),
        )
        # The token inside is the signature.
        return dataclasses.replace(record, sig=None)

    def seal(self, *records: Record | bytes) -> bytes:
        """The next bundle of the log."""
        data = [one if isinstance(one, bytes) else encode_record(one) for one in records]
        bundle = seal(
            self.key,
            self.log,
            first=self.number + 1,
            previous=self.link,
            records=data,
            sealed_at=self.world.now,
        )
        self.number, self.link = bundle.last, bundle.link
        return bundle.data

    # Requests.

    async def ask(self, method: str, target: str, body: bytes = b"", **headers) -> httpx.Response:
        """A signed request."""
        if self.nonce is None:
            answer = await self.world.client.get("/v1/lists")
            self.nonce = bytes.fromhex(answer.headers[NONCE_HEADER])
        signed = sign_request(self.key, method=method, target=target, body=body, nonce=self.nonce)
        answer = await self.world.client.request(
            method,
            target,
            content=body,
            headers={
                "Authorization": signed.header(),
                "Content-Type": "application/cbor",
                **headers,
            },
        )
        self.nonce = bytes.fromhex(answer.headers[NONCE_HEADER])
        return answer

    async def register(
        self, code: str | None, *more: Record, **changes
    ) -> RegistrationAnswerMessage:
        bundle = self.seal(self.request(**changes), *more)
        return await self.send_registration(code, bundle)

    async def send_registration(self, code: str | None, bundle: bytes) -> RegistrationAnswerMessage:
        message = RegistrationMessage(code=code, bundle=bundle)
        answer = await self.world.client.post(
            "/v1/registrations",
            content=message.encode(),
            headers={"Content-Type": "application/cbor"},
        )
        assert answer.status_code == 200, answer.content
        return RegistrationAnswerMessage.decode(answer.content)

    async def post(self, *bundles: bytes):
        """Send bundles; the answers."""
        answer = await self.ask("POST", "/v1/bundles", sequence.write(bundles))
        assert answer.status_code == 200, answer.content
        return BundlesAnswerMessage.decode(answer.content).answers

    async def hello(self, **fields) -> HelloAnswerMessage:
        message = HelloMessage(versions=(1,), scope=self.scope, **fields)
        answer = await self.ask("POST", "/v1/hello", message.encode())
        assert answer.status_code == 200, answer.content
        return HelloAnswerMessage.decode(answer.content)

    async def feed(self, after: int = 0, scope: str | None = None) -> FeedPageMessage:
        answer = await self.ask("GET", f"/v1/feed/{scope or self.scope}?after={after}")
        assert answer.status_code == 200, answer.content
        return FeedPageMessage.decode(answer.content)


async def other_village(world, name="other"):
    return await world.issuer(
        name,
        scope=OTHER_SCOPE,
        uscc=OTHER_USCC,
        body_name="前坡社区",
        division=OTHER_DIVISION,
    )
