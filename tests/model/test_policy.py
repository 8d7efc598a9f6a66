"""The policy is data: every number has a unit, bounds and a source, and survives the way of a list."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model.clauses import NOTICES
from fieldpass.model.policy import LATER_NOTICE, NOTICE_164, SOURCES, SWITCHES, Policy
from fieldpass.model.policy_data import PolicyError, policy_from_data, policy_to_data, unknown_names
from tests.model.build import ms
from tests.model.test_questions import COUNTY


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
