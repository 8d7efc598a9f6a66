"""Every attack of the list finds the bug that would let it through."""

import importlib
import inspect

import pytest

from tests.desk.planted_attacks import BUGS
from tests.planting import plant

FOUND = [
    pytest.param(changes, *finder, id=f"{name}: {finder[1]} {finder[2] or ''}".strip())
    for name, (changes, finders) in BUGS.items()
    for finder in finders
]


@pytest.mark.parametrize(("changes", "file", "name", "values"), FOUND)
def test_each_planted_bug_is_found_by_its_attack(request, changes, file, name, values):
    test = getattr(importlib.import_module(file), name)
    wanted = [one for one in inspect.signature(test).parameters if one not in values]
    given = values | {one: request.getfixturevalue(one) for one in wanted}
    with plant("fieldpass", changes):
        try:
            test(**given)
        except (AssertionError, pytest.fail.Exception):
            return
    raise AssertionError("the bug let the attack through, and its test did not see it")
