"""The case tables of `cases/`: read, and held against the rules.

What a case expects must come out whatever the order in which its records arrive, however often and in how
many parts; and its next change must be right when time is moved there, and one millisecond before.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fieldpass.commands.explain import to_json
from fieldpass.desk.case_files import CaseFile, read_case
from fieldpass.model.case import Case
from fieldpass.model.judging import Judgement, judge
from fieldpass.model.records import Record
from fieldpass.model.times import DAY

HERE = Path(__file__).parent / "cases"
FILES = sorted(HERE.glob("*.json"))


@dataclass(frozen=True)
class Row:
    """One case of a table: `given` is a case file, `expect` what must come out."""

    table: str
    clause: str
    name: str
    given: dict[str, Any]
    expect: dict[str, Any]

    @property
    def title(self) -> str:
        return f"{self.table}: {self.name}"


@cache
def rows() -> tuple[Row, ...]:
    """Every case of every table."""
    found = []
    for path in FILES:
        data = json.loads(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            given = {key: value for key, value in case.items() if key not in ("name", "expect")}
            row = Row(path.stem, data["clause"], case["name"], given, case["expect"])
            found.append(row)
    return tuple(found)


@cache
def _read(title: str) -> CaseFile:
    """A case as read; what it reads is folded anew each time that it is held."""
    (row,) = [row for row in rows() if row.title == title]
    return read_case(json.dumps(row.given))


def hold(row: Row) -> None:
    """Assert that the rules say what the case expects."""
    found = _read(row.title)
    found = replace(found, case=Case.of(found.case.records.values()))
    judgement = _judged(found, found.case, found.now)
    answer, expect = to_json(judgement, found), row.expect
    assert [item["code"] for item in answer["findings"]] == expect["codes"]
    assert answer["colour"] == expect["colour"]
    assert answer["unknown"] == expect.get("unknown", [])
    if "next_change" in expect:
        assert answer["next_change"] == expect["next_change"]
    for case in _arrivals(tuple(found.case.records.values())):
        assert _judged(found, case, found.now) == judgement
    _hold_next_change(found, judgement)


def _arrivals(records: tuple[Record, ...]) -> Iterator[Case]:
    """The same records as they may arrive: backwards, twice, one by one, and the middle first."""
    backwards, middle = records[::-1], len(records) // 2
    yield Case.of(backwards)
    yield Case.of(records + backwards)
    one_by_one = Case.of(())
    for record in backwards:
        one_by_one = one_by_one.adding([record])
    yield one_by_one
    yield Case.of(records[middle:]).adding(records[:middle])


def _judged(found: CaseFile, case: Case, now: int) -> Judgement:
    """The judgement at a time; who knew all at the case's own time knows all at any."""
    stale = found.known_until < found.now
    return judge(
        case,
        policy=found.policy,
        now=now,
        known_until=found.known_until if stale else max(now, found.known_until),
        application=found.application,
        pass_ref=found.pass_ref,
    )


def _hold_next_change(found: CaseFile, judgement: Judgement) -> None:
    change = judgement.next_change
    if change is None:
        if found.known_until >= found.now:
            after = _judged(found, found.case, found.now + 400 * DAY)
            assert after.colour is judgement.colour
        return
    assert change.at > found.now
    assert _judged(found, found.case, change.at - 1).colour is judgement.colour
    there = _judged(found, found.case, change.at)
    assert there.colour is change.colour is not judgement.colour
    assert change.code in there.codes + judgement.codes
