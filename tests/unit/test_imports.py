"""The arrows between the packages, read from the source text: nothing is imported to find them.

The same arrows stand in pyproject.toml for import-linter, which also follows chains of imports. This
module is the second, independent witness, and it says what the pure layers may not touch.
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

DEVICE = frozenset(
    {"model", "wire", "store", "sync", "paper", "desk", "errors", "locale", "config"}
)
SCREEN = DEVICE | {"plain", "screens", "widgets", "terminal", "training"}
ALL = SCREEN | {"commands", "app", "splash", "__main__", "__init__"}

# Who may import whom, besides itself; "__init__" is the package's own top, which holds nothing.
MAY_IMPORT = {
    "__init__": frozenset({"errors"}),
    "errors": frozenset({"model"}),
    "locale": frozenset({"errors"}),
    "config": frozenset({"errors"}),
    "splash": frozenset(),
    "model": frozenset({"errors"}),
    "wire": frozenset({"errors", "model"}),
    "store": frozenset({"errors", "config", "model", "wire"}),
    "sync": frozenset({"errors", "config", "model", "wire", "store"}),
    "paper": frozenset({"errors", "locale", "model", "wire"}),
    "desk": DEVICE,
    "plain": DEVICE | {"screens", "widgets", "terminal"},
    "screens": SCREEN | {"app"},
    "widgets": SCREEN,
    "terminal": SCREEN,
    "training": SCREEN | {"app", "server_stub"},
    "commands": ALL | {"server_stub"},
    "app": ALL - {"__main__", "commands"},
    "__main__": ALL | {"server_stub"},
    "server_stub": frozenset({"errors", "model", "wire", "__init__"}),
}

DATABASE = frozenset({"sqlalchemy", "sqlcipher3", "sqlite3", "psycopg"})
NETWORK = frozenset({"httpx", "httpcore", "requests", "urllib3", "aiohttp"})
SERVER = frozenset({"fastapi", "starlette", "uvicorn"})
TERMINAL = frozenset({"textual", "rich", "click", "qrcode", "curses"})
CHANCE_AND_CLOCK = frozenset(
    {"random", "secrets", "time", "os", "tempfile", "socket", "subprocess"}
)
IMPURE = DATABASE | NETWORK | SERVER | TERMINAL | CHANCE_AND_CLOCK | {"platformdirs", "logging"}

MAY_NOT_IMPORT = {
    "model": IMPURE | {"pydantic", "cbor2", "cryptography", "zstandard", "stdnum", "pypinyin"},
    "wire": IMPURE,
    "store": NETWORK | SERVER | TERMINAL,
    "sync": DATABASE | SERVER | TERMINAL | NETWORK,
    "paper": DATABASE | SERVER | NETWORK | {"textual"},
    "desk": DATABASE | SERVER | NETWORK | {"textual"},
    "plain": DATABASE | SERVER | NETWORK | {"textual"},
    "screens": DATABASE | SERVER | NETWORK,
    "widgets": DATABASE | SERVER | NETWORK,
    "terminal": DATABASE | SERVER | NETWORK,
    "training": DATABASE | SERVER | NETWORK,
    "commands": DATABASE | NETWORK,
    "app": DATABASE | SERVER | NETWORK,
    "server_stub": NETWORK | {"textual", "sqlcipher3"},
}
EXEMPT = {("fieldpass/sync/transport.py", "httpx")}
CLOCK_READERS = frozenset(
    {"now", "utcnow", "today", "uuid1", "uuid4", "uuid7", "urandom", "getenv"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import statement: `target` is the dotted name that it asks for."""

    file: Path
    line: int
    target: str


def imports_of(file: Path, root: Path) -> Iterator[Import]:
    """Every import of a file, wherever it stands, relative ones spelled out."""
    package = file.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            names = [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            names = [arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)]
        for name in names:
            yield Import(file=file, line=node.lineno, target=name)


def piece_of_file(relative: Path) -> str:
    """The piece a file belongs to: a folder of fieldpass, one of its top modules, or server_stub."""
    if relative.parts[0] == "server_stub":
        return "server_stub"
    return relative.parts[1].removesuffix(".py")


def piece_of_target(target: str, root: Path) -> str | None:
    """The piece that an import reaches, None where it is not one of ours."""
    parts = target.split(".")
    if parts[0] == "server_stub":
        return "server_stub"
    if parts[0] != "fieldpass":
        return None
    below = root / "fieldpass" / parts[1] if len(parts) > 1 else None
    if below is None or not (below.is_dir() or below.with_suffix(".py").is_file()):
        return "__init__"
    return parts[1]


def sources(root: Path) -> list[Path]:
    """The Python files of both packages."""
    return sorted(
        path for name in ("fieldpass", "server_stub") for path in (root / name).rglob("*.py")
    )


def violations(root: Path) -> list[str]:
    """Every import below `root` that goes against an arrow or reaches a forbidden outside package."""
    found = []
    for file in sources(root):
        relative = file.relative_to(root)
        piece = piece_of_file(relative)
        for one in imports_of(file, root):
            target = piece_of_target(one.target, root)
            outside = one.target.split(".")[0]
            where = f"{relative.as_posix()}:{one.line}"
            if target is not None:
                if target != piece and target not in MAY_IMPORT.get(piece, frozenset()):
                    found.append(f"{where}: {piece} may not import {one.target}")
            elif (
                outside in MAY_NOT_IMPORT.get(piece, ())
                and (relative.as_posix(), outside) not in EXEMPT
            ):
                found.append(f"{where}: {piece} may not import {outside}")
    return found


def clock_readings(root: Path) -> list[str]:
    """Every call in model and wire that reads the clock, chance, the environment or a file."""
    found = []
    for file in sources(root):
        relative = file.relative_to(root)
        if piece_of_file(relative) not in {"model", "wire"}:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            reads = isinstance(function, ast.Attribute) and function.attr in CLOCK_READERS
            opens = isinstance(function, ast.Name) and function.id in {"open", "input", "print"}
            if reads or opens:
                found.append(f"{relative.as_posix()}:{node.lineno}: {ast.unparse(function)}()")
    return found


def modules_loaded_by(statement: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_every_import_of_the_project_follows_the_arrows() -> None:
    assert violations(ROOT) == []


def test_every_package_and_top_module_has_its_arrows() -> None:
    pieces = {piece_of_file(file.relative_to(ROOT)) for file in sources(ROOT)}
    assert pieces <= MAY_IMPORT.keys()


def test_model_and_wire_never_read_clock_chance_or_files() -> None:
    assert clock_readings(ROOT) == []


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("fieldpass/model/x.py", "from fieldpass.wire import cose"),
        ("fieldpass/model/x.py", "import cbor2"),
        ("fieldpass/model/x.py", "from pydantic import BaseModel"),
        ("fieldpass/model/x.py", "def f():\n    import random"),
        ("fieldpass/wire/x.py", "from fieldpass import store"),
        ("fieldpass/wire/x.py", "from ..store import log"),
        ("fieldpass/wire/x.py", "import sqlalchemy.engine"),
        ("fieldpass/store/x.py", "from fieldpass.sync.core import Sync"),
        ("fieldpass/sync/x.py", "import fieldpass.desk"),
        ("fieldpass/sync/x.py", "import httpx"),
        ("fieldpass/paper/x.py", "from fieldpass.store import log"),
        ("fieldpass/desk/x.py", "from textual.app import App"),
        ("fieldpass/desk/x.py", "from fieldpass.screens import queue"),
        ("fieldpass/plain/x.py", "from textual.app import App"),
        ("fieldpass/screens/x.py", "from sqlalchemy import select"),
        ("fieldpass/widgets/x.py", "import importlib\nimportlib.import_module('httpx')"),
        ("fieldpass/widgets/x.py", "from server_stub import api"),
        ("server_stub/x.py", "from fieldpass.store import log"),
        ("server_stub/api/x.py", "from fieldpass.locale import _"),
        ("server_stub/api/x.py", "import textual"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, file: str, statement: str) -> None:
    for piece in MAY_IMPORT:
        (tmp_path / "fieldpass" / piece).mkdir(parents=True)
    planted = tmp_path / file
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(f"{statement}\n", encoding="utf-8")
    assert [found.split(":")[0] for found in violations(tmp_path)] == [file]


def test_an_allowed_import_is_not_found(tmp_path: Path) -> None:
    for piece in ("errors", "model", "wire", "sync", "store"):
        (tmp_path / "fieldpass" / piece).mkdir(parents=True)
    allowed = {
        "fieldpass/wire/x.py": "from fieldpass.model.text import Text\nimport cbor2, pydantic",
        "fieldpass/sync/transport.py": "import httpx\nfrom ..store import log",
        "fieldpass/store/x.py": "import sqlalchemy\nfrom fieldpass.errors import FieldpassError",
        "server_stub/x.py": "from fieldpass.wire import cose\nimport fastapi, sqlalchemy",
    }
    (tmp_path / "server_stub").mkdir()
    for name, statement in allowed.items():
        (tmp_path / name).write_text(f"{statement}\n", encoding="utf-8")
    assert violations(tmp_path) == []


@pytest.mark.parametrize("call", ["datetime.now()", "uuid.uuid4()", "open('x')", "os.urandom(8)"])
def test_a_planted_reading_of_clock_or_chance_is_found(tmp_path: Path, call: str) -> None:
    (tmp_path / "fieldpass" / "model").mkdir(parents=True)
    (tmp_path / "fieldpass" / "model" / "x.py").write_text(f"def f():\n    return {call}\n")
    assert len(clock_readings(tmp_path)) == 1


@pytest.mark.skipif(find_spec("fieldpass.app") is None, reason="there is no fieldpass.app yet")
def test_importing_the_app_loads_neither_database_nor_network_nor_qr_code() -> None:
    loaded = modules_loaded_by("import fieldpass.app")
    assert "textual" in loaded
    slow = {"sqlalchemy", "httpx", "qrcode", "pydantic", "cryptography", "cbor2", "zstandard"}
    assert loaded & slow == set()


def test_starting_imports_neither_the_screen_nor_the_command_line_before_the_splash() -> None:
    loaded = modules_loaded_by("import fieldpass.__main__, fieldpass.splash")
    assert loaded & {"textual", "rich", "click", "asyncio", "dataclasses"} == set()


def test_importing_all_that_works_without_a_screen_loads_no_textual() -> None:
    names = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for piece in ("model", "wire", "store", "sync", "desk", "plain")
        for file in sorted((ROOT / "fieldpass" / piece).rglob("*.py"))
    ]
    assert "textual" not in modules_loaded_by("\n".join(f"import {name}" for name in names))
