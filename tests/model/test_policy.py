"""The policy is data: every number has a unit, bounds and a source, and survives the way of a list."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model import clauses
from fieldpass.model.clauses import NOTICES, Clause
from fieldpass.model.findings import ORDER, RANK, TABLE, Code, Colour, Finding, order_of
from fieldpass.model.form import FORM
from fieldpass.model.policy import (
    LATER_NOTICE,
    NOTICE_164,
    SOURCES,
    SWITCHES,
    Policy,
    PolicyError,
    asked,
    days_of,
    policy_from_data,
    policy_to_data,
    symptoms,
    unknown_names,
)
from fieldpass.model.questions import (
    QUESTIONS,
    SYMPTOMS,
    Choice,
    Question,
    answers_missing,
)
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text
from tests.model.build import ms

CRUISE = Question(
    code="CRUISE",
    text=Text(zh="是否乘坐过邮轮?", en="On a cruise ship?"),
    since=Text(zh="下船日期", en="left on"),
    until=Text(zh="结束日期", en="ended on"),
    items=(Choice(code="A", text=Text(zh="甲", en="A")),),
)
DAYS = days_of(NOTICE_164)
PLAIN = Question(code="PLAIN", text=Text(zh="?", en="?"))
COUNTY = replace(
    NOTICE_164, version=3, county="371323", county_line="0539-000 0000", questions=(CRUISE, PLAIN)
)


class TestNumbers:
    def test_notice_164_says_what_the_notice_says(self) -> None:
        told = {
            "validity_days": 5,
            "province_days_min": 14,
            "symptom_free_days": 14,
            "ex1_days": 14,
            "ex2_days": 14,
            "ex3_days": 0,
            "ex4_days": 14,
            "ex5_days": 14,
            "fever_tenths": 373,
            "fever_days": 14,
            "reading_min_tenths": 350,
            "reading_max_tenths": 430,
            "recheck_after_minutes": 5,
            "unscreened_matters": True,
            "unscreened_grace_days": 1,
            "report_matters": True,
            "place_digits": 6,
            "due_hours": 6,
            "opens_hour": 8,
            "closes_hour": 18,
            "ahead_minutes": 10,
            "silent_hours": 24,
            "draft_seconds": 10,
        }
        assert {name: getattr(NOTICE_164, name) for name in told} == told
        assert NOTICE_164.high_incidence == ("42",)
        assert NOTICE_164.valid_from == ms("0222")
        assert NOTICE_164.version == 1

    def test_the_later_notice_gives_14_days_and_changes_nothing_else(self) -> None:
        assert LATER_NOTICE.validity_days == 14
        assert (
            replace(LATER_NOTICE, version=1, valid_from=ms("0222"), validity_days=5) == NOTICE_164
        )

    def test_every_number_and_switch_has_a_source_a_unit_and_bounds_that_hold_it(self) -> None:
        others = {"version", "valid_from", "county", "county_line", "high_incidence", "questions"}
        assert {item.name for item in fields(Policy)} == set(SOURCES) | others
        for name, source in SOURCES.items():
            assert source.unit
            assert source.low <= getattr(NOTICE_164, name) <= source.high
            assert source.text.zh
            assert source.text.en.isascii()
            assert source.clause.notice in NOTICES
        assert {"unscreened_matters", "report_matters"} == SWITCHES

    @pytest.mark.parametrize(
        ("name", "clause"),
        [
            ("validity_days", "164 二(三)"),
            ("ex4_days", "164 一(三)4"),
            ("due_hours", "later"),
            ("recheck_after_minutes", "ours"),
        ],
    )
    def test_a_number_names_its_clause(self, name: str, clause: str) -> None:
        assert str(SOURCES[name].clause) == clause


class TestAsData:
    @pytest.mark.parametrize("policy", [NOTICE_164, LATER_NOTICE, COUNTY])
    def test_what_is_written_reads_the_same(self, policy: Policy) -> None:
        assert policy_from_data(policy_to_data(policy)) == policy

    def test_every_number_is_written_and_only_plain_values(self) -> None:
        data = policy_to_data(COUNTY)
        assert set(data) == {item.name for item in fields(Policy)}

        def plain(value: Any) -> bool:
            if isinstance(value, dict):
                return all(isinstance(key, str) and plain(item) for key, item in value.items())
            if isinstance(value, list):
                return all(plain(item) for item in value)
            return type(value) in (int, str, bool)

        assert plain(data)
        assert data["questions"][0]["since"] == {"zh": "下船日期", "en": "left on"}
        assert set(data["questions"][1]) == {"code", "text"}

    def test_numbers_newer_than_this_program_are_left_aside(self) -> None:
        data = policy_to_data(NOTICE_164) | {"phase_of_the_moon": 3}
        assert policy_from_data(data) == NOTICE_164
        assert unknown_names(data | {"format": 1}) == ("phase_of_the_moon",)
        assert unknown_names(policy_to_data(COUNTY)) == ()

    def test_a_newer_format_is_refused_because_its_writer_says_that_nothing_may_be_left_aside(
        self,
    ) -> None:
        assert policy_from_data(policy_to_data(NOTICE_164) | {"format": 1}) == NOTICE_164
        for newer in (2, None, "1"):
            with pytest.raises(PolicyError, match=r"^format: "):
                policy_from_data(policy_to_data(NOTICE_164) | {"format": newer})

    def test_missing_numbers_read_as_notice_164_has_them(self) -> None:
        assert policy_from_data({"version": 1, "valid_from": ms("0222")}) == NOTICE_164

    @pytest.mark.parametrize("name", sorted(SOURCES))
    def test_a_number_out_of_its_bounds_is_refused_by_name(self, name: str) -> None:
        source = SOURCES[name]
        wrong: list[Any] = [None, "5", 5.0]
        wrong += [0, 1] if name in SWITCHES else [source.low - 1, source.high + 1, True]
        for value in wrong:
            with pytest.raises(PolicyError, match=f"^{name}: "):
                policy_from_data(policy_to_data(NOTICE_164) | {name: value})

    @pytest.mark.parametrize(
        "name", sorted(set(SOURCES) - SWITCHES - {"opens_hour", "closes_hour"})
    )
    def test_a_number_on_its_bounds_is_taken(self, name: str) -> None:
        source = SOURCES[name]
        for value in (source.low, source.high):
            read = policy_from_data(policy_to_data(NOTICE_164) | {name: value})
            assert getattr(read, name) == value

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"version": None}, "version"),
            ({"version": -1}, "version"),
            ({"valid_from": 1 << 48}, "valid_from"),
            ({"opens_hour": 18, "closes_hour": 18}, "opens_hour"),
            ({"county": "3713231"}, "county"),
            ({"county": 371323}, "county"),
            ({"high_incidence": "42"}, "high_incidence"),
            ({"high_incidence": [42]}, "high_incidence"),
            ({"high_incidence": ["4" * 13]}, "high_incidence"),
            ({"high_incidence": ["42"] * 65}, "high_incidence"),
            ({"questions": {}}, "questions"),
            ({"questions": [1]}, r"questions\[0\]"),
            ({"questions": [{"text": {"zh": "", "en": ""}}]}, r"questions\[0\].code"),
            ({"questions": [{"code": "", "text": {"zh": "", "en": ""}}]}, r"questions\[0\].code"),
            ({"questions": [{"code": "A" * 25}]}, r"questions\[0\].code"),
            ({"questions": [{"code": "A"}]}, r"questions\[0\].text"),
            ({"questions": [{"code": "A", "text": {"zh": "x"}}]}, r"questions\[0\].text.en"),
            ({"questions": [{"code": "A", "text": {"en": "x"}}]}, r"questions\[0\].text.zh"),
            (
                {"questions": [{"code": "A", "text": {"zh": "x" * 401, "en": "x"}}]},
                r"questions\[0\].text.zh",
            ),
            (
                {"questions": [{"code": "A", "text": {"zh": "x", "en": "x" * 401}}]},
                r"questions\[0\].text.en",
            ),
            (
                {"questions": [{"code": "A", "text": {"zh": "x", "en": "x"}, "since": 1}]},
                r"questions\[0\].since",
            ),
            (
                {"questions": [{"code": "A", "text": {"zh": "x", "en": "x"}, "until": 1}]},
                r"questions\[0\].until",
            ),
            (
                {"questions": [{"code": "A", "text": {"zh": "x", "en": "x"}, "items": 1}]},
                r"questions\[0\].items",
            ),
            (
                {"questions": [{"code": "A", "text": {"zh": "x", "en": "x"}, "items": [1]}]},
                r"questions\[0\].items",
            ),
            (
                {
                    "questions": [
                        {"code": "A", "text": {"zh": "x", "en": "x"}, "items": [{"code": ""}]}
                    ]
                },
                r"questions\[0\].items.code",
            ),
            (
                {
                    "questions": [
                        {"code": "A", "text": {"zh": "x", "en": "x"}, "items": [{"code": "a"}]}
                    ]
                },
                r"questions\[0\].items.text",
            ),
            ({"county_line": "call us"}, "county_line"),
            ({"county_line": "0" * 21}, "county_line"),
            ({"county_line": 539}, "county_line"),
        ],
    )
    def test_what_is_wrong_is_refused_by_its_path(self, change: dict[str, Any], path: str) -> None:
        with pytest.raises(PolicyError, match=f"^{path}: ") as raised:
            policy_from_data(policy_to_data(NOTICE_164) | change)
        assert raised.value.text("zh").startswith("规则文件")
        assert re.fullmatch(path, raised.value.path)
        assert raised.value.wrong.zh
        assert raised.value.wrong.en.isascii()

    def test_the_limits_themselves_are_taken(self) -> None:
        question = {"code": "A" * 24, "text": {"zh": "x" * 400, "en": "x" * 400}}
        change = {
            "version": 0,
            "valid_from": (1 << 48) - 1,
            "county": "371323",
            "high_incidence": ["4" * 12] * 64,
            "questions": [question] * 64,
        }
        read = policy_from_data(policy_to_data(NOTICE_164) | change)
        assert len(read.questions) == 64
        assert read.high_incidence == ("4" * 12,) * 64

    def test_lists_may_come_as_tuples(self) -> None:
        data = policy_to_data(COUNTY)
        data["questions"] = tuple(data["questions"])
        data["high_incidence"] = tuple(data["high_incidence"])
        assert policy_from_data(data) == COUNTY

    @given(
        st.dictionaries(
            st.sampled_from([item.name for item in fields(Policy)]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
                lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            ),
        )
    )
    def test_any_data_reads_or_is_refused(self, data: dict[str, Any]) -> None:
        try:
            policy = policy_from_data(data)
        except PolicyError:
            return
        assert policy_from_data(policy_to_data(policy)) == policy


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
            outer, _, inner = item.path.partition(".")
            assert outer in bodies.Declaration.__dataclass_fields__
            parts: dict[str, Any] = {
                "document": bodies.Document,
                "residence": bodies.Place,
                "destination": bodies.Place,
                "guardian": bodies.Guardian,
            }
            if inner:
                assert inner in parts[outer].__dataclass_fields__
            assert item.label.zh
            assert item.label.en.isascii()


class TestReasons:
    def test_the_numbers_are_frozen(self) -> None:
        names = (
            "NONE RECHECK MORE_INFO UNSCREENED NO_REPORT EXPIRED CONFLICT SYMPTOM EX1 EX2 EX3 EX4"
            " EX5 FEVER ISSUER OTHER"
        )
        assert [reason.name for reason in Reason] == names.split()
        assert [int(reason) for reason in Reason] == list(range(16))

    def test_the_colours_of_each_are_frozen(self) -> None:
        yellow = {1, 2, 3, 4, 5, 6, 14, 15}
        red = {6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
        assert {int(reason) for reason in Reason if reason.fits("yellow")} == yellow
        assert {int(reason) for reason in Reason if reason.fits("red")} == red
        assert {int(reason) for reason in Reason if reason.fits("green")} == {0}
        assert {int(reason) for reason in Reason if reason.fits("pending")} == {0}
        assert Reason.NONE.colours == {"green", "pending"}

    def test_the_sentence_of_a_colour_begins_with_it(self) -> None:
        for reason in Reason:
            if reason.colours == {"yellow"}:
                assert reason.said(DAYS).zh.startswith("黄卡")
                assert reason.said(DAYS).en.startswith("Yellow")
            if reason.colours == {"red"}:
                assert reason.said(DAYS).zh.startswith("红卡")
                assert reason.said(DAYS).en.startswith("Red")
            assert reason.said(DAYS).zh.endswith(".")

    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("symptom_free_days", "SYMPTOM"),
            ("ex1_days", "EX1"),
            ("ex2_days", "EX2"),
            ("ex4_days", "EX4"),
            ("ex5_days", "EX5"),
        ],
    )
    def test_its_days_are_the_policy_s_and_no_other_reason_s(self, number: str, name: str) -> None:
        days = days_of(replace(NOTICE_164, **{number: 9}))
        for reason in Reason:
            said = reason.said(days)
            assert ("9" in said.zh) == ("9" in said.en) == (reason.name == name)
        assert "9 天" in Reason[name].said(days).zh
        assert "9 days" in Reason[name].said(days).en

    def test_no_sentence_has_a_number_of_its_own(self) -> None:
        for reason in Reason:
            said = reason.said({})
            assert not any(character.isdigit() for character in said.zh + said.en)
            assert "{" not in said.zh + said.en
        for entry in TABLE.values():
            words = [entry.holder, entry.issuer, entry.lifted_by]
            said_all = "".join(one.zh + one.en for one in words)
            assert not any(character.isdigit() for character in said_all)


class TestTheTable:
    def test_every_code_has_a_row_and_a_place_in_the_order(self) -> None:
        assert set(TABLE) == set(Code) == set(ORDER)
        assert set(RANK) == set(Colour)

    def test_colours_rank_from_green_to_none(self) -> None:
        assert sorted(RANK, key=lambda colour: RANK[colour]) == [
            Colour.GREEN,
            Colour.PENDING,
            Colour.YELLOW,
            Colour.RED,
            Colour.NONE,
        ]

    @pytest.mark.parametrize(
        ("code", "colour", "reach", "clause"),
        [
            ("NOT-ACCEPTED", "none", "application", "164 一(一)"),
            ("UNDECIDED", "pending", "application", "164 一(二)"),
            ("NO-READING", "pending", "application", "164 一(三)"),
            ("SYMPTOM", "red", "person", "164 一(三)"),
            ("EX1", "red", "person", "164 一(三)1"),
            ("EX2", "red", "person", "164 一(三)2"),
            ("EX3", "red", "person", "164 一(三)3"),
            ("EX4", "red", "person", "164 一(三)4"),
            ("EX5", "red", "person", "164 一(三)5"),
            ("RECHECK", "yellow", "person", "ours"),
            ("FEVER", "red", "person", "164 一(三)"),
            ("MORE-INFO", "yellow", "application", "164 二(一)"),
            ("UNSCREENED", "yellow", "pass", "ours"),
            ("NO-REPORT", "yellow", "pass", "164 二(二)"),
            ("EXPIRED", "yellow", "pass", "164 二(三)"),
            ("CONFLICT", None, "application", "ours"),
            ("DECIDED-RED", "red", "application", "164 一(二)"),
            ("DECIDED-YELLOW", "yellow", "application", "164 一(二)"),
            ("VOID", "yellow", "pass", "ours"),
            ("WITHDRAWN", "none", "application", "ours"),
            ("COUNTY", "red", "person", "county"),
        ],
    )
    def test_a_row_has_its_colour_reach_and_clause(
        self, code: str, colour: str | None, reach: str, clause: str
    ) -> None:
        row = TABLE[Code(code)]
        assert (row.colour, row.reach, str(row.clause)) == (colour, reach, clause)

    @pytest.mark.parametrize("code", list(Code))
    def test_a_row_speaks_both_languages_without_ambiguous_glyphs(self, code: Code) -> None:
        row = TABLE[code]
        for text in (row.holder, row.issuer, row.lifted_by, row.clause.text):
            assert text.zh
            assert text.en
            assert not set(text.zh) & set("℃…“”·")
            assert text.en.isascii()

    def test_the_reason_of_a_row_fits_its_colour(self) -> None:
        for row in TABLE.values():
            if row.colour in (Colour.YELLOW, Colour.RED):
                assert row.reason.fits(row.colour)
            elif row.colour is not None:
                assert row.reason is Reason.NONE

    def test_a_finding_says_its_detail_and_its_end(self) -> None:
        finding = Finding(
            code=Code.EX4,
            colour=Colour.RED,
            since=0,
            until=ms("0301"),
            detail=Text(zh="青岛.", en="Qingdao."),
        )
        assert finding.issuer.zh == "从省外返回, 居家观察期未满 (青岛), 到2月29日24时为止."
        assert finding.issuer.en.endswith("not over (Qingdao), until 24:00 on 29 Feb.")
        assert finding.reach == "person"
        assert finding.clause == clauses.EX4
        assert finding.lifted_by.en == "the date, or a correction"
        plain = Finding(code=Code.EX4, colour=Colour.RED, since=0)
        assert plain.issuer.zh == "从省外返回, 居家观察期未满."
        assert plain.blocks

    def test_findings_sort_worst_first_then_by_code_time_and_record(self) -> None:
        made = [
            Finding(code=Code.NO_READING, colour=Colour.PENDING, since=0),
            Finding(code=Code.RECHECK, colour=Colour.YELLOW, since=2, records=(b"a",)),
            Finding(code=Code.RECHECK, colour=Colour.YELLOW, since=1, records=(b"b",)),
            Finding(code=Code.RECHECK, colour=Colour.YELLOW, since=1, records=(b"a",)),
            Finding(code=Code.EXPIRED, colour=Colour.YELLOW, since=9),
            Finding(code=Code.EX1, colour=Colour.RED, since=0),
            Finding(code=Code.NOT_ACCEPTED, colour=Colour.NONE, since=0),
        ]
        assert sorted(made, key=order_of) == made[::-1]

    def test_a_clause_reads_short_and_long(self) -> None:
        assert str(clauses.EX4) == "164 一(三)4"
        assert clauses.EX4.text.zh == "第164号通告 一(三)4"
        assert clauses.EX4.text.en == "notice No. 164 of 22 February 2020, I(3)4"
        assert clauses.DAILY.text.en.endswith("II(2)")
        assert clauses.SCOPE.text.en.endswith("I(1)")
        assert clauses.ISSUERS.text.en.endswith("2020, III")
        assert str(Clause(notice="ours")) == "ours"
        assert Clause(notice="ours").text == NOTICES["ours"]
