"""Retention and erasure on a device, over the real store; the platform's erasure, over the real server."""

import pytest

from fieldpass.desk import forgetting, onsite
from fieldpass.desk.errors import NotAllowed
from fieldpass.model.person import person_id
from fieldpass.store import feed, log, outbox, people, records
from fieldpass.wire.bundle import open_bundle
from server_stub import erasure
from tests.parts import HIGH, ONSITE, form, person, village
from tests.sync.world import SCOPE, World


@pytest.fixture
def place(tmp_path):
    made = village(tmp_path)
    yield made
    made.close()


@pytest.fixture
def issuer(place):
    return place.device("issuer")


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "server")
    yield made
    made.close()


def sent(office):
    """The platform has acknowledged all that was written."""
    office.store.write(lambda tx: outbox.seal_pending(tx, office.device, office.now()))
    own = office.log_id()
    heads = office.store.read(lambda conn: outbox.heads(conn, own=True))
    last = next(one.last for one in heads if one.log == own)
    office.store.write(lambda tx: outbox.acknowledge(tx, own, last))


def names(office):
    return [row.name for row in office.store.read(people.people_page)]


def later(place, office, days):
    place.clock.pass_(days=days)
    place.synced(office)


def everything(store):
    """Every value in every table of the database, as text."""

    def read(conn):
        tables = conn.run("SELECT name FROM sqlite_master WHERE type = 'table'")
        found = []
        for (name,) in tables.all():
            if name == "person_search":
                continue
            for row in conn.run(f"SELECT * FROM {name}"):
                found += [
                    bytes(one) if isinstance(one, bytes) else str(one).encode() for one in row
                ]
        return b"\n".join(found)

    return store.read(read)


def test_who_is_past_retention_is_erased_and_the_others_stay(place, issuer):
    onsite.submit(issuer, form(issuer, ONSITE))
    sent(issuer)
    later(place, issuer, 66)
    onsite.submit(issuer, form(issuer, HIGH))
    done = forgetting.forget_due(issuer)
    assert done is not None
    assert done.kept == 0
    assert names(issuer) == [HIGH.name]
    assert forgetting.forget_due(issuer) is None


def test_nobody_is_erased_while_the_last_code_expired_less_than_sixty_days_ago(place, issuer):
    onsite.submit(issuer, form(issuer, ONSITE))
    sent(issuer)
    later(place, issuer, 64)
    assert forgetting.forget_due(issuer) is None


def test_a_clock_that_jumps_ahead_erases_nobody(place, issuer):
    onsite.submit(issuer, form(issuer, ONSITE))
    sent(issuer)
    place.clock.pass_(days=4000)
    assert forgetting.forget_due(issuer) is None


def test_what_was_not_sent_stays_and_is_counted(place, issuer):
    onsite.submit(issuer, form(issuer, ONSITE))
    later(place, issuer, 66)
    done = forgetting.forget_due(issuer)
    assert done is not None
    assert (done.records, done.kept > 0) == (0, True)
    assert forgetting.erasures(issuer) == []
    assert names(issuer) == [ONSITE.name]


def test_after_an_erasure_every_own_bundle_still_verifies(place, issuer):
    onsite.submit(issuer, form(issuer, ONSITE))
    onsite.submit(issuer, form(issuer, HIGH))
    sent(issuer)
    forgetting.forget(issuer, "resident_id", ONSITE.number)
    bundles = issuer.store.read(lambda conn: outbox.bundles_after(conn, log.own_log(conn), 0))
    for one in bundles:
        open_bundle(one.data, lambda _: issuer.device.public)
    issuer.store.check()


def test_on_request_no_word_of_the_person_is_left_in_the_file(place, issuer):
    onsite.submit(issuer, form(issuer, ONSITE))
    sent(issuer)
    assert ONSITE.number.encode() in everything(issuer.store)
    done = forgetting.forget(issuer, "resident_id", ONSITE.number)
    assert done.kept == 0
    left = everything(issuer.store)
    for word in (ONSITE.name.encode(), ONSITE.number.encode(), ONSITE.phone.encode()):
        assert word not in left
    assert person(ONSITE) not in left
    assert issuer.store.read(lambda conn: people.search(conn, ONSITE.name)) == []


def test_what_was_erased_is_shown_without_naming_anybody(place, issuer):
    onsite.submit(issuer, form(issuer, ONSITE))
    sent(issuer)
    forgetting.forget(issuer, "resident_id", ONSITE.number)
    (line,) = forgetting.erasures(issuer)
    assert (line.at, line.why.en) == (place.clock.now, "on request")
    assert line.records > 0


def test_only_an_issuer_erases_on_request(place):
    clerk = place.device("clerk")
    with pytest.raises(NotAllowed):
        forgetting.forget(clerk, "resident_id", ONSITE.number)


def test_the_platforms_erasure_reaches_every_device_of_the_scope(world):
    one, two = world.device(), world.device()
    one.write(3)
    (gone,) = one.write(1)
    one.sync()
    two.sync()
    world.server.database.write(lambda tx: erasure.erase(world.server, tx, gone.subject))
    for device in (one, two):
        assert device.sync().error is None
        assert device.store.read(lambda conn: records.records_of(conn, gone.subject)) == []
        assert gone.subject not in everything(device.store)
    assert one.records() == two.records()


def test_a_device_that_comes_after_the_erasure_has_the_same_as_the_others(world):
    one = world.device()
    (gone,) = one.write(1)
    one.write(2)
    one.sync()
    world.server.database.write(lambda tx: erasure.erase(world.server, tx, gone.subject))
    late = world.device()
    one.sync()
    late.sync()
    one.sync()
    assert late.records() == one.records()
    assert gone.subject not in everything(late.store)


def test_erasing_on_the_platform_returns_nothing_and_accepts_nothing(world):
    one = world.device()
    one.sync()
    one.write(1, at=world.now + 3_600_000)
    (gone,) = one.write(1)
    one.sync()
    assert one.store.read(outbox.returned_count) == 1
    world.server.database.write(lambda tx: erasure.erase(world.server, tx, gone.subject))
    one.sync()
    assert one.store.read(outbox.returned_count) == 1
    assert one.store.read(lambda conn: feed.cursor(conn, SCOPE)) is not None


def test_the_person_of_a_document_is_the_one_that_records_name():
    assert person(ONSITE) == person_id("resident_id", ONSITE.number)
