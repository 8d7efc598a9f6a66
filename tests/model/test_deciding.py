"""What may be decided now, and why not."""

from dataclasses import replace

import pytest

from fieldpass.model import bodies as b
from fieldpass.model.case import Case, NotInCaseError, PersonsMixedError
from fieldpass.model.findings import Code, Colour
from fieldpass.model.judging import judge, what_may_be_decided
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.reasons import Reason
from fieldpass.model.records import Holder, PassRef, Platform, UnknownBody
from tests.model.build import CLERK, LI, NOON, PERSON, WANG, Story, allowed, answers, ms, ready


class TestTheThreeControls:
    def test_declared_screened_and_measured_every_colour_may_be_decided(self) -> None:
        assert allowed(ready()) == "gyr"

    def test_online_nothing_is_decided_before_the_screening(self) -> None:
        story = Story()
        story.submit(channel="onsite")
        story.take(365)
        options = story.options(NOON, online=True)
        assert allowed(story, online=True) == ""
        assert "screening" in options.red.because[0].en

    def test_on_site_without_a_link_it_may_be_decided_and_is_unscreened(self) -> None:
        for channel in ("onsite", "paper"):
            story = Story()
            story.submit(channel=channel)
            story.take(365)
            assert allowed(story, online=False) == "gyr"
            assert story.options(NOON, online=False).unscreened

    def test_a_web_application_waits_for_its_screening_even_without_a_link(self) -> None:
        story = Story()
        story.submit(channel="web")
        story.take(365)
        assert allowed(story, online=False) == ""

    def test_a_screened_application_is_not_unscreened(self) -> None:
        assert not ready().options(NOON).unscreened

    def test_a_screening_by_anyone_but_the_platform_is_none(self) -> None:
        story = Story()
        story.submit()
        story.take(365)
        story.screen(by=WANG)
        assert allowed(story) == ""

    def test_a_screening_of_this_very_application_counts_whatever_its_clock_says(self) -> None:
        story = Story()
        story.submit()
        story.take(365)
        story.screen("0220 08:59")
        assert allowed(story) == "gyr"
        story.records[-1] = replace(story.records[-1], application=None)
        assert allowed(story) == ""
        story.records[-1] = replace(story.records[-1], at=ms("0220 09:00"))
        assert allowed(story) == "gyr"


class TestStricterNeverMilder:
    def test_without_a_reading_green_is_not_on_offer(self) -> None:
        story = Story()
        story.submit()
        story.screen()
        options = story.options(NOON)
        assert allowed(story) == "yr"
        assert "reading" in options.green.because[0].en

    def test_a_yellow_finding_blocks_green_only(self) -> None:
        story = ready()
        story.take(374, "0220 10:00")
        assert allowed(story) == "yr"
        assert story.options(NOON).yellow.reasons[0] is Reason.RECHECK

    def test_a_red_finding_blocks_green_and_yellow(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        options = story.options(NOON)
        assert allowed(story) == "r"
        assert "outside the province" in options.green.because[0].en
        assert options.red.reasons == (Reason.EX4, Reason.ISSUER)

    def test_an_application_that_is_not_accepted_gets_no_colour(self) -> None:
        story = ready(province_days=13)
        assert allowed(story) == ""
        assert "14" in story.options(NOON).red.because[0].en

    def test_a_withdrawn_application_gets_no_colour(self) -> None:
        story = ready()
        story.add("application.withdrawn", "0220 10:00", Holder(), b.ApplicationWithdrawn())
        assert allowed(story) == ""

    def test_expired_blocks_green_because_it_takes_a_new_application(self) -> None:
        story = Story()
        story.green()
        assert allowed(story, "0226 12:00") == "yr"

    def test_a_missing_report_and_a_missing_screening_block_green(self) -> None:
        story = Story()
        story.green()
        assert allowed(story, "0222 12:00") == "yr"
        story = Story()
        story.submit(channel="onsite")
        story.take(365)
        story.issue(story.decide("green", unscreened=True))
        story.report(20200221)
        assert allowed(story, "0221 23:00", online=False) == "gyr"
        assert allowed(story, "0222 00:00", online=False) == "yr"

    def test_a_void_pass_is_in_nobody_s_way(self) -> None:
        story = Story()
        ref = story.green()
        story.void(ref, "0220 11:00")
        assert allowed(story) == "gyr"

    def test_green_has_no_reason_and_yellow_may_always_ask_for_more(self) -> None:
        options = ready().options(NOON)
        assert options.green.reasons == (Reason.NONE,)
        assert options.yellow.reasons == (Reason.MORE_INFO, Reason.ISSUER)
        assert options.red.reasons == (Reason.ISSUER,)
        assert options.of("green") is options.green
        assert options.of("yellow") is options.yellow
        assert options.of("red") is options.red


class TestADecisionNamesWhatItSupersedes:
    def test_nothing_decided_nothing_superseded(self) -> None:
        assert ready().options(NOON).superseded == ()

    def test_all_decisions_in_force_are_to_be_named(self) -> None:
        story = ready()
        one = story.decide("green", by=WANG)
        two = story.decide("yellow", by=LI)
        assert story.options(NOON).superseded == (one.id, two.id)
        three = story.decide("green", "0220 11:00", sees=(one, two))
        assert story.options(NOON).superseded == (three.id,)
        assert allowed(story) == "gyr"

    def test_decided_yellow_and_conflict_block_nothing(self) -> None:
        story = ready()
        story.decide("green", by=WANG)
        story.decide("yellow", by=LI)
        assert story.judge(NOON).codes == (Code.CONFLICT, Code.DECIDED_YELLOW)
        assert allowed(story) == "gyr"

    def test_a_conflict_names_both_and_dates_from_the_later(self) -> None:
        story = ready()
        one = story.decide("green", "0220 10:00", by=WANG)
        two = story.decide("yellow", "0220 10:05", by=LI)
        conflict = story.judge(NOON).findings[0]
        assert conflict.records == (one.id, two.id)
        assert conflict.since == two.at
        assert conflict.reason is Reason.CONFLICT
        assert not conflict.blocks

    def test_a_decision_by_a_device_is_none(self) -> None:
        story = ready()
        body = b.DecisionMade(colour="green")
        story.add("decision.made", "0220 10:00", CLERK, body)
        assert story.judge(NOON).codes == (Code.UNDECIDED,)

    def test_a_third_that_agrees_with_one_of_two_conflicting_is_in_conflict_too(self) -> None:
        story = ready()
        one = story.decide("green", by=WANG)
        story.decide("yellow", by=LI)
        three = story.decide("green", "0220 11:00", by=WANG, sees=(one,))
        state = next(iter(story.case().applications.values()))
        assert three in state.conflicting
        assert one not in state.heads

    def test_a_decision_that_names_a_lost_one_supersedes_nothing_else(self) -> None:
        story = ready()
        story.decide("yellow", by=LI)
        three = story.decide("green", "0220 11:00", by=WANG)
        story.records[-1] = replace(three, sees=(b"lost".ljust(16),))
        assert story.judge(NOON).codes == (Code.CONFLICT, Code.DECIDED_YELLOW)


class TestLiftingARed:
    def test_the_issuer_who_signed_it_may_only_confirm_it(self) -> None:
        story = ready()
        story.decide("red", by=WANG)
        options = story.options(NOON, issuer=WANG)
        assert allowed(story, issuer=WANG) == "r"
        assert options.lift_red_needs_second_issuer
        assert options.red_by == (WANG.kid,)
        assert "another issuer" in options.yellow.because[0].en
        assert "another issuer" in options.green.because[-1].en

    def test_another_issuer_may_lift_it(self) -> None:
        story = ready()
        red = story.decide("red", by=WANG)
        assert allowed(story, issuer=LI) == "gyr"
        story.decide("green", "0220 11:00", by=LI, sees=(red,))
        assert story.judge(NOON).colour is Colour.GREEN
        assert not story.options(NOON).lift_red_needs_second_issuer

    def test_two_keys_of_one_person_are_one_voice(self) -> None:
        story = ready()
        red = story.decide("red", by=WANG)
        story.decide("green", "0220 11:00", by=LI, sees=(red,))
        people = {WANG.kid: b"one".ljust(16), LI.kid: b"one".ljust(16)}
        case = Case.of(story.records, people=people)
        now = ms(NOON)
        found = judge(case, policy=NOTICE_164, now=now, known_until=now)
        assert found.codes == (Code.DECIDED_RED,)
        options = what_may_be_decided(
            case,
            next(iter(case.applications)),
            policy=NOTICE_164,
            now=now,
            known_until=now,
            online=True,
            issuer=LI.kid,
        )
        assert not options.green.allowed
        assert case.adding([]).people == people

    def test_after_the_platform_has_granted_the_appeal_the_same_issuer_may(self) -> None:
        story = ready()
        red = story.decide("red", by=WANG)
        appeal = story.add(
            "appeal.filed", "0220 10:30", Holder(), b.AppealFiled(about=red.id, text="-")
        )
        assert allowed(story, issuer=WANG) == "r"
        granted = b.AppealAnswered(appeal=appeal.id, outcome="lifted", answer="-", name="-")
        story.add("appeal.answered", "0220 10:40", Platform(), granted)
        assert allowed(story, issuer=WANG) == "gyr"
        assert not story.options(NOON, issuer=WANG).lift_red_needs_second_issuer

    @pytest.mark.parametrize("about", ["application", "nothing"])
    def test_an_appeal_about_the_application_counts_for_the_reds_before_it(
        self, about: str
    ) -> None:
        story = ready()
        story.decide("red", "0220 10:00", by=WANG)
        body = b.AppealFiled(about=story.application if about == "application" else None, text="-")
        appeal = story.add("appeal.filed", "0220 10:00", Holder(), body)
        granted = b.AppealAnswered(appeal=appeal.id, outcome="lifted", answer="-", name="-")
        story.add("appeal.answered", "0220 10:40", Platform(), granted)
        assert allowed(story, issuer=WANG) == "gyr"
        later = story.decide("red", "0220 11:00", by=WANG, sees=(story.records[3],))
        assert story.options(NOON).superseded == (later.id,)
        assert allowed(story, issuer=WANG) == "r"

    def test_an_appeal_about_another_record_counts_for_nothing(self) -> None:
        story = ready()
        story.decide("red", by=WANG)
        body = b.AppealFiled(about=story.records[1].id, text="-")
        appeal = story.add("appeal.filed", "0220 10:30", Holder(), body)
        granted = b.AppealAnswered(appeal=appeal.id, outcome="lifted", answer="-", name="-")
        story.add("appeal.answered", "0220 10:40", Platform(), granted)
        assert allowed(story, issuer=WANG) == "r"

    def test_a_declared_red_half_corrected_says_that_a_second_issuer_is_needed(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        story.amend("0220 10:00", WANG)
        options = story.options(NOON)
        assert allowed(story) == "r"
        assert "second" in options.green.because[-1].en
        story.amend("0220 10:10", LI)
        assert allowed(story) == "gyr"

    def test_the_same_issuer_twice_is_not_two(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        story.amend("0220 10:00", WANG)
        story.amend("0220 10:10", WANG)
        assert allowed(story) == "r"

    def test_the_platform_alone_corrects_a_declared_red(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        story.amend("0220 10:00", Platform())
        assert allowed(story) == "gyr"

    def test_the_platform_strikes_a_declaration_as_it_does_a_screening(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        story.correct("0220 10:00", story.records[0])
        assert allowed(story) == "gyr"

    def test_two_issuers_agree_on_the_later_of_the_ends_they_say(self) -> None:
        story = ready(answers=answers(EX1=("0101", None)))
        story.amend("0220 10:00", WANG, answers=answers(EX1=("0101", "0201")))
        assert story.judge(NOON).findings[0].until is None
        story.amend("0220 10:10", LI, answers=answers(EX1=("0101", "0210")))
        assert story.judge(NOON).findings[0].until == ms("0224")

    def test_a_worse_amendment_begins_the_lifting_anew(self) -> None:
        story = ready(answers=answers(EX1=("0101", None)))
        story.amend("0220 10:00", WANG)
        story.amend("0220 10:05", Holder(), answers=answers(EX1=("0101", None)))
        story.amend("0220 10:10", LI)
        assert allowed(story) == "r"
        story.amend("0220 10:20", WANG)
        assert allowed(story) == "gyr"

    def test_an_amendment_that_does_not_ask_leaves_the_answer_as_it_was(self) -> None:
        story = ready(answers=answers(EX4=("0215", None)))
        story.amend("0220 10:00", WANG, answers=())
        story.amend("0220 10:10", LI, answers=())
        assert allowed(story) == "r"

    def test_of_two_answers_to_one_question_yes_counts(self) -> None:
        yes, no = b.Answer(code="EX4", yes=True), b.Answer(code="EX4", yes=False)
        for both in ((yes, no), (no, yes)):
            assert allowed(ready(answers=both)) == "r"


class TestPersonsAndApplications:
    def test_what_is_known_of_a_person_outlives_the_application(self) -> None:
        story = ready(answers=answers(EX3=("0215", None)))
        story.submit("0301 09:00")
        story.screen("0301 09:05")
        story.take(365, "0301 09:10")
        assert story.judge("0301 10:00").codes == (Code.EX3, Code.UNDECIDED)

    def test_two_applications_are_judged_apart(self) -> None:
        story = ready()
        first = story.application
        story.decide("red")
        story.submit("0221 09:00")
        story.take(365, "0221 09:10")
        assert story.judge("0221 10:00").codes == (Code.UNDECIDED,)
        assert story.judge("0221 10:00", application=first).codes == (Code.DECIDED_RED,)

    def test_of_two_applications_the_newest_not_withdrawn_is_the_one_that_counts(self) -> None:
        story = ready()
        first = story.application
        story.submit("0221 09:00")
        assert story.judge("0221 10:00").application == story.application
        story.add("application.withdrawn", "0221 09:30", Holder(), b.ApplicationWithdrawn())
        assert story.judge("0221 10:00").application == first

    def test_an_older_application_that_arrives_later_is_not_the_newest(self) -> None:
        story = ready()
        newest = story.application
        story.submit("0219 09:00")
        assert story.judge(NOON).application == newest

    def test_two_people_of_one_name_are_two_cases(self) -> None:
        one, two = ready(), ready()
        two.person = b"other".ljust(16)
        two.first_id = 100
        two.records.clear()
        two.submit(document=b.Document(type="passport", number="E1234567"))
        with pytest.raises(PersonsMixedError):
            Case.of(one.records + two.records)

    def test_a_person_known_to_two_villages_is_one_case(self) -> None:
        here, there = ready(), Story(first_id=100)
        there.submit("0221 09:00")
        there.take(380, "0221 09:10")
        case = Case.of(here.records + there.records)
        assert len(case.applications) == 2
        now = ms("0221 10:00")
        found = judge(
            case, policy=NOTICE_164, now=now, known_until=now, application=here.application
        )
        assert Code.RECHECK in found.codes

    def test_a_transfer_moves_the_application_to_its_last_scope(self) -> None:
        story = ready()
        for at, scope in (("0220 10:00", "u:91371323MA00000000"), ("0220 11:00", "d:370211001001")):
            body = b.ApplicationTransferred(to_scope=scope)
            story.add("application.transferred", at, WANG, body)
        for _turn in range(2):
            state = next(iter(story.case().applications.values()))
            assert state.scope == "d:370211001001"
            story.records.reverse()
        assert ready().case().applications[story.application or b""].scope == "d:371323102215"

    def test_a_person_without_an_application_has_no_pass(self) -> None:
        story = Story()
        story.take(380)
        found = story.judge(NOON)
        assert found.colour is Colour.NONE
        assert found.codes == (Code.RECHECK,)
        assert found.next_change is None
        assert found.application is None
        assert "no application" in found.sentence.en
        story.take(380, "0220 09:20", confirms=story.records[0])
        assert story.judge(NOON).codes == (Code.FEVER,)
        assert story.judge(NOON).next_change is None

    def test_a_check_by_a_stranger_belongs_to_the_case_without_a_subject(self) -> None:
        story = Story()
        ref = story.green()
        story.records.append(
            replace(story.take(380, "0221 09:00"), subject=None, application=None, pass_ref=ref)
        )
        del story.records[-2]
        assert story.judge("0221 10:00").codes == (Code.RECHECK,)
        assert story.case().person == PERSON

    def test_an_application_or_pass_that_is_not_there_is_said_so(self) -> None:
        story = ready()
        with pytest.raises(NotInCaseError) as raised:
            story.judge(NOON, application=b"x" * 16)
        assert raised.value.text("zh") == NotInCaseError.told.text.zh
        with pytest.raises(NotInCaseError):
            story.judge(NOON, pass_ref=PassRef(b"WANG", 7))
        with pytest.raises(NotInCaseError):
            what_may_be_decided(
                story.case(), b"x" * 16, policy=NOTICE_164, now=0, known_until=0, online=True
            )

    def test_records_newer_than_this_program_are_kept_and_change_nothing(self) -> None:
        story = ready()
        before = story.judge(NOON)
        newer = story.add("spell.cast", "0220 10:00", WANG, UnknownBody(data={"x": 1}))
        assert story.judge(NOON) == before
        assert story.case().records[newer.id] == newer
        assert story.case().adding([]).records[newer.id] == newer


class TestDuplicates:
    def test_two_records_of_one_id_are_settled_by_their_text_not_by_arrival(self) -> None:
        story = ready()
        twin = replace(story.records[2], body=b.TemperatureTaken(tenths=400))
        one = Case.of([*story.records, twin])
        two = Case.of([twin, *story.records])
        assert one == two
        equal = replace(story.records[2])
        assert Case.of([*story.records, equal]) == story.case()
