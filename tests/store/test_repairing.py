"""A damaged store is put together again: what was unsent still goes out, what was sent comes back."""

import random
from types import SimpleNamespace

import pytest

from bench.corpus import DEVICE, ISSUER, SCOPE, Corpus
from fieldpass.store import feed, log, outbox, settings
from fieldpass.store.database import Store
from fieldpass.store.errors import Damaged, InUse
from fieldpass.store.repairing import repair
from fieldpass.store.replacing import DATABASE
from fieldpass.store.restoring import restore
from fieldpass.wire.bundle import LogId, open_bundle
from fieldpass.wire.keys import SigningKey
from tests.store.conftest import KEY, LOG, keep

COLLEAGUE = SigningKey(bytes([7]) * 32)


def colleague_bundles(count=200):
    with Store.in_memory() as store:
        store.write(lambda tx: log.open_log(tx, LogId(SCOPE, COLLEAGUE.kid, 0)))
        keep(store, Corpus(seed=12, device=COLLEAGUE).records(count))
        store.write(lambda tx: outbox.seal_pending(tx, COLLEAGUE, 1))
        sealed = store.read(lambda conn: outbox.unsent(conn, 1 << 30))
    return [open_bundle(one.data, lambda kid: COLLEAGUE.public) for one in sealed]


def fetch(store, bundles):
    """Read the whole feed, as sync does from the cursor on."""

    def apply(tx):
        feed.start_feed(tx, SCOPE, b"one")
        held = feed.cursor(tx.conn, SCOPE).position
        for position, bundle in enumerate(bundles, 1):
            if bundle is not None and position > held:
                feed.apply_bundle(tx, SCOPE, SimpleNamespace(returned=()), bundle)
                feed.set_cursor(tx, SCOPE, position)

    store.write(apply)


@pytest.fixture
def world(folder):
    """A store with 150 own records, of which 100 are sent, and a colleague's 200."""
    bundles = colleague_bundles()
    with Store.create(folder, KEY) as store:
        store.write(lambda tx: log.open_log(tx, LOG))
        # Passes are issued under a sequence that was taken here: so the issuer's key is an own one.
        store.write(lambda tx: log.next_sequence(tx, ISSUER.kid))
        own = keep(store, Corpus(seed=11).records(150))
        store.write(lambda tx: outbox.seal_pending(tx, DEVICE, 1))
        sealed = store.read(lambda conn: outbox.unsent(conn, 1 << 30))
        sent = [open_bundle(one.data, lambda kid: DEVICE.public) for one in sealed[:2]]
        store.write(lambda tx: outbox.acknowledge(tx, LOG, 100))
        store.write(lambda tx: settings.put(tx, "identity", {"name": "王"}))
        fetch(store, bundles)
    return SimpleNamespace(own=own, bundles=bundles, sent=sent)


def ids(store):
    return set(
        store.read(
            lambda conn: conn.run(
                "SELECT id FROM record JOIN entry ON entry.record = record.seq"
            ).scalars()
        )
    )


def spoil(folder, draw, pages):
    path = folder / DATABASE
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * 4096 + draw.randrange(4096)] ^= 1 << draw.randrange(8)
    path.write_bytes(content)


def test_a_sound_store_is_the_same_after_a_repair(folder, world):
    with Store.open(folder, KEY) as store:
        before, heads = ids(store), store.read(outbox.heads)
    done = repair(folder, KEY, now=5)
    assert (done.lost, done.unsent, done.records) == (0, 50, 350)
    with Store.open(folder, KEY) as store:
        assert not store.unclean
        assert ids(store) == before
        assert store.read(outbox.heads) == heads
        store.check()
    assert (done.damaged / DATABASE).exists()


@pytest.mark.parametrize("seed", range(12))
def test_after_losing_pages_what_is_left_is_whole_and_the_feed_brings_the_rest(folder, world, seed):
    draw = random.Random(seed)
    count = (folder / DATABASE).stat().st_size // 4096
    # Pages 1 to 60 hold the tables' roots, page 0 the schema: those are another test's.
    spoil(folder, draw, draw.sample(range(60, count), 1 + seed % 4))
    with pytest.raises(Damaged), Store.open(folder, KEY) as store:
        store.check()
    done = repair(folder, KEY, now=5)
    # No more than there was: what lies behind the last row is not looked for key by key.
    assert done.lost < 2_000
    with Store.open(folder, KEY) as store:
        store.check()
        assert store.read(lambda conn: settings.get(conn, "identity")) == {"name": "王"}
        held = ids(store)
        unsent = [one.id for one in world.own[100:]]
        assert done.lost >= sum(one not in held for one in unsent)
        # What is left of a record is enough to send it: its place is made anew.
        kept = store.read(
            lambda conn: conn.run("SELECT id FROM record WHERE id NOT NULL").scalars()
        )
        assert set(unsent) & set(kept) <= held
        # Everything that is left of the unsent goes out, once, in bundles that verify.
        store.write(lambda tx: outbox.seal_pending(tx, DEVICE, 2))
        out = [
            data
            for one in store.read(lambda conn: outbox.unsent(conn, 1 << 30))
            for data in open_bundle(one.data, lambda kid: DEVICE.public).items
        ]
        assert len(out) == len(set(out)) == done.unsent
        fetch(store, [*world.sent, *world.bundles])
        store.check()
        everything = {one.id for one in world.own[:100]} | {
            row for row in colleague_ids(world.bundles)
        }
        assert everything <= ids(store)


def colleague_ids(bundles):
    from fieldpass.wire.records import decode_record

    return {decode_record(data).id for one in bundles for data in one.items}


def test_after_a_loss_no_pass_sequence_is_given_twice(folder, world):
    with Store.open(folder, KEY) as store:
        taken = store.write(lambda tx: log.next_sequence(tx, ISSUER.kid))
        root = store.read(
            lambda conn: conn.run(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'entry'"
            ).scalar_one()
        )
    spoil(folder, random.Random(1), [root - 1])
    done = repair(folder, KEY, now=5)
    assert done.lost > 0
    with Store.open(folder, KEY) as store:
        assert store.write(lambda tx: log.next_sequence(tx, ISSUER.kid)) > taken + 1000


def test_a_store_that_is_open_is_not_repaired(folder, world):
    with Store.open(folder, KEY), pytest.raises(InUse):
        repair(folder, KEY, now=5)


def test_without_a_first_page_only_a_backup_helps_and_nothing_is_touched(folder, world):
    spoil(folder, random.Random(2), [0])
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(Damaged) as caught:
        repair(folder, KEY, now=5)
    assert "restore" in caught.value.text("en")
    assert (folder / DATABASE).read_bytes() == before
    assert [one.name for one in folder.iterdir() if "repaired" in one.name] == []


# Backups put back.


def test_a_backup_put_back_goes_on_in_a_new_epoch_and_gets_the_rest_from_the_feed(
    folder, world, tmp_path
):
    with Store.open(folder, KEY) as store:
        store.back_up(tmp_path / "backup.db")
        taken = store.write(lambda tx: log.next_sequence(tx, ISSUER.kid))
        late = keep(store, Corpus(seed=21).records(20))
        store.write(lambda tx: outbox.seal_pending(tx, DEVICE, 3))
        sealed = store.read(lambda conn: outbox.bundles_after(conn, LOG, 0))
        sent = [open_bundle(one.data, lambda kid: DEVICE.public) for one in sealed]
    aside = restore(folder, tmp_path / "backup.db", KEY, now=9)
    assert (aside / DATABASE).exists()
    with Store.open(folder, KEY) as store:
        assert not store.unclean
        assert store.read(log.own_log).epoch == 1
        assert store.write(lambda tx: log.next_sequence(tx, ISSUER.kid)) > taken + 1000
        assert not {one.id for one in late} & ids(store)
        keep(store, Corpus(seed=22).records(5))
        fetch(store, [*[None] * 4, *sent[2:]])
        assert {one.id for one in late} <= ids(store)
        store.check()


def test_a_spoiled_backup_or_one_of_another_key_is_refused_and_nothing_is_touched(
    folder, world, tmp_path
):
    with Store.open(folder, KEY) as store:
        store.back_up(tmp_path / "backup.db")
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(Damaged):
        restore(folder, tmp_path / "backup.db", bytes(32), now=9)
    content = bytearray((tmp_path / "backup.db").read_bytes())
    content[70 * 4096 + 9] ^= 4
    (tmp_path / "backup.db").write_bytes(content)
    with pytest.raises(Damaged):
        restore(folder, tmp_path / "backup.db", KEY, now=9)
    assert (folder / DATABASE).read_bytes() == before
    assert not any("restored" in one.name or "replaced" in one.name for one in folder.iterdir())
