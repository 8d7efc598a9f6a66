"""What is stated of a person: declared, screened, measured and amended, and which of it stands."""

from dataclasses import replace

from fieldpass.model.case import Case
from fieldpass.model.findings import Code, Colour
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.questions import Question
from fieldpass.model.reasons import Reason
from fieldpass.model.records import Holder
from fieldpass.model.text import Text
from tests.model.build import LI, NOON, WANG, Story, answers, hit, ms, ready


class TestStatements:
    def test_a_high_reading_is_measured_again_after_the_policy_s_minutes(self) -> None:
        story = ready()
        story.take(374)
        policy = replace(NOTICE_164, recheck_after_minutes=15)
        finding = story.judge(NOON, policy=policy).findings[0]
        assert finding.issuer.zh == "一次体温偏高, 要再测一次 (至少隔 15 分钟)."
        assert finding.issuer.en == "One high reading: measure again (after 15 min)."
        assert "(至少隔 15 分钟)" in finding.holder.zh
        at_once = story.judge(NOON, policy=replace(policy, recheck_after_minutes=0)).findings[0]
        assert at_once.issuer.zh == "一次体温偏高, 要再测一次."

    def test_the_end_of_a_symptom_counts_from_its_report_or_from_the_end_of_its_day(self) -> None:
        story = Story()
        story.green()
        story.report(20200221, "0221 08:30", 365, "COUGH")
        assert story.judge(NOON).findings[0].until == ms("0306 08:30")
        story = Story()
        story.green()
        story.report(20200221, "0222 08:30", 365, "COUGH")
        assert story.judge(NOON).findings[0].until == ms("0307 00:00")

    def test_a_reading_reported_late_is_of_its_own_day(self) -> None:
        story = Story()
        story.submit("0221 09:00")
        story.report(20200220, "0221 10:00", 365)
        assert Code.NO_READING in story.judge("0221 12:00").codes
        story.report(20200221, "0222 10:00", 374)
        finding = story.judge("0222 12:00").findings[0]
        assert (finding.code, finding.since) == (Code.RECHECK, ms("0222 00:00") - 1)

    def test_a_report_of_today_with_symptoms_does_not_lift_a_missing_yesterday(self) -> None:
        story = Story()
        story.green()
        story.report(20200222, "0222 08:00", 365, "COUGH")
        assert story.judge("0222 12:00").codes == (Code.SYMPTOM, Code.NO_REPORT)

    def test_a_report_of_35_0_is_normal(self) -> None:
        story = Story()
        story.green()
        story.report(20200222, "0222 08:00", 350)
        assert story.judge("0222 12:00").colour is Colour.GREEN

    def test_readings_of_35_0_and_43_0_confirm(self) -> None:
        for tenths, code in ((350, None), (430, Code.FEVER)):
            story = ready()
            high = story.take(374, "0220 10:00")
            story.take(tenths, "0220 10:05", confirms=high)
            codes = story.judge(NOON).codes
            assert (code in codes) if code else Code.RECHECK not in codes

    def test_ex4_and_ex5_have_their_own_days(self) -> None:
        policy = replace(NOTICE_164, ex4_days=10, ex5_days=20)
        for code, end in (("EX4", "0225"), ("EX5", "0306")):
            story = ready(answers=answers(**{code: ("0215", None)}))
            assert story.judge(NOON, policy).findings[0].until == ms(end)

    def test_ex1_ex2_and_ex3_have_their_own_days(self) -> None:
        policy = replace(NOTICE_164, ex1_days=10, ex2_days=20, ex3_days=15)
        for code, end in (("EX1", "0225"), ("EX2", "0306"), ("EX3", "0301")):
            story = ready(answers=answers(**{code: ("0101", "0215")}))
            assert story.judge(NOON, policy).findings[0].until == ms(end)

    def test_symptoms_and_fever_have_their_own_days(self) -> None:
        policy = replace(NOTICE_164, symptom_free_days=7, fever_days=10)
        story = ready(answers=answers(SYMPTOM=("0201", "0219")))
        first = story.take(380, "0220 10:00")
        story.take(380, "0220 10:10", confirms=first)
        found = story.judge(NOON, policy)
        assert [item.until for item in found.findings[:2]] == [ms("0301 10:10"), ms("0226")]

    def test_a_declared_answer_without_a_date_is_since_the_declaration(self) -> None:
        story = ready(answers=answers(EX5=True))
        finding = story.judge(NOON).findings[0]
        assert (finding.since, finding.until) == (ms("0220 09:00"), ms("0305 09:00"))

    def test_a_county_s_question_is_told_in_its_own_words(self) -> None:
        cruise = Question(code="CRUISE", text=Text(zh="是否乘坐过邮轮?", en="On a cruise ship?"))
        train = Question(code="TRAIN", text=Text(zh="是否乘坐过火车?", en="On a train?"))
        policy = replace(NOTICE_164, questions=(train, cruise))
        story = ready(answers=answers(CRUISE=True))
        finding = story.judge(NOON, policy).findings[0]
        assert finding.detail == cruise.text
        assert finding.reason is Reason.OTHER
        assert story.judge(NOON).findings[0].detail == Text(zh="CRUISE", en="CRUISE")
        assert ready(answers=answers(EX4=True)).judge(NOON).findings[0].detail is None


class TestScreenings:
    def test_each_code_stands_as_it_was_told_last(self) -> None:
        story = ready()
        story.screen("0220 09:30", hit("EX3", "0101"), hit("EX1", "0101"))
        story.screen("0220 09:40", hit("EX3", "0101", "0215"))
        assert story.judge(NOON).codes == (Code.EX1, Code.UNDECIDED)

    def test_two_hits_of_one_code_in_one_screening_both_stand(self) -> None:
        story = ready()
        story.screen("0220 09:30", hit("EX4", "0215"), hit("EX4", "0218"))
        found = story.judge(NOON)
        assert [item.until for item in found.findings[:2]] == [ms("0229"), ms("0303")]

    def test_told_at_the_same_time_the_higher_id_is_the_later(self) -> None:
        story = ready()
        story.screen("0220 09:30", hit("EX3", "0101"))
        story.screen("0220 09:30", hit("EX3", "0101", "0215"))
        assert story.judge(NOON).codes == (Code.UNDECIDED,)
        story.records.reverse()
        assert story.judge(NOON).codes == (Code.UNDECIDED,)

    def test_it_is_as_of_and_not_the_claimed_time_that_counts(self) -> None:
        story = ready()
        late = story.screen("0220 09:30", hit("EX3", "0101"))
        story.records[-1] = replace(late, at=ms("0220 18:00"))
        story.screen("0220 09:40", hit("EX3", "0101", "0215"))
        assert story.judge(NOON).codes == (Code.UNDECIDED,)

    def test_a_correction_lifts_what_others_had_said_before_and_not_what_is_said_after(
        self,
    ) -> None:
        story = ready()
        first = story.screen("0220 09:30", hit("EX3", "0101"))
        story.screen("0220 09:40", hit("EX3", "0101"))
        story.screen("0220 11:00", hit("EX5", "0219"))
        story.correct("0220 10:00", first)
        assert story.judge(NOON).codes == (Code.EX5, Code.UNDECIDED)
        story.screen("0220 11:10", hit("EX3", "0101"))
        assert Code.EX3 in story.judge(NOON).codes

    def test_a_correction_of_before_is_overtaken_by_what_is_told_later(self) -> None:
        story = ready()
        first = story.screen("0220 09:30", hit("EX3", "0101"))
        story.correct("0220 09:35", first)
        story.screen("0220 09:40", hit("EX3", "0101"))
        assert Code.EX3 in story.judge(NOON).codes

    def test_a_correction_that_comes_before_what_it_corrects_strikes_it_when_it_comes(self) -> None:
        story = ready()
        wrong = story.screen("0220 11:00", hit("EX3", "0101"))
        story.correct("0220 10:00", wrong)
        assert story.judge(NOON).codes == (Code.UNDECIDED,)

    def test_a_correction_can_be_corrected(self) -> None:
        story = ready()
        first = story.screen("0220 09:30", hit("EX3", "0101"))
        second = story.correct("0220 09:40", first, hit("EX4", "0219"))
        story.correct("0220 09:50", second)
        assert story.judge(NOON).codes == (Code.UNDECIDED,)

    def test_only_the_platform_screens_and_corrects(self) -> None:
        story = ready()
        story.screen("0220 09:30", hit("EX3", "0101"), by=WANG)
        assert story.judge(NOON).codes == (Code.UNDECIDED,)
        true = story.screen("0220 09:40", hit("EX4", "0219"))
        story.correct("0220 09:50", true, by=WANG)
        assert story.judge(NOON).codes == (Code.EX4, Code.UNDECIDED)


class TestAmendments:
    def test_a_holder_is_no_second_voice(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        story.amend("0220 10:00", Holder())
        story.amend("0220 10:10", WANG)
        assert Code.EX4 in story.judge(NOON).codes

    def test_two_keys_of_one_person_are_one_voice(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        story.amend("0220 10:00", WANG)
        story.amend("0220 10:10", LI)
        people = {WANG.kid: b"one".ljust(16), LI.kid: b"one".ljust(16)}
        case = Case.of(story.records, people=people)
        assert len({version.voice for version in case.newest().versions[1:]}) == 1  # type: ignore[union-attr]
        from fieldpass.model.judging import judge

        now = ms(NOON)
        found = judge(case, policy=NOTICE_164, now=now, known_until=now)
        assert Code.EX4 in found.codes
        assert Code.EX4 not in story.judge(NOON).codes

    def test_two_issuers_who_say_the_same_end_agree_on_it(self) -> None:
        story = ready(answers=answers(EX1=("0101", None)))
        for at, issuer in (("0220 10:00", WANG), ("0220 10:10", LI)):
            story.amend(at, issuer, answers=answers(EX1=("0101", "0210")))
        assert story.judge(NOON).findings[0].until == ms("0224")
        story.amend("0220 10:20", WANG)
        assert Code.EX1 in story.judge(NOON).codes
        assert "second" in story.options(NOON).green.because[-1].en
        story.amend("0220 10:30", LI)
        assert Code.EX1 not in story.judge(NOON).codes

    def test_who_has_said_milder_still_counts_when_a_third_agrees(self) -> None:
        story = ready(answers=answers(EX1=("0101", None)))
        story.amend("0220 10:00", WANG)
        story.amend("0220 10:10", LI, answers=answers(EX1=("0101", "0210")))
        assert story.judge(NOON).findings[0].until == ms("0224")
        third = replace(WANG, kid=b"ZHAO")
        story.amend("0220 10:20", third)
        assert Code.EX1 not in story.judge(NOON).codes

    def test_a_lifting_begun_is_not_told_where_nothing_stands_in_the_way(self) -> None:
        story = ready(answers=answers(EX4=("0110", None)))
        story.amend("0220 10:00", WANG)
        assert story.options(NOON).green.allowed

    def test_a_lifting_begun_is_told_to_green_and_yellow_once(self) -> None:
        story = ready(answers=answers(EX4=("0215", None), EX5=("0215", None)))
        story.amend("0220 10:00", WANG)
        options = story.options(NOON)
        for option in (options.green, options.yellow):
            assert [text.en.startswith("One issuer") for text in option.because] == [
                False,
                False,
                True,
            ]

    def test_without_an_amendment_no_second_issuer_is_asked_for(self) -> None:
        options = ready(answers=answers(EX4=("0215", None))).options(NOON)
        assert len(options.green.because) == 1
