"""What the issuer asks for: yellow until it is answered, and then no hindrance."""

from dataclasses import replace

import pytest

from fieldpass.model import bodies as b
from fieldpass.model.findings import Code
from fieldpass.model.records import Holder
from tests.model.build import CLERK, NOON, allowed, ready


class TestMoreInfo:
    def test_unanswered_it_blocks_green(self) -> None:
        story = ready()
        story.decide("yellow", reason=2, asked="work certificate")
        assert allowed(story) == "yr"

    @pytest.mark.parametrize("how", ["amended", "called"])
    def test_answered_it_blocks_nothing(self, how: str) -> None:
        story = ready()
        story.decide("yellow", reason=2, asked="work certificate")
        if how == "amended":
            story.amend("0220 11:00", Holder())
        else:
            call = b.CallMade(how="phone", reached=True)
            story.add("call.made", "0220 11:00", CLERK, call)
        assert allowed(story) == "gyr"
        assert story.judge(NOON).codes == (Code.MORE_INFO,)

    def test_a_call_that_reached_nobody_is_no_answer(self) -> None:
        story = ready()
        story.decide("yellow", reason=2)
        story.add("call.made", "0220 11:00", CLERK, b.CallMade(how="phone", reached=False))
        assert allowed(story) == "yr"

    def test_an_answer_of_before_is_none_unless_it_names_the_decision(self) -> None:
        story = ready()
        asked = story.decide("yellow", reason=2)
        amended = story.amend("0220 09:59:59", Holder())
        assert allowed(story) == "yr"
        story.records[-1] = replace(amended, sees=(asked.id,))
        assert allowed(story) == "gyr"

    def test_an_answer_in_the_same_second_counts(self) -> None:
        story = ready()
        story.decide("yellow", reason=2)
        story.amend("0220 10:00", Holder())
        assert allowed(story) == "gyr"

    def test_what_is_asked_for_is_told(self) -> None:
        story = ready()
        story.decide("yellow", reason=2, asked="work certificate")
        finding = story.judge(NOON).findings[0]
        assert "work certificate" in finding.holder.en
        assert "work certificate" in finding.issuer.zh
