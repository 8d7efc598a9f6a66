"""Nothing but what lifts it ends a red: properties over random stories."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.model import bodies as b
from fieldpass.model.case import Case
from fieldpass.model.findings import Code
from fieldpass.model.judging import judge
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.records import (
    Holder,
    IssuerAuthor,
    Platform,
    Record,
)
from fieldpass.model.times import DAY, HOUR
from tests.model.build import CLERK, PERSON, SCOPE, Story, answers, declaration
from tests.model.stories import (
    APPLICATIONS,
    CODES,
    DECISIONS,
    ISSUERS,
    START,
    full,
    moments,
    records,
    stories,
)

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
