"""Renews the lock files from pyproject.toml: `.venv/bin/python scripts/lock.py [--upgrade]`.

Rules: 1. The dev lock is solved first and constrains the runtime lock, so that both name the same
releases. 2. A lock holds for every platform and Python from 3.11 on. 3. No registry is named: whoever
installs brings an index of their own, and the hashes say whether its packages are the right ones.

Needs `uv` (pip install uv), on the PATH or in `.venv`; nothing else in this project does.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"
OPTIONS = (
    "--universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet "
    "--no-emit-index-url --no-emit-find-links"
)


def compile_lock(uv: str, target: str, *more: str) -> None:
    """Write one lock file; raises CalledProcessError, after uv has said why."""
    command = [uv, "pip", "compile", *OPTIONS.split(), *more, "pyproject.toml", "-o", target]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> int:
    """Renew both lock files; 1 where uv is missing or finds no solution."""
    if arguments not in ([], ["--upgrade"]):
        print("usage: scripts/lock.py [--upgrade]", file=sys.stderr)
        return 2
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        print("fieldpass: renewing the lock files needs uv: pip install uv", file=sys.stderr)
        return 1
    try:
        compile_lock(uv, DEV, "--group", "dev", *arguments)
        compile_lock(uv, RUNTIME, "--group", "build", "--constraints", DEV, *arguments)
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
