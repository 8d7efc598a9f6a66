"""Whoever writes a policy or a case hears of every field that nobody would read."""

import json
from typing import Any

import pytest

from fieldpass.desk.case_files import CaseFileError, read_case
from fieldpass.model.policies import Policies
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.policy_check import names_wrong, policy_wrong
from fieldpass.model.policy_data import (
    PolicyError,
    policy_from_data,
    policy_to_data,
    unknown_names,
)
from server_stub import policyfile

BOTH = {"zh": "是否乘坐过邮轮?", "en": "On a cruise ship?"}
CRUISE: dict[str, Any] = {"code": "CRUISE", "text": BOTH}
ITEM = {"code": "X", "text": {"zh": "一", "en": "one"}}
UNREAD: list[tuple[dict[str, Any], str]] = [
    ({"questions": [CRUISE | {"colour": "red"}]}, "questions[0].colour"),
    ({"questions": [CRUISE, CRUISE | {"code": "B", "Since": BOTH}]}, "questions[1].Since"),
    ({"questions": [CRUISE | {"text": BOTH | {"fr": "?"}}]}, "questions[0].text.fr"),
    ({"questions": [CRUISE | {"since": BOTH | {"fr": "?"}}]}, "questions[0].since.fr"),
    ({"questions": [CRUISE | {"until": BOTH | {"a b": "?"}}]}, 'questions[0].until["a b"]'),
    ({"questions": [CRUISE | {"items": [ITEM | {"note": 1}]}]}, "questions[0].items[0].note"),
    (
        {"questions": [CRUISE | {"items": [ITEM, ITEM | {"text": BOTH | {"fr": ""}}]}]},
        "questions[0].items[1].text.fr",
    ),
    ({"validity": 5}, "validity"),
]


def refused(policy: Any) -> str:
    """The path that a case with such a policy is refused for."""
    text = policy if isinstance(policy, str) else json.dumps(policy)
    with pytest.raises(CaseFileError) as caught:
        read_case(f'{{"now": 0, "records": [], "policy": {text}}}')
    return caught.value.path


def refused_file(text: str) -> list[str]:
    """The paths that the authority's command refuses a file for."""
    with pytest.raises(policyfile.BadPolicyFile) as caught:
        policyfile.read(policyfile.load(text.encode()), NOTICE_164)
    return [path for path, _ in caught.value.wrong]


@pytest.mark.parametrize(("policy", "path"), UNREAD)
def test_a_field_that_nobody_reads_is_refused_with_its_path(
    policy: dict[str, Any], path: str
) -> None:
    assert refused(policy) == f"policy.{path}"
    assert path in refused_file(json.dumps({"version": 2, "valid_from": "2020-03-01"} | policy))


def test_a_misspelt_field_is_told() -> None:
    found = list(names_wrong({"validity": 5, "questions": [CRUISE | {"Since": BOTH}]}))
    assert [path for path, _text in found] == ["questions[0].Since", "validity"]


@pytest.mark.parametrize(("policy", "path"), UNREAD)
def test_a_reader_of_a_signed_one_leaves_it_aside_and_can_tell(
    policy: dict[str, Any], path: str
) -> None:
    written = policy_to_data(NOTICE_164) | policy
    assert unknown_names(written) == (path,)
    held = Policies.of([written])
    assert len(held.read) == 1
    (left,) = held.unread
    assert (left.whole, left.names) == (False, (path,))


def test_what_is_no_list_or_no_mapping_is_left_to_who_refuses_it() -> None:
    for odd in ({"questions": 1}, {"questions": [1]}, {"questions": [CRUISE | {"items": {}}]}):
        assert unknown_names(odd) == ()
    assert unknown_names({"questions": [CRUISE | {"items": [1], "text": 2}]}) == ()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"validity_days": 5, "validity_days": 14}', "validity_days"),
        ('{"questions": [{"code": "A", "code": "B"}]}', "questions[0].code"),
        ('{"questions": [{"text": {"zh": "a", "zh": "b"}}]}', "questions[0].text.zh"),
        ('{"county_line": "\\ud800"}', "county_line"),
    ],
)
def test_a_field_that_stands_twice_is_refused_in_both_files(text: str, path: str) -> None:
    assert refused(text) == f"policy.{path}"
    assert refused_file(text) == [path]


@pytest.mark.parametrize(
    ("policy", "path"),
    [
        ({"questions": [CRUISE, CRUISE]}, "questions[1].code"),
        ({"questions": [CRUISE | {"code": "EX1"}]}, "questions[0].code"),
        ({"questions": [CRUISE | {"code": "a b"}]}, "questions[0].code"),
        ({"questions": [CRUISE | {"items": [ITEM]}]}, "questions[0].items"),
        ({"questions": [CRUISE | {"text": {"zh": " ", "en": "a"}}]}, "questions[0].text"),
        ({"questions": [CRUISE | {"until": {"zh": "\x1b", "en": "a"}}]}, "questions[0].until"),
        ({"questions": [CRUISE | {"since": {"zh": "\x1b", "en": "a"}}]}, "questions[0].since"),
        ({"high_incidence": ["42", "99"]}, "high_incidence[1]"),
        ({"fever_tenths": 360, "reading_min_tenths": 370}, "fever_tenths"),
        ({"fever_tenths": 400, "reading_max_tenths": 400}, ""),
        ({"fever_tenths": 370, "reading_min_tenths": 370}, "fever_tenths"),
        ({"lists_soft_hours": 73}, "lists_soft_hours"),
        ({"lists_soft_hours": 72}, ""),
        ({"format": 1}, "format"),
    ],
)
def test_a_case_s_policy_is_held_to_what_the_authority_s_is(
    policy: dict[str, Any], path: str
) -> None:
    whole = {"version": 2, "valid_from": "2020-03-01"} | policy
    if path:
        assert refused(policy) == f"policy.{path}"
        assert refused_file(json.dumps(whole)) == [path]
    else:
        read_case(json.dumps({"now": 0, "records": [], "policy": policy}))
        policyfile.read(whole, NOTICE_164)


QUESTION = {"code": "A", "text": BOTH}


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"format": 2}, "比本程序新", "newer than this program"),
        ({"opens_hour": 18}, "不早于下班 (closes_hour)", "not before closes_hour"),
        ({"questions": [1]}, "不是一组名称和值", "not a mapping"),
        ({"questions": [{"code": "A"}]}, "要有 zh 和 en 两项", "not a mapping of zh and en"),
        ({"report_matters": 1}, "不是 true 或 false", "not true or false"),
        ({"validity_days": 24}, "不是 1 到 23 的整数", "not a whole number from 1 to 23"),
        ({"county": 1}, "不是最多 6 个字的文字", "not a text of at most 6 characters"),
        ({"county_line": "x"}, "不是电话号码", "not a telephone number"),
        ({"questions": [QUESTION | {"code": ""}]}, "是空的", "empty"),
        ({"questions": 1}, "不是最多 64 项的列表", "not a list of at most 64 items"),
    ],
)
def test_a_reader_says_in_both_languages_what_it_must_be(
    change: dict[str, Any], zh: str, en: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_from_data(policy_to_data(NOTICE_164) | change)
    assert (caught.value.wrong.zh, caught.value.wrong.en) == (zh, en)


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"validity": 1}, "没有这一项", "there is no such field"),
        ({"format": 1}, "没有这一项", "there is no such field"),
        (
            {"fever_tenths": 370, "reading_min_tenths": 370},
            "不在 reading_min_tenths 和 reading_max_tenths 之间",
            "not between reading_min_tenths and reading_max_tenths",
        ),
        ({"lists_soft_hours": 73}, "大于 lists_hard_hours", "more than lists_hard_hours"),
        ({"high_incidence": ["99"]}, "不是区划代码", "not a division code"),
        ({"questions": [QUESTION, QUESTION]}, "这个代码已经有了", "there is this code already"),
        (
            {"questions": [QUESTION | {"code": "a"}]},
            "只能用大写字母, 数字和 -",
            "not capitals, digits and - alone",
        ),
        (
            {"questions": [QUESTION | {"items": [ITEM]}]},
            "只有症状一问能勾选",
            "only the question about symptoms has any",
        ),
        (
            {"questions": [QUESTION | {"since": {"zh": "", "en": ""}}]},
            "要有可以显示的中英文",
            "not words that can be shown, zh and en",
        ),
    ],
)
def test_its_writer_is_told_in_both_languages_too(change: dict[str, Any], zh: str, en: str) -> None:
    found = list(names_wrong(change))
    if not found:
        found = list(policy_wrong(policy_from_data(policy_to_data(NOTICE_164) | change)))
    assert [(text.zh, text.en) for _path, text in found] == [(zh, en)]
