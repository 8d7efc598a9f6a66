"""Two devices and a server, killed in the middle of their work, again and again.

    FIELDPASS_KILLS=1000 python -m pytest tests/job/test_kill.py

kills a thousand times (some ten minutes on a quiet machine); without it the kills stop after
`SECONDS`. A kill is SIGKILL to a whole process at a random moment, a device's or the server's; then it
starts again.
"""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fieldpass.config import folders
from fieldpass.desk import opening, sending
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.model.records import Record
from fieldpass.store import outbox, records
from fieldpass.training import village
from fieldpass.training.job import Job
from fieldpass.wire import serial
from tests.job import field_device
from tests.job.place import ROOT, running

KILLS = int(os.environ.get("FIELDPASS_KILLS", "0"))
SECONDS = 15.0
PATIENCE_S = 60.0
NAMES = ("one", "two")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork")


class Field:
    """The two devices' processes, and the server's."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.kills: Counter[str] = Counter()
        self.pids: dict[str, int] = {}
        self._starter = subprocess.Popen(
            [sys.executable, "-m", "tests.job.field_device"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, name: str) -> None:
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        print("start", self.job.home, name, file=self._starter.stdin, flush=True)
        self.pids[name] = int(self._starter.stdout.readline())

    def kill(self, name: str) -> None:
        """SIGKILL, and wait until nothing of the process is left."""
        self.kills[name] += 1
        if name == "server":
            self.job.server.kill()
            return
        pid = self.pids.pop(name)
        assert running(pid), self.faults()
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + PATIENCE_S
        while running(pid):
            assert time.monotonic() < end
            time.sleep(0.002)

    def told(self, name: str) -> list[list[str]]:
        """What a device was told is done; a line cut by a kill does not count."""
        path = self.job.home / f"{name}.told"
        whole = path.read_text().rpartition("\n")[0] if path.exists() else ""
        return [line.split() for line in whole.splitlines()]

    def faults(self) -> str:
        return "".join(path.read_text() for path in self.job.home.glob("*.fault"))

    def close(self) -> None:
        for name in list(self.pids):
            if running(self.pids[name]):
                self.kill(name)
        self._starter.kill()
        self._starter.communicate()


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    job = Job(tmp_path, real_surroundings())
    try:
        job.start_server()
        for name in NAMES:
            job.register(name, replace(village.ISSUER, name=f"王秀{name}")).close()
        working = Field(job)
        yield working
        working.close()
    finally:
        job.close()


def test_killed_in_the_middle_nothing_told_as_done_is_lost_and_nothing_doubled(
    field: Field,
) -> None:
    _kill_again_and_again(field, random.Random(os.urandom(8)))
    field.close()
    assert field.faults() == ""
    for name in NAMES:
        _no_plain_text(field.job.home / name)
    offices = [
        opening.unlock(folders(field.job.home / name), village.SECRET, real_surroundings())
        for name in NAMES
    ]
    try:
        _sync_until_still(offices)
        for name, office in zip(NAMES, offices, strict=True):
            office.store.check()
            _nothing_lost_nor_doubled(office, field.told(name))
        _devices_hold_the_same(*offices)
        heads = {(head.last, head.link) for head in offices[0].store.read(outbox.heads)}
    finally:
        for office in offices:
            office.close()
    field.job.server.stop()
    _server_holds_the_same(field.job.home / "server", heads)
    lines = [line for name in NAMES for line in field.told(name)]
    assert sum(field.kills.values()) >= 6, field.kills
    assert Counter(line[0] for line in lines)["pass"] >= 5


def _kill_again_and_again(field: Field, chance: random.Random) -> None:
    for name in NAMES:
        field.start(name)
    end = time.monotonic() + SECONDS
    while sum(field.kills.values()) < KILLS if KILLS else time.monotonic() < end:
        time.sleep(chance.uniform(0.02, 0.8))
        victim = chance.choice(("one", "one", "two", "two", "server"))
        field.kill(victim)
        if victim == "server":
            # The devices go on meanwhile, and may be killed while there is no link.
            time.sleep(chance.uniform(0, 0.5))
            field.job.server.start()
        else:
            field.start(victim)


def _sync_until_still(offices: list[Office]) -> None:
    """Sessions in turn until nothing is unsent and nothing new has come."""
    before = -1
    for _ in range(20):
        for office in offices:
            report = sending.run_once(office)
            assert report.last_error is None, report.error_code
        held = sum(office.store.read(records.count) for office in offices)
        if held == before:
            break
        before = held
    assert [office.store.read(outbox.unsent_count) for office in offices] == [0, 0]


def _no_plain_text(folder: Path) -> None:
    """No file that a kill has left behind holds anything of the people: journals and temporary files too."""
    names = ["李" + one + two for one in field_device.FIRST for two in field_device.SECOND]
    # The village's name and division are no secret: the trust file names the body.
    texts = [*names, "王秀one", "王秀two", "后坡村 2 组", "长江路 18 号", "1380000", "13905390001"]
    wanted = [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files), files
    for path in files:
        content = path.read_bytes()
        found = [one for one in [*wanted, b"SQLite format 3", b"CREATE TABLE"] if one in content]
        found += re.findall(rb"371323[12]\d{10}[\dX]", content)
        assert not found, (path.name, found)


def _nothing_lost_nor_doubled(office: Office, told: list[list[str]]) -> None:
    kinds = ("application.submitted", "decision.made", "pass.issued", "temperature.taken")
    held: dict[str, list[Record]] = {kind: [] for kind in kinds}
    for record in office.store.read(lambda conn: records.records_of_kinds(conn, kinds)):
        held[record.kind].append(record)
    assert office.store.read(outbox.returned) == []
    assert len({record.id for each in held.values() for record in each}) == sum(
        map(len, held.values())
    )
    submitted = Counter(record.id.hex() for record in held["application.submitted"])
    decided = Counter(
        record.application.hex() for record in held["decision.made"] if record.application
    )
    serials = Counter(
        serial.serial(record.pass_ref.kid, record.pass_ref.sequence)
        for record in held["pass.issued"]
        if record.pass_ref
    )
    for _word, application, number in (line for line in told if line[0] == "application"):
        assert submitted[application] == 1
        assert serials[number] == 1
    for _word, application, number in (line for line in told if line[0] == "pass"):
        assert decided[application] == 1
        assert serials[number] == 1
    assert max(serials.values()) == 1


def _devices_hold_the_same(one: Office, two: Office) -> None:
    heads = [
        {(head.log, head.last, head.link) for head in office.store.read(outbox.heads)}
        for office in (one, two)
    ]
    assert heads[0] == heads[1]
    assert one.store.read(records.count) == two.store.read(records.count)


def _server_holds_the_same(folder: Path, heads: set[tuple[int, bytes]]) -> None:
    with closing(sqlite3.connect(folder / "server.db")) as conn:
        rows = conn.execute("SELECT head, link FROM logs WHERE scope = ?", (village.SCOPE,))
        assert heads == {(head, bytes(link)) for head, link in rows}
        assert conn.execute("SELECT count(*) FROM forks").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM returns WHERE still").fetchone() == (0,)
