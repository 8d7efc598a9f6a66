"""A reading at another village's gate, through the real server, to the people whose pass it is."""

from dataclasses import replace

import pytest

from fieldpass.desk import checkpoint, deciding, onsite, reports
from fieldpass.desk.identity import Identity
from fieldpass.model.times import DAY
from fieldpass.store import log, records
from fieldpass.wire import status
from fieldpass.wire.bundle import LogId
from server_stub import chores, register, seeding
from tests import parts
from tests.desk.test_looking_up import office_of
from tests.sync.world import Device, World

GATE_USCC, GATE_DIVISION = parts.OTHER_USCC, parts.OTHER_DIVISION
GATE_SCOPE, GATE_NAME = f"d:{GATE_DIVISION}", "沂水县某镇高庄村村民委员会"
GATE = seeding.SeedBody(
    uscc=GATE_USCC,
    name=GATE_NAME,
    type="community",
    division=GATE_DIVISION,
    representative="李主任",
)


class GateDevice(Device):
    """A device of the other village."""

    def requested(self):
        return replace(
            super().requested(),
            uscc=GATE_USCC,
            body_name=GATE_NAME,
            division=GATE_DIVISION,
            scope=GATE_SCOPE,
            name="李主任",
        )

    def prepare(self):
        own = LogId(GATE_SCOPE, self.key.kid, 0)
        self.store.write(lambda tx: log.open_log(tx, own))
        self.append([self.record(self.requested())])


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    made.server.database.write(lambda tx: seeding.apply(tx, seeding.Seed(bodies=(GATE,)), made.now))
    yield made
    made.close()


@pytest.fixture
def gate(world):
    """(the other village's office, its device), authorised."""
    device = GateDevice(world, "checker")
    world.devices.append(device)
    code = world.server.database.write(
        lambda tx: register.make_code(
            tx,
            uscc=GATE_USCC,
            role="checker",
            root_public=world.server.authority.root_public,
            now=world.now,
            chance=world.chance,
        )
    )
    assert device.register(code.text).outcome == "authorised"
    office, _ = office_of(world, "checker", device)
    identity = office.require_identity()
    changed: Identity = replace(
        identity, scope=GATE_SCOPE, division=GATE_DIVISION, uscc=GATE_USCC, body_name=GATE_NAME
    )
    office.store.write(lambda tx: office.set_identity(tx, changed))
    return office, device


@pytest.fixture
def card(world):
    """(the issuer's office, its device, a screened green pass of the village)."""
    issuer, device = office_of(world, "issuer")
    exchange(world, device)
    application = onsite.submit(issuer, parts.form(issuer, parts.ONSITE)).application
    exchange(world, device)
    view = deciding.sign(issuer, deciding.draft(issuer, application, "green").id)
    exchange(world, device)
    return issuer, device, view


def exchange(world, *devices):
    """Each device sends, the server does what it does by itself, each device reads."""
    for _ in range(2):
        for device in devices:
            assert device.sync().error is None
        chores.run(world.server)
        world.now += 1_000


def listed(office, view):
    held = office.holdings().held.status("371323")
    return status.mark_of(held.state(view.pass_ref.kid, view.pass_ref.sequence))


def test_a_reading_at_another_villages_gate_is_the_holders_report_everywhere(world, gate, card):
    office, device = gate
    issuer, home, view = card
    world.now += 2 * DAY
    exchange(world, home, device)
    assert listed(office, view) == status.YELLOW
    look = checkpoint.check(office, view.digits)
    assert (look.kind, look.verdict.code, look.liftable_here) == ("CHECK", "NO-REPORT", True)
    assert look.person is None
    assert reports.not_reported_count(issuer) == 1

    assert checkpoint.report_here(office, look, 365).kind == "GO"
    exchange(world, device, home)

    (report,) = issuer.store.read(lambda conn: records.records_of_kinds(conn, ("health.reported",)))
    assert (report.body.tenths, report.pass_ref) == (365, view.pass_ref)
    assert reports.not_reported_count(issuer) == 0
    assert checkpoint.check(issuer, view.digits).kind == "GO"
    assert listed(office, view) == status.AS_SIGNED
    assert listed(issuer, view) == status.AS_SIGNED
