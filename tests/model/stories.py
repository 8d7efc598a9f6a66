"""Random stories of one person, for the properties: any records, in any state, that often name each other."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from fieldpass.model import bodies as b
from fieldpass.model.case import Case
from fieldpass.model.judging import judge
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.records import (
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
    UnknownBody,
)
from fieldpass.model.times import HOUR, day_of
from tests.model.build import CLERK, PERSON, SCOPE, answers, declaration, ms

START = ms("0220 00:00")
APPLICATIONS = [bytes([0xA0 + n]) * 16 for n in range(2)]
DECISIONS = [bytes([0xD0 + n]) * 16 for n in range(4)]
READINGS = [bytes([0xE0 + n]) * 16 for n in range(4)]
SCREENINGS = [bytes([0xC0 + n]) * 16 for n in range(3)]
ISSUERS = [IssuerAuthor(kid=name) for name in (b"WANG", b"LI__", b"ZHAO")]
APPEALS = [bytes([0x90 + n]) * 16 for n in range(2)]
# What only the platform may say is said by somebody else now and then.
platforms = st.sampled_from([Platform(), Platform(), Platform(), ISSUERS[0], CLERK])
CODES = ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5", "CRUISE")

# Whole hours and a few odd seconds: boundaries meet often.
moments = st.builds(
    lambda hours, seconds: START + hours * HOUR + seconds * 1000,
    st.integers(0, 20 * 24),
    st.sampled_from([0, 0, 0, 1, 299, 300, 3599]),
)
maybe = st.none() | moments
tenths = st.sampled_from([340, 349, 350, 365, 372, 373, 380, 430, 431])
hits = st.lists(
    st.builds(
        lambda code, since, until: b.Hit(code=code, since=since, until=until),
        st.sampled_from(CODES),
        moments,
        maybe,
    ),
    max_size=2,
).map(tuple)


@st.composite
def declarations(draw: Any) -> b.Declaration:
    yes = draw(st.lists(st.sampled_from(CODES), max_size=2, unique=True))
    said = {code: (draw(maybe), draw(maybe)) for code in yes}
    days = draw(st.sampled_from([13, 14, 14, 14, 14, 40]))
    return declaration(answers=answers(**said), province_days=days)


@st.composite
def records(draw: Any, only: str | None = None) -> Record:
    """Any record about the one person, with ids that often name each other."""
    kind = only or draw(st.sampled_from(sorted(MAKERS)))
    by, body, name, extra = MAKERS[kind](draw)
    return Record(
        kind=kind,
        id=name if name is not None else draw(st.binary(min_size=16, max_size=16)),
        at=draw(moments),
        by=by,
        body=body,
        subject=PERSON,
        **({"application": draw(st.sampled_from(APPLICATIONS))} | extra),
    )


def _submitted(draw: Any) -> Any:
    body = b.ApplicationSubmitted(
        scope=SCOPE,
        channel=draw(st.sampled_from(["web", "onsite"])),
        declaration=draw(declarations()),
        promise=b.Promise(how="self"),
    )
    return CLERK, body, draw(st.sampled_from(APPLICATIONS)), {"application": None}


def _amended(draw: Any) -> Any:
    body = b.ApplicationAmended(
        declaration=draw(declarations()), promise=b.Promise(how="self"), reason="-"
    )
    return draw(st.sampled_from([*ISSUERS, Holder(), Platform()])), body, None, {}


def _screened(draw: Any) -> Any:
    body = b.ScreeningDone(as_of=draw(moments), hits=draw(hits))
    return draw(platforms), body, draw(st.sampled_from(SCREENINGS)), {}


def _corrected(draw: Any) -> Any:
    body = b.ScreeningCorrected(
        screening=draw(st.sampled_from(SCREENINGS)), hits=draw(hits), reason="-"
    )
    return draw(platforms), body, None, {}


def _taken(draw: Any) -> Any:
    confirms = draw(st.none() | st.sampled_from(READINGS))
    body = b.TemperatureTaken(tenths=draw(tenths), confirms=confirms)
    return CLERK, body, draw(st.sampled_from(READINGS)), {}


def _reported(draw: Any) -> Any:
    symptoms = draw(st.sampled_from([(), (), (), ("COUGH",)]))
    body = b.HealthReported(
        day=day_of(draw(moments)), tenths=draw(st.none() | tenths), symptoms=symptoms
    )
    return Holder(), body, None, {}


def _decided(draw: Any) -> Any:
    colour = draw(st.sampled_from(["green", "green", "yellow", "red"]))
    reason = 0 if colour == "green" else draw(st.sampled_from([2, 14]))
    body = b.DecisionMade(colour=colour, reason=reason, unscreened=draw(st.booleans()))
    sees = tuple(draw(st.lists(st.sampled_from(DECISIONS), max_size=3, unique=True)))
    by = draw(st.sampled_from([*ISSUERS, *ISSUERS, CLERK, Holder()]))
    return by, body, draw(st.sampled_from(DECISIONS)), {"sees": sees}


def _issued(draw: Any) -> Any:
    body = b.PassIssued(
        token=b"t" * 64,
        decision=draw(st.none() | st.sampled_from(DECISIONS)),
        validity_days=draw(st.sampled_from([5, 14])),
    )
    return ISSUERS[0], body, None, {"pass_ref": PassRef(b"WANG", draw(st.integers(0, 2)))}


def _voided(draw: Any) -> Any:
    body = b.PassVoided(reason="misprint")
    return ISSUERS[0], body, None, {"pass_ref": PassRef(b"WANG", draw(st.integers(0, 2)))}


def _filed(draw: Any) -> Any:
    about = draw(st.none() | st.sampled_from(DECISIONS + APPLICATIONS))
    return Holder(), b.AppealFiled(about=about, text="-"), draw(st.sampled_from(APPEALS)), {}


def _answered(draw: Any) -> Any:
    appeal, outcome = draw(st.sampled_from(APPEALS)), draw(st.sampled_from(["lifted", "upheld"]))
    body = b.AppealAnswered(appeal=appeal, outcome=outcome, answer="-", name="-")
    return draw(st.sampled_from([Platform(), ISSUERS[0]])), body, None, {}


def _withdrawn(draw: Any) -> Any:
    return Holder(), b.ApplicationWithdrawn(), None, {}


def _transferred(draw: Any) -> Any:
    scope = draw(st.sampled_from([SCOPE, "d:370211001001", "u:91371323MA00000000"]))
    return ISSUERS[0], b.ApplicationTransferred(to_scope=scope), None, {}


def _called(draw: Any) -> Any:
    return CLERK, b.CallMade(how="phone", reached=draw(st.booleans())), None, {}


def _newer(draw: Any) -> Any:
    return CLERK, UnknownBody(data={"colour": draw(st.sampled_from(["green", "red"]))}), None, {}


MAKERS: dict[str, Any] = {
    "application.submitted": _submitted,
    "application.amended": _amended,
    "application.withdrawn": _withdrawn,
    "screening.done": _screened,
    "screening.corrected": _corrected,
    "temperature.taken": _taken,
    "health.reported": _reported,
    "decision.made": _decided,
    "pass.issued": _issued,
    "pass.voided": _voided,
    "appeal.filed": _filed,
    "appeal.answered": _answered,
    "application.transferred": _transferred,
    "call.made": _called,
    "spell.cast": _newer,
}
POLICIES = st.sampled_from(
    [
        NOTICE_164,
        replace(NOTICE_164, validity_days=14, ex3_days=14),
        Policy(version=9, valid_from=0),
    ]
)


@st.composite
def told(draw: Any) -> list[Record]:
    """A story: usually an application that is decided and has a pass, and then anything."""
    story: list[Record] = []
    for kind in ("application.submitted", "decision.made", "pass.issued", "temperature.taken"):
        if draw(st.integers(0, 9)) > 0:
            record = draw(records(kind))
            story.append(
                replace(record, application=None)
                if kind == "application.submitted"
                else replace(record, application=APPLICATIONS[0])
            )
    more: list[Record] = draw(st.lists(records(), min_size=1, max_size=12))
    return story + more


stories = told()


def full(case: Case, policy: Policy, now: int, known: int) -> Any:
    return judge(case, policy=policy, now=now, known_until=known)
