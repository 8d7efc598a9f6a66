"""Every clause has a file of cases in `cases/`; each case names what is expected at its time."""

import pytest

from tests.model.case_tables import Row, hold, rows


@pytest.mark.parametrize("row", [pytest.param(row, id=row.title) for row in rows()])
def test_the_case_is_judged_as_its_clause_says(row: Row) -> None:
    hold(row)


def test_no_two_cases_of_a_table_bear_one_name() -> None:
    titles = [row.title for row in rows()]
    assert len(set(titles)) == len(titles)


def test_every_finding_of_the_table_is_shown_by_a_case() -> None:
    from fieldpass.model.findings import Code

    shown = {code for row in rows() for code in row.expect["codes"]}
    assert shown == {str(code) for code in Code}


def test_every_file_names_a_clause_and_every_clause_of_the_notice_has_one() -> None:
    from fieldpass.model import clauses

    known = {str(found) for found in vars(clauses).values() if isinstance(found, clauses.Clause)}
    assert {row.clause for row in rows()} == known


def test_a_file_shows_what_its_own_clause_says() -> None:
    from fieldpass.model.findings import TABLE

    of_clause: dict[str, set[str]] = {}
    for code, entry in TABLE.items():
        of_clause.setdefault(str(entry.clause), set()).add(str(code))
    shown: dict[str, set[str]] = {}
    for row in rows():
        shown.setdefault(row.clause, set()).update(row.expect["codes"])
    for clause, codes in of_clause.items():
        assert codes & shown[clause], clause
