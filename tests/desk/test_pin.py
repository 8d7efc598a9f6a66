"""A PIN of six digits: half of a secret, over the real envelope and the real `keyring` package."""

import shutil
from dataclasses import replace

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

from fieldpass.config import folders
from fieldpass.desk import caring, opening, people_here, pin, recovering
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.people_here import ColleagueForm
from fieldpass.desk.pin import NoKeyring, OtherComputer
from fieldpass.desk.system_keyring import SystemKeyring
from fieldpass.store import envelope
from fieldpass.store.errors import SecretInUse, WrongRecoveryCode, WrongSecret
from tests.laptop import CHEAP, MINE, OTHER, Laptop

PIN, SECOND = "250817", "904412"


class DesktopKeyring(KeyringBackend):
    """What a desktop's keyring does for the package: it may be locked, and it rates itself."""

    # The package looks through all classes there are: none of ours may be found by other tests.
    priority = 0

    def __init__(self, priority=0):
        super().__init__()
        self.priority = priority
        self.held, self.locked = {}, False

    def _unlocked(self):
        if self.locked:
            raise KeyringLocked("put away")
        return self.held

    def get_password(self, service, username):
        return self._unlocked().get((service, username))

    def set_password(self, service, username, password):
        self._unlocked()[service, username] = password


def chained(*members):
    """What the package makes of several backends: a chain that rates itself above all of them."""

    class Chain(ChainerBackend):
        priority = 0
        backends = members

    made = Chain()
    made.priority = 10
    return made


@pytest.fixture
def desktop():
    before, here = keyring.get_keyring(), DesktopKeyring(priority=5)
    keyring.set_keyring(here)
    yield here
    keyring.set_keyring(before)


@pytest.fixture
def laptop(tmp_path):
    made = Laptop(tmp_path / "home")
    made.around = made.office.surroundings = replace(made.around, keyring=SystemKeyring())
    yield made
    made.place.close()


@pytest.fixture
def pinned(laptop, desktop):
    people_here.change_secret(laptop.office, MINE, PIN, PIN, cost=CHEAP)
    return laptop


def clerk(secret):
    return ColleagueForm(
        name="王芳", post="会计", phone="13800005522", role="clerk", secret=secret, again=secret
    )


@pytest.mark.parametrize("typed", ["250817", "25081799421", "２５０８１７"])
def test_six_to_eleven_digits_are_a_pin(typed):
    assert pin.is_pin(typed)


@pytest.mark.parametrize("typed", ["25081", "250817994213", "25081a", "٢٥٠٨١٧", ""])
def test_anything_else_is_none(typed):
    assert not pin.is_pin(typed)


def test_a_pin_opens_together_with_the_keyring_and_never_without(pinned, desktop):
    issuer = pinned.office.issuer_kid
    assert pinned.unlocks(PIN).issuer_kid == issuer
    assert pinned.unlocks("２５０８１７").issuer_kid == issuer
    pinned.office.close()
    keys = pinned.folders.data / opening.KEYS
    with pytest.raises(WrongSecret):
        envelope.unlock(keys, PIN, now=pinned.place.clock())
    desktop.held.clear()
    with pytest.raises(OtherComputer):
        opening.unlock(pinned.folders, PIN, pinned.around)
    desktop.locked = True
    with pytest.raises(NoKeyring):
        opening.unlock(pinned.folders, PIN, pinned.around)


def test_nothing_on_the_disk_tells_the_pin_or_its_other_half(pinned, desktop):
    (half,) = [bytes.fromhex(one) for (_, name), one in desktop.held.items() if name != "trial"]
    assert len(half) == pin.HALF_BYTES
    for path in pinned.folders.data.iterdir():
        content = path.read_bytes()
        assert half not in content
        assert half.hex().encode() not in content
        assert PIN.encode() not in content


def test_a_wrong_pin_counts_and_waits_like_any_secret(pinned):
    pinned.office.close()
    for _ in range(3):
        with pytest.raises(WrongSecret):
            opening.unlock(pinned.folders, SECOND, pinned.around)
    with pytest.raises(WrongSecret) as caught:
        opening.unlock(pinned.folders, PIN, pinned.around)
    assert caught.value.too_soon


def test_two_people_cannot_have_one_pin_and_each_opens_with_the_own(pinned):
    with pytest.raises(SecretInUse):
        people_here.add(pinned.office, clerk(PIN), cost=CHEAP)
    added = people_here.add(pinned.office, clerk(SECOND), cost=CHEAP)
    office = pinned.unlocks(SECOND)
    assert office.unlocked.person == added.person
    people_here.new_recovery_code(office, SECOND)
    assert pinned.unlocks(PIN).unlocked.person != added.person


def test_a_passphrase_takes_a_pins_place_again(pinned):
    people_here.change_secret(pinned.office, PIN, OTHER, OTHER, cost=CHEAP)
    pinned.unlocks(OTHER)
    with pytest.raises(WrongSecret):
        opening.unlock(pinned.folders, PIN, pinned.around)


@pytest.mark.parametrize("weak", ["111111", "121212", "123456", "98765432"])
def test_a_pin_that_everybody_tries_first_is_refused(laptop, desktop, weak):
    with pytest.raises(FormRefused) as caught:
        people_here.change_secret(laptop.office, MINE, weak, weak, cost=CHEAP)
    assert "easily guessed" in caught.value.fields["secret"].en


@pytest.mark.parametrize("state", ["none", "plain file", "plain files", "locked", "forgets"])
def test_without_a_keyring_to_rely_on_digits_alone_are_refused(laptop, desktop, state):
    if state == "none":
        laptop.office.surroundings = replace(laptop.around, keyring=pin.NowhereKept())
    elif state == "plain file":
        keyring.set_keyring(DesktopKeyring(priority=0.5))
    elif state == "plain files":
        keyring.set_keyring(chained(DesktopKeyring(0.5), DesktopKeyring(0.6)))
        assert keyring.get_keyring().priority > 1
    elif state == "locked":
        desktop.locked = True
    else:
        desktop.set_password = lambda *_: None
    with pytest.raises(FormRefused) as caught:
        people_here.change_secret(laptop.office, MINE, PIN, PIN, cost=CHEAP)
    assert "no keyring" in caught.value.fields["secret"].en
    laptop.unlocks(MINE)


def test_of_several_keyrings_only_the_systems_own_holds_the_half(laptop, desktop):
    plain = DesktopKeyring(priority=0.5)
    keyring.set_keyring(chained(plain, desktop))
    people_here.change_secret(laptop.office, MINE, PIN, PIN, cost=CHEAP)
    assert plain.held == {}
    laptop.unlocks(PIN)


def test_after_the_keyring_is_lost_the_recovery_code_leads_to_a_new_pin(pinned, desktop):
    pinned.office.close()
    desktop.held.clear()
    found = recovering.recover(pinned.folders, pinned.code, pinned.around)
    person = found.people[0][0]
    office = recovering.go_on(
        pinned.folders, found, person, SECOND, SECOND, pinned.around, cost=CHEAP
    )
    office.close()
    opening.unlock(pinned.folders, SECOND, pinned.around).close()


def test_a_backup_of_a_pinned_laptop_goes_back_on_another_with_the_printed_code(pinned, tmp_path):
    pinned.office.close()
    saved = tmp_path / "saved.db"
    caring.back_up(pinned.folders, PIN, saved, pinned.around)
    other = folders(tmp_path / "other")
    elsewhere = replace(pinned.around, keyring=pin.NowhereKept())
    with pytest.raises(WrongSecret):
        caring.restore(other, PIN, saved, elsewhere)
    slip = pinned.code.replace(pinned.code[0], "Z" if pinned.code[0] != "Z" else "Y", 1)
    with pytest.raises(WrongSecret) as caught:
        caring.restore(other, slip, saved, elsewhere)
    assert not isinstance(caught.value, WrongRecoveryCode)
    assert caring.restore(other, pinned.code, saved, elsewhere) is None
    found = recovering.recover(other, pinned.code, elsewhere)
    assert found.people
    found.close()


def test_a_new_laptop_may_begin_with_a_pin(tmp_path, laptop, desktop):
    here = folders(tmp_path / "fresh")
    made = opening.set_up(here, PIN, laptop.around, cost=CHEAP)
    made.office.close()
    opening.unlock(here, PIN, laptop.around).close()
    shutil.copytree(here.data, tmp_path / "stolen" / "data")
    desktop.held.clear()
    with pytest.raises(OtherComputer):
        opening.unlock(folders(tmp_path / "stolen"), PIN, laptop.around)
