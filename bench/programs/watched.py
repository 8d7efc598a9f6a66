"""fieldpass as a user starts it, and when which slow module was first asked for.

`python -m bench.programs.watched FILE` writes a line to FILE for each: seconds of `perf_counter`, which
all processes of a machine share, and the name.
"""

import sys
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

SLOW = frozenset(
    {
        "sqlalchemy",
        "sqlcipher3",
        "httpx",
        "qrcode",
        "pydantic",
        "cryptography",
        "cbor2",
        "zstandard",
    }
    | {"pypinyin", "stdnum", "click"}
)


class Watcher(MetaPathFinder):
    """Finds nothing; notes who was looked for."""

    def __init__(self, path: str) -> None:
        self._path, self._seen = path, set[str]()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Note a slow module the first time."""
        if name in SLOW and name not in self._seen:
            self._seen.add(name)
            with open(self._path, "a", encoding="utf-8") as file:
                file.write(f"{time.perf_counter()} {name}\n")
        return None


if __name__ == "__main__":
    sys.meta_path.insert(0, Watcher(sys.argv.pop()))
    from fieldpass.__main__ import main

    main()
