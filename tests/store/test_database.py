"""The database: durable, alone, encrypted, and one sentence for what goes wrong."""

import subprocess
import sys
import textwrap
import threading

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from bench.corpus import Corpus
from fieldpass.errors import FieldpassError
from fieldpass.store import log, outbox, people, queue, settings
from fieldpass.store.connecting import connect
from fieldpass.store.database import Store
from fieldpass.store.errors import (
    Closed,
    Damaged,
    DiskFull,
    InUse,
    Missing,
    NewerSchema,
    ReadOnlyDisk,
)
from fieldpass.store.replacing import DATABASE
from tests.store.conftest import KEY, LOG, is_root, keep


def test_what_was_written_is_there_after_closing_and_opening(folder, corpus):
    with Store.create(folder, KEY) as store:
        store.write(lambda tx: log.open_log(tx, LOG))
        records = keep(store, corpus.applications(3))
    with Store.open(folder, KEY) as store:
        assert not store.unclean
        rows = store.read(queue.queue_page)
        assert [row.application.application for row in rows] == [one.id for one in records]


def test_a_write_that_raises_changes_nothing(store, corpus):
    def fail(tx):
        log.append(tx, list(corpus.applications(2)))
        raise RuntimeError("no")

    version = store.version
    with pytest.raises(RuntimeError):
        store.write(fail)
    assert store.read(outbox.unsent_count) == 0
    assert store.version == version


def test_a_second_program_is_refused_with_one_sentence(store, folder):
    code = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from fieldpass.store.database import Store
        from fieldpass.store.errors import InUse
        try:
            Store.open(Path(sys.argv[1]), bytes(range(32)))
        except InUse as error:
            print(error.text("en"))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "Another fieldpass has this data open. Close that one first.\n"
    assert done.stderr == ""


def test_the_same_program_cannot_open_a_folder_twice(store, folder):
    with pytest.raises(InUse):
        Store.open(folder, KEY)


def test_closing_gives_the_folder_back_and_ends_all_use(store, folder):
    store.close()
    store.close()
    with pytest.raises(Closed):
        store.write(lambda tx: None)
    with pytest.raises(Closed):
        store.read(outbox.unsent_count)
    Store.open(folder, KEY).close()


def test_without_a_database_missing_is_raised_and_none_is_made(folder):
    folder.mkdir()
    with pytest.raises(Missing):
        Store.open(folder, KEY)
    assert not (folder / DATABASE).exists()


def test_another_key_finds_the_store_damaged_and_says_nothing_on_stderr(folder, capfd):
    Store.create(folder, KEY).close()
    with pytest.raises(Damaged):
        Store.open(folder, bytes(32))
    assert capfd.readouterr() == ("", "")
    Store.open(folder, KEY).close()


def test_a_newer_schema_is_refused_and_left_alone(folder):
    Store.create(folder, KEY).close()
    raw = connect(str(folder / DATABASE), KEY, writes=True)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(NewerSchema):
        Store.open(folder, KEY)
    assert (folder / DATABASE).read_bytes() == before


@pytest.mark.skipif(is_root(), reason="root may write to a read-only folder")
def test_a_read_only_folder_is_told_in_one_sentence(folder):
    Store.create(folder, KEY).close()
    folder.chmod(0o500)
    try:
        with pytest.raises(ReadOnlyDisk):
            Store.open(folder, KEY)
    finally:
        folder.chmod(0o700)


def test_a_read_only_database_is_told_and_what_was_there_stays(store, corpus):
    keep(store, corpus.applications(2))
    store.write(lambda tx: tx.run("PRAGMA query_only = on"))
    with pytest.raises(ReadOnlyDisk):
        keep(store, corpus.applications(1))
    store._connection.driver.execute("PRAGMA query_only = off")
    keep(store, corpus.applications(0))
    assert store.read(people.people_count) == 2


def test_a_database_that_cannot_be_opened_at_all_is_told_in_one_sentence(folder):
    Store.create(folder, KEY).close()
    (folder / DATABASE).unlink()
    (folder / DATABASE).mkdir()
    with pytest.raises(ReadOnlyDisk):
        Store.open(folder, KEY)


def test_a_full_disk_is_told_and_what_was_there_stays(store, corpus):
    keep(store, corpus.applications(5))
    pages = store.read(lambda conn: conn.run("PRAGMA page_count").scalar_one())
    store.write(lambda tx: tx.run(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(DiskFull) as caught:
        keep(store, corpus.applications(500))
    assert "disk is full" in caught.value.text("en")
    assert store.read(people.people_count) == 5
    store.write(lambda tx: tx.run("PRAGMA max_page_count = 1000000"))
    keep(store, corpus.applications(5))
    store.check()


def test_readers_do_not_wait_for_a_long_write_and_see_only_what_is_committed(store, corpus):
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx):
        log.append(tx, list(corpus.applications(1)))
        begun.set()
        assert go_on.wait(10)

    future = store.submit(slow)
    assert begun.wait(10)
    assert store.read(people.people_count) == 0
    go_on.set()
    future.result(10)
    assert store.read(people.people_count) == 1


def test_listeners_hear_of_changes_and_not_of_writes_that_changed_nothing(store):
    heard = []
    end = store.on_change(heard.append)
    store.write(lambda tx: None)
    store.write(lambda tx: settings.put(tx, "a", 1))
    store.write(lambda tx: settings.put(tx, "a", 2))
    end()
    store.write(lambda tx: settings.put(tx, "a", 3))
    assert heard == [heard[0], heard[0] + 1]
    assert store.version == heard[-1] + 1


def test_writes_from_many_threads_come_one_after_the_other(store):
    def add(tx):
        settings.put(tx, "n", settings.get(tx.conn, "n", 0) + 1)

    threads = [
        threading.Thread(target=lambda: [store.write(add) for _ in range(20)]) for _ in range(5)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert store.read(lambda conn: settings.get(conn, "n")) == 100


def test_a_write_inside_the_writer_thread_does_not_lock_up(store):
    def outer(tx):
        return store.read(outbox.unsent_count)

    assert store.write(outer) == 0


def test_settings_keep_their_types_and_none_takes_them_away(store):
    values = {"text": "后坡村", "number": 7, "bytes": b"\x00\x01", "map": {"a": [1, None, True]}}
    for name, value in values.items():
        store.write(lambda tx, name=name, value=value: settings.put(tx, name, value))
    for name, value in values.items():
        assert store.read(lambda conn, name=name: settings.get(conn, name)) == value
    store.write(lambda tx: settings.put(tx, "text", None))
    assert store.read(lambda conn: settings.get(conn, "text", "none")) == "none"


def test_a_draft_survives_and_only_one_of_two_callers_takes_it(store, folder):
    store.write(
        lambda tx: settings.save_draft(tx, "decision", b"k", {"c": "red"}, made_at=1, due_at=11)
    )
    store.close()
    with Store.open(folder, KEY) as again:
        assert again.read(lambda conn: settings.drafts(conn, "decision", due_by=10)) == []
        found = again.read(lambda conn: settings.drafts(conn, "decision", due_by=11))
        assert [(one.key, one.data) for one in found] == [(b"k", {"c": "red"})]
        assert again.write(lambda tx: settings.drop_draft(tx, "decision", b"k"))
        assert not again.write(lambda tx: settings.drop_draft(tx, "decision", b"k"))


def test_errors_of_the_database_say_nothing_of_the_rows(store):
    def bad(tx):
        tx.run("INSERT INTO setting (name, value) VALUES (?, ?)", ("李建国", "a secret text"))

    with pytest.raises(FieldpassError) as caught:
        store.write(bad)
    assert "secret" not in str(caught.value)
    assert "李建国" not in str(caught.value) + caught.value.text("zh")
    assert caught.value.__cause__ is None


def test_a_backup_opens_under_the_same_key_and_holds_everything(store, folder, tmp_path, corpus):
    records = keep(store, corpus.records(200))
    store.back_up(tmp_path / "copies" / "one.db")
    other = tmp_path / "restored"
    other.mkdir()
    (tmp_path / "copies" / "one.db").rename(other / DATABASE)
    with Store.open(other, KEY) as copy:
        assert copy.unclean
        assert copy.read(outbox.unsent_count) == len(records)
        copy.check()


def test_a_store_in_memory_is_the_same_store_without_a_thread(memory):
    keep(memory, Corpus().records(100))
    assert memory.read(outbox.unsent_count) == 100
    assert memory.submit(lambda tx: 7).result() == 7
    with pytest.raises(sqlcipher.Error):
        connect(":memory:", KEY, writes=True).execute("SELECT * FROM record")
