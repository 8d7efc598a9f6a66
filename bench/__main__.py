"""`python -m bench [NAME ...]`: run benchmarks and print their figures as JSON lines.

Every module of this folder with a `run()` that yields figures is a benchmark, by its file's name.
Without a name all of them run; `--list` prints the names. `--quick` makes those smaller that can be:
their `run` takes `quick`.
"""

import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict

import bench
from bench.figures import Figure

Run = Callable[..., Iterable[Figure]]


def names() -> list[str]:
    """The benchmarks there are."""
    modules = [one.name for one in pkgutil.iter_modules(bench.__path__) if one.name[0] != "_"]
    return [name for name in modules if _run_of(name) is not None]


def _run_of(name: str) -> Run | None:
    run: Run | None = getattr(importlib.import_module(f"bench.{name}"), "run", None)
    return run


def _figures(name: str, quick: bool) -> Iterable[Figure]:
    run = _run_of(name)
    if run is None:
        return ()
    return run(quick=True) if quick and "quick" in inspect.signature(run).parameters else run()


def main(arguments: list[str]) -> int:
    """Run what was asked for; 2 where a name is not known."""
    known = names()
    if arguments == ["--list"]:
        print(*known, sep="\n")
        return 0
    quick = "--quick" in arguments
    arguments = [name for name in arguments if name != "--quick"]
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"bench: no such benchmark; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in arguments or known:
        for figure in _figures(name, quick):
            shown = {key: value for key, value in asdict(figure).items() if value not in (None, "")}
            print(json.dumps({"bench": name, **shown}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
