"""The kept build, unpacked; and its and today's server and device as processes of their own.

`protocol-1.tar.xz` holds model, wire, store, sync and reference server as they were before the platform
wrote `records.erased` and said `erasures` in its hello: the same protocol version, another program. It is
never edited. A later protocol gets a file beside it, made from the commit that is released:

    git archive --format=tar COMMIT fieldpass/__init__.py fieldpass/errors.py fieldpass/model \\
        fieldpass/wire fieldpass/store fieldpass/sync server_stub | xz -9e > protocol-N.tar.xz

Both builds run on the libraries that are installed; a kept build that a new library breaks is replaced.
"""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

NEWER = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("protocol-1.tar.xz")
DEVICE = Path(__file__).with_name("device.py")
USCC, DIVISION = "54371323MEA1234565", "371323104203"
NAME = "沂水县某镇某村村民委员会"
SEED = {"bodies": [{"uscc": USCC, "name": NAME, "type": "community", "division": DIVISION}]}
_OTHER_VERSION = """
import sys
from server_stub.api import hello
hello.PROTOCOL_VERSIONS = ({version},)
from server_stub.__main__ import main
sys.argv[0] = "fieldpass-server"
main()
"""


def unpack(folder: Path) -> Path:
    """The kept build as a folder to import from."""
    with tarfile.open(KEPT) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _env(build: Path):
    # The installed program gives way to the build that is named.
    return {**os.environ, "PYTHONPATH": str(build), "PYTHONSAFEPATH": "1"}


class Server:
    """A reference server of one build over one data folder; stop it."""

    def __init__(self, build: Path, folder: Path):
        self.build, self.folder, self.process = build, folder, None
        seed = folder.with_suffix(".json")
        seed.write_text(json.dumps(SEED, ensure_ascii=False), encoding="utf-8")
        self.run("seed", str(seed))

    def run(self, *words: str, typed: str = "") -> str:
        """One command of the server, while it is not serving or beside it."""
        done = subprocess.run(
            [sys.executable, "-m", "server_stub", *words, "--data", str(self.folder)],
            env=_env(self.build),
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, version: int = 1) -> "Server":
        """Serve on a free port; another `version` is all that it then says to speak."""
        how = ["-m", "server_stub"]
        if version != 1:
            how = ["-c", _OTHER_VERSION.format(version=version)]
        self.process = subprocess.Popen(
            [sys.executable, *how, "serve", "--data", str(self.folder), "--port", "0"],
            env=_env(self.build),
            stdout=subprocess.PIPE,
            text=True,
        )
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.url = line.split()[-1]
                return self
        raise AssertionError("the server did not start")

    def code(self) -> str:
        said = self.run("enrol", "--uscc", USCC, "--role", "issuer", "--json")
        return json.loads(said)["code"]

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process.stdout.close()
            self.process = None


class Device:
    """A device of one build, which is told what to do a line at a time; end it."""

    def __init__(self, build: Path):
        self.process = subprocess.Popen(
            [sys.executable, str(DEVICE)],
            env=_env(build),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.build = Path(self.ask("build")["file"]).parents[1]

    def ask(self, what: str, **more):
        """Do one thing; what the device says of it."""
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the device ended"
        return json.loads(answer)

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()
