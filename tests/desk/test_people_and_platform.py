"""A colleague of the same laptop, as the real server sees it: admitted, listed, named, ended."""

import pytest

from fieldpass.config import folders
from fieldpass.desk import (
    later,
    onsite,
    opening,
    people_here,
    registration,
    staff,
    temperatures,
)
from fieldpass.desk.people_here import ColleagueForm
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.bodies import ColleagueReplaced, TemperatureTaken
from fieldpass.model.times import HOUR, MINUTE
from fieldpass.store import outbox, records
from fieldpass.wire.keys import kid
from server_stub import register, seeding
from tests.desk.test_carrying import identity_of
from tests.laptop import CHEAP, MINE, YOURS
from tests.parts import ONSITE, form
from tests.server.world import UNIT_USCC as UNIT
from tests.sync.world import DIVISION, USCC, Device, World

ISSUER = ColleagueForm(
    name="王芳", post="会计", phone="13800005522", role="issuer", secret=YOURS, again=YOURS
)


class Registered:
    """A laptop of an issuer whom the real server has authorised."""

    def __init__(self, world, home):
        self.world, self.folders = world, folders(home)
        self.around = Surroundings(clock=world.clock, chance=world.chance)
        self.office = opening.set_up(self.folders, MINE, self.around, cost=CHEAP).office
        registration._issuer_key(self.office)
        self.device = Device(world)
        self.device.store.close()
        self.device.key, self.device.issuer = self.office.device, self.office.issuer
        self.device.person = self.office.person
        self.connect()
        assert self.device.register(world.code()).outcome == "authorised"
        office, identity = self.office, identity_of(self.device)
        office.store.write(lambda tx: office.set_identity(tx, identity))
        self.sync()

    def connect(self):
        self.device.store = self.office.store
        self.device.connect()

    def sync(self):
        outcome = self.device.sync()
        assert outcome.error is None
        return outcome

    def unlocks(self, secret):
        self.office.close()
        self.office = opening.unlock(self.folders, secret, self.around)
        self.connect()
        return self.office


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "server")
    yield made
    made.close()


@pytest.fixture
def laptop(world, tmp_path):
    made = Registered(world, tmp_path / "home")
    yield made
    made.office.close()


def directory(world):
    return world.server.database.read(world.server.directories.of)


def test_the_server_takes_the_admission_and_lists_the_colleagues_own_key(laptop, world):
    added = people_here.add(laptop.office, ISSUER, cost=CHEAP)
    assert laptop.sync().returned == 0
    office = laptop.unlocks(YOURS)
    laptop.sync()
    world.now += 60_000
    laptop.sync()
    key = directory(world).find(office.issuer_kid)
    assert (key.person, key.state, key.partner) == (added.person, "authorised", office.device.kid)
    assert office.standing().may_sign


def test_what_the_colleague_writes_is_accepted_in_the_colleagues_name(laptop):
    added = people_here.add(laptop.office, ISSUER, cost=CHEAP)
    office = laptop.unlocks(YOURS)
    made = office.make(TemperatureTaken(tenths=365), subject=bytes(16))
    office.save(made)
    laptop.sync()
    assert office.store.read(outbox.returned_count) == 0
    (held,) = office.store.read(lambda conn: records.records_of(conn, bytes(16)))
    assert held.by.person == added.person


def test_a_removed_issuers_key_is_ended_on_the_platform(laptop, world):
    added = people_here.add(laptop.office, ISSUER, cost=CHEAP)
    laptop.sync()
    profile = laptop.office.store.read(people_here.profiles.profiles)[added.person]
    people_here.remove(laptop.office, added.slot)
    laptop.sync()
    assert laptop.office.store.read(outbox.returned_count) == 0
    assert directory(world).find(profile.issuer_kid).state == "closed"
    ended = laptop.office.store.read(
        lambda conn: records.records_of_kinds(conn, ["colleague.replaced"])
    )
    assert [one.body for one in ended] == [ColleagueReplaced(kid=profile.issuer_kid)]
    assert kid(laptop.office.device.public) != profile.issuer_kid


def test_what_was_on_paper_is_accepted_with_its_true_time_and_its_mark(laptop):
    office = laptop.office
    at = office.now() - 2 * HOUR
    made = onsite.submit(office, form(office, ONSITE, written_at=at))
    temperatures.take(office, application=made.application, tenths=364, at=at + MINUTE)
    assert laptop.sync().returned == 0
    assert office.store.read(outbox.returned_count) == 0
    held = office.store.read(lambda conn: records.records_of_application(conn, made.application))
    times = [(one.kind, one.at) for one in held if later.is_late(one)]
    assert sorted(times) == [
        ("application.submitted", at),
        ("temperature.taken", at),
        ("temperature.taken", at + MINUTE),
    ]


def test_a_units_authorisation_and_its_end_take_effect_on_the_platform(laptop, world):
    def endorsed():
        return world.server.database.read(lambda tx: register.body(tx, UNIT)).endorsed_at

    unit = seeding.SeedBody(
        uscc=UNIT,
        name="某电子厂",
        type="unit",
        division=DIVISION,
        parent=USCC,
        representative="周明",
    )
    seed = seeding.Seed(bodies=(unit,))
    world.server.database.write(lambda tx: seeding.apply(tx, seed, world.now))
    assert endorsed() is None
    staff.endorse(laptop.office, UNIT, "某电子厂")
    laptop.sync()
    assert endorsed() == world.now
    world.now += 60_000
    staff.withdraw(laptop.office, UNIT, "没有每日上报")
    laptop.sync()
    assert endorsed() is None
    assert laptop.office.store.read(outbox.returned_count) == 0
