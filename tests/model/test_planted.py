"""Every bug that is planted in the rules is found; `python -m tests.model.planted` says by what all."""

import importlib
import re
from pathlib import Path

import pytest

from tests.model.bugs import BUGS, FOUND_BY
from tests.model.case_tables import hold, rows
from tests.model.planted import bug

PROOFS = Path(__file__).parents[2] / "docs" / "proofs.md"


def run(finder: str) -> None:
    """Run a test by its name, such as "test_authors: TestScope.test_x" or "test_authors: test_y(value)"."""
    module, _colon, path = finder.partition(": ")
    path, _bracket, argument = path.rstrip(")").partition("(")
    found = importlib.import_module(f"tests.model.{module}")
    *holder, name = path.split(".")
    for inner in holder:
        found = getattr(found, inner)()
    getattr(found, name)(*([argument] if argument else []))


@pytest.fixture(autouse=True, scope="module")
def read() -> None:
    """The cases are read before a bug is planted."""
    assert not found_by_a_case()


def found_by_a_case() -> bool:
    for row in rows():
        try:
            hold(row)
        except Exception:
            return True
    return False


def found_by(finder: str) -> bool:
    try:
        run(finder)
    except (Exception, pytest.fail.Exception):
        return True
    return False


@pytest.mark.parametrize("name", BUGS)
def test_each_planted_bug_is_found(name: str) -> None:
    with bug(name):
        assert found_by(FOUND_BY[name]) if name in FOUND_BY else found_by_a_case()


@pytest.mark.parametrize("finder", sorted(set(FOUND_BY.values())))
def test_what_finds_a_bug_finds_nothing_where_none_is_planted(finder: str) -> None:
    run(finder)


def test_a_bug_is_taken_back() -> None:
    with bug("void-is-red"):
        assert found_by_a_case()
    assert not found_by_a_case()


def test_a_bug_whose_line_is_gone_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for change in (("judging", "no such line", "pass"), ("judging", "worst first", "worst last")):
        monkeypatch.setitem(BUGS, "new", (change,))
        with pytest.raises(LookupError), bug("new"):
            pass


def test_the_document_shows_what_finds_each() -> None:
    rules = PROOFS.read_text(encoding="utf-8").split("## The rules\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([\w.-]+)` \|", rules, re.MULTILINE) == list(BUGS)
