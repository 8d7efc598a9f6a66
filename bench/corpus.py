"""The mix of records that all byte and rate figures refer to: invented, and the same for the same seed.

In every 100 records 70 are daily health reports, 20 readings, 10 belong to applications (submitted,
decided, pass issued), in an order drawn by chance. Times go forward by some seconds a record. Names are
drawn from common characters and numbers by chance: nobody here exists.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from fieldpass.model.bodies import (
    Answer,
    ApplicationSubmitted,
    DecisionMade,
    Declaration,
    Document,
    HealthReported,
    PassIssued,
    Place,
    Promise,
    TemperatureTaken,
)
from fieldpass.model.identifiers.resident import check_character
from fieldpass.model.person import person_id
from fieldpass.model.records import DeviceAuthor, IssuerAuthor, PassRef, Record, uuid7
from fieldpass.model.times import day_of
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import sign_record
from fieldpass.wire.token import PassClaims, cut_name, expiry, id_tail, sign_pass

START = 1_582_588_800_000  # 08:00 of 25 February 2020 in Shandong, in ms
DIVISION = "371323104201"
SCOPE = f"d:{DIVISION}"
DEVICE = SigningKey(bytes([1]) * 32)
ISSUER = SigningKey(bytes([2]) * 32)
STAFF = bytes(range(16))
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单曲任"
GIVEN = "建国秀英伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红梅玉华文志海云春雷凤丹鹏飞"
TOWNS = ("370211", "370213", "370602", "371302", "371312")
PURPOSES = ("work", "work", "work", "school")
BLOCK = ("report",) * 70 + ("reading",) * 20 + ("application",) * 10
_QUESTIONS = ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist; `id` is 16 bytes."""

    id: bytes
    name: str
    number: str
    phone: str


@dataclass(slots=True)
class Corpus:
    """A source of records; one for a seed, scope and pair of keys."""

    seed: int = 1
    scope: str = SCOPE
    division: str = DIVISION
    device: SigningKey = DEVICE
    issuer: SigningKey = ISSUER
    staff: bytes = STAFF
    now: int = START
    sequence: int = 0
    holders: list[Person] = field(default_factory=list)
    _block: list[str] = field(default_factory=list)
    _waiting: list[Record] = field(default_factory=list)
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Seed the chance."""
        self._chance = random.Random(self.seed)

    def records(self, count: int) -> Iterator[Record]:
        """The next `count` records of the mix; asked for in parts they are the same."""
        for _ in range(count):
            if not self._block:
                self._block = self._chance.sample(BLOCK, len(BLOCK))
            yield self._next(self._block.pop())

    def applications(self, count: int) -> Iterator[Record]:
        """New applications alone, one a person: to fill a queue or a search."""
        for _ in range(count):
            self.now += self._chance.randrange(2_000, 20_000)
            yield self._submitted(self.person())

    def person(self) -> Person:
        """Somebody new."""
        draw = self._chance
        name = draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2, 2))))
        birth = f"{draw.randrange(1940, 2005)}{draw.randrange(1, 13):02}{draw.randrange(1, 29):02}"
        first = f"{self.division[:6]}{birth}{draw.randrange(1, 1000):03}"
        number = first + check_character(first)
        phone = f"1{draw.choice('3578')}{draw.randrange(10**9):09}"
        return Person(person_id("resident_id", number), name, number, phone)

    def _next(self, what: str) -> Record:
        self.now += self._chance.randrange(2_000, 20_000)
        if what == "application" or not self.holders:
            return self._step()
        holder = self._chance.choice(self.holders)
        if what == "report":
            tenths = self._tenths() if self._chance.random() < 0.9 else None
            return self._record(HealthReported(day=day_of(self.now), tenths=tenths), holder.id)
        site = self._chance.choice(("forehead", "forehead", "wrist"))
        return self._record(TemperatureTaken(tenths=self._tenths(), site=site), holder.id)  # type: ignore[arg-type]

    def _step(self) -> Record:
        """One of an application's three records."""
        if not self._waiting:
            person = self.person()
            submitted = self._submitted(person)
            self._waiting = self._decided(submitted, person)
            return submitted
        return self._waiting.pop(0)

    def _submitted(self, person: Person) -> Record:
        draw = self._chance
        declaration = Declaration(
            document=Document(type="resident_id", number=person.number),
            name=person.name,
            phone=person.phone,
            residence=Place(division=self.division, detail=f"{draw.randrange(1, 9)}组"),
            destination=Place(division=draw.choice(TOWNS)),
            purpose=draw.choice(PURPOSES),  # type: ignore[arg-type]
            province_days=draw.randrange(20, 400),
            answers=tuple(Answer(code=code, yes=False) for code in _QUESTIONS),
        )
        body = ApplicationSubmitted(
            scope=self.scope,
            channel="onsite",
            declaration=declaration,
            promise=Promise(how="stub", stub=str(draw.randrange(10**4))),
            onsite_reason="no_network",
        )
        return self._record(body, person.id)

    def _decided(self, submitted: Record, person: Person) -> list[Record]:
        at = self.now + 60_000
        self.sequence += 1
        claims = PassClaims(
            kid=self.issuer.kid,
            name=cut_name(person.name),
            expires=expiry(at // 1000, 5),
            sequence=self.sequence,
            colour="green",
            tenths=self._tenths(),
            id_tail=id_tail(person.number),
            county_from=self.division[:6],
            county_to=TOWNS[0],
        )
        decision = self._record(
            DecisionMade(colour="green"), person.id, at=at, application=submitted.id, signed=True
        )
        body = PassIssued(token=sign_pass(self.issuer, claims), decision=decision.id)
        self.holders.append(person)
        issued = self._record(
            body, person.id, at=at, application=submitted.id, ref=claims.ref, signed=True
        )
        return [sign_record(decision, self.issuer), issued]

    def _record(
        self,
        body: (
            HealthReported | TemperatureTaken | ApplicationSubmitted | DecisionMade | PassIssued
        ),
        subject: bytes,
        *,
        at: int | None = None,
        application: bytes | None = None,
        ref: PassRef | None = None,
        signed: bool = False,
    ) -> Record:
        when = self.now if at is None else at
        by = DeviceAuthor(kid=self.device.kid, person=self.staff, role="issuer")
        return Record(
            kind=_KINDS[type(body)],
            id=uuid7(when, self._chance.randbytes(10)),
            at=when,
            by=IssuerAuthor(kid=self.issuer.kid) if signed else by,
            body=body,
            subject=subject,
            application=application,
            pass_ref=ref,
        )

    def _tenths(self) -> int:
        return self._chance.randrange(361, 370)


_KINDS = {
    HealthReported: "health.reported",
    TemperatureTaken: "temperature.taken",
    ApplicationSubmitted: "application.submitted",
    DecisionMade: "decision.made",
    PassIssued: "pass.issued",
}
