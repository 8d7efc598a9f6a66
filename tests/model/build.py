"""Builds records of one invented person, so that a test says only what matters to it.

Ids count up per builder; times are given as "MMDD HH:MM[:SS]" of 2020 in UTC+8 or as milliseconds.
"""

from dataclasses import dataclass, field
from typing import Any

from fieldpass.model import bodies as b
from fieldpass.model.case import Case
from fieldpass.model.judging import Judgement, Options, judge, what_may_be_decided
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.records import (
    Author,
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
)
from fieldpass.model.times import MINUTE, SECOND, at_hour

PERSON = bytes(range(16))
WANG = IssuerAuthor(kid=b"WANG")
LI = IssuerAuthor(kid=b"LI__")
CLERK = DeviceAuthor(kid=b"DEV1", person=b"clerk".ljust(16), role="clerk")
SCOPE = "d:371323102215"
RED_CODES = ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5")


def ms(when: str | int) -> int:
    """ "0225 10:00" -> milliseconds; integers pass through."""
    if isinstance(when, int):
        return when
    day, _, clock = when.partition(" ")
    parts = [int(part) for part in (clock or "0:00").split(":")]
    seconds = parts[2] if len(parts) > 2 else 0
    return at_hour(20200000 + int(day), 0) + (parts[0] * 60 + parts[1]) * MINUTE + seconds * SECOND


def answers(**yes: Any) -> tuple[b.Answer, ...]:
    """All questions answered no but those named; a value is True or (since, until)."""
    found = []
    for code in (*RED_CODES, *(c for c in yes if c not in RED_CODES)):
        value = yes.get(code, False)
        if isinstance(value, tuple):
            since, until = (None if item is None else ms(item) for item in value)
            found.append(b.Answer(code=code, yes=True, since=since, until=until))
        else:
            found.append(b.Answer(code=code, yes=bool(value)))
    return tuple(found)


def declaration(**changes: Any) -> b.Declaration:
    """A declaration with nothing against it."""
    values: dict[str, Any] = {
        "document": b.Document(type="resident_id", number="371323197301022236"),
        "name": "李建国",
        "phone": "13800005521",
        "residence": b.Place(division="371323102215"),
        "destination": b.Place(division="370211"),
        "purpose": "work",
        "province_days": 40,
        "answers": answers(),
    }
    return b.Declaration(**(values | changes))


@dataclass
class Story:
    """Records in the order they are told; each method adds one and answers it."""

    person: bytes = PERSON
    records: list[Record] = field(default_factory=list)
    application: bytes | None = None
    first_id: int = 1

    def add(self, kind: str, at: str | int, by: Author, body: Any, **envelope: Any) -> Record:
        """Any record."""
        number = self.first_id + len(self.records)
        values: dict[str, Any] = {
            "id": number.to_bytes(16, "big"),
            "subject": self.person,
            "application": self.application,
        }
        record = Record(kind=kind, at=ms(at), by=by, body=body, **(values | envelope))
        self.records.append(record)
        return record

    def submit(self, at: str | int = "0220 09:00", channel: str = "web", **changes: Any) -> Record:
        """A new application, which later records are about."""
        body = b.ApplicationSubmitted(
            scope=SCOPE,
            channel=channel,  # type: ignore[arg-type]
            declaration=declaration(**changes),
            promise=b.Promise(how="self"),
        )
        record = self.add("application.submitted", at, CLERK, body, application=None)
        self.application = record.id
        return record

    def amend(self, at: str | int, by: Author = WANG, **changes: Any) -> Record:
        """The declaration, whole and anew."""
        body = b.ApplicationAmended(
            declaration=declaration(**changes), promise=b.Promise(how="self"), reason="typing error"
        )
        return self.add("application.amended", at, by, body)

    def screen(
        self, at: str | int = "0220 09:05", *hits: b.Hit, by: Author | None = None
    ) -> Record:
        """The platform's screening."""
        body = b.ScreeningDone(as_of=ms(at), hits=hits)
        return self.add("screening.done", at, by or Platform(), body)

    def correct(
        self, at: str | int, screening: Record, *hits: b.Hit, by: Author | None = None
    ) -> Record:
        """The platform's correction of a record."""
        body = b.ScreeningCorrected(screening=screening.id, hits=hits, reason="wrong person")
        return self.add("screening.corrected", at, by or Platform(), body)

    def take(
        self, tenths: int, at: str | int = "0220 09:10", confirms: Record | None = None
    ) -> Record:
        """A reading."""
        body = b.TemperatureTaken(tenths=tenths, confirms=confirms.id if confirms else None)
        return self.add("temperature.taken", at, CLERK, body)

    def report(
        self, day: int, at: str | int | None = None, tenths: int | None = 365, *symptoms: str
    ) -> Record:
        """A health report; without a time it is made at 08:00 of its day."""
        body = b.HealthReported(day=day, tenths=tenths, symptoms=symptoms)
        when = at_hour(day, 8) if at is None else at
        return self.add("health.reported", when, Holder(), body)

    def decide(
        self,
        colour: str = "green",
        at: str | int = "0220 10:00",
        by: Author = WANG,
        sees: tuple[Record, ...] = (),
        reason: int | None = None,
        **changes: Any,
    ) -> Record:
        """A decision, without a pass."""
        number = (0 if colour == "green" else 14) if reason is None else reason
        body = b.DecisionMade(colour=colour, reason=number, **changes)  # type: ignore[arg-type]
        return self.add("decision.made", at, by, body, sees=tuple(item.id for item in sees))

    def issue(
        self,
        decision: Record | None,
        at: str | int | None = None,
        sequence: int = 1,
        validity_days: int = 5,
    ) -> PassRef:
        """A pass on a decision, at the same moment."""
        ref = PassRef(b"WANG", sequence)
        body = b.PassIssued(
            token=b"t" * 64,
            decision=decision.id if decision else None,
            validity_days=validity_days,
        )
        when = at if at is not None else decision.at if decision else "0220 09:00"
        self.add("pass.issued", when, WANG, body, pass_ref=ref)
        return ref

    def green(self, at: str | int = "0220 10:00", **submit: Any) -> PassRef:
        """The usual way to a green pass: application, screening, reading, decision, pass."""
        self.submit(**submit)
        self.screen()
        self.take(365)
        return self.issue(self.decide("green", at))

    def void(self, ref: PassRef, at: str | int) -> Record:
        """A pass taken back."""
        body = b.PassVoided(reason="misprint")
        return self.add("pass.voided", at, WANG, body, pass_ref=ref)

    def case(self) -> Case:
        """The fold of what has been told."""
        return Case.of(self.records)

    def judge(
        self,
        now: str | int,
        policy: Policy = NOTICE_164,
        known: str | int | None = None,
        **what: Any,
    ) -> Judgement:
        """The judgement at a time; all is known unless `known` says up to when."""
        return judge(
            self.case(),
            policy=policy,
            now=ms(now),
            known_until=ms(now if known is None else known),
            **what,
        )

    def options(
        self,
        now: str | int,
        policy: Policy = NOTICE_164,
        online: bool = True,
        issuer: Author | None = None,
    ) -> Options:
        """What may be decided on the last application."""
        assert self.application is not None
        return what_may_be_decided(
            self.case(),
            self.application,
            policy=policy,
            now=ms(now),
            known_until=ms(now),
            online=online,
            issuer=issuer.kid if isinstance(issuer, IssuerAuthor) else None,
        )


NOON = "0220 12:00"


def ready(**submit: object) -> Story:
    """An application that is screened and has its reading: only the decision is missing."""
    story = Story()
    story.submit(**submit)  # type: ignore[arg-type]
    story.screen()
    story.take(365)
    return story


def allowed(story: Story, now: str = NOON, **how: object) -> str:
    """The allowed colours as letters: "gyr" for all."""
    options = story.options(now, **how)  # type: ignore[arg-type]
    return "".join(
        letter
        for letter, option in zip("gyr", (options.green, options.yellow, options.red), strict=True)
        if option.allowed
    )


def hit(code: str, since: str, until: str | None = None) -> b.Hit:
    """What the platform says, with times as the stories write them."""
    return b.Hit(code=code, since=ms(since), until=None if until is None else ms(until))
