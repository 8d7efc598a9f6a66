"""The key envelope: who may open the data, what a wrong try costs, and what no file gives away."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.errors import FieldpassError
from fieldpass.store import envelope, envelope_file, recovery
from fieldpass.store.envelope_file import Cost
from fieldpass.store.errors import (
    EnvelopeDamaged,
    EnvelopeNewer,
    LastPerson,
    Missing,
    NoSuchPerson,
    SecretInUse,
    WrongRecoveryCode,
    WrongSecret,
)
from fieldpass.wire import cbor
from tests.store.conftest import chance

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
SEED = bytes([5]) * 32
SECRET = "大槐树 下 42"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def created(path):
    return envelope.create_envelope(path, SECRET, chance=chance(), issuer_seed=SEED, cost=CHEAP)


def wrong(path, now, secret="no", slot=None):
    with pytest.raises(WrongSecret) as caught:
        envelope.unlock(path, secret, now=now, slot=slot)
    return caught.value


def test_the_right_secret_opens_what_was_put_in(path, created):
    found = envelope.unlock(path, SECRET, now=0)
    assert found == created.unlocked
    assert found.issuer_seed == SEED
    assert len(found.data_key) == 32


def test_full_width_digits_of_an_input_method_are_the_same_secret(path, created):
    assert envelope.unlock(path, "大槐树\u3000下\u3000４２", now=0) == created.unlocked


def test_the_default_cost_is_64_mib_and_3_passes_and_stands_in_the_file(path):
    assert Cost(memory_kib=65536, passes=3, lanes=4) == envelope.DEFAULT_COST
    envelope.create_envelope(path, "x", chance=chance())
    (slot,) = envelope_file.read(path).slots
    assert slot.cost == envelope.DEFAULT_COST
    assert envelope.unlock(path, "x", now=0).slot == 1


def test_an_envelope_is_never_written_over_another(path, created):
    with pytest.raises(FileExistsError):
        envelope.create_envelope(path, "other", chance=chance(), cost=CHEAP)


def test_nothing_secret_or_personal_stands_in_the_files_or_in_what_is_shown(path, created):
    content = b"".join(one.read_bytes() for one in path.parent.iterdir())
    for secret in (created.unlocked.data_key, SEED, created.unlocked.issuer_wrap, SECRET.encode()):
        assert secret not in content
    shown = repr(created) + repr(created.unlocked)
    assert created.recovery_code not in shown
    assert repr(SEED) not in shown


# Wrong tries.


def test_the_first_tries_are_free_and_then_each_waits_longer(path, created):
    assert [wrong(path, 0).wait_s for _ in range(3)] == [0, 0, 5]
    now, waits = 0, []
    for _ in range(7):
        now += wrong_wait(path, now) * 1000
        waits.append(wrong(path, now).wait_s)
    assert waits == [15, 30, 60, 300, 900, 900, 900]


def wrong_wait(path, now):
    from fieldpass.store import tries

    return tries.wait_s(path, now)


def test_a_try_before_its_time_is_refused_even_with_the_right_secret(path, created):
    for _ in range(3):
        wrong(path, 1_000_000)
    error = wrong(path, 1_001_000, SECRET)
    assert error.too_soon
    assert error.wait_s == 4
    assert "4" in error.text("zh")
    assert envelope.unlock(path, SECRET, now=1_005_000) == created.unlocked
    assert wrong(path, 1_005_000).wait_s == 0


def test_a_restart_and_a_clock_set_back_do_not_shorten_or_lengthen_the_wait(path, created):
    for _ in range(3):
        wrong(path, 1_000_000)
    code = (
        "import sys; from pathlib import Path; from fieldpass.store import envelope\n"
        "try: envelope.unlock(Path(sys.argv[1]), sys.argv[2], now=1_002_000)\n"
        "except envelope.WrongSecret as error: print(error.wait_s, error.too_soon)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), SECRET], capture_output=True, text=True, check=True
    )
    assert done.stdout == "3 True\n"
    assert wrong(path, 0).wait_s == 5


def test_a_try_is_counted_before_it_is_made(path, created, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(envelope, "_opened", die)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            envelope.unlock(path, "guess", now=0)
    monkeypatch.undo()
    assert wrong(path, 0).too_soon


# People.


def test_each_person_opens_the_same_data_and_only_the_own_issuer_key(path, created):
    other = envelope.add_person(
        path,
        created.unlocked.data_key,
        "second",
        chance=chance(1),
        issuer_seed=bytes(32),
        cost=CHEAP,
    )
    assert other.slot == 2
    first, second = envelope.unlock(path, SECRET, now=0), envelope.unlock(path, "second", now=0)
    assert first.data_key == second.data_key
    assert (first.issuer_seed, second.issuer_seed) == (SEED, bytes(32))
    assert first.person != second.person
    assert wrong(path, 0, SECRET, slot=2)
    assert [one.slot for one in envelope.people(path)] == [1, 2]


def test_two_people_never_share_a_secret(path, created):
    with pytest.raises(SecretInUse):
        envelope.add_person(path, created.unlocked.data_key, SECRET, chance=chance(1), cost=CHEAP)


def test_a_swapped_slot_or_key_does_not_open(path, created):
    envelope.add_person(path, created.unlocked.data_key, "b", chance=chance(1), cost=CHEAP)
    whole = envelope_file.read(path)
    one, two = whole.slots
    envelope_file.write(path, replace(whole, slots=(replace(one, data=two.data), two)))
    assert wrong(path, 0, SECRET)
    envelope_file.write(path, replace(whole, slots=(replace(one, data=one.issuer), two)))
    assert wrong(path, 0, SECRET)


def test_changing_a_secret_keeps_both_keys_and_ends_the_old_one(path, created):
    changed = envelope.change_secret(path, 1, SECRET, "new", now=0, chance=chance(2), cost=CHEAP)
    assert changed.data_key == created.unlocked.data_key
    found = envelope.unlock(path, "new", now=0)
    assert (found.issuer_seed, found.person) == (SEED, created.unlocked.person)
    assert wrong(path, 0, SECRET)
    with pytest.raises(WrongSecret):
        envelope.change_secret(path, 1, SECRET, "x", now=0, chance=chance(3), cost=CHEAP)


def test_a_removed_person_opens_nothing_and_the_last_one_stays(path, created):
    envelope.add_person(path, created.unlocked.data_key, "b", chance=chance(1), cost=CHEAP)
    envelope.remove_person(path, 1)
    assert wrong(path, 0, SECRET)
    assert envelope.unlock(path, "b", now=0).data_key == created.unlocked.data_key
    with pytest.raises(LastPerson):
        envelope.remove_person(path, 2)
    with pytest.raises(NoSuchPerson):
        envelope.remove_person(path, 1)


def test_a_new_issuer_seed_is_kept_without_asking_for_the_secret_again(path, created):
    opened = envelope.unlock(path, SECRET, now=0)
    envelope.keep_issuer_seed(path, opened, bytes([8]) * 32, chance(4))
    assert envelope.unlock(path, SECRET, now=0).issuer_seed == bytes([8]) * 32
    envelope.keep_issuer_seed(path, opened, None, chance(4))
    assert envelope.unlock(path, SECRET, now=0).issuer_seed is None
    assert not envelope.people(path)[0].has_issuer_key


def test_a_pin_with_a_keyring_secret_is_another_secret_than_the_pin(path):
    both = envelope.with_keyring("246810", bytes(32))
    envelope.create_envelope(path, both, chance=chance(), cost=CHEAP)
    assert wrong(path, 0, "246810")
    assert wrong(path, 0, envelope.with_keyring("246810", bytes([1]) * 32))
    assert envelope.unlock(path, envelope.with_keyring("２４６８１０", bytes(32)), now=0)


# Recovery.


def test_the_recovery_code_opens_the_data_and_no_issuer_key(path, created):
    spoken = created.recovery_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    data_key = envelope.recover(path, spoken, now=0)
    assert data_key == created.unlocked.data_key
    fresh = envelope.add_person(path, data_key, "again", chance=chance(5), cost=CHEAP)
    assert fresh.issuer_seed is None


def test_a_slip_in_the_code_is_told_and_costs_no_try(path, created):
    code = created.recovery_code
    for place, letter in enumerate(code):
        if letter != "-":
            other = "7" if letter != "7" else "8"
            with pytest.raises(WrongRecoveryCode) as caught:
                envelope.recover(path, code[:place] + other + code[place + 1 :], now=0)
            assert caught.value.wait_s == 0
    assert envelope.recover(path, code, now=0)


def test_another_envelopes_code_is_a_wrong_try(path, created):
    for _ in range(3):
        with pytest.raises(WrongRecoveryCode):
            envelope.recover(path, recovery.show(bytes(16)), now=0)
    assert wrong(path, 0, SECRET).too_soon


def test_a_new_code_ends_the_printed_one(path, created):
    code = envelope.new_recovery_code(path, created.unlocked.data_key, chance(6))
    with pytest.raises(WrongRecoveryCode):
        envelope.recover(path, created.recovery_code, now=0)
    assert envelope.recover(path, code, now=0) == created.unlocked.data_key


# The file.


def test_a_damaged_file_is_read_from_its_copy_and_told_from_a_wrong_secret(path, created):
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    assert envelope.unlock(path, SECRET, now=0) == created.unlocked
    envelope_file.copy_of(path).write_bytes(content)
    with pytest.raises(EnvelopeDamaged):
        envelope.unlock(path, SECRET, now=0)


@pytest.mark.parametrize("ended", ["removed", "changed", "recovery"])
def test_what_was_ended_opens_nothing_from_the_copy_either(path, created, ended):
    data_key = created.unlocked.data_key
    envelope.add_person(path, data_key, "b", chance=chance(1), cost=CHEAP)
    if ended == "removed":
        envelope.remove_person(path, 1)
    elif ended == "changed":
        envelope.change_secret(path, 1, SECRET, "c", now=0, chance=chance(3), cost=CHEAP)
    else:
        envelope.new_recovery_code(path, data_key, chance(4))
    path.unlink()
    assert envelope.unlock(path, "b", now=0).data_key == data_key
    if ended == "recovery":
        with pytest.raises(WrongRecoveryCode):
            envelope.recover(path, created.recovery_code, now=0)
    else:
        assert wrong(path, 0, SECRET)


def test_every_flipped_bit_is_found(path, created):
    content = path.read_bytes()
    envelope_file.copy_of(path).unlink()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        with pytest.raises(EnvelopeDamaged):
            envelope.people(path)


def test_without_a_file_missing_is_raised(path):
    with pytest.raises(Missing):
        envelope.unlock(path, SECRET, now=0)


def hashed(value):
    from hashlib import sha256

    content = cbor.encode(value)
    return content + sha256(content).digest()


def test_a_newer_envelope_is_refused_as_such(path):
    path.write_bytes(hashed(["fieldpass/keys/2", []]))
    with pytest.raises(EnvelopeNewer):
        envelope.people(path)


@pytest.mark.parametrize(
    "cost", [[1 << 21, 3, 4], [65536, 65, 4], [65536, 0, 4], [65536, 3, 17], [7, 1, 1], [64, 1, 0]]
)
def test_costs_out_of_bounds_are_refused_before_they_are_paid(path, cost):
    slot = [1, bytes(16), bytes(16), cost, bytes(60), None]
    path.write_bytes(hashed(["fieldpass/keys/1", [slot], None]))
    with pytest.raises(EnvelopeDamaged):
        envelope.unlock(path, "x", now=0)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_give_only_the_stores_errors(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("keys") / "keys"
    path.write_bytes(content)
    with pytest.raises(FieldpassError):
        envelope.unlock(path, "x", now=0)


def test_the_unlock_screen_needs_no_sqlalchemy():
    code = (
        "import sys, fieldpass.store.envelope\n"
        "print([one for one in ('sqlalchemy', 'sqlcipher3', 'pydantic', 'pypinyin', 'httpx') "
        "if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
