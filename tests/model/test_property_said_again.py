"""Sentences of the rules said once more without the code of the rules: readings, last days, strangers.

Nothing here asks the model for a time, a border or an end; days are those of `datetime` in UTC+8.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model.case import Case, PersonsMixedError
from fieldpass.model.judging import Judgement, judge
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.records import PassRef, Record
from tests.model.build import Story, declaration
from tests.model.stories import POLICIES, moments, records, stories

CHINA = timezone(timedelta(hours=8))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MORNING = datetime(2020, 2, 20, 9, tzinfo=CHINA)


def ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def midnight(day: date) -> datetime:
    """0:00 of a day in UTC+8."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


# Over new years and leap days, to the millisecond.
_LEAP = [ms(datetime(year, 2, 28, tzinfo=CHINA)) for year in (2020, 2024, 2028)]
instants = (
    st.integers(ms(datetime(2019, 12, 25, tzinfo=CHINA)), ms(datetime(2029, 3, 5, tzinfo=CHINA)))
    | st.builds(int.__add__, st.sampled_from(_LEAP), st.integers(0, 2 * 86_400_000))
).map(lambda at: (EPOCH + timedelta(milliseconds=at)).astimezone(CHINA))


def said(story: Story, at: int, policy: Policy = NOTICE_164, **what: Any) -> Judgement:
    """The judgement of a device that knows everything."""
    return judge(Case.of(story.records), policy=policy, now=at, known_until=at, **what)


def issued(at: int, **more: Any) -> tuple[Story, PassRef]:
    """A screened person with a reading and a green pass, all at one time."""
    story = Story()
    story.submit(at)
    story.screen(at)
    story.take(365, at)
    return story, story.issue(story.decide("green", at), **more)


class TestAReadingIsConfirmed:
    """One reading of 37.3 or more is yellow until one that names it, five minutes later or more: normal
    lifts it, high makes it a fever of fourteen days."""

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([0, 1, 299, 300, 301, 3600]),
                st.sampled_from([349, 350, 365, 372, 373, 430, 431]),
                st.none() | st.integers(0, 4),
            ),
            min_size=1,
            max_size=5,
        ),
        st.sampled_from([1, 13 * 86_400, 14 * 86_400 - 1, 14 * 86_400, 15 * 86_400]),
    )
    def test_it_is_yellow_until_it_is_repeated_and_red_where_the_repeat_is_high(
        self, taken: list[tuple[int, int, int | None]], later: int
    ) -> None:
        story, _ref = issued(ms(MORNING))
        made: list[tuple[datetime, int, int | None]] = []
        at, told = MORNING, []
        for after, tenths, confirms in taken:
            at += timedelta(seconds=after)
            named = confirms if confirms is not None and confirms < len(told) else None
            told.append(story.take(tenths, ms(at), None if named is None else told[named]))
            made.append((at, tenths, named))
        now = made[0][0] + timedelta(seconds=later)
        fevers, waiting, confirming = [], [], set()
        for place, (when, tenths, _named) in enumerate(made):
            if not 373 <= tenths <= 430:
                continue
            repeats = [
                (number, other, degrees)
                for number, (other, degrees, named) in enumerate(made)
                if named == place and 350 <= degrees <= 430
                if other - when >= timedelta(minutes=5)
            ]
            fevers += [other for _, other, degrees in repeats if degrees >= 373]
            confirming |= {number for number, _, degrees in repeats if degrees >= 373}
            waiting += [] if repeats else [place]
        feverish = any(now < when + timedelta(days=14) for when in fevers)
        found = {str(code) for code in said(story, ms(now)).codes}
        assert ("FEVER" in found) == feverish
        assert ("RECHECK" in found) == bool(set(waiting) - confirming)


class TestTheLastSecondOfAPass:
    """A pass is valid to 24:00 of its last day in UTC+8, the day of issue not counted."""

    @given(
        instants,
        st.integers(1, 23),
        st.sampled_from([0, 1, 999, 1000, 12 * 3_600_000]),
    )
    def test_it_is_green_to_the_last_millisecond_and_then_yellow_expired(
        self, at: datetime, days: int, before: int
    ) -> None:
        story, _ref = issued(ms(at), validity_days=days)
        policy = replace(NOTICE_164, report_matters=False)
        ends = midnight(at.date() + timedelta(days=days + 1))
        last = max(ms(at), ms(ends) - 1 - before)
        green, yellow = said(story, last, policy), said(story, ms(ends), policy)
        assert (green.colour, green.yellow) == ("green", None)
        assert green.next_change is not None
        assert green.next_change.at == ms(ends)
        assert (yellow.colour, yellow.yellow) == ("yellow", "expired")

    @given(instants, st.none() | st.integers(0, 23))
    def test_a_report_is_missed_from_24_of_the_day_after_that_of_issue(
        self, at: datetime, reported: int | None
    ) -> None:
        story, _ref = issued(ms(at), validity_days=5)
        day = at.date() + timedelta(days=1)
        missed = midnight(day + timedelta(days=1))
        if reported is not None:
            told = midnight(day) + timedelta(hours=reported)
            story.report(day.year * 10_000 + day.month * 100 + day.day, ms(told), None)
        assert said(story, ms(missed) - 1).colour == "green"
        assert said(story, ms(missed)).colour == ("yellow" if reported is None else "green")


OTHER = b"another".ljust(16)
APPEAL = b"appeal elsewhere"
STRANGERS = (
    "application.withdrawn",
    "application.transferred",
    "decision.made",
    "pass.issued",
    "pass.voided",
    "appeal.filed",
    "appeal.answered",
    "call.made",
)


def elsewhere(record: Record, number: int) -> Record:
    """The same record about another application, its passes and its appeals."""
    body, name = record.body, bytes([0x70 + number]) * 16
    if record.kind == "appeal.answered":
        body = replace(body, appeal=APPEAL)  # type: ignore[type-var]
    return replace(
        record,
        id=APPEAL if record.kind == "appeal.filed" else name,
        application=OTHER,
        pass_ref=record.pass_ref and PassRef(b"OTHR", record.pass_ref.sequence),
        body=body,
    )


class TestNobodyElseChangesAPass:
    """What is decided, issued, voided or asked for elsewhere never changes the colour of this pass."""

    @given(
        stories,
        st.lists(st.sampled_from(STRANGERS).flatmap(records), min_size=1, max_size=5),
        POLICIES,
        moments,
    )
    def test_what_is_done_about_another_application_does_not(
        self, story: list[Record], more: list[Record], policy: Policy, now: int
    ) -> None:
        away = [elsewhere(record, number) for number, record in enumerate(more)]
        calm = Story(first_id=900)
        other = replace(calm.submit(now, **_calm()), id=OTHER)
        before, after = Case.of(story), Case.of([*story, other, *away])
        for state in before.applications.values():
            for card in state.passes:
                found = [
                    judge(case, policy=policy, now=now, known_until=now, pass_ref=card.ref)
                    for case in (before, after)
                ]
                assert found[0] == found[1]
            found = [
                judge(case, policy=policy, now=now, known_until=now, application=state.id)
                for case in (before, after)
            ]
            assert found[0] == found[1]

    @given(stories, records(), st.binary(min_size=16, max_size=16), st.integers(0, 20))
    def test_another_persons_records_are_never_folded_in(
        self, story: list[Record], record: Record, person: bytes, place: int
    ) -> None:
        if person == story[0].subject:
            return
        stranger = replace(record, id=b"of a stranger...", subject=person)
        with pytest.raises(PersonsMixedError):
            Case.of([*story[:place], stranger, *story[place:]])
        with pytest.raises(PersonsMixedError):
            Case.of(story).adding([stranger])


def _calm() -> dict[str, Any]:
    """A declaration with nothing against it."""
    return {"answers": declaration().answers}
