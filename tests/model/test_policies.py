"""Which of the policies held is in force, where and when, and what is told of one that cannot be read."""

from dataclasses import replace
from typing import Any

import pytest

from fieldpass.model.policies import Policies, Unread, in_force
from fieldpass.model.policy import LATER_NOTICE, NOTICE_164, Policy, asked
from fieldpass.model.policy_data import policy_from_data, policy_to_data
from fieldpass.model.questions import Question
from fieldpass.model.text import Text
from tests.model.build import ms

CRUISE = Question(code="CRUISE", text=Text(zh="是否乘坐过邮轮?", en="On a cruise ship?"))
TRAIN = Question(code="TRAIN", text=Text(zh="是否坐过这趟火车?", en="On that train?"))
BEGIN = LATER_NOTICE.valid_from
OURS = replace(
    NOTICE_164,
    version=1,
    valid_from=ms("0225"),
    county="371323",
    county_line="0539-000 0000",
    high_incidence=("3303",),
    questions=(CRUISE,),
    validity_days=23,
)


def held(*policies: Policy, **more: Any) -> Policies:
    return Policies.of([policy_to_data(one) | more for one in policies])


class TestInForce:
    def test_the_one_that_became_valid_last_is_in_force(self) -> None:
        both = (LATER_NOTICE, NOTICE_164)
        assert in_force(both, BEGIN - 1) is NOTICE_164
        assert in_force(both, BEGIN) is LATER_NOTICE

    def test_of_two_valid_from_the_same_time_the_higher_version_is(self) -> None:
        newer = replace(NOTICE_164, version=7)
        assert in_force((newer, NOTICE_164), ms("0225")) is newer
        assert in_force((NOTICE_164, newer), ms("0225")) is newer

    def test_a_later_date_beats_a_higher_version(self) -> None:
        old = replace(NOTICE_164, version=7)
        assert in_force((old, LATER_NOTICE), ms("0310")) is LATER_NOTICE

    def test_without_any_it_is_notice_164(self) -> None:
        assert in_force((), 0) is NOTICE_164
        assert in_force((LATER_NOTICE,), 0) is NOTICE_164
        assert Policies().in_force(0) is NOTICE_164

    def test_the_next_to_begin_is_the_province_s_or_the_own_county_s(self) -> None:
        policies = held(NOTICE_164, LATER_NOTICE, OURS)
        assert policies.next_begin(ms("0224"), "371323") == OURS.valid_from
        assert policies.next_begin(ms("0224"), "370211") == BEGIN
        assert policies.next_begin(OURS.valid_from, "371323") == BEGIN
        assert policies.next_begin(BEGIN, "371323") is None


class TestACounty:
    def test_it_adds_questions_areas_and_its_telephone_to_the_province_s_policy(self) -> None:
        found = held(NOTICE_164, OURS).in_force(ms("0226"), "371323")
        assert [one.code for one in asked(found)][-2:] == ["EX5", "CRUISE"]
        assert found.high_incidence == ("42", "3303")
        assert found.county_line == "0539-000 0000"
        assert found.county == "371323"

    def test_its_numbers_are_the_province_s(self) -> None:
        policies = held(NOTICE_164, LATER_NOTICE, OURS)
        assert policies.in_force(ms("0226"), "371323").validity_days == 5
        later = policies.in_force(BEGIN, "371323")
        assert (later.validity_days, later.version) == (14, LATER_NOTICE.version)
        assert later.questions == (CRUISE,)

    def test_the_province_s_own_additions_stay_before_its(self) -> None:
        province = replace(
            NOTICE_164, questions=(TRAIN,), county_line="0531-000", high_incidence=("42", "3303")
        )
        own = replace(OURS, county_line="")
        found = in_force((province, own), ms("0226"), "371323")
        assert found.questions == (TRAIN, CRUISE)
        assert found.county_line == "0531-000"
        assert found.high_incidence == ("42", "3303")

    def test_another_county_s_policy_is_never_in_force_here(self) -> None:
        policies = held(NOTICE_164, OURS)
        assert policies.in_force(ms("0226"), "370211") == NOTICE_164
        assert policies.in_force(ms("0226")) == NOTICE_164

    def test_it_begins_on_its_own_day(self) -> None:
        policies = held(NOTICE_164, OURS)
        assert policies.in_force(OURS.valid_from - 1, "371323") == NOTICE_164

    def test_its_telephone_is_known_by_itself(self) -> None:
        policies = held(replace(NOTICE_164, county_line="0531-000"), OURS)
        assert policies.line_of("371323", ms("0226")) == "0539-000 0000"
        assert policies.line_of("371323", ms("0224")) == ""
        assert policies.line_of("370211", ms("0226")) == ""
        assert policies.line_of("", ms("0226")) == ""


NEWER = policy_to_data(LATER_NOTICE) | {"format": 2, "validity_days": "as long as it takes"}


class TestWhatCannotBeRead:
    def test_the_newest_that_can_be_read_stays_in_force(self) -> None:
        middle = replace(NOTICE_164, version=2, valid_from=ms("0225"), validity_days=7)
        written = [NEWER | {"version": 3}, policy_to_data(middle), policy_to_data(NOTICE_164)]
        policies = Policies.of(written)
        assert policies.read == (middle, NOTICE_164)
        assert policies.in_force(BEGIN + 1) == middle

    def test_it_is_told_from_its_announcement_on(self) -> None:
        policies = Policies.of([policy_to_data(NOTICE_164), NEWER])
        told = Unread(version=2, valid_from=BEGIN, county="", whole=True, names=("format",))
        assert policies.newer(BEGIN - 1) == told
        assert policies.newer(BEGIN, "371323") == told

    def test_one_that_can_be_read_and_takes_its_place_ends_that(self) -> None:
        after = replace(LATER_NOTICE, version=3, valid_from=ms("0305"))
        policies = Policies.of([NEWER, policy_to_data(after)])
        assert policies.newer(ms("0304")) is not None
        assert policies.newer(ms("0305")) is None
        same_day = policy_to_data(replace(LATER_NOTICE, version=3))
        assert Policies.of([NEWER, same_day]).newer(BEGIN) is None

    def test_numbers_left_aside_are_told_while_their_policy_is_in_force(self) -> None:
        policies = held(LATER_NOTICE, masks=True, moon=3)
        told = policies.newer(BEGIN)
        assert told == Unread(
            version=2, valid_from=BEGIN, county="", whole=False, names=("masks", "moon")
        )
        assert policies.in_force(BEGIN) == LATER_NOTICE

    def test_what_is_not_read_at_all_is_told_before_what_is_left_aside(self) -> None:
        aside = policy_to_data(replace(LATER_NOTICE, version=3)) | {"masks": True}
        whole = NEWER | {"version": 4}
        for written in ([aside, whole], [whole, aside]):
            told = Policies.of(written).newer(BEGIN)
            assert told is not None
            assert (told.version, told.whole) == (4, True)

    @pytest.mark.parametrize("bad", [None, "7", -1, True, 1 << 48])
    def test_one_without_a_number_is_told_whatever_is_in_force(self, bad: Any) -> None:
        policies = Policies.of([policy_to_data(LATER_NOTICE), NEWER | {"version": bad}])
        told = policies.newer(BEGIN + 1)
        assert told is not None
        assert told.whole

    def test_another_county_s_is_nobody_s_business(self) -> None:
        policies = Policies.of([NEWER | {"county": "370211"}])
        assert policies.newer(BEGIN, "371323") is None
        assert policies.newer(BEGIN, "370211") is not None
        assert policies.newer(BEGIN) is None

    def test_a_county_that_is_no_text_is_told_to_all(self) -> None:
        assert Policies.of([NEWER | {"county": 37}]).newer(BEGIN, "371323") is not None

    def test_all_that_can_be_read_is_silent(self) -> None:
        policies = held(NOTICE_164, LATER_NOTICE, OURS)
        assert policies.unread == ()
        assert policies.newer(BEGIN, "371323") is None
        assert policy_from_data(policy_to_data(NOTICE_164)) == policies.read[0]


def test_the_very_first_policy_that_cannot_be_read_is_told_with_its_number() -> None:
    (one,) = Policies.of([{"version": 1, "valid_from": 0, "format": 2}]).unread
    assert (one.version, one.valid_from) == (1, 0)
    assert Policies.of([{"version": 1, "valid_from": 0, "format": 2}]).newer(0) == one
