"""Mutation testing of the rules, on demand: `python scripts/mutation.py [--jobs CORES] [PATTERN...]`.

Copies the packages and `tests/model` into a new folder, changes the rules there one place at a time with
mutmut, and counts the changes that a test notices. Needs `pip install mutmut` (it is in no lock, because
neither the program nor its tests need it). Takes some ten minutes on two cores; PATTERN narrows it, as in
`"fieldpass.model.judging*"`. The last count and what survived: docs/mutation.md.

Tests that draw by chance, that start commands or that plant bugs of their own are left out: they notice more,
but not the same twice.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = (
    "test_property_*.py",
    "test_explain.py",
    "test_case_attacks.py",
    "test_notice.py",
    "test_planted.py",
    "test_schema.py",
)
CONFIG = """
[tool.pytest.ini_options]
pythonpath = ["."]
[tool.mutmut]
source_paths = ["fieldpass"]
only_mutate = ["fieldpass/model/*"]
do_not_mutate = ["*/shandong.py"]
also_copy = ["fieldpass", "server_stub"]
pytest_add_cli_args = ["-x", "-q", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["tests/model"]
"""
STEADY = """
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    max_examples=20,
    deadline=None,
    database=None,
)
settings.load_profile("steady")
"""


def main(patterns: list[str], jobs: int) -> int:
    """Prepare the folder, run mutmut in it, and list what survived."""
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    for package in ("fieldpass", "server_stub"):
        shutil.copytree(ROOT / package, folder / package)
    tests = folder / "tests"
    shutil.copytree(ROOT / "tests" / "model", tests / "model")
    (tests / "__init__.py").touch()
    for path in [path for name in LEFT_OUT for path in (tests / "model").glob(name)]:
        path.unlink()
    (tests / "conftest.py").write_text(STEADY, encoding="utf-8")
    (folder / "pyproject.toml").write_text(CONFIG, encoding="utf-8")
    tool = [sys.executable, "-m", "mutmut"]
    children = ["--max-children", str(jobs)]
    status = subprocess.run([*tool, "run", *children, *patterns], cwd=folder, check=False)
    subprocess.run([*tool, "results"], cwd=folder, check=False)
    print(f"The changed copies are in {folder}; `mutmut show NAME` there prints one.")
    return status.returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="CORES")
    asked = parser.parse_args()
    sys.exit(main(asked.patterns, asked.jobs))
