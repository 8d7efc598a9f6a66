"""When a colour changes by itself, and what a device cannot know: properties."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.model.case import Case
from fieldpass.model.findings import RANK, Code, Colour
from fieldpass.model.judging import next_change
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.records import (
    Record,
)
from fieldpass.model.times import DAY, HOUR, day_of
from tests.model.build import Story
from tests.model.stories import POLICIES, START, full, moments, stories


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
