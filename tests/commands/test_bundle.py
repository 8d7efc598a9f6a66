"""`fieldpass bundle` and `fieldpass-server bundle`: a stick there and back, as from two shells."""

import time

import pytest
from click.testing import CliRunner

from fieldpass import locale
from fieldpass.commands.group import main
from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.surroundings import Surroundings
from fieldpass.store import outbox
from server_stub.__main__ import main as server_main
from tests.desk.test_carrying import identity_of
from tests.laptop import CHEAP, MINE
from tests.sync import world as worlds
from tests.sync.world import Device, World


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A server whose keys are in force today, for the commands go by the machine's clock."""
    monkeypatch.setattr(worlds, "START", time.time_ns() // 1_000_000)
    made = World(tmp_path / "server")
    yield made
    made.close()


@pytest.fixture
def home(world, tmp_path):
    """A registered clerk's device with its registration and 30 records that the platform lacks."""
    around = Surroundings(clock=world.clock, chance=world.chance)
    office = opening.set_up(folders(tmp_path / "home"), MINE, around, cost=CHEAP).office
    device = Device(world, "clerk")
    device.store.close()
    device.store, device.key = office.store, office.device
    device.person = office.unlocked.person
    device.connect()
    assert device.register(world.code("clerk")).outcome == "authorised"
    office.store.write(lambda tx: office.set_identity(tx, identity_of(device)))
    device.write(30)
    office.close()
    return tmp_path / "home"


def device_says(home, *words):
    before = locale.language()
    try:
        given = ["--home", str(home), "--lang", "en", "bundle", *map(str, words)]
        return CliRunner().invoke(main, given, input=f"{MINE}\n")
    finally:
        locale.use(before)


def server_says(world, *words):
    data = str(world.server.settings.data)
    return CliRunner().invoke(server_main, ["bundle", *map(str, words), "--data", data])


def test_a_stick_goes_to_the_platform_and_back(world, home, tmp_path):
    stick = tmp_path / "stick"
    out = device_says(home, "export", stick)
    assert out.exit_code == 0, out.output
    assert "31 records" in out.output
    taken = server_says(world, "import", stick)
    assert (taken.exit_code, "refused" in taken.output) == (0, False), taken.output
    assert server_says(world, "export", stick).exit_code == 0
    back = device_says(home, "import", stick)
    assert back.exit_code == 0, back.output
    assert "confirmed 31 records" in back.output
    around = Surroundings(clock=world.clock, chance=world.chance)
    with opening.unlock(folders(home), MINE, around) as office:
        assert office.store.read(outbox.unsent_count) == 0


def test_a_file_that_is_none_is_named_and_the_status_says_so(world, home, tmp_path):
    stick = tmp_path / "stick"
    device_says(home, "export", stick)
    (stick / "00000000-0001.up").write_bytes(b"nothing of ours")
    taken = server_says(world, "import", stick)
    assert taken.exit_code == 1
    assert "00000000-0001.up" in taken.output
    assert "bundles stored: 2" in taken.output


def test_an_empty_folder_is_said_in_one_sentence(home, tmp_path):
    done = device_says(home, "import", tmp_path)
    assert done.exit_code == 1
    assert "no file for this device" in done.output
