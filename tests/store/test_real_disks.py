"""A disk that is really full, and one that is really read-only: small ones, mounted for the test.

Where nobody may mount anything these tests are skipped; those of `test_database` limit the pages instead.
"""

import contextlib
import os
import shutil
import subprocess

import pytest

from fieldpass.store import envelope, envelope_file, log, repairing, restoring
from fieldpass.store.database import DATABASE, Store
from fieldpass.store.envelope_file import Cost
from fieldpass.store.errors import DiskFull, ReadOnlyDisk
from tests.store.conftest import KEY, LOG, keep

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
SECRET = "four quiet words here"


def mount(*words):
    done = subprocess.run(["mount", *words], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()[:80]}")


@pytest.fixture
def disk(tmp_path):
    """A disk of 2 MB and 64 names with a store and its key envelope."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root mounts a disk")
    place = tmp_path / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=2m,nr_inodes=64", "none", str(place))
    try:
        with Store.create(place, KEY) as store:
            store.write(lambda tx: log.open_log(tx, LOG))
        made = envelope.create_envelope(
            place / "keys", SECRET, chance=lambda size: bytes(range(size)), cost=CHEAP
        )
        assert made.unlocked.data_key
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place):
    """Write until nothing more fits; the file that takes the room."""
    full = place / "fill"
    with full.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert shutil.disk_usage(place).free < 4096
    return full


def envelope_changed(place):
    """A change of the key envelope: larger than a page, since a new page needs room."""
    held = envelope_file.read(place / "keys")
    envelope_file.write(place / "keys", held)


def back_up_to(disk, backup):
    elsewhere = backup.with_name("elsewhere")
    Store.create(elsewhere, KEY).close()
    with Store.open(elsewhere, KEY) as store:
        store.back_up(disk / "backup.db")


DO = {
    "open": lambda disk, _: Store.open(disk, KEY),
    "keys": lambda disk, _: envelope_changed(disk),
    "restore": lambda disk, backup: restoring.restore(disk, backup, KEY, now=1),
    "repair": lambda disk, _: repairing.repair(disk, KEY, now=1),
    "backup": back_up_to,
}


def test_what_does_not_fit_on_a_full_disk_is_refused_and_goes_on_once_there_is_room(disk, corpus):
    with Store.open(disk, KEY) as store:
        keep(store, corpus.applications(3))
        full = fill(disk)
        with pytest.raises(DiskFull) as caught:
            keep(store, corpus.applications(500))
        assert "disk is full" in caught.value.text("en")
        with pytest.raises(DiskFull):
            store.back_up(disk / "backup.db")
        full.unlink()
        keep(store, corpus.applications(1))
        store.check()
        assert not list(disk.glob("backup.db*"))


def test_a_key_envelope_that_does_not_fit_leaves_the_old_one(disk):
    before = (disk / "keys").read_bytes()
    fill(disk)
    with pytest.raises(DiskFull):
        envelope_changed(disk)
    assert (disk / "keys").read_bytes() == before
    assert not list(disk.glob("*.part"))


def test_a_disk_without_room_for_one_more_name_is_a_full_one(disk):
    (disk / "store.lock").unlink()
    with contextlib.suppress(OSError):
        for number in range(64):
            (disk / f"name-{number}").touch()
    with pytest.raises(DiskFull):
        Store.open(disk, KEY)
    (disk / "name-0").unlink()
    # One for the lock, and the journal's two.
    (disk / "name-1").unlink()
    (disk / "name-2").unlink()
    Store.open(disk, KEY).close()


@pytest.mark.parametrize("what", ["restore", "repair"])
def test_a_restore_or_repair_that_does_not_fit_leaves_everything_as_it_was(
    disk, tmp_path, corpus, what
):
    backup = tmp_path / "backup.db"
    with Store.open(disk, KEY) as store:
        keep(store, corpus.applications(3))
        store.back_up(backup)
    full = fill(disk)
    before = (disk / DATABASE).read_bytes()
    with pytest.raises(DiskFull):
        DO[what](disk, backup)
    assert (disk / DATABASE).read_bytes() == before
    full.unlink()
    assert sorted(one.name for one in disk.iterdir() if one.suffix not in (".db", ".lock")) == [
        "keys",
        "keys.copy",
    ]
    Store.open(disk, KEY).close()


@pytest.mark.parametrize("what", DO)
def test_a_read_only_disk_is_told_as_one(disk, tmp_path, what):
    backup = tmp_path / "backup.db"
    with Store.open(disk, KEY) as store:
        store.back_up(backup)
    mount("-o", "remount,ro", str(disk))
    with pytest.raises(ReadOnlyDisk):
        DO[what](disk, backup)
    assert sorted(one.name for one in disk.iterdir()) == [
        "keys",
        "keys.copy",
        DATABASE,
        "store.lock",
    ]
