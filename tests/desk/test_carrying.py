"""Sending by a stick: the real desk and store on one side, the real server on the other, files between."""

import shutil

import pytest

from fieldpass.desk import carrying
from fieldpass.desk.carrying import NoPlatform, NothingCarried
from fieldpass.desk.identity import Identity
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.store import feed, log, outbox
from fieldpass.sync.carrying import OldFiles, PartMissing
from fieldpass.sync.errors import NotTheServer
from fieldpass.wire import carried
from fieldpass.wire.errors import UnknownKey
from fieldpass.wire.keys import SigningKey
from server_stub import carrying as platform
from server_stub import erasure
from server_stub.store import sequences
from tests.sync.asgi import Fault
from tests.sync.test_copied_disks import digest, whole_at
from tests.sync.test_sessions import ids
from tests.sync.world import DIVISION, SCOPE, USCC, World, backup, restore


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "server")
    yield made
    made.close()


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def office_of(device):
    """The desk over a device of the sync world."""
    made = Office(
        store=device.store,
        surroundings=Surroundings(clock=device.clock, chance=device.world.chance),
        device=device.key,
        issuer=device.issuer,
    )
    identity = identity_of(device)
    made.store.write(lambda tx: made.set_identity(tx, identity))
    return made


def identity_of(device):
    """Who a device of the sync world is."""
    return Identity(
        scope=SCOPE,
        county=DIVISION[:6],
        division=DIVISION,
        uscc=USCC,
        body_type="community",
        body_name="某村村民委员会",
        unit="",
        name="王主任",
        post="主任",
        phone="13905390001",
        person=device.person,
        role=device.role,
        server_url="https://pass.example.cn",
    )


def unsent(device):
    return device.store.read(outbox.unsent_count)


def round_trip(world, device, stick):
    office = office_of(device)
    carrying.export(office, stick)
    done = platform.take_in(world.server, stick)
    assert done.refused == []
    platform.write_out(world.server, stick)
    return carrying.take_in(office, stick)


def test_what_was_carried_counts_as_sent_once_the_receipt_is_back(world, stick):
    device = world.device()
    device.sync()
    device.write(120)
    office = office_of(device)
    assert carrying.export(office, stick).records == 120
    platform.take_in(world.server, stick)
    assert unsent(device) == 120
    platform.write_out(world.server, stick)
    done = carrying.take_in(office, stick)
    assert (done.sent, done.unsent) == (120, 0)


def test_a_sync_after_the_stick_sends_nothing_again(world, stick):
    device = world.device()
    device.write(60)
    round_trip(world, device, stick)
    assert device.sync().sent == 0


def test_the_feed_comes_back_by_the_stick(world, stick):
    one, two = world.device(), world.device()
    one.write(70)
    one.sync()
    round_trip(world, two, stick)
    assert set(one.records()) <= set(two.records())
    assert two.store.read(lambda conn: feed.cursor(conn, SCOPE)).known_until == world.now


def test_every_step_done_twice_changes_nothing(world, stick):
    device = world.device()
    device.write(60)
    office = office_of(device)
    carrying.export(office, stick)
    carrying.export(office, stick)
    assert platform.take_in(world.server, stick).stored == 3
    assert platform.take_in(world.server, stick).refused == []
    platform.write_out(world.server, stick)
    platform.write_out(world.server, stick)
    carrying.take_in(office, stick)
    held = device.records()
    again = carrying.take_in(office, stick)
    assert (again.sent, again.unsent) == (0, 0)
    assert device.records() == held


def test_what_is_written_after_the_export_stays_unsent(world, stick):
    device = world.device()
    device.sync()
    device.write(10)
    office = office_of(device)
    carrying.export(office, stick)
    device.write(5)
    platform.take_in(world.server, stick)
    platform.write_out(world.server, stick)
    done = carrying.take_in(office, stick)
    assert (done.sent, done.unsent) == (10, 5)


def test_a_returned_record_is_shown_as_returned(world, stick):
    device = world.device()
    device.sync()
    device.write(1, at=world.now + 3_600_000)
    round_trip(world, device, stick)
    assert device.store.read(outbox.returned_count) == 1


def test_a_server_restored_to_before_an_erasure_hears_of_it_by_the_stick(world, stick):
    one, two = world.device(), world.device()
    (gone,) = one.write()
    assert one.sync().error is None
    assert two.sync().error is None
    saved = backup(world.server)
    world.server.database.write(lambda tx: erasure.erase(world.server, tx, gone.subject))
    round_trip(world, one, stick)
    assert gone.id not in ids(one)
    restore(world.server, saved)
    assert digest(gone) in whole_at(world.server)
    # The first files tell that the platform was restored, the next ones bring back what it had told.
    round_trip(world, one, stick)
    assert digest(gone) in whole_at(world.server)
    round_trip(world, one, stick)
    assert digest(gone) not in whole_at(world.server)
    assert two.sync().error is None
    assert gone.id not in ids(two)
    # A stick brings no answer: so the next file has them too, and again changes nothing.
    round_trip(world, one, stick)
    assert one.sync().error is None
    carrying.export(office_of(one), stick)
    (file,) = stick.glob("*.up")
    _, said = carried.read_up(world.server.key, file.read_bytes(), lambda _: one.key.public)
    assert said.bundles == ()


def test_a_restored_server_hears_by_the_stick_how_far_the_sequences_went(world, stick):
    one = world.device()
    assert one.sync().error is None
    one.store.write(lambda tx: log.raise_sequence(tx, one.key.kid, 30))
    world.server.database.write(world.server.renew_incarnation)
    round_trip(world, one, stick)
    told = world.server.database.read(lambda conn: sequences.highest(conn, [one.key.kid]))
    assert told == {one.key.kid: 30 + log.SEQUENCE_JUMP - 1}


def test_old_files_take_nothing_back(world, stick):
    device = world.device()
    device.sync()
    device.write(10)
    office = office_of(device)
    carrying.export(office, stick)
    platform.write_out(world.server, stick)
    world.now += 60_000
    device.sync()
    assert unsent(device) == 0
    with pytest.raises(OldFiles):
        carrying.take_in(office, stick)
    assert unsent(device) == 0


def test_an_old_receipt_takes_back_nothing_that_was_acknowledged_since(world, stick):
    device = world.device()
    device.sync()
    device.write(10)
    office = office_of(device)
    carrying.export(office, stick)
    platform.take_in(world.server, stick)
    platform.write_out(world.server, stick)
    device.write(20)
    # What is written goes up, and the session ends before the feed: nothing is known of that time.
    device.fault = lambda request: Fault(lose_request=request.target.startswith("/v1/feed"))
    assert device.sync().error is not None
    assert unsent(device) == 0
    done = carrying.take_in(office, stick)
    assert (done.sent, done.unsent) == (0, 0)
    assert unsent(device) == 0


def test_a_receipt_of_an_authority_that_is_in_force_no_more_is_not_believed(world, stick):
    device = world.device()
    device.sync()
    device.write(10)
    office = office_of(device)
    carrying.export(office, stick)
    platform.take_in(world.server, stick)
    world.now = world.server.authority.valid_until + 1
    platform.write_out(world.server, stick)
    with pytest.raises(NotTheServer):
        carrying.take_in(office, stick)
    assert unsent(device) == 10


def test_an_export_leaves_no_part_of_an_earlier_one_on_the_stick(world, stick, monkeypatch):
    monkeypatch.setattr(carrying, "FILE_BUNDLES", 1)
    device = world.device()
    device.sync()
    device.write(120)
    office = office_of(device)
    assert carrying.export(office, stick).files == len(list(stick.glob("*.up"))) == 3
    device.sync()
    device.write(1)
    assert carrying.export(office, stick).files == len(list(stick.glob("*.up"))) == 1


def test_no_name_number_or_record_stands_readable_on_the_stick(world, stick):
    device = world.device()
    (record,) = device.write(1)
    round_trip(world, device, stick)
    files = list(stick.iterdir())
    assert {path.suffix for path in files} == {".up", ".down"}
    for path in files:
        data = path.read_bytes()
        for secret in (record.subject, record.id, "王主任".encode(), b"13905390001"):
            assert secret not in data


def test_a_stick_opens_for_nobody_else(world, stick):
    device, other = world.device(), world.device()
    round_trip(world, device, stick)
    (down,) = stick.glob("*.down")
    with pytest.raises(UnknownKey):
        carried.read_down(other.key, down.read_bytes(), lambda _: world.server.key.public)
    shutil.copy(down, stick / f"{other.key.kid.hex()}-0001.down")
    with pytest.raises(NotTheServer):
        carrying.take_in(office_of(other), stick)


def test_a_flipped_bit_is_refused_by_name_and_stops_no_other_file(world, stick):
    one, two = world.device(), world.device()
    for device in (one, two):
        device.sync()
        device.write(3)
        carrying.export(office_of(device), stick)
    (path,) = stick.glob(f"{one.key.kid.hex()}-*.up")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    done = platform.take_in(world.server, stick)
    assert done.refused == [(path.name, "bad-signature")]
    assert (done.files, done.stored) == (1, 1)


def test_a_false_platform_is_not_believed(world, stick):
    device = world.device()
    office = office_of(device)
    carrying.export(office, stick)
    platform.write_out(world.server, stick)
    (path,) = stick.glob("*.down")
    _, said = carried.read_down(device.key, path.read_bytes(), lambda _: world.server.key.public)
    forged = carried.write_down(
        SigningKey(bytes(32)), device.key.public, said, ephemeral=world.chance(32)
    )
    path.write_bytes(forged)
    with pytest.raises(NotTheServer):
        carrying.take_in(office, stick)


def test_files_of_many_parts_come_and_go_whole(world, stick, monkeypatch):
    monkeypatch.setattr(carrying, "FILE_BUNDLES", 2)
    monkeypatch.setattr(platform, "FILE_BYTES", 1)
    one, two = world.device(), world.device()
    one.write(250)
    round_trip(world, one, stick)
    assert len(list(stick.glob("*.up"))) == 3
    round_trip(world, two, stick)
    assert set(one.records()) <= set(two.records())


def test_a_missing_part_is_said_and_what_came_before_it_stays(world, stick, monkeypatch):
    monkeypatch.setattr(platform, "FILE_BYTES", 1)
    from server_stub.store import feed as server_feed

    monkeypatch.setattr(server_feed, "PAGE_ITEMS_MAX", 1)
    monkeypatch.setattr(server_feed.page, "__kwdefaults__", {"bytes_max": 1, "items_max": 1})
    one, two = world.device(), world.device()
    one.write(250)
    one.sync()
    office = office_of(two)
    carrying.export(office, stick)
    platform.take_in(world.server, stick)
    platform.write_out(world.server, stick)
    sorted(stick.glob("*.down"))[2].unlink()
    with pytest.raises(PartMissing):
        carrying.take_in(office, stick)


def test_a_file_without_end_is_refused_and_never_read_whole(world, stick):
    office = office_of(world.device())
    endless = stick / f"{office.device.kid.hex()}-0001.down"
    with endless.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(NotTheServer):
        carrying.take_in(office, stick)


def test_an_empty_folder_says_so(world, stick):
    with pytest.raises(NothingCarried):
        carrying.take_in(office_of(world.device()), stick)


def test_without_a_known_platform_nothing_is_written(world, stick):
    device = world.device(register_it=False)
    device.prepare()
    with pytest.raises(NoPlatform):
        carrying.export(office_of(device), stick)
    assert list(stick.iterdir()) == []
