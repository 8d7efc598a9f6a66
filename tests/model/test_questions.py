"""What is asked: the notice's questions in the policy's numbers, the county's own, the fields around them."""

from dataclasses import replace
from typing import Any

import pytest

from fieldpass.model import clauses
from fieldpass.model.form import FORM
from fieldpass.model.policy import (
    NOTICE_164,
    asked,
    symptoms,
)
from fieldpass.model.questions import (
    QUESTIONS,
    SYMPTOMS,
    Choice,
    Question,
    answers_missing,
)
from fieldpass.model.text import Text

CRUISE = Question(
    code="CRUISE",
    text=Text(zh="是否乘坐过邮轮?", en="On a cruise ship?"),
    since=Text(zh="下船日期", en="left on"),
    until=Text(zh="结束日期", en="ended on"),
    items=(Choice(code="A", text=Text(zh="甲", en="A")),),
)

PLAIN = Question(code="PLAIN", text=Text(zh="?", en="?"))

COUNTY = replace(
    NOTICE_164, version=3, county="371323", county_line="0539-000 0000", questions=(CRUISE, PLAIN)
)


class TestQuestions:
    def test_they_are_the_notice_s_six_in_its_order(self) -> None:
        codes = [question.code for question in asked(NOTICE_164)]
        assert codes == ["SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5"]
        assert codes == [question.code for question in QUESTIONS]
        assert [str(question.clause) for question in QUESTIONS] == [
            "164 一(三)",
            *(f"164 一(三){number}" for number in range(1, 6)),
        ]

    def test_each_asks_for_the_date_from_which_its_days_count(self) -> None:
        asks = {question.code: question for question in QUESTIONS}
        assert all(asks[code].until for code in ("SYMPTOM", "EX1", "EX2", "EX3"))
        assert all(asks[code].since for code in ("EX4", "EX5"))
        assert asks["SYMPTOM"].items == SYMPTOMS

    def test_they_are_readable_on_a_terminal_without_chinese_or_ambiguous_glyphs(self) -> None:
        for question in asked(NOTICE_164):
            assert question.text.en.isascii()
            assert not set(question.text.zh) & set("℃°…“”·{}")

    def test_a_county_s_own_follow_and_never_replace_the_notice_s(self) -> None:
        fake = Question(code="EX1", text=Text(zh="?", en="?"))
        policy = replace(NOTICE_164, questions=(CRUISE, fake, replace(CRUISE, since=None)))
        assert asked(policy) == (*asked(NOTICE_164), CRUISE)
        assert CRUISE.clause == clauses.COUNTY

    def test_they_read_as_the_notice_has_them(self) -> None:
        texts = {question.code: question.text for question in asked(NOTICE_164)}
        assert {code: text.zh for code, text in texts.items()} == {
            "SYMPTOM": "14 天内是否有过发热 (37.3 度以上), 持续干咳, 乏力等症状?",
            "EX1": "是否确诊: 正在住院, 或出院后观察未满 14 天?",
            "EX2": "是否疑似病例或阳性感染者: 未治愈, 或隔离观察未满 14 天?",
            "EX3": "是否确诊, 疑似或阳性人员的密切接触者, 未解除医学观察?",
            "EX4": "是否离开过山东, 返回后居家观察未满 14 天?",
            "EX5": "是否与湖北等疫情高发地区人员有接触, 隔离观察未满 14 天?",
        }
        assert texts["EX5"].en == (
            "Contact with people from Hubei or another high-incidence area, under 14 days of"
            " isolation?"
        )
        first = asked(NOTICE_164)[0]
        assert first.clear == Text(
            zh="14 天内无发热, 干咳, 乏力等",
            en="No fever, dry cough, fatigue or other symptom in 14 days",
        )
        assert first.items == symptoms(NOTICE_164)
        assert [item.code for item in first.items] == ["FEVER", "COUGH", "FATIGUE", "OTHER"]
        assert first.items[0].text == Text(zh="发热 (37.3 度以上)", en="fever (37.3 C or more)")

    @pytest.mark.parametrize(
        ("number", "value", "code", "zh", "en"),
        [
            ("symptom_free_days", 21, "SYMPTOM", "21 天内", "Within 21 days"),
            ("fever_tenths", 380, "SYMPTOM", "(38.0 度以上)", "(38.0 C or more)"),
            ("ex1_days", 28, "EX1", "观察未满 28 天", "under 28 days"),
            ("ex2_days", 28, "EX2", "观察未满 28 天", "under 28 days"),
            ("ex3_days", 7, "EX3", "医学观察, 或解除后未满 7 天?", "or under 7 days after the"),
            ("ex4_days", 7, "EX4", "观察未满 7 天", "under 7 days"),
            ("ex5_days", 21, "EX5", "观察未满 21 天", "under 21 days"),
            ("high_incidence", ("42", "33"), "EX5", "湖北, 浙江等", "Hubei, Zhejiang or another"),
            ("high_incidence", ("371323",), "EX5", "沂水县等", "Yishui County"),
            ("high_incidence", ("330300",), "EX5", "浙江省 330300等", "Zhejiang 330300 or"),
            ("high_incidence", ("99",), "EX5", "与99等", "from 99 or another"),
            ("high_incidence", (), "EX5", "与疫情高发地区", "from a high-incidence area"),
        ],
    )
    def test_they_ask_in_the_numbers_of_the_policy(
        self, number: str, value: Any, code: str, zh: str, en: str
    ) -> None:
        policy = replace(NOTICE_164, **{number: value})
        changed = {one.code: one for one in asked(policy)}
        for one in asked(NOTICE_164):
            assert (changed[one.code] == one) == (one.code != code)
        assert zh in changed[code].text.zh
        assert en in changed[code].text.en

    def test_who_has_not_answered_is_told_in_the_order_of_the_questions(self) -> None:
        questions = asked(COUNTY)
        assert answers_missing([], QUESTIONS) == ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5")
        answered = ["CRUISE", "EX5", "EX1", "EX1", "NEWER"]
        assert answers_missing(answered, questions) == ("SYMPTOM", "EX2", "EX3", "EX4", "PLAIN")
        assert answers_missing([one.code for one in questions], questions) == ()

    def test_every_field_of_the_form_is_a_field_of_the_declaration(self) -> None:
        from fieldpass.model import bodies

        for item in FORM:
            first, _, rest = item.path.partition(".")
            assert first in bodies.Declaration.__dataclass_fields__
            outer, _, inner = item.path.rpartition(".")
            parts: dict[str, Any] = {
                "document": bodies.Document,
                "residence": bodies.Place,
                "destination": bodies.Place,
                "guardian": bodies.Guardian,
                "guardian.document": bodies.Document,
            }
            if rest:
                assert inner in parts[outer].__dataclass_fields__
            assert item.label.zh
            assert item.label.en.isascii()
