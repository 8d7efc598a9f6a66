"""Bugs planted in the rules: each must be found by a case, a property or a test.

    python -m tests.model.planted [--jobs N] [--bug NAME]

plants one after the other and prints, as rows of the table in docs/proofs.md, what finds each: how many cases
of the tables, the first property and the first other test. The exit status is 1 where one is found by none.

A bug is a line of the rules that reads another way: `bug` compiles the module with that line changed and
lends its functions the changed code, so that whoever has imported them runs it too, and takes it back at the
end. Nothing in the product knows of them. A line that is not there any more is an error, never a bug that is
found.
"""

import argparse
import contextlib
import importlib
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.model.bugs import BUGS

HERE = Path(__file__).parent
CASES, PROPERTIES = HERE / "test_cases.py", sorted(HERE.glob("test_property_*.py"))
# These start commands, or plant bugs themselves.
LEFT_OUT = (
    "test_explain.py",
    "test_case_attacks.py",
    "test_notice.py",
    "test_planted.py",
    "test_schema.py",
)


@contextlib.contextmanager
def bug(name: str) -> Iterator[None]:
    """Plant a bug by name."""
    lent: list[tuple[FunctionType, CodeType]] = []
    try:
        for place, changes in groupby(BUGS[name], key=itemgetter(0)):
            module = importlib.import_module(f"fieldpass.model.{place}")
            for function, code in _changed(module, [change[1:] for change in changes]):
                lent.append((function, function.__code__))
                function.__code__ = code
        yield
    finally:
        for function, code in reversed(lent):
            function.__code__ = code


def _functions(module: ModuleType) -> dict[str, FunctionType]:
    """The functions and methods that a module defines, by their qualified names."""
    found: dict[str, FunctionType] = {}
    for item in vars(module).values():
        if getattr(item, "__module__", None) != module.__name__:
            continue
        for inner in [item, *vars(item).values()] if inspect.isclass(item) else [item]:
            if isinstance(inner, property):
                inner = inner.fget
            function = inspect.unwrap(getattr(inner, "__func__", inner))
            if isinstance(function, FunctionType):
                found[function.__qualname__] = function
    return found


def _changed(
    module: ModuleType, changes: list[tuple[str, str]]
) -> list[tuple[FunctionType, CodeType]]:
    """The functions of a module with the code that they have once its lines are changed."""
    source, path = inspect.getsource(module), str(module.__file__)
    old = _codes(compile(source, path, "exec"))
    for before, after in changes:
        if source.count(before) != 1:
            raise LookupError(f"{module.__name__} has {source.count(before)} times: {before}")
        source = source.replace(before, after)
    new, own = _codes(compile(source, path, "exec")), _functions(module)
    changed = [(own[name], code) for name, code in new.items() if name in own and code != old[name]]
    if not changed:
        raise LookupError(f"{module.__name__}: no function is changed by: {changes}")
    return changed


def _codes(code: CodeType) -> dict[str, CodeType]:
    found = {}
    for item in code.co_consts:
        if isinstance(item, CodeType):
            found[item.co_qualname] = item
            found.update(_codes(item))
    return found


def cases_that_find() -> list[str]:
    """The titles of the cases that do not hold now."""
    from tests.model.case_tables import hold, rows

    found = []
    for row in rows():
        try:
            hold(row)
        except Exception:
            found.append(row.title)
    return found


class _First:
    """Remembers the first test that fails; what is drawn by chance is drawn the same each time."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_configure(self) -> None:
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            "planted",
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("planted")

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid.rpartition("::")[2]


def _first_of(*selected: str) -> str:
    import pytest

    first = _First()
    options = ["-x", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider"]
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        pytest.main([*options, *selected], plugins=[first])
    return first.failed


def _found(name: str) -> tuple[list[str], str, str]:
    """What finds a bug: the cases, the first property, the first of the other tests."""
    others = [
        str(path)
        for path in sorted(HERE.glob("test_*.py"))
        if path.name not in LEFT_OUT and path not in (CASES, *PROPERTIES)
    ]
    with bug(name):
        cases = cases_that_find()
        return cases, _first_of(*map(str, PROPERTIES)), _first_of(*others)


def _found_apart(name: str) -> tuple[str, tuple[list[str], str, str]]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "tests.model.planted", "--apart", name]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{name}: {run.stderr}")
    cases, prop, other = json.loads(run.stdout.splitlines()[-1])
    return name, (cases, prop, other)


def main() -> int:
    """Look for every bug, or for one."""
    parser = argparse.ArgumentParser(prog="tests.model.planted", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--bug", choices=list(BUGS), help="this one alone")
    parser.add_argument("--apart", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.apart:
        print(json.dumps(_found(options.apart)))
        return 0
    survived = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        names = [options.bug] if options.bug else list(BUGS)
        for name, (cases, prop, other) in pool.map(_found_apart, names):
            survived += not (cases or prop or other)
            told = [f"`{found}`" if found else "" for found in (prop, other)]
            print(f"| `{name}` | {len(cases) or ''} | {told[0]} | {told[1]} |", flush=True)
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
