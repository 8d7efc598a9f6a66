"""Edges that the cases of the clauses do not reach: what stands, since when, and resting on what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fieldpass.model import bodies as b
from fieldpass.model import times
from fieldpass.model.findings import Code, Colour
from fieldpass.model.judging import next_change
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.policy_data import PolicyError, policy_from_data, policy_to_data
from fieldpass.model.reasons import Reason
from fieldpass.model.records import Holder, PassRef, Platform
from fieldpass.model.text import Text
from tests.model.build import CLERK, LI, NOON, WANG, Story, answers, hit, ms, ready


class TestWhatAFindingRestsOn:
    """What rests on a record counts at any time, even before its own: claimed times decide nothing."""

    def test_each_finding_names_its_records_and_since_when(self) -> None:
        story = Story()
        submitted = story.submit(answers=answers(EX4=("0215", None)), province_days=13)
        first = story.take(374, "0220 09:10")
        second = story.take(375, "0220 09:20", confirms=first)
        third = story.take(376, "0220 18:00")
        screened = story.screen("0220 09:05", hit("EX3", "0214"))
        found = story.judge(0)
        assert [(item.code, item.since, item.records) for item in found.findings] == [
            (Code.NOT_ACCEPTED, submitted.at, (submitted.id,)),
            (Code.FEVER, second.at, (first.id, second.id)),
            (Code.EX3, ms("0214"), (screened.id,)),
            (Code.EX4, ms("0215"), (submitted.id,)),
            (Code.RECHECK, third.at, (third.id,)),
            (Code.UNDECIDED, submitted.at, (submitted.id,)),
        ]

    def test_without_a_reading_and_withdrawn(self) -> None:
        story = Story()
        submitted = story.submit()
        gone = story.add("application.withdrawn", "0220 10:00", Holder(), b.ApplicationWithdrawn())
        found = story.judge(0)
        assert [(item.code, item.records) for item in found.findings] == [
            (Code.WITHDRAWN, (gone.id,)),
            (Code.NO_READING, (submitted.id,)),
        ]

    def test_decisions_conflicts_and_a_void_pass(self) -> None:
        story = ready()
        one = story.decide("yellow", reason=2, by=WANG)
        ref = story.issue(one)
        two = story.decide("red", by=LI, reason=13, note="called twice")
        void = story.void(ref, "0220 11:00")
        found = story.judge(0)
        assert [(item.code, item.colour, item.records) for item in found.findings] == [
            (Code.CONFLICT, Colour.RED, (one.id, two.id)),
            (Code.DECIDED_RED, Colour.RED, (two.id,)),
            (Code.VOID, Colour.YELLOW, (void.id,)),
            (Code.MORE_INFO, Colour.YELLOW, (one.id,)),
        ]
        conflict, red, taken_back, more = found.findings
        assert red.reason is Reason.FEVER
        assert "called twice" in red.issuer.en
        assert more.detail is None
        assert red.detail == Text(zh="called twice", en="called twice")
        assert [item.blocks for item in (conflict, red, taken_back)] == [False, False, False]
        assert more.blocks is True
        assert [item.until for item in found.findings] == [None] * 4

    def test_what_is_missing_rests_on_the_pass(self) -> None:
        story = Story()
        story.green()
        issued = story.records[-1]
        assert story.judge("0222 12:00").findings[0].records == (issued.id,)
        assert story.judge("0226 12:00").findings[0].records == (issued.id,)
        story = ready()
        decision = story.decide()
        assert story.judge("0226 12:00").findings[0].records == (decision.id,)

    def test_a_conflict_of_red_and_yellow_is_red_whichever_comes_first(self) -> None:
        for colours in (("red", "yellow"), ("yellow", "red")):
            story = ready()
            for issuer, colour in zip((WANG, LI), colours, strict=True):
                story.decide(colour, by=issuer)
            assert story.judge(NOON).findings[0].colour is Colour.RED

    def test_a_more_info_does_not_hide_the_decisions_after_it(self) -> None:
        story = ready()
        story.decide("yellow", reason=2, by=WANG)
        story.decide("yellow", reason=14, by=LI)
        assert story.judge(NOON).codes == (Code.MORE_INFO, Code.DECIDED_YELLOW)

    @pytest.mark.parametrize(("colour", "reason"), [("red", 2), ("red", 0), ("yellow", 13)])
    def test_a_reason_that_cannot_stand_with_its_colour_is_the_issuer_s_own(
        self, colour: str, reason: int
    ) -> None:
        story = ready()
        story.decide(colour, reason=reason)
        found = story.judge(NOON)
        assert found.reason is Reason.ISSUER
        assert found.colour == colour

    def test_the_reason_of_a_decision_is_the_issuer_s(self) -> None:
        story = ready()
        story.decide("yellow", reason=1)
        finding = story.judge(NOON).findings[0]
        assert finding.reason is Reason.RECHECK
        assert finding.detail is None


class TestNotAccepted:
    @pytest.mark.parametrize(
        ("changes", "zh", "en"),
        [
            (
                {"province_days": 13},
                "在山东连续居住未满 14 天",
                "under 14 continuous days in the province",
            ),
            ({"purpose": "other"}, "不是复工复学", "not for work or school"),
            (
                {"destination": b.Place(division="371323")},
                "不是去异地",
                "not to another place",
            ),
            (
                {"purpose": "other", "province_days": 0},
                "在山东连续居住未满 14 天, 不是复工复学",
                "under 14 continuous days in the province, not for work or school",
            ),
        ],
    )
    def test_all_reasons_are_said_at_once(
        self, changes: dict[str, object], zh: str, en: str
    ) -> None:
        finding = ready(**changes).judge(NOON).findings[0]
        assert finding.detail == Text(zh=zh, en=en)

    def test_it_rests_on_the_declaration_in_force(self) -> None:
        story = ready()
        amended = story.amend("0220 10:00", province_days=1)
        assert story.judge(NOON).findings[0].records == (amended.id,)


class TestDecisions:
    def test_a_red_that_confirms_a_red_takes_its_place(self) -> None:
        story = ready()
        one = story.decide("red", by=WANG)
        two = story.decide("red", "0220 11:00", by=WANG, sees=(one,))
        assert story.options(NOON).superseded == (two.id,)

    def test_a_red_is_lifted_through_a_decision_that_could_not_lift_it_itself(self) -> None:
        story = ready()
        red = story.decide("red", by=WANG)
        vain = story.decide("green", "0220 10:30", by=WANG, sees=(red,))
        assert story.judge(NOON).codes == (Code.DECIDED_RED,)
        story.decide("green", "0220 11:00", by=LI, sees=(vain,))
        assert story.judge(NOON).colour is Colour.GREEN

    def test_the_options_are_of_the_application_that_is_asked_about(self) -> None:
        story = ready()
        first = story.application
        story.decide("red", by=WANG)
        story.submit("0221 09:00", province_days=1)
        newest, story.application = story.application, first
        options = story.options("0221 12:00")
        assert options.judgement.application == first
        assert options.judgement.codes == (Code.DECIDED_RED,)
        assert options.green.colour is Colour.GREEN
        assert options.yellow.colour is Colour.YELLOW
        assert options.red.allowed
        assert options.green.allowed
        story.application = newest
        assert not story.options("0221 12:00").red.allowed

    def test_the_pass_of_a_decision_that_is_superseded_counts_where_there_is_no_newer(self) -> None:
        story = ready()
        yellow = story.decide("yellow", "0220 10:00")
        ref = story.issue(yellow)
        story.decide("green", "0220 11:00", sees=(yellow,))
        assert story.judge(NOON).pass_ref == ref

    def test_an_application_remembers_appeals_and_who_was_told_of_its_red(self) -> None:
        story = ready()
        story.decide("red")
        appeal = story.add("appeal.filed", "0220 11:00", Holder(), b.AppealFiled(text="-"))
        told = story.add(
            "red.reported",
            "0220 11:10",
            CLERK,
            b.RedReported(told="community", whom="-", how="phone"),
        )
        call = story.add("call.made", "0220 11:20", CLERK, b.CallMade(how="phone", reached=True))
        amended = story.amend("0220 11:15", Holder())
        state = story.case().newest()
        assert state is not None
        assert state.appeals == (appeal,)
        assert state.red_reports == (told,)
        assert state.answers == (amended, call)
        assert state.submitted.channel == "web"
        assert state.decided
        assert not ready().case().newest().decided  # type: ignore[union-attr]


class TestRecordsThatNameNoPass:
    def test_a_pass_without_a_name_is_none_and_a_void_without_one_voids_none(self) -> None:
        story = ready()
        decision = story.decide()
        body = b.PassIssued(token=b"t" * 64, decision=decision.id)
        story.add("pass.issued", "0220 10:00", WANG, body)
        assert story.judge(NOON).pass_ref is None
        ref = story.issue(decision)
        story.add("pass.voided", "0220 11:00", WANG, b.PassVoided(reason="misprint"))
        assert story.judge(NOON).colour is Colour.GREEN
        assert story.judge(NOON).pass_ref == ref


class TestUnscreened:
    @pytest.mark.parametrize(
        ("channel", "flag", "code"),
        [
            ("web", False, False),
            ("web", True, True),
            ("onsite", False, True),
            ("paper", False, True),
            ("onsite", True, True),
        ],
    )
    def test_it_is_what_was_taken_or_decided_on_site(
        self, channel: str, flag: bool, code: bool
    ) -> None:
        story = Story()
        story.submit(channel=channel)
        story.take(365)
        story.issue(story.decide(unscreened=flag))
        story.report(20200221)
        assert (Code.UNSCREENED in story.judge("0222 12:00").codes) is code

    def test_a_pass_that_expires_before_is_only_expired(self) -> None:
        policy = replace(NOTICE_164, unscreened_grace_days=5)
        story = Story()
        story.submit(channel="onsite")
        story.take(365)
        story.issue(story.decide(unscreened=True))
        assert story.judge("0226 12:00", policy).codes == (Code.EXPIRED,)


class TestTheNextChange:
    def test_of_two_that_end_together_the_first_of_the_table_is_named(self) -> None:
        story = ready(answers=answers(EX1=("0101", "0206 10:10")))
        story.issue(story.decide("green"))
        first = story.take(380, "0206 10:00")
        story.take(380, "0206 10:10", confirms=first)
        found = story.judge("0220 10:09:59")
        assert found.codes == (Code.FEVER, Code.EX1)
        assert found.next_change is not None
        assert (found.next_change.at, found.next_change.code) == (ms("0220 10:10"), Code.FEVER)
        assert found.next_change.colour is Colour.GREEN

    def test_of_two_that_begin_together_the_first_of_the_table_is_named(self) -> None:
        story = Story()
        story.submit(channel="onsite")
        story.take(365)
        story.issue(story.decide(unscreened=True))
        change = story.judge(NOON).next_change
        assert change is not None
        assert (change.at, change.code) == (ms("0222"), Code.NO_REPORT)

    def test_a_red_that_was_over_before_is_not_what_ends(self) -> None:
        story = ready(answers=answers(EX3=("0101", "0221 18:00")))
        story.issue(story.decide("green"))
        first = story.take(380, "0201 10:00")
        story.take(380, "0201 10:10", confirms=first)
        change = story.judge("0221 12:00").next_change
        assert change is not None
        assert (change.code, change.colour) == (Code.EX3, Colour.GREEN)

    def test_from_red_to_yellow_the_red_that_ends_is_named(self) -> None:
        story = ready(answers=answers(EX3=("0101", "0224")))
        story.issue(story.decide("green"))
        found = story.judge("0222 12:00")
        assert found.next_change is not None
        assert (found.next_change.colour, found.next_change.code) == (Colour.YELLOW, Code.EX3)
        assert found.next_change.at == ms("0224")

    def test_a_stale_device_expects_only_what_it_can_know(self) -> None:
        story = Story()
        story.green()
        fresh = story.judge(NOON).next_change
        stale = story.judge(NOON, known="0220 11:59:59").next_change
        assert fresh is not None
        assert stale is not None
        assert (fresh.at, fresh.code) == (ms("0222"), Code.NO_REPORT)
        assert (stale.at, stale.code) == (ms("0226"), Code.EXPIRED)

    def test_what_was_known_to_be_missing_stays_when_a_red_ends(self) -> None:
        story = ready(answers=answers(EX3=("0101", "0224")))
        story.issue(story.decide("green"))
        change = story.judge("0222 12:00", known="0222 00:00").next_change
        assert change is not None
        assert change.colour is Colour.YELLOW

    def test_it_is_of_the_application_or_pass_that_is_asked_about(self) -> None:
        story = Story()
        ref = story.green()
        first = story.application
        story.submit("0221 09:00")
        story.take(365, "0221 09:10")
        now = ms("0221 12:00")
        assert next_change(story.case(), policy=NOTICE_164, now=now) is None
        by_application = next_change(story.case(), policy=NOTICE_164, now=now, application=first)
        by_pass = next_change(story.case(), policy=NOTICE_164, now=now, pass_ref=ref)
        assert by_application == by_pass
        assert by_pass is not None
        assert by_pass.code is Code.NO_REPORT

    def test_a_change_at_this_very_moment_is_not_the_next(self) -> None:
        story = Story()
        story.green()
        for day in range(21, 26):
            story.report(20200200 + day)
        assert story.judge("0226 00:00").next_change is None
        change = story.judge(ms("0226 00:00") - 1).next_change
        assert change is not None
        assert change.at == ms("0226 00:00")


class TestTheCountysLine:
    """The telephone of the county's epidemic office, as a policy writes it."""

    @pytest.mark.parametrize("line", ["+0123456789 -", "0539-000 0000", "", " 120 "])
    def test_every_sign_of_a_telephone_number_is_taken(self, line: str) -> None:
        data = policy_to_data(NOTICE_164) | {"county_line": line}
        assert policy_from_data(data).county_line == line.strip()

    @pytest.mark.parametrize("line", ["X", "120X", "０５３９", "120;", "+86\t120"])
    def test_every_other_is_refused(self, line: str) -> None:
        with pytest.raises(PolicyError, match=r"^county_line: not a telephone number$"):
            policy_from_data(policy_to_data(NOTICE_164) | {"county_line": line})


class TestReports:
    def test_a_gap_that_a_report_of_a_later_day_closed_is_told_up_to_that_day(self) -> None:
        story = Story()
        story.green()
        story.report(20200224, "0224 08:00", 374)
        found = story.judge("0223 12:00")
        missing = next(item for item in found.findings if item.code is Code.NO_REPORT)
        assert (missing.since, missing.until) == (ms("0222"), ms("0225"))
        assert story.judge("0223 12:00", known="0221").unknown == (Code.NO_REPORT,)
        assert Code.NO_REPORT not in story.judge("0225 12:00").codes

    def test_a_report_of_the_last_day_is_asked_for_until_the_end(self) -> None:
        story = Story()
        story.green()
        for day in (21, 22, 23):
            story.report(20200200 + day)
        found = story.judge("0225 23:59:59")
        assert found.codes == (Code.NO_REPORT,)
        assert found.findings[0].until == ms("0226")


def test_days_are_named_as_the_calendar_names_them() -> None:
    day, end = date(1998, 12, 25), date(2032, 3, 5)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    while day < end:
        number = day.year * 10_000 + day.month * 100 + day.day
        assert times.day_named(times.number_of(number)) == number
        said = times.day_text(number)
        assert said == Text(zh=f"{day.month}月{day.day}日", en=f"{day.day} {months[day.month - 1]}")
        at = times.at_hour(number, 8) + 5 * times.MINUTE
        assert times.moment_text(at) == Text(zh=f"{said.zh}8:05", en=f"8:05 on {said.en}")
        midnight = times.moment_text(times.at_hour(number, 24))
        assert midnight == Text(zh=f"{said.zh}24时", en=f"24:00 on {said.en}")
        day += timedelta(1)


def test_the_refused_pass_and_application_are_named_in_the_log_without_a_person() -> None:
    from fieldpass.model.case import NotInCaseError

    with pytest.raises(NotInCaseError, match=r"^pass$"):
        ready().judge(NOON, pass_ref=PassRef(b"WANG", 7))
    with pytest.raises(NotInCaseError, match=r"^application$"):
        ready().judge(NOON, application=b"x" * 16)


def test_a_platform_amendment_is_the_platform_s_voice() -> None:
    story = ready()
    story.amend("0220 10:00", Platform())
    story.amend("0220 10:01", Holder())
    state = story.case().newest()
    assert state is not None
    assert [version.voice for version in state.versions] == [None, b"platform", None]
