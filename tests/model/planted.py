"""Bugs planted in the rules: each must be found by a case, a property or a test.

    python -m tests.model.planted [--jobs N] [--bug NAME]

plants one after the other and prints, as rows of the table in docs/proofs.md, what finds each: how many cases
of the tables, the first property and the first other test. The exit status is 1 where one is found by none.

A bug is a line of the rules that reads another way (`tests.planting`).
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.model.bugs import BUGS
from tests.planting import plant

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


def bug(name: str) -> contextlib.AbstractContextManager[None]:
    """Plant a bug by name."""
    return plant("fieldpass.model", BUGS[name])


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
