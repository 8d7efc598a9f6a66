"""`fieldpass explain` and `fieldpass check-id`, as people and scripts run them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from fieldpass import locale
from fieldpass.commands.group import main
from fieldpass.desk.case_examples import EXAMPLES
from fieldpass.desk.case_files import CaseFileError, read_case
from fieldpass.desk.case_shapes import schema
from fieldpass.model import bodies
from fieldpass.model.records import DeviceAuthor, IssuerAuthor
from tests.model.build import ms

DOC = Path(__file__).parents[2] / "docs" / "case-files.md"
GREEN: dict[str, Any] = {
    "now": "2020-02-20T12:00:00+08:00",
    "records": [
        {"kind": "application.submitted", "at": "2020-02-20T09:00:00+08:00"},
        {"kind": "screening.done", "at": "2020-02-20T09:05:00+08:00"},
        {"kind": "temperature.taken", "at": "2020-02-20T09:10:00+08:00", "tenths": 365},
        {"kind": "decision.made", "at": "2020-02-20T10:00:00+08:00", "colour": "green"},
        {"kind": "pass.issued", "at": "2020-02-20T10:00:00+08:00"},
    ],
}


def run(*arguments: str, case: Any = None) -> Result:
    text = case if isinstance(case, str) else json.dumps(case) if case is not None else None
    return CliRunner().invoke(main, arguments, input=text)


def explain(case: Any) -> dict[str, Any]:
    result = run("explain", "--case", "-", "--json", case=case)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


class TestExplain:
    def test_a_green_case_has_the_agreed_shape(self) -> None:
        assert explain(GREEN) == {
            "colour": "green",
            "findings": [],
            "unknown": [],
            "next_change": {
                "at": "2020-02-22T00:00:00+08:00",
                "colour": "yellow",
                "code": "NO-REPORT",
            },
        }

    def test_a_finding_has_the_agreed_shape(self) -> None:
        records = [
            *GREEN["records"],
            {
                "kind": "temperature.taken",
                "at": "2020-02-20T11:00:00.5+08:00",
                "tenths": 374,
                "id": "hot",
            },
        ]
        answer = explain(GREEN | {"records": records})
        assert answer["colour"] == "yellow"
        (finding,) = answer["findings"]
        assert set(finding) == {"code", "colour", "clause", "since", "until", "records", "text"}
        assert finding["code"] == "RECHECK"
        assert finding["since"] == "2020-02-20T11:00:00.500+08:00"
        assert finding["until"] is None
        assert finding["records"] == ["hot"]
        assert set(finding["text"]) == {"zh", "en"}
        assert answer["next_change"] is None

    def test_a_finding_that_ends_says_when(self) -> None:
        case = json.loads(json.dumps(GREEN))
        case["records"][0]["declaration"] = {
            "answers": [{"code": "EX4", "yes": True, "since": "2020-02-10"}]
        }
        answer = explain(case)
        assert answer["findings"][0]["until"] == "2020-02-24T00:00:00+08:00"
        assert answer["findings"][0]["records"] == ["r0"]

    def test_the_last_time_that_can_be_written_is_judged_too(self) -> None:
        answer = explain(GREEN | {"now": (1 << 48) - 1})
        assert [item["code"] for item in answer["findings"]] == ["EXPIRED"]
        later = [{**record, "at": (1 << 48) - 1} for record in GREEN["records"]]
        assert explain({"now": (1 << 48) - 1, "records": later})["colour"] == "green"

    def test_what_is_not_known_is_said(self) -> None:
        later = GREEN | {"now": "2020-02-22T12:00:00+08:00", "known_until": "2020-02-21"}
        assert explain(later)["unknown"] == ["NO-REPORT"]
        assert explain(later)["colour"] == "green"

    def test_a_pass_that_would_replace_none_of_this_persons_is_said(self) -> None:
        records = [*GREEN["records"][:-1], {**GREEN["records"][-1], "id": "card"}]
        own = {
            "kind": "pass.issued",
            "at": "2020-02-20T11:00:00+08:00",
            "replaces": {"kid": "issuer", "sequence": 1},
        }
        assert "notes" not in explain(GREEN | {"records": [*records, own]})
        records[-1]["replaces"] = {"kid": "stranger", "sequence": 7}
        answer = explain(GREEN | {"records": records})
        assert answer["colour"] == "green"
        (note,) = answer["notes"]
        assert (note["record"], note["code"]) == ("card", "another-persons-pass")
        for lang, words in (("zh", "不替代任何卡"), ("en", "takes the place of none")):
            assert words in note["text"][lang]
            said = run("--lang", lang, "explain", "--case", "-", case=GREEN | {"records": records})
            assert f"card: {note['text'][lang]}" in said.stdout
        locale.use("zh")

    def test_in_words_it_speaks_both_languages(self) -> None:
        records = [
            *GREEN["records"],
            {"kind": "temperature.taken", "at": "2020-02-20T11:00:00+08:00", "tenths": 374},
        ]
        for lang, word in (("zh", "黄 待行"), ("en", "yellow")):
            result = run(
                "--lang", lang, "explain", "--case", "-", case=GREEN | {"records": records}
            )
            assert result.exit_code == 0
            assert word in result.stdout
            assert "RECHECK" in result.stdout
        later = GREEN | {"now": "2020-02-21T12:00:00+08:00"}
        assert "NO-REPORT" in run("--lang", "en", "explain", "--case", "-", case=later).stdout
        stale = GREEN | {"now": "2020-02-22T12:00:00+08:00", "known_until": "2020-02-21"}
        assert "Not known" in run("--lang", "en", "explain", "--case", "-", case=stale).stdout
        locale.use("zh")

    def test_a_file_is_read_like_standard_input(self, tmp_path: Path) -> None:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(GREEN), encoding="utf-8")
        result = run("explain", "--case", str(path), "--json")
        assert result.exit_code == 0
        assert json.loads(result.stdout) == explain(GREEN)

    def test_without_a_case_or_with_a_file_that_is_not_there_the_status_is_2(
        self, tmp_path: Path
    ) -> None:
        assert run("explain").exit_code == 2
        assert run("explain", "--case", str(tmp_path / "none.json")).exit_code == 2

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ("not json", "$"),
            ("[]", "$"),
            ("{}", "now"),
            ({"records": {}}, "records"),
            ({"now": "yesterday"}, "now"),
            ({"now": True}, "now"),
            ({"now": 1 << 48}, "now"),
            ({"now": "0001-01-01T00:00:00+23:59"}, "now"),
            ({"known_until": -1}, "known_until"),
            ({"colour": "green"}, "colour"),
            ({"application": "a9"}, "application"),
            ({"pass": {"sequence": 9}}, "pass"),
            ({"policy": {"validity_days": 24}}, "policy.validity_days"),
            ({"policy": {"validity": 5}}, "policy.validity"),
            ({"policy": {"questions": [{"code": "A"}]}}, "policy.questions[0].text"),
            (
                {"records": [{"kind": "temperature.taken", "at": 0, "tenths": "hot"}]},
                "records[0].tenths",
            ),
            ({"records": [{"kind": "temperature.taken", "tenths": 365}]}, "records[0].at"),
            ({"records": [{"kind": "spell.cast", "at": 0}]}, "records[0].kind"),
            ({"records": [{"at": 0}]}, "records[0].kind"),
            ({"records": [{"kind": "screening.done", "at": 0, "hit": []}]}, "records[0].hit"),
            (
                {"records": [{"kind": "screening.done", "at": 0, "hits": [{"code": "EX1"}]}]},
                "records[0].hits[0].since",
            ),
            ({"records": [{"kind": "screening.done", "at": 0, "by": "mayor"}]}, "records[0].by"),
            ({"records": [{"kind": "screening.done", "at": 0, "id": "a"}] * 2}, "records[1].id"),
            (
                {"records": [{"kind": "health.reported", "at": 0, "day": "2020-02-30"}]},
                "records[0].day",
            ),
            (
                {"records": [{"kind": "health.reported", "at": 0, "day": 20200230}]},
                "records[0].day",
            ),
            (
                {
                    "records": [
                        {"kind": "application.submitted", "at": 0},
                        {
                            "kind": "application.submitted",
                            "at": 0,
                            "declaration": {"document": {"type": "passport", "number": "E1234567"}},
                        },
                    ]
                },
                "records",
            ),
        ],
    )
    def test_a_malformed_case_has_status_2_and_names_the_field(
        self, change: Any, path: str
    ) -> None:
        case = change if isinstance(change, str) else GREEN | change
        for lang in ("zh", "en"):
            result = run("--lang", lang, "explain", "--case", "-", "--json", case=case)
            assert result.exit_code == 2
            assert result.stderr.startswith(f"{path}: ")
            assert result.stdout == ""
        locale.use("zh")

    @pytest.mark.parametrize(
        ("case", "path"),
        [
            ('{"now": "2020-02-25T08:00:00+08:00", "now": "2020-02-26T08:00:00+08:00"}', "now"),
            ('{"records": [{"at": 0}, {"kind": "x", "at": 0, "at": 0}]}', "records[1].at"),
            (
                '{"records": [{"hits": [{"code": "EX1", "code": "EX2"}]}]}',
                "records[0].hits[0].code",
            ),
        ],
    )
    def test_a_field_that_stands_twice_is_refused(self, case: str, path: str) -> None:
        for lang, words in (("zh", "写了两次"), ("en", "written twice")):
            result = run("--lang", lang, "explain", "--case", "-", "--json", case=case)
            assert result.exit_code == 2
            assert result.stderr.startswith(f"{path}: {words}. ")
        locale.use("zh")

    @pytest.mark.parametrize(
        ("record", "zh", "en"),
        [
            ({"kind": "screening.done"}, "records[0].at: 必填, 没有写", "records[0].at: Field"),
            ({"kind": "x", "at": 0}, "records[0].kind: 没有这种记录", "records[0].kind: no such"),
            (
                {"kind": "decision.made", "at": 0, "colour": "blue"},
                "records[0].colour: 只能是 green, yellow, red",
                "records[0].colour: Input should be 'green'",
            ),
            (
                {"kind": "temperature.taken", "at": 0, "tenths": 501},
                "records[0].tenths: 数字太大",
                "records[0].tenths: Input should be less",
            ),
            (
                {"kind": "health.reported", "at": 0, "day": 20201301},
                "records[0].day: 没有这个日期或时间",
                "records[0].day: not a day of the calendar",
            ),
        ],
    )
    def test_what_is_wrong_is_said_in_either_language(
        self, record: dict[str, Any], zh: str, en: str
    ) -> None:
        for lang, sentence in (("zh", zh), ("en", en)):
            result = run(
                "--lang", lang, "explain", "--case", "-", case=GREEN | {"records": [record]}
            )
            assert result.exit_code == 2
            assert result.stderr.startswith(sentence)
        locale.use("zh")

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(
                        ["now", "records", "policy", "kind", "at", "body", "pass", "answers"]
                    ),
                    inner,
                )
            ),
        )
    )
    def test_any_json_is_a_case_or_a_case_file_error(self, data: Any) -> None:
        try:
            read_case(json.dumps(data))
        except CaseFileError as wrong:
            assert wrong.path  # noqa: PT017

    @given(st.binary(max_size=60))
    def test_any_bytes_are_a_case_or_a_case_file_error(self, data: bytes) -> None:
        with pytest.raises(CaseFileError):
            read_case(data)


class TestCaseFiles:
    @pytest.mark.parametrize("kind", [kind for kind, _version in bodies.BODIES])
    def test_the_example_of_every_kind_is_read(self, kind: str) -> None:
        example = EXAMPLES[kind]
        before = [] if kind == "application.submitted" else [EXAMPLES["application.submitted"]]
        found = read_case(json.dumps({"now": "2020-02-25", "records": [*before, example]}))
        record = list(found.case.records.values())[-1]
        assert record.kind == kind
        assert isinstance(record.body, bodies.BODIES[kind, 1])

    def test_the_schema_has_every_kind_with_its_example(self) -> None:
        found = schema()
        result = run("explain", "--schema")
        assert result.exit_code == 0
        assert json.loads(result.stdout) == json.loads(json.dumps(found))
        for (kind, _version), shape in bodies.BODIES.items():
            part = found["$defs"][shape.__name__]
            assert part["examples"] == [EXAMPLES[kind]]
            assert part["properties"]["kind"]["const"] == kind
        assert set(EXAMPLES) == {kind for kind, _version in bodies.BODIES}

    def test_the_document_shows_the_example_of_every_kind(self) -> None:
        blocks = re.findall(r"```json\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
        shown = [json.loads(block) for block in blocks]
        for example in EXAMPLES.values():
            assert example in shown
        whole = [block for block in shown if "now" in block]
        assert whole
        for block in whole:
            explain(block)

    def test_what_is_left_out_is_filled_in(self) -> None:
        found = read_case(json.dumps(GREEN))
        records = {record.kind: record for record in found.case.records.values()}
        submitted, decided = records["application.submitted"], records["decision.made"]
        assert records["pass.issued"].application == submitted.id
        assert records["pass.issued"].body.decision == decided.id  # type: ignore[union-attr]
        assert records["pass.issued"].pass_ref is not None
        assert records["screening.done"].body.as_of == ms("0220 09:05")  # type: ignore[union-attr]
        assert isinstance(decided.by, IssuerAuthor)
        assert isinstance(submitted.by, DeviceAuthor)
        assert found.known_until == found.now == ms("0220 12:00")
        assert len({record.subject for record in records.values()}) == 1

    def test_times_without_an_offset_are_of_utc_8_and_numbers_are_milliseconds(self) -> None:
        for now in ("2020-02-20T12:00:00", "2020-02-20T04:00:00Z", ms("0220 12:00")):
            assert read_case(json.dumps(GREEN | {"now": now})).now == ms("0220 12:00")

    def test_hexadecimal_of_the_right_length_is_taken_as_it_is(self) -> None:
        name = "0123456789abcdef0123456789abcdef"
        records = [GREEN["records"][0] | {"id": name}]
        found = read_case(json.dumps(GREEN | {"records": records}))
        assert list(found.case.records) == [bytes.fromhex(name)]
        odd = "z" * 32
        records = [GREEN["records"][0] | {"id": odd}]
        found = read_case(json.dumps(GREEN | {"records": records}))
        assert list(found.names.values()) == [odd]

    def test_a_named_author_is_the_same_one_everywhere(self) -> None:
        records = [
            GREEN["records"][0],
            GREEN["records"][3] | {"by": "issuer:wang", "colour": "red", "id": "d1"},
            GREEN["records"][3]
            | {"by": "issuer:wang", "sees": ["d1"], "at": "2020-02-20T11:00:00"},
        ]
        assert explain(GREEN | {"records": records})["findings"][0]["code"] == "DECIDED-RED"
        records[2] = records[2] | {"by": "issuer:li"}
        assert "DECIDED-RED" not in str(explain(GREEN | {"records": records}))


class TestCheckId:
    @pytest.mark.parametrize(
        ("kind", "value", "level", "status"),
        [
            ("resident-id", "371323197301022236", "ok", 0),
            ("resident-id", "３７１３２３１９７３０１０２２２３６", "ok", 0),
            ("resident-id", "371399197301022233", "warning", 0),
            ("resident-id", "371323197301022235", "error", 1),
            ("resident-id", "371323299901022235", "error", 1),
            ("uscc", "91110000600037341L", "ok", 0),
            ("uscc", "91110000600037341M", "error", 1),
            ("phone", "13800005521", "ok", 0),
            ("phone", "12", "error", 1),
            ("division", "371323", "ok", 0),
            ("division", "371399", "warning", 0),
            ("division", "99", "error", 1),
        ],
    )
    def test_the_level_is_told_and_the_status_is_1_for_an_error_only(
        self, kind: str, value: str, level: str, status: int
    ) -> None:
        result = run("check-id", kind, value, "--json")
        answer = json.loads(result.stdout)
        assert (answer["level"], result.exit_code) == (level, status), answer
        assert set(answer) == {"level", "text", "position", "facts"}
        assert set(answer["text"]) == {"zh", "en"}

    def test_in_words_it_says_the_sentence(self) -> None:
        assert run("--lang", "en", "check-id", "phone", "13").stdout.strip().endswith("has 2.")
        assert run("--lang", "zh", "check-id", "phone", "13").stdout.strip().endswith("2 位.")

    def test_the_facts_of_a_resident_id_are_birth_sex_and_county(self) -> None:
        answer = json.loads(run("check-id", "resident-id", "371323197301022236", "--json").stdout)
        facts = answer["facts"]
        assert (facts["birth"], facts["sex"]) == ("1973-01-02", "m")
        assert "沂水县" in facts["county"]

    def test_the_document_shows_what_is_answered(self) -> None:
        text = DOC.read_text(encoding="utf-8")
        blocks = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
        (shown,) = [block for block in blocks if "level" in block]
        kind, value = re.findall(r"`fieldpass check-id (\S+) (\d+) --json`", text)[0]
        assert json.loads(run("check-id", kind, value, "--json").stdout) == shown

    def test_an_unknown_kind_is_a_usage_error(self) -> None:
        assert run("check-id", "shoe-size", "42").exit_code == 2
