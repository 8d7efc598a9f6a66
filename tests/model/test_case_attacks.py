"""`fieldpass explain` and `check-id` against files, values and terminals that mean no good."""

import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fieldpass import locale
from fieldpass.commands.group import main
from fieldpass.desk.case_files import LARGEST, CaseFileError, read_case
from fieldpass.desk.case_shapes import MOST, schema
from fieldpass.model.policy import NOTICE_164, Policy
from fieldpass.model.policy_data import policy_to_data
from tests.model.test_explain import GREEN, run

SURROGATE = "\ud800"
LONG = "x" * 1_000_000


def refused(case: Any) -> tuple[str, str]:
    """The path and the English words with which a case is refused."""
    text = case if isinstance(case, str | bytes) else json.dumps(case)
    with pytest.raises(CaseFileError) as raised:
        read_case(text)
    path, _colon, words = raised.value.advised.what.en.removesuffix(".").partition(": ")
    assert path == raised.value.path
    zh = raised.value.text("zh")
    assert len(zh) < 200
    assert zh.isprintable()
    return path, words


def record(**fields: Any) -> dict[str, Any]:
    """The green case with one more record."""
    more = {"kind": "temperature.taken", "at": 0, "tenths": 365} | fields
    return GREEN | {"records": [*GREEN["records"], more]}


class TestWhatIsNoCase:
    @pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000, "[" * 5000 + "]" * 5000])
    def test_what_is_nested_without_end_is_not_json(self, deep: str) -> None:
        assert refused(deep) == ("$", "not JSON")
        assert refused('{"now": 0, "records": [], "policy": {"x": ' + deep)[0] == "$"

    @pytest.mark.parametrize(
        ("value", "path"),
        [
            ("NaN", "now"),
            ("Infinity", "now"),
            ("-Infinity", "now"),
            ("1e400", "now"),
            ("1.5", "now"),
            ("-1", "now"),
            ("9" * 4000, "now"),
            # Python reads no number of so many digits.
            ("9" * 5000, "$"),
            ("true", "now"),
            ('"1582160400000"', "now"),
        ],
    )
    def test_a_number_that_is_no_time_is_refused(self, value: str, path: str) -> None:
        assert refused('{"now": ' + value + ', "records": []}')[0] == path

    @pytest.mark.parametrize(
        "when",
        [
            "1969-12-31T23:59:59Z",
            "1970-01-01T07:59:59",
            "0001-01-01",
            "10000-01-01",
            "2020-02-30",
            "2020-02-20T09:00:60",
            "",
            "now",
        ],
    )
    def test_a_time_before_1970_or_after_9999_or_of_no_calendar_is_refused(self, when: str) -> None:
        assert refused(GREEN | {"now": when})[0] == "now"
        assert refused(record(at=when))[0] == "records[5].at"

    @pytest.mark.parametrize("when", ["1970-01-01T08:00:00", "9999-12-31T23:59:59-23:59", 0])
    def test_the_first_and_the_last_time_are_taken(self, when: str | int) -> None:
        assert run("explain", "--case", "-", case=GREEN | {"now": when}).exit_code == 0

    @pytest.mark.parametrize(
        "day",
        [
            "20200231",
            20200231.0,
            20200220.5,
            "2020-02-20T23:00Z",
            True,
            10**400,
            "9" * 5000,
            float("nan"),
            float("inf"),
            "1899-12-31",
        ],
    )
    def test_a_day_that_no_calendar_has_is_refused(self, day: Any) -> None:
        more = {"kind": "health.reported", "at": 0, "day": day}
        path, _words = refused(GREEN | {"records": [*GREEN["records"], more]})
        assert path == "records[5].day"

    @pytest.mark.parametrize("day", ["20200229", "2020-02-29", 20200229, 20200229.0])
    def test_a_day_is_read_however_it_is_written(self, day: Any) -> None:
        more = {"kind": "health.reported", "at": 1582992000000, "day": day}
        found = read_case(json.dumps(GREEN | {"records": [*GREEN["records"], more]}))
        assert list(found.case.records.values())[-1].body.day == 20200229  # type: ignore[union-attr]

    @pytest.mark.parametrize("value", ["365", True, 365.5, None, [], {}])
    def test_a_whole_number_is_not_read_from_a_text_or_a_switch(self, value: Any) -> None:
        assert refused(record(tenths=value))[0] == "records[5].tenths"
        assert refused(record(**{"pass": {"sequence": value}}))[0] == "records[5].pass.sequence"

    @pytest.mark.parametrize("value", ["no", "off", 0, 1, "true", None])
    def test_a_yes_is_not_read_from_a_word(self, value: Any) -> None:
        answers = {"answers": [{"code": "EX1", "yes": value}]}
        more = {"kind": "application.submitted", "at": 0, "declaration": answers}
        path = "records[0].declaration.answers[0].yes"
        assert refused({"now": 0, "records": [more]})[0] == path


class TestTexts:
    @pytest.mark.parametrize(
        ("case", "path"),
        [
            (record(id=SURROGATE), "records[5].id"),
            (record(**{SURROGATE: 1}), r'records[5]["\ud800"]'),
            (GREEN | {"policy": {"county": SURROGATE}}, "policy.county"),
            (GREEN | {"policy": {SURROGATE: 1}}, r'policy["\ud800"]'),
            (
                GREEN | {"policy": {"questions": [{"text": {"zh": SURROGATE}}]}},
                "policy.questions[0].text.zh",
            ),
            (GREEN | {SURROGATE: 1}, r'["\ud800"]'),
            (GREEN | {"now": SURROGATE}, "now"),
        ],
    )
    def test_half_a_character_is_refused_where_it_stands(self, case: Any, path: str) -> None:
        assert refused(case) == (path, "not a text")

    def test_a_pair_of_surrogates_is_one_character(self) -> None:
        found = read_case(json.dumps(record(id="\U0001f600")))
        assert "\U0001f600" in found.names.values()

    @pytest.mark.parametrize("name", ["id", "by", "application", "where", "kind", LONG])
    def test_a_text_of_a_million_characters_is_refused_and_not_repeated(self, name: str) -> None:
        path, words = refused(record(**{name: LONG}))
        assert path.startswith("records[5]")
        assert len(path) + len(words) < 200

    @pytest.mark.parametrize("place", ["now", "policy", LONG])
    def test_nor_is_one_at_the_top(self, place: str) -> None:
        path, words = refused(GREEN | {place: {LONG: 1} if place == "policy" else LONG})
        assert len(path) + len(words) < 200

    def test_what_stands_in_a_field_is_never_said(self) -> None:
        for case in (GREEN | {"now": "SECRET"}, record(at="SECRET"), record(tenths="SECRET")):
            assert "SECRET" not in "".join(refused(case))

    def test_a_name_that_is_no_word_is_quoted_and_escaped(self) -> None:
        assert refused(GREEN | {"policy": {"\x1b[31m\n": 1}})[0] == r'policy["\u001b[31m\n"]'
        assert refused(record(**{"two words": 1}))[0] == 'records[5]["two words"]'

    def test_many_names_of_which_the_last_stands_twice_are_read_once(self) -> None:
        names = ",".join(f'"f{number}": 0' for number in range(200_000))
        assert refused("{" + names + ', "f199999": 0}') == ("f199999", "written twice")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_a_file_is_read_in_any_utf(self, encoding: str) -> None:
        assert read_case(json.dumps(GREEN).encode(encoding)).now == 1582171200000

    @pytest.mark.parametrize("data", [b"", b"\0\0", b'{"now": "\xff"}', "{'汉': 1}".encode("gbk")])
    def test_bytes_of_no_utf_are_not_json(self, data: bytes) -> None:
        assert refused(data) == ("$", "not JSON")


class TestSizes:
    def test_a_file_that_never_ends_is_refused_for_its_size(self) -> None:
        for name in ("/dev/zero", "-"):
            result = _command("--lang", "en", "explain", "--case", name, stdin="/dev/zero")
            assert result.returncode == 2
            assert result.stderr.startswith(b"$: larger than 16 MB. ")

    def test_one_byte_decides(self) -> None:
        text = json.dumps(GREEN)
        assert read_case(text + " " * (LARGEST - len(text))).now
        assert refused(text + " " * (LARGEST - len(text) + 1)) == ("$", "larger than 16 MB")

    def test_so_many_records_are_read_and_one_more_is_not(self) -> None:
        hot = {"kind": "temperature.taken", "tenths": 380, "confirms": "t0"}
        many = [hot | {"id": f"t{n}", "at": 1582164000000 + n * 600_000} for n in range(MOST - 1)]
        records = [GREEN["records"][0], *many]
        result = run("explain", "--case", "-", "--json", case=GREEN | {"records": records})
        assert result.exit_code == 0
        assert len(json.loads(result.stdout)["findings"]) == MOST - 1
        path, words = refused(GREEN | {"records": [*records, GREEN["records"][0]]})
        assert (path, str(MOST) in words) == ("records", True)


class TestTheSchema:
    def test_it_bounds_what_the_program_bounds(self) -> None:
        found = schema()
        assert found["properties"]["records"]["maxItems"] == MOST
        integer = {"type": "integer", "minimum": 0, "maximum": (1 << 48) - 1}
        assert integer in found["properties"]["now"]["anyOf"]
        reading = found["$defs"]["TemperatureTaken"]["properties"]["tenths"]
        assert (reading["type"], reading["minimum"], reading["maximum"]) == ("integer", 200, 500)

    def test_it_names_every_number_of_the_policy(self) -> None:
        policy = schema()["properties"]["policy"]
        assert policy["additionalProperties"] is False
        assert set(policy["properties"]) == {member.name for member in fields(Policy)}
        validity = policy["properties"]["validity_days"]
        assert (validity["minimum"], validity["maximum"]) == (1, 23)
        assert policy["properties"]["report_matters"]["type"] == "boolean"

    def test_a_whole_policy_with_its_county_s_line_is_taken(self) -> None:
        whole = policy_to_data(replace(NOTICE_164, county="371323", county_line="0539-120"))
        assert set(whole) == set(schema()["properties"]["policy"]["properties"])
        assert read_case(json.dumps(GREEN | {"policy": whole})).policy.county_line == "0539-120"


class TestTheTerminal:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_what_a_case_says_does_not_drive_it(self, lang: str) -> None:
        asked = "\x1b[2J\u202eevil\x9b31m\r\n"
        more = {"kind": "decision.made", "at": 0, "colour": "yellow", "reason": 2, "asked": asked}
        case = GREEN | {"records": [*GREEN["records"][:3], more]}
        result = run("--lang", lang, "explain", "--case", "-", case=case)
        locale.use("zh")
        assert result.exit_code == 0
        assert "evil" in result.stdout
        assert all(line.isprintable() for line in result.stdout.split("\n"))

    @pytest.mark.parametrize("encoding", ["latin-1", "gbk", "ascii", "utf-8"])
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_an_output_of_few_characters_changes_neither_answer_nor_status(
        self, encoding: str, lang: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(record(tenths=380, id="é\U0001f600")), encoding="utf-8")
        case = ("explain", "--case", str(path))
        identity = ("check-id", "resident-id", "371323197301022235")
        for command, status in ((case, 0), (identity, 1)):
            words = _command("--lang", lang, *command, encoding=encoding)
            assert (words.returncode, words.stderr) == (status, b"")
            assert words.stdout
            answer = _command("--lang", lang, *command, "--json", encoding=encoding)
            assert (answer.returncode, answer.stderr) == (status, b"")
            told = json.loads(answer.stdout.decode(encoding))
            assert told == json.loads(_command("--lang", lang, *command, "--json").stdout)


class TestIdentifiers:
    @pytest.mark.parametrize("kind", ["resident-id", "uscc", "phone", "division"])
    @pytest.mark.parametrize(
        "value",
        [
            "",
            " ",
            "\x00",
            SURROGATE,
            "\x1b[31m",
            "٣" * 18,
            "①" * 18,
            "½" * 18,
            "ﷺ" * 100,
            "9" * 100_000,
            "X" * 18,
            "0" * 18,
            "-" * 50,
            "+86" * 6,
            "\u0300" * 1000,
            "37132319730102223Ⅹ",
        ],
    )
    def test_nothing_that_is_typed_is_more_than_an_error(self, kind: str, value: str) -> None:
        for options in ([], ["--json"]):
            result: Result = CliRunner().invoke(main, ["check-id", *options, "--", kind, value])
            assert isinstance(result.exception, SystemExit), result.exception
            assert result.exit_code == 1
            assert len(result.stdout) < 500


def _command(
    *arguments: str, encoding: str = "utf-8", stdin: str = os.devnull
) -> "subprocess.CompletedProcess[bytes]":
    """Run the program apart, with an output of this encoding."""
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "fieldpass", *arguments]
    with open(stdin, "rb") as given:
        return subprocess.run(
            command, stdin=given, capture_output=True, check=False, env=environment
        )
