"""A real PostgreSQL for the tests: started once, from the machine's own binaries, below a temporary folder.

It never runs as root: where the tests do, it runs as an unprivileged user. Where there are no
binaries or no driver, `why_not` says so and the tests that need it are skipped with that line.
"""

import contextlib
import glob
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

_UNPRIVILEGED = ("postgres", "nobody")
# Without fsync: no test here cuts the power.
_FAST = (
    *("-c", "listen_addresses=", "-c", "shared_buffers=32MB", "-c", "max_connections=80"),
    *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off"),
)


def why_not() -> str | None:
    """Why no PostgreSQL can be started here, or None."""
    if importlib.util.find_spec("psycopg") is None:
        return "PostgreSQL tests skipped: the driver psycopg is not installed"
    if _binary("initdb") is None or _binary("postgres") is None:
        return "PostgreSQL tests skipped: no initdb and postgres on this machine"
    return None


class Postgres:
    """One cluster on a Unix socket; `fresh_url` makes an empty schema in it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fp-pg-"))
        self._user = _unprivileged()
        self._numbers = itertools.count(1)
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "fieldpass", "-E", "UTF8", "-N")
        self._process = self._start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def fresh_url(self) -> str:
        """The URL of a new, empty schema: a database of its own would cost 7 MB and a second."""
        import psycopg

        name = f"t{next(self._numbers)}"
        with psycopg.connect(self._dsn(), autocommit=True) as conn:
            conn.execute(f"CREATE SCHEMA {name}")
        place = f"host={self.folder}&options=-csearch_path%3D{name}"
        return f"postgresql+psycopg://fieldpass@/postgres?{place}"

    def stop(self) -> None:
        """Stop it and remove its folder."""
        # SIGINT is PostgreSQL's fast stop: it does not wait for clients.
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _dsn(self) -> str:
        return f"host={self.folder} user=fieldpass dbname=postgres"

    def _start(self) -> "subprocess.Popen[bytes]":
        import psycopg

        process = subprocess.Popen(
            [_binary("postgres"), "-D", self._data, "-k", str(self.folder), *_FAST],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._identity(),
        )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError, socket.error):
                psycopg.connect(self._dsn()).close()
                return process
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL did not start")

    def _run(self, name: str, *words: str) -> None:
        subprocess.run(
            [_binary(name), *words],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._identity(),
        )

    def _identity(self) -> dict[str, object]:
        """Who it runs as, where the tests run as root."""
        if self._user is None:
            return {}
        return {
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": [],
            "cwd": str(self.folder),
        }


def _unprivileged() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("no unprivileged user to run PostgreSQL as")


def _binary(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return os.path.realpath(found)
    return max(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), default=None)
