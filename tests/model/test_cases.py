"""Every clause has a file of cases in `cases/`; each case names what is expected at its time."""

import json
from pathlib import Path
from typing import Any

import pytest

from fieldpass.commands.explain import to_json
from fieldpass.desk.case_files import read_case
from fieldpass.model.judging import judge

HERE = Path(__file__).parent / "cases"
FILES = sorted(HERE.glob("*.json"))


def _cases() -> list[Any]:
    found = []
    for path in FILES:
        data = json.loads(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            name = f"{path.stem}: {case['name']}"
            found.append(pytest.param(case, data["clause"], id=name))
    return found


@pytest.mark.parametrize(("case", "clause"), _cases())
def test_the_case_is_judged_as_its_clause_says(case: dict[str, Any], clause: str) -> None:
    expect = case["expect"]
    given = {key: value for key, value in case.items() if key not in ("name", "expect")}
    found = read_case(json.dumps(given))
    judgement = judge(
        found.case,
        policy=found.policy,
        now=found.now,
        known_until=found.known_until,
        application=found.application,
        pass_ref=found.pass_ref,
    )
    answer = to_json(judgement, found)
    assert [item["code"] for item in answer["findings"]] == expect["codes"]
    assert answer["colour"] == expect["colour"]
    assert answer["unknown"] == expect.get("unknown", [])
    if "next_change" in expect:
        assert answer["next_change"] == expect["next_change"]


def test_every_finding_of_the_table_is_shown_by_a_case() -> None:
    from fieldpass.model.findings import Code

    shown = {
        code
        for path in FILES
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
        for code in case["expect"]["codes"]
    }
    assert shown == {str(code) for code in Code}


def test_every_file_names_a_clause_and_every_clause_of_the_notice_has_one() -> None:
    from fieldpass.model import clauses

    known = {str(found) for found in vars(clauses).values() if isinstance(found, clauses.Clause)}
    named = {json.loads(path.read_text(encoding="utf-8"))["clause"] for path in FILES}
    assert named == known


def test_a_file_shows_what_its_own_clause_says() -> None:
    from fieldpass.model.findings import TABLE

    of_clause: dict[str, set[str]] = {}
    for code, entry in TABLE.items():
        of_clause.setdefault(str(entry.clause), set()).add(str(code))
    shown: dict[str, set[str]] = {}
    for path in FILES:
        data = json.loads(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            shown.setdefault(data["clause"], set()).update(case["expect"]["codes"])
    for clause, codes in of_clause.items():
        assert codes & shown[clause], clause
