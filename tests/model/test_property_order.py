"""Order of arrival and repetition change nothing, and a worse finding never makes better: properties."""

from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model import bodies as b
from fieldpass.model.case import Case
from fieldpass.model.findings import RANK, Colour
from fieldpass.model.judging import judge
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.records import (
    Platform,
    Record,
)
from fieldpass.model.times import DAY
from tests.model.build import CLERK, PERSON
from tests.model.stories import (
    APPLICATIONS,
    CODES,
    DECISIONS,
    ISSUERS,
    POLICIES,
    START,
    full,
    moments,
    stories,
)


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
