"""Asking the platform for a pass that is not on the device: the real server answers, or nobody in time."""

import time

import pytest

from fieldpass.desk import checkpoint, deciding, onsite, passes
from fieldpass.desk.identity import Identity
from fieldpass.desk.looking_up import Asker
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.sync.errors import Unreachable
from tests import parts
from tests.sync.asgi import Fault
from tests.sync.world import DIVISION, SCOPE, USCC, World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.close()


def office_of(world, role, device=None):
    """An office over a device that has registered with the real server; by default a new one."""
    device = device or world.device(role)
    office = Office(
        store=device.store,
        surroundings=Surroundings(clock=world.clock, chance=world.chance),
        device=device.key,
        issuer=device.issuer,
    )
    identity = Identity(
        scope=SCOPE,
        county=DIVISION[:6],
        division=DIVISION,
        uscc=USCC,
        body_type="community",
        body_name="村委会",
        unit="",
        name="王主任",
        post="主任",
        phone="13800000001",
        person=device.person,
        role=role,
        server_url="https://pass.example.cn",
    )
    office.store.write(lambda tx: office.set_identity(tx, identity))
    return office, device


@pytest.fixture
def gate(world):
    """(issuer's pass, the checker's office): the checker has lists, but not this pass."""
    issuer, sending = office_of(world, "issuer")
    checker, asking = office_of(world, "checker")
    assert [one.sync().error for one in (sending, asking)] == [None, None]
    form = parts.form(issuer, parts.ONSITE)
    application = onsite.submit(issuer, form).application
    view = deciding.sign(issuer, deciding.draft(issuer, application, "green").id)
    assert sending.sync().error is None
    checker.asker = Asker(asking.transport, asking.key)
    checker.online = True
    yield issuer, sending, view, checker, asking
    checker.asker.close()


def test_a_serial_that_is_not_here_is_asked_for_and_verified(gate):
    _, _, view, checker, _ = gate
    look = checkpoint.check(checker, view.serial)
    assert (look.kind, look.seen, look.holder.name) == ("GO", "typed", "张卫东")


def test_an_identity_number_is_asked_for_without_leaving_the_device(gate):
    _, _, _, checker, asking = gate
    look = checkpoint.check(checker, parts.ONSITE.number)
    assert look.kind == "GO"
    sent = b"".join(one.body + one.target.encode() for one in asking.transport.seen)
    assert parts.ONSITE.number.encode() not in sent


def test_what_the_platform_says_now_counts_before_the_list_has_come(gate, world):
    issuer, sending, view, checker, _ = gate
    passes.void(issuer, view.pass_ref, "misprint")
    assert sending.sync().error is None
    assert checkpoint.check(checker, view.digits).kind == "GO"
    look = checkpoint.check(checker, view.serial)
    assert (look.kind, look.verdict.code) == ("INVALID", "void")


def test_an_unknown_serial_is_not_here(gate):
    _, _, _, checker, _ = gate
    assert checkpoint.check(checker, "000000000098").verdict.code == "not-here"


def test_without_a_network_nothing_is_asked(gate):
    _, _, view, checker, asking = gate
    checker.online = False
    before = len(asking.transport.seen)
    assert checkpoint.check(checker, view.serial).verdict.code == "not-here"
    assert len(asking.transport.seen) == before


def test_a_lost_answer_is_as_no_network(gate):
    _, _, view, checker, asking = gate
    asking.fault = lambda _request: Fault(lose_answer=True)
    assert checkpoint.check(checker, view.serial).verdict.code == "not-here"
    asking.fault = lambda _request: Fault()
    assert checkpoint.check(checker, view.serial).kind == "GO"


class Slow:
    """A transport whose answers take too long."""

    bytes_up = bytes_down = 0

    def __init__(self):
        self.asked = 0

    def exchange(self, request):
        self.asked += 1
        time.sleep(0.2)
        raise Unreachable("test: slow")

    def drop(self):
        pass


def test_a_late_answer_is_no_answer_and_no_second_question_waits_behind_it(world):
    _, device = office_of(world, "checker")
    slow = Slow()
    asker = Asker(slow, device.key, patience_s=0.02)
    assert asker.ask(serial="0" * 12) == ()
    assert asker.ask(serial="0" * 12) == ()
    assert slow.asked == 1
    asker.close()
