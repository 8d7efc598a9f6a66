"""The server as a process of its own: how it starts, says where, stops, and is killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from tests.server.world import SEED, USCC, Device


class Remote:
    """A server process and a client of it; devices speak to it as to a World."""

    def __init__(self, folder, *words):
        self.folder, self.words = folder, words
        self.process = None

    @property
    def now(self):
        return time.time_ns() // 1_000_000

    def start(self, port=0):
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "server_stub", "serve", "--data", str(self.folder)),
                *("--port", str(port), *self.words),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("listening on "):
                self.url = line.split()[-1]
                self.client = httpx.AsyncClient(base_url=self.url, timeout=20)
                return
        raise AssertionError("".join(self.said) + self.process.stderr.read())

    def run(self, *words, fails=False):
        done = command(*words, "--data", str(self.folder))
        assert bool(done.returncode) == fails, done.stderr
        return done

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(20)


def command(*words, **more):
    return subprocess.run(
        [sys.executable, "-m", "server_stub", *words],
        capture_output=True,
        text=True,
        timeout=60,
        **more,
    )


@pytest.fixture
def remote(tmp_path):
    made = Remote(tmp_path / "data")
    (tmp_path / "seed.json").write_text(json.dumps(SEED, ensure_ascii=False), encoding="utf-8")
    made.seed_file = str(tmp_path / "seed.json")
    yield made
    if made.process and made.process.poll() is None:
        made.end(signal.SIGKILL)


async def test_it_starts_on_a_free_port_says_where_and_stops_in_order(remote):
    remote.start()
    assert any("root key offline" in line for line in remote.said)
    async with remote.client as client:
        assert (await client.get("/openapi.json")).status_code == 200
    assert remote.end() in (0, -signal.SIGTERM)
    assert remote.process.stderr.read() == ""


async def test_commands_work_while_it_runs_and_it_notices(remote):
    remote.start()
    remote.run("seed", remote.seed_file)
    assert "bodies changed: 0" in remote.run("seed", remote.seed_file).stdout
    code = json.loads(remote.run("enrol", "--uscc", USCC, "--json").stdout)["code"]
    async with remote.client:
        device = Device(remote, "one")
        assert (await device.register(code)).outcome == "authorised"
        assert (await device.hello()).standing == "authorised"
        listed = json.loads(remote.run("status", "--json").stdout)
        assert {one["state"] for one in listed["keys"]} == {"authorised"}
        remote.run("revoke", device.key.kid.hex())
        assert (await device.hello()).standing == "revoked"


async def test_nothing_that_was_acknowledged_is_lost_when_it_is_killed_in_the_middle(remote):
    remote.run("seed", remote.seed_file)
    code = json.loads(remote.run("enrol", "--uscc", USCC, "--json").stdout)["code"]
    remote.start()
    port = int(remote.url.rsplit(":", 1)[1])
    device = Device(remote, "one")
    async with remote.client:
        await device.register(code)
        acknowledged = device.number
        for round_number in range(40):
            if round_number == 25:
                remote.process.send_signal(signal.SIGKILL)
            try:
                (answer,) = await device.post(device.seal(device.application(round_number)))
            except httpx.TransportError:
                break
            acknowledged = answer.through
        else:
            raise AssertionError("the server was not killed")
    remote.process.wait(10)
    remote.start(port)
    async with remote.client:
        device.nonce = None
        (head,) = (await device.hello()).heads
        assert head.last >= acknowledged
        page = await device.feed()
        assert page.head == len(page.items)


def test_a_port_in_use_is_one_sentence_and_exit_status_1(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = command("serve", "--data", str(tmp_path / "data"), "--port", port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_used_is_one_sentence_and_exit_status_1(tmp_path):
    (tmp_path / "file").write_text("")
    done = command("serve", "--data", str(tmp_path / "file"), "--port", "0")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "--data" in done.stderr


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite:////no/such/folder/x.db", "x"]
)
def test_a_database_that_cannot_be_reached_is_one_sentence_and_exit_status_1(tmp_path, url):
    done = command("serve", "--data", str(tmp_path), "--port", "0", "--database-url", url)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "--database-url" in done.stderr


def test_the_environment_moves_the_data_folder(tmp_path):
    found = command("status", env={**os.environ, "FIELDPASS_SERVER_DATA": str(tmp_path / "there")})
    assert f"data: {tmp_path / 'there'}" in found.stdout


def test_an_unknown_body_gets_no_code_and_a_wrong_file_changes_nothing(remote, tmp_path):
    assert "seed" in remote.run("enrol", "--uscc", "0" * 18, fails=True).stderr
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"bodies": [{"uscc": "54371323ME4000017G"}], "health": [{"code": "秘密"}]}')
    said = remote.run("seed", str(wrong), fails=True).stderr
    assert "bodies.0.name" in said
    assert "秘密" not in said
    assert "bodies: 0" in remote.run("status").stdout


def test_help_of_each_command_says_what_it_does():
    listed = command("--help").stdout
    for name in ("serve", "enrol", "seed", "revoke", "status", "new-incarnation", "backed-up"):
        assert name in listed
        assert command(name, "--help").returncode == 0
