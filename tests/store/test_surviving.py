"""What a laptop goes through: killed while writing, bits flipped, taken apart by a thief.

    FIELDPASS_PAGES=all python -m pytest tests/store/test_surviving.py -k any_page

flips a bit in every page of a store that has pages of every kind; otherwise in some fifty of them.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from bench.corpus import Corpus
from fieldpass.store import log, outbox, records, settings
from fieldpass.store.checking import check_pages
from fieldpass.store.database import Store
from fieldpass.store.errors import Damaged
from fieldpass.store.replacing import DATABASE
from tests.store.conftest import KEY, LOG, keep

KILLS = 6
EVERY_PAGE = os.environ.get("FIELDPASS_PAGES") == "all"
WRITER = """
import sys
from pathlib import Path
from bench.corpus import DEVICE, Corpus
from fieldpass.store import log, outbox
from fieldpass.store.database import Store

folder, key = Path(sys.argv[1]), bytes(range(32))
store = Store.open(folder, key)
held = store.read(lambda conn: outbox.heads(conn, own=True))[0].last
records = list(Corpus(seed=4).records(held + 900))[held:]
for number, record in enumerate(records, held + 1):
    store.write(lambda tx: log.append(tx, [record]))
    print(number, flush=True)
    if number % 7 == 0:
        store.write(lambda tx: outbox.seal_pending(tx, DEVICE, number))
"""


def killed(folder, after_s):
    """Let a child write, kill it, and say which record it was told is safe."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    first = child.stdout.readline()
    time.sleep(after_s)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read().splitlines()
    child.wait()
    # The last line may have been cut in the middle by the kill.
    told = [int(line) for line in [first, *rest[:-1]] if line.strip()]
    return max(told, default=0)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_while_writing_nothing_acknowledged_is_lost_and_nothing_doubled(folder):
    with Store.create(folder, KEY) as store:
        store.write(lambda tx: log.open_log(tx, LOG))
    draw = random.Random(5)
    expected = Corpus(seed=4)
    written = []
    for _ in range(KILLS):
        told = killed(folder, draw.uniform(0.01, 0.2))
        with Store.open(folder, KEY) as store:
            assert store.unclean
            store.check()
            (head,) = store.read(outbox.heads)
            assert told <= head.last
            written += list(expected.records(head.last - len(written)))
            ids = store.read(
                lambda conn: list(
                    conn.run(
                        "SELECT id FROM record JOIN entry ON entry.record = record.seq "
                        "ORDER BY number"
                    ).scalars()
                )
            )
            assert ids == [one.id for one in written]
    assert len(written) > KILLS


def filled(folder, count=400):
    """A store that was closed, with every kind of page: the first, inner and leaf pages of tables and
    indexes, overflow pages in use and free ones. And the texts that must not be in any file."""
    with Store.create(folder, KEY) as store:
        store.write(lambda tx: log.open_log(tx, LOG))
        source = Corpus(seed=6)
        keep(store, source.records(count))
        keep(store, source.applications(60))
        store.write(lambda tx: settings.put(tx, "notes", "长" * 30_000))
        store.write(lambda tx: settings.put(tx, "more", "短" * 10_000))
        store.write(lambda tx: settings.put(tx, "more", None))
        assert store.read(_free_pages) > 3
        store.write(
            lambda tx: settings.save_draft(tx, "form", b"1", {"name": "绝密姓名"}, made_at=1)
        )
        people = [
            row
            for row in store.read(
                lambda conn: conn.run("SELECT name, number, phone FROM person").all()
            )
        ]
    return [text for row in people for text in row if len(text) > 2] + ["绝密姓名"]


def _free_pages(conn):
    return conn.run("PRAGMA freelist_count").scalar_one()


def scan(folder, texts):
    """The files that hold any of the texts, in the encodings that a database or a dump would use."""
    wanted = [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "gb18030")]
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(one in content for one in [*wanted, b"SQLite format 3", b"CREATE TABLE"]):
                found.append(path.name)
    return found


def test_no_file_holds_a_name_a_number_or_a_phone_in_plain_text(folder, monkeypatch):
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    texts = filled(folder)
    assert len(texts) > 100
    assert scan(folder, texts) == []
    with Store.open(folder, KEY) as store:
        keep(store, Corpus(seed=6).records(50))
        sizes = [path.name for path in folder.iterdir() if path.stat().st_size]
        assert f"{DATABASE}-wal" in sizes
        # A sort that would spill to a file if it were allowed to.
        store.read(
            lambda conn: conn.run(
                "SELECT a.data FROM record AS a JOIN record AS b ORDER BY b.digest, a.digest LIMIT 9"
            ).all()
        )
        store.back_up(folder / "copy.db")
        assert scan(folder, texts) == []
    (folder / "proof").write_bytes(texts[0].encode())
    assert scan(folder, texts) == ["proof"]


def test_a_flipped_bit_in_any_page_is_found_when_the_store_is_checked(folder, tmp_path):
    filled(folder)
    content = (folder / DATABASE).read_bytes()
    pages = len(content) // 4096
    assert pages > 60
    draw = random.Random(7)
    spoiled = tmp_path / "spoiled"
    # The free pages, which nothing reads but the next write, lie behind the others.
    some = {0, *draw.sample(range(pages), 40), *range(pages - 12, pages)}
    for page in range(pages) if EVERY_PAGE else sorted(some):
        shutil.rmtree(spoiled, ignore_errors=True)
        spoiled.mkdir()
        changed = bytearray(content)
        changed[page * 4096 + draw.randrange(4096)] ^= 1 << draw.randrange(8)
        (spoiled / DATABASE).write_bytes(changed)
        with pytest.raises(Damaged), Store.open(spoiled, KEY) as store:
            store.check()


def left_behind(folder, tmp_path):
    """A copy of a store as a crash leaves it, its write-ahead log full of commits."""
    copy = tmp_path / "crashed"
    with Store.create(folder, KEY) as store:
        store.write(lambda tx: log.open_log(tx, LOG))
        for one in list(Corpus(seed=8).records(12)):
            keep(store, [one])
        shutil.copytree(folder, copy)
    return copy


def half_checkpointed(store):
    """Leave a page of the file to the journal: a reader still needs what was before the last commit."""
    keep(store, Corpus(seed=8).records(200))
    store._connection.run("PRAGMA wal_checkpoint(TRUNCATE)").first()
    keep(store, Corpus(seed=10).records(200))

    def look(conn):
        conn.run("SELECT count(*) FROM record").scalar_one()
        keep(store, Corpus(seed=9).records(1))
        return store._connection.run("PRAGMA wal_checkpoint(PASSIVE)").one()

    _busy, frames, moved = store.read(look)
    assert moved < frames


def test_a_checkpoint_that_stopped_half_way_is_no_damage(store, folder, tmp_path):
    half_checkpointed(store)
    crashed = tmp_path / "crashed"
    shutil.copytree(folder, crashed)
    with pytest.raises(Damaged):
        store.read(check_pages)
    store.check()
    with Store.open(crashed, KEY) as again:
        assert again.unclean
        again.check()
        assert again.read(records.count) == 401


def test_a_flipped_bit_is_found_beside_a_checkpoint_that_stopped_half_way(store, folder, tmp_path):
    half_checkpointed(store)
    crashed = tmp_path / "crashed"
    shutil.copytree(folder, crashed)
    journal = (crashed / f"{DATABASE}-wal").read_bytes()[32:]
    waiting = {int.from_bytes(journal[at : at + 4], "big") for at in range(0, len(journal), 4120)}
    content = bytearray((crashed / DATABASE).read_bytes())
    page = next(number for number in range(2, 99) if number not in waiting)
    content[(page - 1) * 4096 + 77] ^= 4
    (crashed / DATABASE).write_bytes(content)
    with pytest.raises(Damaged), Store.open(crashed, KEY) as again:
        again.check()


def test_a_flipped_bit_in_the_journal_is_damage_and_never_a_silent_loss(folder, tmp_path):
    crashed = left_behind(folder, tmp_path)
    journal = crashed / f"{DATABASE}-wal"
    content = journal.read_bytes()
    size = 24 + 4096
    frames = (len(content) - 32) // size
    commits = [
        frame
        for frame in range(frames)
        if content[32 + frame * size + 4 : 32 + frame * size + 8] != bytes(4)
    ]
    draw = random.Random(9)
    outcomes = set()
    for frame in range(0, frames, max(1, frames // 40)):
        shutil.rmtree(tmp_path / "one", ignore_errors=True)
        shutil.copytree(crashed, tmp_path / "one")
        changed = bytearray(content)
        changed[32 + frame * size + draw.randrange(size)] ^= 1 << draw.randrange(8)
        (tmp_path / "one" / journal.name).write_bytes(changed)
        behind = sum(one >= frame for one in commits)
        try:
            with Store.open(tmp_path / "one", KEY) as store:
                # What may be a torn last write goes on in a new epoch: no number is used twice.
                assert behind <= 1
                assert store.read(log.own_log).epoch == behind
                store.check()
        except Damaged:
            assert behind > 1
        outcomes.add(min(behind, 2))
    assert outcomes == {1, 2}


def test_a_journal_cut_anywhere_by_a_crash_is_no_damage(folder, tmp_path):
    crashed = left_behind(folder, tmp_path)
    journal = crashed / f"{DATABASE}-wal"
    content = journal.read_bytes()
    draw = random.Random(10)
    lasts = set()
    for cut in sorted(draw.randrange(len(content)) for _ in range(12)):
        shutil.rmtree(tmp_path / "one", ignore_errors=True)
        shutil.copytree(crashed, tmp_path / "one")
        (tmp_path / "one" / journal.name).write_bytes(content[:cut])
        try:
            store = Store.open(tmp_path / "one", KEY)
        except Damaged:
            # Before the very first commit was whole there was no database yet.
            assert cut < 200_000
            continue
        with store:
            store.check()
            lasts.update(head.last for head in store.read(outbox.heads))
    assert len(lasts) > 1
