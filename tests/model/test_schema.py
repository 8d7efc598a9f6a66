"""The JSON schema that `fieldpass explain --schema` prints says what the reader takes, and nothing else."""

import copy
import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.desk.case_examples import EXAMPLES
from fieldpass.desk.case_files import CaseFileError, read_case
from fieldpass.desk.case_shapes import schema
from tests.model.case_tables import rows

Place = tuple[int | str, ...]
VALIDATOR = jsonschema.Draft202012Validator(schema())
# What no schema can say, in the reader's words: it takes the whole file, the calendar or a check character.
BEYOND = {
    "of more than one person",
    "used twice",
    "no such application",
    "no such pass",
    "not a time",
    "not a day of the calendar",
    "not before closes_hour",
    "not between reading_min_tenths and reading_max_tenths",
    "more than lists_hard_hours",
    "not a division code",
    "not a telephone number",
    "there is this code already",
    "not words that can be shown, zh and en",
}
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 5, 1.5, 5.0, 1 << 47, 1 << 48, 1 << 64, 20200230),
    *("", " ", "A", "x" * 25, "长" * 201, "x" * 1001, "2020-02-24", "2020-02-24T08:00"),
    *("2020-W08-1", "20200224", "2020-02-30", "platform", "issuer:li", "issuer:", "00" * 16),
    *([], [None], ["a"], [[]], {}, {"a": 1}, {"zh": "一", "en": "a"}),
]


def refused(case: Any) -> CaseFileError | None:
    """Why the reader refuses a file."""
    try:
        read_case(json.dumps(case))
    except CaseFileError as wrong:
        return wrong
    return None


@cache
def of_one(kind: str) -> jsonschema.Draft202012Validator:
    """The schema for files whose records are all of one kind: it need not try all the others."""
    found = schema()
    kinds = found["properties"]["records"]["items"]["discriminator"]["mapping"]
    found["properties"]["records"]["items"] = {"$ref": kinds[kind]}
    return jsonschema.Draft202012Validator(found)


def validator(case: Any) -> jsonschema.Draft202012Validator:
    """The one that says the same of this file with less work."""
    match case:
        case {"records": [{"kind": str(kind)}]} if kind in EXAMPLES:
            return of_one(kind)
    return VALIDATOR


def hold(case: Any) -> None:
    """Whatever the schema refuses the reader refuses, and the other way round but for what none can say."""
    wrong = refused(case)
    valid = validator(case).is_valid(case)
    if wrong is None:
        assert valid, [error.message for error in VALIDATOR.iter_errors(case)][:3]
    elif valid:
        said = str(wrong).removeprefix(f"{wrong.path}: ")
        assert said in BEYOND, str(wrong)


def of_kind(kind: str) -> dict[str, Any]:
    """A file with the example of a kind."""
    return {"now": "2020-03-01T08:00", "records": [copy.deepcopy(EXAMPLES[kind])]}


COUNTY = {
    "now": 0,
    "records": [],
    "policy": {
        "validity_days": 14,
        "report_matters": False,
        "county": "371323",
        "county_line": "0539-120",
        "high_incidence": ["42"],
        "questions": [
            {
                "code": "CRUISE",
                "text": {"zh": "一", "en": "a"},
                "since": {"zh": "一", "en": "a"},
                "until": {"zh": "一", "en": "a"},
                "items": [],
            }
        ],
    },
}


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_example_that_it_ships_is_one(kind: str) -> None:
    assert EXAMPLES[kind] in [
        example for shape in schema()["$defs"].values() for example in shape.get("examples", ())
    ]
    VALIDATOR.validate(of_kind(kind))


def test_every_case_of_every_table_is_one() -> None:
    for row in rows():
        # Record by record: the whole would try each of them as every kind.
        parts = [row.given | {"records": []}]
        parts += [{"now": 0, "records": [record]} for record in row.given["records"]]
        errors = [error.message for part in parts for error in validator(part).iter_errors(part)]
        assert errors == [], row.title
    VALIDATOR.validate(COUNTY)


def places(data: Any, place: Place = ()) -> Iterator[Place]:
    """Every place in a file, the whole first."""
    yield place
    below: Iterable[tuple[int | str, Any]] = ()
    if isinstance(data, dict):
        below = data.items()
    elif isinstance(data, list):
        below = enumerate(data)
    for name, value in below:
        yield from places(value, (*place, name))


def changed(data: Any, place: Place, how: str, value: Any) -> Any:
    """The file with a field removed, made something else, or with one that nobody knows beside it."""
    found = copy.deepcopy(data)
    if not place:
        return value if how == "become" else found
    holder = found
    for step in place[:-1]:
        holder = holder[step]
    if how == "remove":
        del holder[place[-1]]
    elif how == "become":
        holder[place[-1]] = value
    elif isinstance(holder, dict):
        holder["nobody_knows"] = value
    else:
        holder.append(value)
    return found


@pytest.mark.parametrize("kind", [*sorted(EXAMPLES), "county"])
def test_a_field_removed_or_unknown_is_refused_by_both_or_by_none(kind: str) -> None:
    base = COUNTY if kind == "county" else of_kind(kind)
    every = list(places(base))[1:]
    for place in every:
        hold(changed(base, place, "remove", None))
    for place in {place[:-1]: place for place in every}.values():
        hold(changed(base, place, "beside", 1))


def test_whatever_stands_in_a_policy_is_refused_by_both_or_by_none() -> None:
    for place in [*places(COUNTY)][1:]:
        for value in VALUES:
            hold(changed(COUNTY, place, "become", value))


@given(data=st.data())
@settings(max_examples=60)
def test_whatever_stands_in_a_field_is_refused_by_both_or_by_none(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([COUNTY, *map(of_kind, sorted(EXAMPLES))]))
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.sampled_from(list(places(base))))
        how = data.draw(st.sampled_from(["become", "become", "remove", "beside"]))
        base = changed(base, place, how, data.draw(st.sampled_from(VALUES)))
        if not isinstance(base, dict | list):
            break
    hold(base)


def test_the_readers_own_words_for_what_no_schema_can_say_are_all_used() -> None:
    """A sentence here that nobody says would let a real difference pass unseen."""
    twice = [{"kind": "temperature.taken", "at": 0, "tenths": 365, "id": "a"}] * 2
    question = COUNTY["policy"]["questions"][0]  # type: ignore[index]
    other = {"document": {"type": "passport", "number": "E1234567"}}
    policies = [
        {"opens_hour": 18},
        {"reading_min_tenths": 370, "fever_tenths": 370},
        {"lists_soft_hours": 700},
        {"high_incidence": ["99"]},
        {"county_line": "call"},
        {"questions": [question, question]},
        {"questions": [question | {"text": {"zh": "一\u200b", "en": "a"}}]},
    ]
    cases: list[Any] = [
        {"now": 0, "records": twice},
        {"now": 0, "records": [], "application": "a"},
        {"now": 0, "records": [], "pass": {"sequence": 1}},
        {"now": "2020-02-30", "records": []},
        {"now": 0, "records": [{"kind": "health.reported", "at": 0, "day": "2020-02-30"}]},
        {
            "now": 0,
            "records": [
                {"kind": "application.submitted", "at": 0},
                {"kind": "application.submitted", "at": 1, "declaration": other},
            ],
        },
        *({"now": 0, "records": [], "policy": policy} for policy in policies),
    ]
    said = set()
    for case in cases:
        assert VALIDATOR.is_valid(case)
        wrong = refused(case)
        assert wrong is not None
        said.add(str(wrong).removeprefix(f"{wrong.path}: "))
    assert said == BEYOND
