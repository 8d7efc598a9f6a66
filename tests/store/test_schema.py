"""Every schema version and the key envelope are frozen: what a device has written stays readable."""

import shutil

import pytest

from bench.corpus import DEVICE, Corpus
from fieldpass.store import envelope, erasing, migrations, outbox, passes, people, settings, views
from fieldpass.store.connecting import connect
from fieldpass.store.database import Store
from fieldpass.store.errors import DiskFull
from fieldpass.store.replacing import DATABASE
from fieldpass.wire.bundle import open_bundle
from fieldpass.wire.records import encode_record
from tests.store.conftest import LOG
from tests.store.test_views import dump
from tests.vectors.make_store import COUNT, HERE, KEY, SECRET, schema

VERSIONS = range(1, migrations.SCHEMA_VERSION + 1)


@pytest.fixture
def old(tmp_path):
    """A copy of the stored file of version 1."""
    return stored(tmp_path, 1)


def stored(folder, version):
    shutil.copy(HERE / f"store_v{version}.db", folder / DATABASE)
    return folder


@pytest.mark.parametrize("version", VERSIONS)
def test_each_version_s_steps_make_its_frozen_schema(folder, version, monkeypatch):
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:version])
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", version)
    with Store.create(folder, KEY) as store:
        assert schema(store) == (HERE / f"schema_v{version}.sql").read_text()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_file_is_brought_to_the_schema_of_a_new_one(tmp_path, version):
    with Store.open(stored(tmp_path, version), KEY) as store:
        assert schema(store) == (HERE / f"schema_v{migrations.SCHEMA_VERSION}.sql").read_text()
    assert [one.name for one in tmp_path.glob("before-schema-*.db")] == (
        [f"before-schema-{version + 1}.db"] if version < migrations.SCHEMA_VERSION else []
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_the_stored_file_of_each_version_opens_with_all_that_was_in_it(tmp_path, version):
    old = stored(tmp_path, version)
    with Store.open(old, KEY) as store:
        records = list(Corpus(seed=1).records(COUNT))
        bundles = [
            open_bundle(one.data, lambda kid: DEVICE.public)
            for one in store.read(lambda conn: outbox.bundles_after(conn, LOG, 0))
        ]
        assert [data for one in bundles for data in one.items] == [
            encode_record(one) for one in records
        ]
        (back,) = store.read(outbox.returned)
        assert (back.number, back.record) == (7, records[6])
        assert store.read(outbox.unsent_count) == 10
        assert store.read(lambda conn: settings.get(conn, "language")) == "zh"
        (draft,) = store.read(lambda conn: settings.drafts(conn, "form"))
        assert draft.data == {"step": 2}
        assert store.read(people.people_count) > 0
        assert store.read(passes.passes_page)
        before = store.read(dump)
        store.write(views.rebuild_views)
        assert store.read(dump) == before
        store.check()


def test_the_stored_key_envelope_opens(tmp_path):
    path = tmp_path / "keys"
    shutil.copy(HERE / "store_v1.keys", path)
    found = envelope.unlock(path, SECRET, now=0)
    assert found.issuer_seed == bytes([2]) * 32
    assert found.data_key == bytes(range(32))


# Migrations, tried with steps that no release has.


def add_column(conn):
    conn.run("ALTER TABLE person ADD COLUMN later TEXT")


def fail_late(conn):
    conn.run("ALTER TABLE person ADD COLUMN broken TEXT")
    raise DiskFull("in the middle of a step")


def with_step(monkeypatch, step):
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)


def columns(folder, name=DATABASE):
    raw = connect(str(folder / name), KEY, writes=False)
    try:
        return {row[1] for row in raw.execute("PRAGMA table_info(person)")}
    finally:
        raw.close()


def rows(folder):
    """What the program of today reads in a store: its records, and a form that was half filled."""
    with Store.open(folder, KEY) as store:
        held = store.read(lambda conn: outbox.bundles_after(conn, LOG, 0))
        return [one.data for one in held], store.read(lambda conn: settings.drafts(conn, "form"))


def test_an_older_file_is_backed_up_and_then_brought_forward(old, monkeypatch):
    with_step(monkeypatch, add_column)
    Store.open(old, KEY).close()
    assert "later" in columns(old)
    saved = old / "before-schema-2.db"
    assert saved.exists()
    assert columns(old, saved.name) == columns(old) - {"later"}


def test_the_backup_of_a_migration_opens_with_what_the_step_took_away(old, tmp_path, monkeypatch):
    before = rows(old)
    with monkeypatch.context() as newer:
        with_step(newer, lambda conn: conn.run("DELETE FROM draft"))
        saved = old / f"before-schema-{migrations.SCHEMA_VERSION}.db"
        Store.open(old, KEY).close()
    assert saved.exists()
    back = tmp_path / "back"
    back.mkdir()
    shutil.copy(saved, back / DATABASE)
    assert rows(back) == before


def test_who_is_erased_later_does_not_stay_in_the_backup_of_a_migration(old):
    saved = old / "before-schema-2.db"
    with Store.open(old, KEY) as store:
        (person, *_) = store.read(people.people_page)
        made = int(saved.stat().st_mtime * 1000)
    Store.open(old, KEY).close()
    assert saved.exists(), "nobody was erased"
    with Store.open(old, KEY) as store:
        store.write(
            lambda tx: erasing.erase(tx, [person.person], now=made + 1000, reason="request")
        )
        assert saved.exists()
    Store.open(old, KEY).close()
    assert not saved.exists()


def test_a_backup_that_was_made_after_the_last_erasure_stays(old):
    saved = old / "before-schema-2.db"
    with Store.open(old, KEY) as store:
        (person, *_) = store.read(people.people_page)
        made = int(saved.stat().st_mtime * 1000)
        store.write(
            lambda tx: erasing.erase(tx, [person.person], now=made - 60_000, reason="request")
        )
    Store.open(old, KEY).close()
    assert saved.exists()


def test_every_schema_version_has_a_stored_file():
    found = {one.name for one in HERE.glob("store_v*.db")}
    assert found == {f"store_v{n}.db" for n in range(1, migrations.SCHEMA_VERSION + 1)}


def test_a_step_that_fails_leaves_the_file_as_it_was(old, monkeypatch):
    with_step(monkeypatch, fail_late)
    with pytest.raises(DiskFull):
        Store.open(old, KEY)
    assert "broken" not in columns(old)
    monkeypatch.undo()
    Store.open(old, KEY).close()
