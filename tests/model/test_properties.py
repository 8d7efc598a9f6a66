"""What holds of every case, whatever the records: properties over random stories."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.model import bodies as b
from fieldpass.model.case import Case
from fieldpass.model.findings import RANK, Code, Colour
from fieldpass.model.judging import judge, next_change, what_may_be_decided
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.records import (
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
    UnknownBody,
)
from fieldpass.model.times import DAY, HOUR, day_of
from tests.model.build import CLERK, PERSON, SCOPE, Story, answers, declaration, ms

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


class TestOrderAndRepetitionChangeNothing:
    """The fold is commutative, associative and idempotent."""

    @given(stories, st.data(), moments, moments)
    def test_any_order_and_any_repetition_gives_the_same_answer(
        self, story: list[Record], data: st.DataObject, now: int, known: int
    ) -> None:
        other = data.draw(st.permutations(story)) + data.draw(
            st.lists(st.sampled_from(story), max_size=5)
        )
        assert full(Case.of(story), NOTICE_164, now, known) == full(
            Case.of(other), NOTICE_164, now, known
        )

    @given(stories, st.integers(0, 14), moments)
    def test_adding_in_parts_is_the_same_as_all_at_once(
        self, story: list[Record], cut: int, now: int
    ) -> None:
        whole = Case.of(story)
        parts = Case.of(story[:cut]).adding(story[cut:])
        back = Case.of(story[cut:]).adding(story[:cut])
        assert full(whole, NOTICE_164, now, now) == full(parts, NOTICE_164, now, now)
        assert full(whole, NOTICE_164, now, now) == full(back, NOTICE_164, now, now)
        assert full(whole.adding(story), NOTICE_164, now, now) == full(whole, NOTICE_164, now, now)


class TestTheColourIsAsBadAsTheWorstFinding:
    """A pass is as bad as its worst finding; one without findings is green."""

    @given(stories, POLICIES, moments, moments)
    def test_the_worst_finding_is_the_colour_and_comes_first(
        self, story: list[Record], policy: Policy, now: int, known: int
    ) -> None:
        case = Case.of(story)
        found = full(case, policy, now, known)
        if not case.applications:
            assert found.colour is Colour.NONE
            return
        if found.findings:
            assert found.colour == found.findings[0].colour
            ranks = [RANK[item.colour] for item in found.findings]
            assert ranks == sorted(ranks, reverse=True)
        else:
            assert found.colour is Colour.GREEN
        assert found.reason.fits(found.colour) or found.colour in (Colour.NONE, Colour.PENDING)

    @given(stories, moments)
    def test_every_finding_rests_on_records_of_the_case(
        self, story: list[Record], now: int
    ) -> None:
        case = Case.of(story)
        for item in full(case, NOTICE_164, now, now).findings:
            assert item.records
            assert set(item.records) <= set(case.records)
            assert item.until is None or item.until > now
            assert item.holder.zh.endswith(".")
            assert item.issuer.en.endswith(".")


class TestAddingAWorseFinding:
    """Adding what is against passage never improves the colour."""

    @given(stories, moments, st.sampled_from(CODES), moments)
    def test_a_hit_of_the_platform_never_improves(
        self, story: list[Record], now: int, code: str, since: int
    ) -> None:
        case = Case.of(story)
        before = full(case, NOTICE_164, now, now)
        worse = Record(
            kind="screening.done",
            id=b"worse".ljust(16),
            at=since,
            by=Platform(),
            body=b.ScreeningDone(
                as_of=START + 100 * DAY, hits=(b.Hit(code=code, since=now, until=now + DAY),)
            ),
            subject=PERSON,
        )
        after = full(case.adding([worse]), NOTICE_164, now, now)
        if before.colour is not Colour.NONE:
            assert RANK[after.colour] >= RANK[Colour.RED]

    @given(stories, moments, st.sampled_from([373, 380, 430]))
    def test_a_high_reading_never_improves(self, story: list[Record], now: int, high: int) -> None:
        case = Case.of(story)
        before = full(case, NOTICE_164, now, now)
        # A reading also answers NO-READING, which is no step towards green while it is high.
        worse = Record(
            kind="temperature.taken",
            id=b"worse".ljust(16),
            at=now,
            by=CLERK,
            body=b.TemperatureTaken(tenths=high),
            subject=PERSON,
        )
        after = full(case.adding([worse]), NOTICE_164, now, now)
        assert RANK[after.colour] >= RANK[before.colour]

    @given(stories, moments, st.sampled_from(APPLICATIONS))
    def test_a_red_decision_never_improves(
        self, story: list[Record], now: int, application: bytes
    ) -> None:
        case = Case.of(story)
        if application not in case.applications or not case.applications[application].decided:
            return
        before = judge(case, policy=NOTICE_164, now=now, known_until=now, application=application)
        red = Record(
            kind="decision.made",
            id=b"worse".ljust(16),
            at=now,
            by=ISSUERS[2],
            body=b.DecisionMade(colour="red", reason=14),
            subject=PERSON,
            application=application,
            sees=tuple(DECISIONS),
        )
        after = judge(
            case.adding([red]), policy=NOTICE_164, now=now, known_until=now, application=application
        )
        assert RANK[after.colour] >= RANK[Colour.RED]
        assert RANK[after.colour] >= RANK[before.colour]


LIFTS: dict[Code, tuple[str, ...]] = {
    Code.SYMPTOM: ("screening.done", "screening.corrected", "application.amended"),
    Code.FEVER: (),
    **{
        code: ("screening.done", "screening.corrected", "application.amended")
        for code in (Code.EX1, Code.EX2, Code.EX3, Code.EX4, Code.EX5, Code.COUNTY)
    },
    Code.DECIDED_RED: ("decision.made", "appeal.answered", "appeal.filed"),
}


def lifts(record: Record, code: Code, issuers: set[bytes]) -> bool:
    """Whether a record may lift a red of the person; `issuers` are all who have amended anything."""
    if record.kind not in LIFTS[code]:
        return False
    if record.kind.startswith("screening.") and not isinstance(record.by, Platform):
        return False
    if isinstance(record.body, b.ScreeningDone):
        # Silence lifts nothing; a newer statement of the same code may.
        said = {hit.code for hit in record.body.hits}
        return bool(said & {"CRUISE"} if code is Code.COUNTY else said & {str(code)})
    if record.kind == "application.amended":
        if isinstance(record.by, IssuerAuthor):
            return len(issuers) > 1
        return isinstance(record.by, Platform)
    return True


def amending(records: Iterable[Record]) -> set[bytes]:
    """The kids of the issuers who have amended a declaration."""
    return {
        item.by.kid
        for item in records
        if item.kind == "application.amended" and isinstance(item.by, IssuerAuthor)
    }


def by_an_issuer(record: Record) -> bool:
    return isinstance(record.by, IssuerAuthor)


def granted_by_the_platform(record: Record) -> bool:
    body = record.body
    lifted = isinstance(body, b.AppealAnswered) and body.outcome == "lifted"
    return lifted and isinstance(record.by, Platform)


class TestNothingElseLiftsARed:
    """No sequence of records turns a red finding green without what lifts it."""

    @given(stories, st.lists(records(), max_size=6), moments)
    @settings(max_examples=300)
    def test_a_red_of_the_person_stays_while_none_of_its_lifters_comes(
        self, story: list[Record], more: list[Record], now: int
    ) -> None:
        case = Case.of(story)
        before = {item.code for item in full(case, NOTICE_164, now, now).findings}
        for code in before & set(LIFTS) - {Code.DECIDED_RED}:
            new = [item for item in more if item.id not in case.records]
            issuers = amending([*story, *new])
            harmless = [item for item in new if not lifts(item, code, issuers)]
            after = full(case.adding(harmless), NOTICE_164, now, now)
            assert code in {item.code for item in after.findings}

    @given(stories, moments, moments, st.sampled_from(CODES), st.data())
    def test_a_declared_red_is_lifted_neither_by_the_holder_nor_by_one_issuer(
        self, story: list[Record], told_at: int, now: int, code: str, data: st.DataObject
    ) -> None:
        """The same red declared anew, and then milder by the holder and by one issuer, stays."""
        own = b"own".ljust(16)
        answer = b.Answer(code=code, yes=True, since=now, until=now + 30 * DAY)
        yes = declaration(answers=(answer,))
        record = Record(
            kind="application.submitted",
            id=own,
            at=START,
            by=CLERK,
            body=b.ApplicationSubmitted(
                scope=SCOPE, channel="web", declaration=yes, promise=b.Promise(how="self")
            ),
            subject=PERSON,
        )
        voices = data.draw(st.lists(st.sampled_from([Holder(), ISSUERS[0]]), max_size=4))
        milder = [
            Record(
                kind="application.amended",
                id=bytes([number + 1]) * 16,
                at=told_at + number,
                by=by,
                body=b.ApplicationAmended(
                    declaration=declaration(answers=(b.Answer(code=code, yes=False),)),
                    promise=b.Promise(how="self"),
                    reason="-",
                ),
                subject=PERSON,
                application=own,
            )
            for number, by in enumerate(voices)
        ]
        rest = [item for item in story if item.kind != "screening.corrected"]
        case = Case.of([record, *milder, *rest])
        found = judge(case, policy=NOTICE_164, now=now, known_until=now, application=own)
        wanted = Code.COUNTY if code == "CRUISE" else Code(code)
        assert wanted in found.codes

    @given(st.tuples(*[st.integers(1, 400)] * 4), st.permutations([0, 1]))
    def test_two_issuers_end_a_red_at_the_later_of_what_they_say(
        self, hours: tuple[int, int, int, int], order: list[int]
    ) -> None:
        declared, first, second, now = hours
        story = Story()
        story.submit("0220 00:00", answers=answers(EX3=(None, START + declared * HOUR)))
        said = [first, second]
        for place in order:
            amended = answers(EX3=(None, START + said[place] * HOUR))
            story.amend("0220 01:00", ISSUERS[place], answers=amended)
        end = declared
        waiting: list[int] = []
        for one in (said[place] for place in order):
            if one >= end:
                end, waiting = one, []
            else:
                waiting.append(one)
        if len(waiting) == 2:
            end = max(waiting)
        red = Code.EX3 in story.judge(START + now * HOUR).codes
        assert red == (now < end)

    @given(stories, moments, st.sampled_from(["green", "yellow"]), st.booleans())
    def test_nobody_lifts_the_own_red_with_one_key_or_another(
        self, story: list[Record], now: int, colour: str, other_key: bool
    ) -> None:
        def decision(number: int, by: IssuerAuthor, said: str, sees: tuple[bytes, ...]) -> Record:
            return Record(
                kind="decision.made",
                id=bytes([0xB0 + number]) * 16,
                at=now + number,
                by=by,
                body=b.DecisionMade(
                    colour=said,  # type: ignore[arg-type]
                    reason=0 if said == "green" else 14,
                ),
                subject=PERSON,
                application=APPLICATIONS[0],
                sees=sees,
            )

        red = decision(0, ISSUERS[0], "red", ())
        by = IssuerAuthor(kid=b"WAN2") if other_key else ISSUERS[0]
        milder = decision(1, by, colour, (red.id, *DECISIONS))
        calm = [item for item in story if item.kind not in ("appeal.answered", "decision.made")]
        people = {b"WANG": b"wang".ljust(16), b"WAN2": b"wang".ljust(16)}
        case = Case.of([*calm, red, milder], people=people)
        if APPLICATIONS[0] not in case.applications:
            return
        heads = {head.id for head in case.applications[APPLICATIONS[0]].heads}
        assert red.id in heads
        by_other = decision(2, ISSUERS[1], colour, (red.id, milder.id))
        heads = {head.id for head in case.adding([by_other]).applications[APPLICATIONS[0]].heads}
        assert heads == {by_other.id}

    @given(stories, st.lists(records(), max_size=6), moments, st.sampled_from(APPLICATIONS))
    @settings(max_examples=300)
    def test_a_decided_red_stays_while_nobody_else_decides(
        self, story: list[Record], more: list[Record], now: int, application: bytes
    ) -> None:
        case = Case.of(story)
        if application not in case.applications:
            return
        reds = [
            head
            for head in case.applications[application].heads
            if head.body.colour == "red"  # type: ignore[union-attr]
        ]
        for red in reds:
            own = [
                item
                for item in more
                if item.id not in case.records
                and (item.kind != "appeal.answered" or not granted_by_the_platform(item))
                # An answer that is there already may wait for its appeal.
                and (item.kind != "appeal.filed" or not any(map(granted_by_the_platform, story)))
                and (item.kind != "decision.made" or item.by == red.by or not by_an_issuer(item))
            ]
            after = case.adding(own)
            state = after.applications[application]
            assert any(
                head.body.colour == "red"  # type: ignore[union-attr]
                for head in state.heads
            )


class TestWhatMayBeDecided:
    """Green is never on offer over a finding that blocks it, and milder never over stricter."""

    @given(stories, moments, st.booleans(), st.sampled_from([None, *ISSUERS]))
    @settings(max_examples=300)
    def test_a_decision_that_is_offered_makes_the_pass_at_least_as_bad_as_the_findings(
        self, story: list[Record], now: int, online: bool, issuer: IssuerAuthor | None
    ) -> None:
        case = Case.of(story)
        for application in case.applications:
            options = what_may_be_decided(
                case,
                application,
                policy=NOTICE_164,
                now=now,
                known_until=now,
                online=online,
                issuer=issuer.kid if issuer else None,
            )
            for colour in Colour.GREEN, Colour.YELLOW, Colour.RED:
                option = options.of(colour)
                assert option.allowed == (not option.because)
                if option.allowed:
                    self._decide_and_see(case, application, options, colour, now)

    def _decide_and_see(
        self, case: Case, application: bytes, options: Any, colour: Colour, now: int
    ) -> None:
        made = Record(
            kind="decision.made",
            id=b"new".ljust(16),
            at=now,
            by=IssuerAuthor(kid=b"NEW!"),
            body=b.DecisionMade(
                colour=colour.value,  # type: ignore[arg-type]
                reason=options.of(colour).reasons[0],
                unscreened=options.unscreened,
            ),
            subject=PERSON,
            application=application,
            sees=options.superseded,
        )
        ref = PassRef(b"NEW!", 1)
        passed = Record(
            kind="pass.issued",
            id=b"newpass".ljust(16),
            at=now,
            by=IssuerAuthor(kid=b"NEW!"),
            body=b.PassIssued(token=b"t" * 64, decision=made.id),
            subject=PERSON,
            application=application,
            pass_ref=ref,
        )
        after = judge(
            case.adding([made, passed]), policy=NOTICE_164, now=now, known_until=now, pass_ref=ref
        )
        assert after.colour is colour, after.codes

    @given(stories, moments, st.booleans())
    def test_what_is_stricter_is_allowed_where_the_milder_is(
        self, story: list[Record], now: int, online: bool
    ) -> None:
        case = Case.of(story)
        for application in case.applications:
            options = what_may_be_decided(
                case, application, policy=NOTICE_164, now=now, known_until=now, online=online
            )
            assert options.yellow.allowed or not options.green.allowed
            assert options.red.allowed or not options.yellow.allowed


class TestTheNextChange:
    """`next_change` is right when time is moved there and one second before."""

    @given(stories, POLICIES, moments)
    @settings(max_examples=300)
    def test_the_colour_changes_there_and_not_a_second_before(
        self, story: list[Record], policy: Policy, now: int
    ) -> None:
        case = Case.of(story)
        here = full(case, policy, now, now)
        change = next_change(case, policy=policy, now=now)
        assert change == here.next_change
        if change is None:
            far = now + 400 * DAY
            assert full(case, policy, far, far).colour is here.colour
            return
        assert change.at > now
        before = max(now, change.at - 1000)
        assert full(case, policy, before, before).colour is here.colour
        before = change.at - 1
        assert full(case, policy, before, before).colour is here.colour
        after = full(case, policy, change.at, change.at)
        assert after.colour is change.colour
        assert after.colour is not here.colour
        codes_after = {item.code for item in after.findings}
        codes_before = {item.code for item in here.findings}
        assert change.code in codes_after | codes_before

    @given(stories, moments, moments)
    def test_on_a_stale_device_it_is_right_for_what_that_device_knows(
        self, story: list[Record], now: int, known: int
    ) -> None:
        case = Case.of(story)
        here = full(case, NOTICE_164, now, known)
        change = here.next_change
        if change is None or known >= now:
            return
        before = max(now, change.at - 1000)
        assert full(case, NOTICE_164, before, known).colour is here.colour
        assert full(case, NOTICE_164, change.at, known).colour is change.colour


class TestDailyReports:
    """Held against the sentence of the notice, said once more in the simplest way."""

    @given(
        st.integers(0, 23),
        st.sampled_from([1, 2, 5, 14]),
        st.lists(
            st.tuples(
                st.integers(0, 16),
                st.integers(0, 3),
                st.sampled_from([None, 349, 350, 365, 372, 373]),
                st.booleans(),
            ),
            max_size=8,
        ),
        st.integers(0, 17),
        st.sampled_from([0, 1, 12 * HOUR, DAY - 1]),
    )
    @settings(max_examples=200)
    def test_a_pass_is_yellow_where_yesterday_has_no_report_and_today_no_normal_one(
        self,
        hour: int,
        validity: int,
        reports: list[tuple[int, int, int | None, bool]],
        day: int,
        clock: int,
    ) -> None:
        story = Story()
        story.submit(START)
        story.screen(START)
        story.take(365, START)
        story.issue(story.decide("green", START + hour * HOUR), validity_days=validity)
        told = [(of, of + late, *more) for of, late, *more in reports if of + late <= day]
        for of, made, tenths_said, ill in told:
            at = min(START + made * DAY + 12 * HOUR, START + day * DAY + clock)
            signs = ("COUGH",) if ill else ()
            story.report(day_of(START + of * DAY), at, tenths_said, *signs)
        found = story.judge(START + day * DAY + clock)
        yesterday = day == 1 or any(of == day - 1 for of, *_rest in told)
        today = any(
            of == day and not ill and (said is None or 350 <= said < 373)
            for of, _made, said, ill in told
        )
        alive = 0 < day <= validity
        assert (Code.NO_REPORT in found.codes) == (alive and not yesterday and not today)
        assert (Code.EXPIRED in found.codes) == (day > validity)


class TestAbsence:
    """Absence after `known_until` is unknown, never yellow."""

    @given(stories, moments, moments)
    def test_what_a_device_does_not_know_never_makes_it_worse(
        self, story: list[Record], now: int, known: int
    ) -> None:
        case = Case.of(story)
        stale = full(case, NOTICE_164, now, known)
        fresh = full(case, NOTICE_164, now, now)
        assert RANK[stale.colour] <= RANK[fresh.colour]
        assert set(stale.unknown) <= {Code.NO_REPORT, Code.UNSCREENED}
        assert not set(stale.unknown) & set(stale.codes)
        assert not fresh.unknown
        assert set(stale.codes) | set(stale.unknown) == set(fresh.codes)
        for item in fresh.findings:
            if item.code in (Code.NO_REPORT, Code.UNSCREENED):
                assert (item.code in stale.codes) == (item.since <= known)

    @given(st.integers(-3 * DAY, 3 * DAY), st.integers(0, 3 * DAY), st.booleans())
    def test_what_is_missing_counts_from_the_moment_to_which_the_device_knows(
        self, known: int, now: int, onsite: bool
    ) -> None:
        story = Story()
        story.submit(START, channel="onsite" if onsite else "web")
        if not onsite:
            story.screen(START)
        story.take(365, START)
        story.issue(story.decide("green", START, unscreened=onsite))
        # Both begin at 24:00 of the day after that of issue.
        begins = START + 2 * DAY
        missing = {Code.NO_REPORT, Code.UNSCREENED} if onsite else {Code.NO_REPORT}
        found = story.judge(begins + now - DAY, known=begins + known)
        if now < DAY:
            assert found.colour is Colour.GREEN
            assert not found.unknown
        elif known >= 0:
            assert set(found.codes) == missing
        else:
            assert found.colour is Colour.GREEN
            assert set(found.unknown) == missing
