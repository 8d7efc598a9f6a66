"""A colleague at another device, as both devices and the real server see it: invited, compared, admitted."""

from dataclasses import replace
from pathlib import Path

import pytest

from fieldpass.config import folders
from fieldpass.desk import introducing, opening, registration, sending, staff
from fieldpass.desk.errors import FormRefused, NotAllowed
from fieldpass.desk.introducing import AdmissionForm
from fieldpass.desk.registration import RegistrationForm
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.bodies import ColleagueAdmitted, TemperatureTaken
from fieldpass.store import outbox, records
from fieldpass.wire.errors import BadIntroduction, WrongRoot
from tests.desk.test_people_and_platform import Registered, directory
from tests.laptop import CHEAP, YOURS
from tests.screens.test_staff_and_sending import UNIT
from tests.sync.asgi import AsgiTransport
from tests.sync.world import World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "server")
    yield made
    made.close()


@pytest.fixture
def issuer(world, tmp_path):
    made = Registered(world, tmp_path / "home")
    yield made
    made.office.close()


@pytest.fixture
def other(world, tmp_path, monkeypatch):
    """The colleague's device, set up and not registered; its line leads to the same server."""
    line = AsgiTransport(world.app, world.loop)
    line.close = lambda: None
    monkeypatch.setattr(registration, "open_transport", lambda _url: line)
    monkeypatch.setattr(sending, "open_transport", lambda _url: line)
    around = Surroundings(clock=world.clock, chance=world.chance)
    office = opening.set_up(folders(tmp_path / "other"), YOURS, around, cost=CHEAP).office
    yield office
    office.close()


def _form(invited, **changes):
    values = {
        "server_url": "https://pass.example.cn",
        "code": invited.code,
        "uscc": invited.uscc,
        "body_type": invited.body_type,
        "body_name": invited.body_name,
        "division": invited.division,
        "name": "李红梅",
        "post": "文书",
        "phone": "13800005566",
        "role": "issuer",
    }
    return RegistrationForm(**(values | changes))


def _admission(shown, **changes):
    values = {"name": "李红梅", "post": "文书", "phone": "13800005566", "check": shown.check_number}
    return AdmissionForm(**(values | changes))


def _admitted(office):
    return office.store.read(lambda conn: records.records_of_kinds(conn, ["colleague.admitted"]))


@pytest.mark.parametrize("role", ["issuer", "clerk"])
def test_a_colleague_at_another_device_is_admitted_and_works(issuer, other, world, role) -> None:
    # 1. The invitation, and the registration with it.
    form = _form(introducing.invitation(issuer.office), role=role)
    answer = registration.register(other, form)
    assert answer.state == "waiting"
    assert introducing.waits(other)
    # 2. The introduction goes over, and the number by voice.
    shown = introducing.shown(other)
    found = introducing.read(issuer.office, shown.digits)
    assert (found.name, found.role) == ("李红梅", role)
    introducing.admit(issuer.office, found, _admission(shown))
    (record,) = _admitted(issuer.office)
    assert (record.body.device_key, record.sig is not None) == (other.device.public, True)
    assert issuer.sync().returned == 0
    # 3. The colleague's device asks by itself with its next sending, takes the lists and works.
    world.now += 60_000
    sending.start(other, background=False)
    sending.run_once(other)
    sending.run_once(other)
    assert other.standing().state == "authorised"
    assert other.standing().may_sign == (role == "issuer")
    other.save(other.make(TemperatureTaken(tenths=365), subject=bytes(16)))
    world.now += 60_000
    sending.run_once(other)
    assert other.store.read(outbox.unsent_count) == 0
    assert other.store.read(outbox.returned_count) == 0
    # 4. Both see each other among the colleagues.
    world.now += 60_000
    issuer.sync()
    names = {(one.name, one.state.en) for one in staff.staff(issuer.office)}
    assert ("李红梅", "authorised") in names
    if role == "issuer":
        assert directory(world).find(other.issuer_kid).state == "authorised"


def test_keys_that_were_exchanged_on_the_way_are_not_admitted(issuer, other) -> None:
    registration.register(other, _form(introducing.invitation(issuer.office)))
    shown = introducing.shown(other)
    true = introducing.read(issuer.office, shown.digits)
    for false in (
        replace(true, issuer_key=b"\x07" * 32),
        replace(true, device_key=b"\x07" * 32),
        replace(true, person=bytes(16)),
    ):
        found = introducing.read(issuer.office, false.to_digits())
        with pytest.raises(FormRefused) as refused:
            introducing.admit(issuer.office, found, _admission(shown))
        assert list(refused.value.fields) == ["check"]
    assert _admitted(issuer.office) == []


def test_a_colleague_who_registered_for_another_body_has_another_number(issuer, other) -> None:
    form = _form(introducing.invitation(issuer.office), uscc=UNIT)
    registration.register(other, form)
    shown = introducing.shown(other)
    found = introducing.read(issuer.office, shown.digits)
    with pytest.raises(FormRefused):
        introducing.admit(issuer.office, found, _admission(shown))


def test_every_error_of_the_form_is_said_at_once(issuer, other) -> None:
    registration.register(other, _form(introducing.invitation(issuer.office)))
    found = introducing.read(issuer.office, introducing.shown(other).digits)
    with pytest.raises(FormRefused) as refused:
        introducing.admit(
            issuer.office, found, AdmissionForm(name="", post="", phone="x", check="123")
        )
    assert set(refused.value.fields) == {"name", "post", "phone", "check"}


def test_an_invitation_of_another_province_sends_nothing(issuer, other, world) -> None:
    from fieldpass.wire import enrolment

    form = _form(introducing.invitation(issuer.office))
    false = replace(form, code=enrolment.invitation(b"\x05" * 32).text)
    with pytest.raises(WrongRoot):
        registration.register(other, false)
    assert other.identity is None


def test_only_an_authorised_issuer_invites_and_admits(issuer, other) -> None:
    registration.register(other, _form(introducing.invitation(issuer.office)))
    shown = introducing.shown(other)
    found = introducing.read(issuer.office, shown.digits)
    key, issuer.office.issuer = issuer.office.issuer, None
    with pytest.raises(NotAllowed):
        introducing.admit(issuer.office, found, _admission(shown))
    issuer.office.issuer = key
    assert _admitted(issuer.office) == []
    with pytest.raises(NotAllowed):
        introducing.invitation(other)


def test_it_goes_over_as_a_file_too_and_a_foreign_file_is_told(issuer, other, tmp_path) -> None:
    registration.register(other, _form(introducing.invitation(issuer.office)))
    shown = introducing.shown(other)
    path = introducing.save(shown, tmp_path)
    assert (path.stat().st_mode & 0o777, path.name[:10]) == (0o600, "colleague-")
    assert introducing.read_file(issuer.office, path).device_key == other.device.public
    for content in (b"", b"hello", b"\xff\xfe9", b"9" * 5000):
        path.write_bytes(content)
        with pytest.raises(BadIntroduction):
            introducing.read_file(issuer.office, path)
    with pytest.raises(BadIntroduction):
        introducing.read_file(issuer.office, Path("/nowhere"))


def test_the_own_device_is_not_admitted(issuer) -> None:
    with pytest.raises(NotAllowed):
        introducing.read(issuer.office, introducing.shown(issuer.office).digits)


def test_the_body_of_the_admission_is_the_one_that_was_frozen(issuer, other) -> None:
    registration.register(other, _form(introducing.invitation(issuer.office)))
    shown = introducing.shown(other)
    found = introducing.read(issuer.office, shown.digits)
    introducing.admit(issuer.office, found, _admission(shown, name="李红梅 (代)"))
    (record,) = _admitted(issuer.office)
    assert isinstance(record.body, ColleagueAdmitted)
    assert record.body.name == "李红梅 (代)"
    assert record.body.person == other.person
