"""What a stranger may have put on a stick: `trust` and `verify` read nothing that only pretends to be a file.

All attempts run in one process of its own with bounded memory: what they must not do is wait, or take it all.
"""

import json
import os
import subprocess
import sys

import pytest

from fieldpass.wire import cbor

pytestmark = pytest.mark.skipif(
    not os.path.exists("/proc/self/mem"), reason="only Linux has these devices"
)
MEMORY_MOST = 1 << 30
WAIT_S = 300
"""As long as a busy machine may take to start a program, many times over: no attempt waits at all."""
MANY = 16_000_000
UNREADABLE = (
    "The trust file cannot be read. Export it again on a device that sends to the platform."
)
COMMANDS = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
from click.testing import CliRunner
from fieldpass.commands.group import main
for line in sys.stdin:
    done = CliRunner().invoke(main, json.loads(line))
    print(json.dumps([done.exit_code, done.output, repr(done.exception)]), flush=True)
"""


def pipe(path):
    os.mkfifo(path)


def endless(path):
    path.symlink_to("/dev/zero")


def unreadable(path):
    path.symlink_to("/proc/self/mem")


def too_large(path):
    with path.open("wb") as file:
        file.truncate(2 << 30)


def nested(path):
    path.write_bytes(b"\x81" * MANY + b"\x80")


def wide(path):
    """Many empty lists: a byte each here, seventy once they are read."""
    path.write_bytes(b"\x9b" + MANY.to_bytes(8, "big") + b"\x80" * MANY)


def wide_inside(path):
    """The same where the lists of a trust file stand."""
    head = b"\x83" + cbor.encode("fieldpass/trust-file/1") + cbor.encode(b"")
    path.write_bytes(head + b"\x9b" + MANY.to_bytes(8, "big") + b"\x80" * MANY)


FILES = (too_large, nested, unreadable, wide, wide_inside, pipe, endless)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each file was answered with, by `trust import` and by `verify --lists`."""
    folder = tmp_path_factory.mktemp("stick")
    lines = []
    for put in FILES:
        put(folder / put.__name__)
        common = ["--home", str(folder / "home"), "--lang", "en"]
        lines.append([*common, "trust", "import", str(folder / put.__name__), "--copy"])
        lines.append([*common, "verify", "--lists", str(folder / put.__name__), "1" * 321])
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, str(MEMORY_MOST)],
        input="\n".join(map(json.dumps, lines)),
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=True,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert not (folder / "home" / "data").exists()
    return dict(
        zip([put.__name__ for put in FILES], zip(said[::2], said[1::2], strict=True), strict=True)
    )


@pytest.mark.parametrize("name", [put.__name__ for put in FILES])
def test_what_is_no_trust_file_is_one_sentence_and_neither_waited_for_nor_read_without_end(
    answers, name
):
    imported, verified = answers[name]
    assert imported == [1, f"Error: {UNREADABLE}\n", "SystemExit(1)"]
    assert verified[0] == 2
    assert UNREADABLE in verified[1]
