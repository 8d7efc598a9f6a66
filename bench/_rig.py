"""A real server in a process of its own, and real devices with encrypted files, for benchmarks."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from bench.corpus import DIVISION, SCOPE, Corpus
from fieldpass.model.bodies import IssuerRequested
from fieldpass.model.records import DeviceAuthor, Record, uuid7
from fieldpass.store import log
from fieldpass.store.database import Store
from fieldpass.sync import registering, session
from fieldpass.sync.core import SyncCore
from fieldpass.sync.line import ServerLine
from fieldpass.sync.port import StorePort
from fieldpass.sync.steps import Outcome
from fieldpass.sync.transport import Transport
from fieldpass.wire import proofs
from fieldpass.wire.bundle import LogId
from fieldpass.wire.keys import SigningKey

USCC = "54371323MEA1234565"
NAME = "沂水县某镇某村村民委员会"
_WAIT_S = 30.0


def real_clock() -> int:
    """This machine's clock, ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


def busy_s(pid: int) -> float:
    """Seconds that a process has worked until now, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class ServerProcess:
    """`fieldpass-server serve` on a free loopback port, with one village in its register."""

    def __init__(self, folder: Path) -> None:
        """Prepare the folder; `with` starts."""
        # Here, because a device in a process of its own carries no server.
        from server_stub import register, seeding
        from server_stub.server import Server
        from server_stub.settings import Settings

        self._folder = folder
        self.port = _free_port()
        server = Server(Settings(data=folder), clock=real_clock, chance=secrets.token_bytes)
        body = seeding.SeedBody(
            uscc=USCC, name=NAME, type="community", division=DIVISION, representative="王主任"
        )
        server.database.write(
            lambda tx: seeding.apply(tx, seeding.Seed(bodies=(body,)), real_clock())
        )
        self.codes = [
            server.database.write(
                lambda tx: register.make_code(
                    tx,
                    uscc=USCC,
                    role="issuer",
                    root_public=server.authority.root_public,
                    now=real_clock(),
                    chance=secrets.token_bytes,
                )
            ).text
            for _ in range(10)
        ]
        server.close()

    def __enter__(self) -> "ServerProcess":
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "server_stub", "serve"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "--data", str(self._folder)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + _WAIT_S
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(10)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def busy_s(self) -> float:
        """Seconds of work of its process until now: what another load on the machine does not lengthen."""
        return busy_s(self._process.pid)

    def rss_mb(self) -> float:
        """Its resident memory, MB: what it holds now."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0


class BenchDevice:
    """A registered device."""

    def __init__(self, folder: Path, url: str, code: str, seed: int) -> None:
        """Set up, register with the server at `url`."""
        self.key, self.issuer = (
            SigningKey(secrets.token_bytes(32)),
            SigningKey(secrets.token_bytes(32)),
        )
        self.person = secrets.token_bytes(16)
        self.store = Store.create(folder, secrets.token_bytes(32))
        self.corpus = Corpus(
            seed=seed, device=self.key, issuer=self.issuer, staff=self.person, now=real_clock()
        )
        self.store.write(lambda tx: log.open_log(tx, LogId(SCOPE, self.key.kid, 0)))
        self.append([self._requested()])
        self.connect(url)
        told = registering.register(self.store, self.transport, self.key, code, clock=real_clock)
        if told.outcome != "authorised":
            raise RuntimeError(told.reason)

    def connect(self, url: str) -> None:
        """Talk to the server at another address (a proxy's) from now on."""
        self.transport = Transport(url, silence_s=60)
        self.line = ServerLine(self.transport, self.key, monotonic=time.monotonic)
        self.port = StorePort(self.store, self.key, county=DIVISION[:6], clock=real_clock)
        self.core = SyncCore()

    def append_corpus(self, count: int) -> None:
        """Write so many records of the corpus, its clock held at now: the server returns what lies ahead.

        A hundred at a time, as people's work comes: the bench's own pile would count as the device's.
        """
        records = self._corpus(count)
        while some := list(islice(records, 100)):
            self.append(some)

    def _corpus(self, count: int) -> Iterator[Record]:
        now = self.corpus.now
        for record in self.corpus.records(count):
            self.corpus.now = now
            yield record

    def append(self, records: Sequence[Record]) -> None:
        """Write records, durably."""
        self.store.write(lambda tx: log.append(tx, records))

    def sync(self) -> Outcome:
        """One session."""
        return session.run(self.core, self.port, self.line)

    def close(self) -> None:
        """Let go of connection and store."""
        self.transport.close()
        self.store.close()

    def _requested(self) -> Record:
        now = real_clock()
        device, issuer = self.key.public, self.issuer.public
        body = IssuerRequested(
            uscc=USCC,
            body_type="community",
            body_name=NAME,
            division=DIVISION,
            scope=SCOPE,
            name="王主任",
            post="主任",
            phone="13905390001",
            person=self.person,
            role="issuer",
            device_key=device,
            issuer_key=issuer,
            proof_device=proofs.prove(self.key, device, issuer),
            proof_issuer=proofs.prove(self.issuer, device, issuer),
        )
        return Record(
            kind="issuer.requested",
            id=uuid7(now, secrets.token_bytes(10)),
            at=now,
            by=DeviceAuthor(kid=self.key.kid, person=self.person, role="issuer"),
            body=body,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
