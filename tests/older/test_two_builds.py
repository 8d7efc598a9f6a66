"""A device of one build and a server of another: everything that one of them does not know is borne."""

import json
import shutil
from pathlib import Path

import pytest

from tests.older import builds
from tests.older.builds import NEWER, Device, Server

GONE, OTHER = "371323197301022236", "371323198502112218"
VECTORS = Path(__file__).parents[1] / "vectors" / "wire_message.json"


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    return builds.unpack(tmp_path_factory.mktemp("older"))


@pytest.fixture
def begin(tmp_path):
    """Begins servers and devices, and ends them."""
    begun = []

    def make(kind, *words):
        one = kind(*words)
        begun.append(one.stop if kind is Server else one.end)
        return one

    yield make
    for end in reversed(begun):
        end()


def joined(begin, server, *which):
    """Devices of these builds, registered with a server that serves."""
    devices = [begin(Device, build) for build in which]
    for device in devices:
        told = device.ask("register", url=server.url, code=server.code())
        assert told["outcome"] == "authorised"
    return devices


def sync(server, *devices):
    for device in devices:
        said = device.ask("sync", url=server.url)
        assert (said["error"], said["unsent"], said["returned"]) == (None, 0, 0)


def numbers(device):
    return [device.ask("known", number=number)["records"] for number in (GONE, OTHER)]


def test_each_build_is_the_one_that_it_should_be(begin, older):
    assert begin(Device, older).build == older
    assert begin(Device, NEWER).build == NEWER
    assert "records.erased" not in (older / "fieldpass/model/bodies.py").read_text("utf-8")


def test_an_older_device_works_with_a_newer_server_and_beside_a_newer_device(
    begin, older, tmp_path
):
    server = begin(Server, NEWER, tmp_path / "data").start()
    old, new = joined(begin, server, older, NEWER)
    old.ask("write", count=2, number=GONE)
    new.ask("write", count=3, number=OTHER)
    sync(server, old, new, old)
    assert numbers(old) == numbers(new) == [2, 3]
    server.run("forget", "--type", "resident_id", typed=GONE + "\n")
    sync(server, old, new)
    assert numbers(old) == numbers(new) == [0, 3]
    # A kind that it does not know is kept all the same.
    assert "records.erased" in old.ask("known", number=GONE)["kinds"]
    old.ask("write", count=1, number=OTHER)
    sync(server, old, new)
    assert numbers(old) == numbers(new) == [0, 4]


def test_a_newer_device_works_with_an_older_server_also_after_it_was_restored(
    begin, older, tmp_path
):
    server = begin(Server, older, tmp_path / "data").start()
    new, old = joined(begin, server, NEWER, older)
    new.ask("write", count=2, number=GONE)
    old.ask("write", count=1, number=OTHER)
    sync(server, new, old, new)
    assert numbers(new) == numbers(old) == [2, 1]
    server.stop()
    shutil.copytree(tmp_path / "data", tmp_path / "backup")
    server.start()
    server.run("forget", "--type", "resident_id", typed=GONE + "\n")
    new.ask("write", count=1, number=OTHER)
    sync(server, new, old)
    assert numbers(new) == numbers(old) == [0, 2]
    server.stop()
    shutil.rmtree(tmp_path / "data")
    shutil.copytree(tmp_path / "backup", tmp_path / "data")
    server.run("new-incarnation")
    server.start()
    sync(server, new, old, new)
    # The older server has forgotten whom it erased; whoever knows goes on knowing, and nothing is lost.
    assert numbers(new) == numbers(old) == [0, 2]


def test_a_server_that_has_become_newer_hears_of_an_erasure_that_it_wrote_and_lost(
    begin, older, tmp_path
):
    server = begin(Server, NEWER, tmp_path / "data").start()
    (one,) = joined(begin, server, NEWER)
    one.ask("write", count=2, number=GONE)
    sync(server, one)
    server.stop()
    shutil.copytree(tmp_path / "data", tmp_path / "backup")
    server.start()
    server.run("forget", "--type", "resident_id", typed=GONE + "\n")
    sync(server, one)
    server.stop()
    shutil.rmtree(tmp_path / "data")
    shutil.copytree(tmp_path / "backup", tmp_path / "data")
    # First it is put back as the older build, which cannot be told; then as today's.
    server.build = older
    server.run("new-incarnation")
    server.start()
    sync(server, one)
    server.stop()
    server.build = NEWER
    server.start()
    sync(server, one)
    (late,) = joined(begin, server, NEWER)
    sync(server, late)
    assert numbers(late) == [0, 0]


@pytest.mark.parametrize("which", ["older", "newer"])
def test_a_server_of_a_later_protocol_tells_every_device_to_update_and_takes_nothing(
    begin, older, tmp_path, which
):
    server = begin(Server, NEWER, tmp_path / "data").start()
    (device,) = joined(begin, server, older if which == "older" else NEWER)
    device.ask("write", count=2, number=OTHER)
    server.stop()
    server.start(version=2)
    said = device.ask("sync", url=server.url)
    assert (said["error"], said["sent"], said["unsent"]) == ("update-needed", 0, 3)
    assert "请升级程序" in said["zh"]
    assert "update the program" in said["en"].lower()


def test_a_device_of_a_later_protocol_is_told_that_the_platform_is_the_older_one(
    begin, older, tmp_path
):
    server = begin(Server, older, tmp_path / "data").start()
    (device,) = joined(begin, server, NEWER)
    device.ask("write", count=2, number=OTHER)
    said = device.ask("sync", url=server.url, versions=[2])
    assert (said["error"], said["sent"], said["unsent"]) == ("platform-older", 0, 3)
    assert "平台的程序比本机旧" in said["zh"]
    assert "The platform's program is older than this one" in said["en"]
    # A device that still speaks the older version as well goes on.
    said = device.ask("sync", url=server.url, versions=[2, 1])
    assert (said["error"], said["unsent"]) == (None, 0)


def test_the_kept_build_reads_every_message_that_is_frozen_today(begin, older):
    """Unknown fields are forgiven in the hellos alone: any other change is a new protocol version."""
    device = begin(Device, older)
    for name, case in json.loads(VECTORS.read_text("utf-8")).items():
        kind = case["input"]["message"]
        assert device.ask("read", message=kind, data=case["hex"])["refused"] is None, name
