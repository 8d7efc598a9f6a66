"""docs/notice-164.md names functions and tests; all of them exist, and no case file is left out."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

from fieldpass.model import clauses
from fieldpass.model.clauses import Clause
from fieldpass.model.findings import TABLE
from fieldpass.model.policy import SOURCES
from fieldpass.model.questions import QUESTIONS

CLAUSES = {found for found in vars(clauses).values() if isinstance(found, Clause)}
ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "notice-164.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\S+) \| .* \| `([\w.]+)` \| `(\w+): ([\w-]+)` \|$", DOC, re.MULTILINE)


def test_every_row_of_the_tables_is_read() -> None:
    lines = [line for line in DOC.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(ROWS) == len([line for line in lines if not line.startswith("| clause")])


@pytest.mark.parametrize("function", sorted({row[1] for row in ROWS}))
def test_the_function_exists(function: str) -> None:
    module, *path = function.split(".")
    found: object = importlib.import_module(f"fieldpass.model.{module}")
    for name in path:
        found = getattr(found, name)
    assert callable(found)


@pytest.mark.parametrize(("module", "name"), sorted({(row[2], row[3]) for row in ROWS}))
def test_the_test_exists(module: str, name: str) -> None:
    if module == "test_cases":
        assert (ROOT / "tests" / "model" / "cases" / f"{name}.json").exists()
    else:
        source = (ROOT / "tests" / "model" / f"{module}.py").read_text(encoding="utf-8")
        assert f"def {name}(" in source


def test_every_case_file_stands_in_the_document() -> None:
    shown = {row[3] for row in ROWS if row[2] == "test_cases"}
    assert {path.stem for path in (ROOT / "tests" / "model" / "cases").glob("*.json")} == shown


def test_every_clause_of_a_finding_a_number_or_a_question_has_a_row() -> None:
    used = {row.clause for row in TABLE.values()} | {source.clause for source in SOURCES.values()}
    used |= {question.clause for question in QUESTIONS}
    assert used <= CLAUSES
    shown = {row[0] for row in ROWS}
    for clause in CLAUSES:
        assert (clause.section if clause.notice == "164" else clause.notice) in shown


def test_no_comment_of_the_rules_cites_a_clause_that_there_is_not() -> None:
    sections = {clause.section for clause in CLAUSES if clause.notice == "164"}
    for path in (ROOT / "fieldpass" / "model").rglob("*.py"):
        if path.name != Path(inspect.getfile(clauses)).name:
            cited = re.findall(
                r"[一二三]\([一二三四五六]\)[1-9]?", path.read_text(encoding="utf-8")
            )
            assert set(cited) <= sections, path.name
