"""Which pass of an application counts: of a decision in force, not void, issued last."""

from fieldpass.model import bodies as b
from fieldpass.model.findings import Code, Colour
from fieldpass.model.judging import next_change
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.reasons import Reason
from fieldpass.model.records import DeviceAuthor
from tests.model.build import NOON, Story, allowed, ms, ready


class TestPasses:
    def test_the_current_pass_is_that_of_the_decision_in_force(self) -> None:
        story = ready()
        yellow = story.decide("yellow", "0220 10:00")
        old = story.issue(yellow, sequence=1)
        new = story.issue(story.decide("green", "0220 11:00", sees=(yellow,)), sequence=2)
        assert story.judge(NOON).pass_ref == new
        assert story.judge(NOON, pass_ref=old).pass_ref == old

    def test_of_two_passes_of_one_decision_the_later_not_void_one_counts(self) -> None:
        story = Story()
        first = story.green()
        second = story.issue(story.records[3], "0220 11:00", sequence=2)
        assert story.judge(NOON).pass_ref == second
        story.void(second, "0220 11:30")
        assert story.judge(NOON).pass_ref == first
        story.void(first, "0220 11:31")
        found = story.judge(NOON)
        assert found.codes == (Code.VOID,)
        assert found.yellow == "void"

    def test_a_pass_voided_twice_is_void_since_the_first_time(self) -> None:
        story = Story()
        ref = story.green()
        story.void(ref, "0220 12:00")
        story.void(ref, "0220 11:00")
        assert story.judge(NOON).findings[0].since == ms("0220 11:00")

    def test_the_yellows_are_told_apart(self) -> None:
        story = Story()
        story.green()
        assert story.judge("0222 12:00").yellow == "check"
        assert story.judge("0226 12:00").yellow == "expired"
        assert story.judge("0221 12:00").yellow is None

    def test_a_pending_code_has_no_reports_to_miss(self) -> None:
        story = ready()
        ref = story.issue(None, "0220 09:30")
        assert story.judge("0224 12:00", pass_ref=ref).codes == (Code.UNDECIDED,)
        assert story.judge("0226 00:00", pass_ref=ref).codes == (Code.EXPIRED, Code.UNDECIDED)
        assert story.judge("0226 00:00").codes == (Code.UNDECIDED,)

    def test_the_sentence_is_the_worst_finding_s_and_green_has_its_own(self) -> None:
        story = Story()
        story.green()
        assert story.judge(NOON).sentence.zh == "绿卡, 可以通行."
        assert "yesterday" in story.judge("0222 12:00").sentence.en
        assert story.judge("0222 12:00").reason is Reason.NO_REPORT
        assert story.judge(NOON).reason is Reason.NONE

    def test_the_next_change_of_one_pass_and_of_one_application(self) -> None:
        story = Story()
        ref = story.green()
        for what in ({"pass_ref": ref}, {"application": story.application}):
            change = next_change(
                story.case(),
                policy=NOTICE_164,
                now=ms(NOON),
                **what,
            )
            assert change is not None
            assert (change.at, change.code) == (ms("0222"), Code.NO_REPORT)

    def test_the_reading_of_a_role_s_device_counts_whatever_the_role(self) -> None:
        story = Story()
        story.submit()
        checker = DeviceAuthor(kid=b"DEV2", person=b"c".ljust(16), role="checker")
        story.add("temperature.taken", "0220 09:10", checker, b.TemperatureTaken(tenths=365))
        assert story.judge(NOON).codes == (Code.UNDECIDED,)

    def test_a_report_of_a_day_that_no_calendar_has_counts_for_the_day_it_is_made(self) -> None:
        story = Story()
        story.green()
        story.report(20200231, "0221 08:00")
        assert story.judge("0222 12:00").colour is Colour.GREEN

    def test_a_child_with_a_guardian_is_judged_like_anyone(self) -> None:
        story = ready(
            document=b.Document(type="household_booklet", number="371323201501022236"),
            guardian=b.Guardian(name="李建国", relation="父亲"),
            purpose="school",
        )
        assert allowed(story) == "gyr"
