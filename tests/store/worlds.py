"""Random histories for the views: a few people whose records come in any order, twice, returned."""

import random

from bench.corpus import DEVICE, ISSUER, STAFF, Corpus
from fieldpass.model import bodies
from fieldpass.model.records import (
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
    uuid7,
)
from fieldpass.wire.token import PassClaims, cut_name, expiry, id_tail, sign_pass

DAY = 86_400_000
REASON = {"green": 0, "yellow": 1, "red": 7}


class World:
    """Makes records that refer to each other as real ones do."""

    def __init__(self, seed, persons=4):
        self.draw = random.Random(seed)
        self.corpus = Corpus(seed=seed)
        self.people = [self.corpus.person() for _ in range(persons)]
        self.applications = []
        self.decisions = []
        self.passes = []
        self.appeals = []
        self.sequence = 0
        self.at = self.corpus.now

    def history(self, count):
        makers = [
            self.submitted,
            self.submitted,
            self.amended,
            self.transferred,
            self.withdrawn,
            self.screened,
            self.reading,
            self.reading,
            self.report,
            self.report,
            self.report,
            self.decided,
            self.decided,
            self.issued,
            self.issued,
            self.voided,
            self.printed,
            self.red_reported,
            self.looked,
            self.appealed,
            self.answered,
            self.unknown,
        ]
        found = [self.submitted()]
        while len(found) < count:
            made = self.draw.choice(makers)()
            if made is not None:
                found.append(made)
        return found

    def record(self, body, kind, *, by=None, subject=None, application=None, ref=None, sees=()):
        self.at += self.draw.choice((1, 1000, 3_600_000, DAY))
        # Claimed times need not follow the order of writing.
        at = self.at - self.draw.choice((0, 0, 0, 2 * DAY))
        return Record(
            kind=kind,
            id=uuid7(at, self.draw.randbytes(10)),
            at=at,
            by=by or DeviceAuthor(kid=DEVICE.kid, person=STAFF, role="issuer"),
            body=body,
            subject=subject,
            application=application,
            pass_ref=ref,
            sees=sees,
        )

    def declaration(self, person):
        return bodies.Declaration(
            document=bodies.Document(type="resident_id", number=person.number),
            name=self.draw.choice((person.name, self.people[0].name)),
            phone=person.phone,
            residence=bodies.Place(division="371323104201"),
            destination=bodies.Place(division="370211"),
            purpose="work",
            province_days=30,
            answers=(bodies.Answer(code="SYMPTOM", yes=False),),
        )

    def submitted(self):
        person = self.draw.choice(self.people)
        body = bodies.ApplicationSubmitted(
            scope="d:371323104201",
            channel=self.draw.choice(("web", "onsite")),
            declaration=self.declaration(person),
            promise=bodies.Promise(how="self"),
        )
        made = self.record(body, "application.submitted", by=Holder(), subject=person.id)
        self.applications.append((made.id, person))
        return made

    def _about(self, body, kind, **more):
        application, person = self.draw.choice(self.applications)
        return self.record(body, kind, subject=person.id, application=application, **more)

    def amended(self):
        application, person = self.draw.choice(self.applications)
        body = bodies.ApplicationAmended(
            declaration=self.declaration(person),
            promise=bodies.Promise(how="stub"),
            reason="typing",
        )
        return self.record(body, "application.amended", subject=person.id, application=application)

    def transferred(self):
        to = self.draw.choice(("d:371323104202", "u:91370211000000000X"))
        return self._about(bodies.ApplicationTransferred(to_scope=to), "application.transferred")

    def withdrawn(self):
        if self.draw.random() < 0.7:
            return None
        return self._about(bodies.ApplicationWithdrawn(), "application.withdrawn")

    def screened(self):
        person = self.draw.choice(self.people)
        body = bodies.ScreeningDone(as_of=self.at)
        return self.record(body, "screening.done", by=Platform(), subject=person.id)

    def _whom(self):
        """By person, or as a stranger does, by pass alone."""
        if self.passes and self.draw.random() < 0.4:
            return {"ref": self.draw.choice(self.passes)[0]}
        return {"subject": self.draw.choice(self.people).id}

    def reading(self):
        body = bodies.TemperatureTaken(tenths=self.draw.randrange(360, 380))
        return self.record(body, "temperature.taken", **self._whom())

    def report(self):
        day = 20200225 + self.draw.randrange(0, 5)
        body = bodies.HealthReported(
            day=day, tenths=365, symptoms=self.draw.choice(((), ("COUGH",)))
        )
        return self.record(body, "health.reported", **self._whom())

    def decided(self):
        colour = self.draw.choice(("green", "yellow", "red"))
        body = bodies.DecisionMade(colour=colour, reason=REASON[colour])
        sees = tuple(self.draw.sample(self.decisions, min(len(self.decisions), 2)))
        made = self._about(body, "decision.made", by=IssuerAuthor(kid=ISSUER.kid), sees=sees)
        self.decisions.append(made.id)
        return made

    def issued(self):
        application, person = self.draw.choice(self.applications)
        # Now and then a sequence is used twice.
        if not self.passes or self.draw.random() < 0.85:
            self.sequence += 1
        colour = self.draw.choice(("green", "yellow", "red"))
        claims = PassClaims(
            kid=ISSUER.kid,
            name=cut_name(person.name),
            expires=expiry(self.at // 1000, 5),
            sequence=self.sequence,
            colour=colour,
            reason=REASON[colour],
            id_tail=id_tail(person.number),
            county_from="371323",
            county_to="370211",
        )
        old = self.draw.choice(self.passes)[0] if self.passes and self.draw.random() < 0.5 else None
        body = bodies.PassIssued(
            token=sign_pass(ISSUER, claims),
            replaces=old and bodies.ReplacedPass(kid=old.kid, sequence=old.sequence),
        )
        self.passes.append((claims.ref, person))
        return self.record(
            body,
            "pass.issued",
            by=IssuerAuthor(kid=ISSUER.kid),
            subject=person.id,
            application=application,
            ref=self.draw.choice((claims.ref, None)),
        )

    def _on_pass(self, body, kind):
        if not self.passes:
            return None
        ref, person = self.draw.choice(self.passes)
        return self.record(body, kind, subject=self.draw.choice((person.id, None)), ref=ref)

    def voided(self):
        return self._on_pass(bodies.PassVoided(reason="misprint"), "pass.voided")

    def printed(self):
        return self._on_pass(bodies.PassPrinted(form="card", copies=2), "pass.printed")

    def red_reported(self):
        body = bodies.RedReported(told="community", whom="李", how="phone")
        return self._about(body, "red.reported")

    def looked(self):
        body = bodies.CheckpointChecked(
            verdict="CHECK", code="NO-REPORT", did="let_go", seen="scan", place="north"
        )
        return self.record(body, "checkpoint.checked", ref=PassRef(ISSUER.kid, 1))

    def appealed(self):
        made = self._about(bodies.AppealFiled(text="no"), "appeal.filed")
        self.appeals.append(made.id)
        return made

    def answered(self):
        if not self.appeals:
            return None
        body = bodies.AppealAnswered(
            appeal=self.draw.choice(self.appeals), outcome="lifted", answer="yes", name="王"
        )
        return self._about(body, "appeal.answered")

    def unknown(self):
        from fieldpass.model.records import UnknownBody

        return self._about(UnknownBody(data={"x": 1}), "later.kind")
