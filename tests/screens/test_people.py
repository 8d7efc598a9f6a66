"""Several people at one laptop, and the lock of a program that nobody touches, at the keyboard."""

from dataclasses import replace

import pytest

from fieldpass.desk import opening, people_here
from fieldpass.desk.office import Office
from fieldpass.store import envelope, outbox, people
from fieldpass.store.errors import Damaged, DiskFull, InUse, ReadOnlyDisk
from tests.laptop import CHEAP, MINE, OTHER, YOURS, Laptop
from tests.parts import ONSITE, Village
from tests.screens.driver import at_the_terminal, at_work

pytestmark = pytest.mark.usefixtures("cheap_secrets")


@pytest.fixture
def laptop(tmp_path):
    made = Laptop(tmp_path)
    yield made
    made.place.close()


async def test_a_colleague_is_added_at_the_keyboard_and_unlocks_with_the_own_words(
    laptop, tmp_path
):
    async with at_work(laptop.office, tmp_path) as person:
        await person.presses("0", "6")
        person.is_at("people")
        person.sees(laptop.identity.name, "at work now")
        await person.presses("1")
        for text in ("王芳", "会计", "13800005522"):
            await person.enters(text)
        await person.presses("2")
        await person.enters(YOURS)
        await person.enters(YOURS)
        person.is_at("people")
        person.sees("王芳")
        person.sees_a_tidy_screen()
    office = opening.unlock(laptop.folders, YOURS, laptop.around)
    assert office.require_identity().name == "王芳"
    office.close()


async def test_what_is_wrong_with_the_colleagues_form_is_marked_in_all_fields(laptop, tmp_path):
    async with at_work(laptop.office, tmp_path) as person:
        await person.presses("0", "6", "1", "f5")
        person.is_at("colleague")
        person.sees("Fill in: name", "Too short")
        person.sees_a_tidy_screen()


async def test_a_passphrase_is_changed_at_the_keyboard(laptop, tmp_path):
    async with at_work(laptop.office, tmp_path) as person:
        await person.presses("0", "6", "2")
        for text in (MINE, OTHER, OTHER):
            await person.enters(text)
        person.is_at("people")
    opening.unlock(laptop.folders, OTHER, laptop.around).close()


async def test_a_new_recovery_code_is_shown_once(laptop, tmp_path):
    async with at_work(laptop.office, tmp_path) as person:
        await person.presses("0", "6", "3")
        await person.enters(MINE)
        person.is_at("recovery")
        await person.presses("enter")
        person.is_at("people")


async def test_somebody_is_removed_only_after_a_second_question(laptop, tmp_path):
    colleague = people_here.ColleagueForm(
        name="王芳", post="会计", phone="13800005522", secret=YOURS, again=YOURS
    )
    people_here.add(laptop.office, colleague, cost=CHEAP)
    async with at_work(laptop.office, tmp_path) as person:
        await person.presses("0", "6", "4", "2", "1")
        person.sees("王芳")
        await person.presses("4", "2", "2")
        person.does_not_see("王芳")
    assert len(envelope.people(laptop.folders.data / opening.KEYS)) == 1


async def test_the_recovery_code_unlocks_with_a_new_passphrase(laptop, tmp_path):
    laptop.office.close()
    async with at_the_terminal(tmp_path, laptop.around) as person:
        await person.presses("f7")
        person.is_at("recover")
        for text in (laptop.code, OTHER, OTHER):
            await person.enters(text)
        person.is_at("home")
        assert person.app.office.issuer is None
        assert person.app.office.require_identity().name == laptop.identity.name


async def test_a_wrong_recovery_code_is_said_and_opens_nothing(laptop, tmp_path):
    laptop.office.close()
    async with at_the_terminal(tmp_path, laptop.around) as person:
        await person.presses("f7")
        for text in (laptop.code[:-1] + "0", OTHER, OTHER):
            await person.enters(text)
        person.is_at("recover")
        person.sees_a_tidy_screen()


async def test_nobody_at_the_keys_locks_the_program_and_keeps_the_half_filled_form(
    laptop, tmp_path
):
    async with at_work(laptop.office, tmp_path) as person:
        await person.presses("3")
        await person.enters("370202199001011237")
        laptop.place.clock.pass_(minutes=9)
        person.app.look_idle()
        person.is_at("apply")
        laptop.place.clock.pass_(minutes=2)
        person.app.look_idle()
        await person.settles()
        person.is_at("opening")
        person.sees("Locked after 10 minutes")
        assert person.app.office is None
        assert laptop.office.issuer is None
        for _ in range(100):
            if laptop.office.store._closed:
                break
            await person.pilot.pause(0.02)
        await person.enters(MINE)
        person.is_at("apply")
        person.sees("370202199001011237")


async def test_each_key_begins_the_minutes_anew(issuer: Office, place: Village, tmp_path):
    async with at_work(issuer, tmp_path) as person:
        for _ in range(3):
            place.clock.pass_(minutes=9)
            await person.presses("f2", "escape")
            person.app.look_idle()
        person.is_at("home")


async def test_a_checkpoint_is_never_locked_by_waiting_and_its_key_is_away_from_the_start(
    issuer: Office, place: Village, tmp_path
):
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        assert issuer.issuer is None
        place.clock.pass_(minutes=11)
        person.app.look_idle()
        await person.settles()
        person.is_at("checkpoint")
        assert person.app.office is issuer


async def test_the_minutes_are_a_setting_of_the_device(laptop, tmp_path):
    async with at_work(laptop.office, tmp_path) as person:
        await person.presses("0", "6", "5")
        person.sees("after 20 minutes")
        assert person.app.idle_minutes == 20


@pytest.mark.parametrize("error", [DiskFull, ReadOnlyDisk, InUse, Damaged])
async def test_what_keeps_the_store_from_opening_is_one_sentence_on_the_screen(
    laptop, tmp_path, monkeypatch, error
):
    laptop.office.close()

    def refuse(*_args):
        raise error("test")

    monkeypatch.setattr(opening, "opened_store", refuse)
    async with at_the_terminal(tmp_path, laptop.around) as person:
        await person.enters(MINE)
        person.is_at("opening")
        said = error("test").text("en").split()[:5]
        person.sees(" ".join(said))


async def test_a_second_program_on_the_same_data_says_so(laptop, tmp_path):
    async with at_the_terminal(tmp_path, laptop.around) as person:
        await person.enters(MINE)
        person.sees("Another fieldpass has this data open")


def test_a_form_names_no_field_that_the_desk_does_not_know():
    from fieldpass.screens.people import ColleagueScreen

    names = {field.name for field in ColleagueScreen.FIELDS}
    form = people_here.ColleagueForm(name="", post="", phone="")
    assert names == set(replace(form).__slots__)


async def test_somebody_is_erased_on_request_only_after_a_second_question(
    issuer: Office, place: Village, tmp_path
):
    place.apply(issuer, ONSITE)
    own = issuer.log_id()
    issuer.store.write(lambda tx: outbox.seal_pending(tx, issuer.device, issuer.now()))
    issuer.store.write(lambda tx: outbox.acknowledge(tx, own, 1 << 20))
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "7")
        person.sees("Nothing was erased")
        await person.presses("1")
        await person.enters(ONSITE.number)
        await person.presses("1")
        assert issuer.store.read(people.people_count) == 1
        await person.presses("f5", "2")
        person.sees("0 stay until they are sent")
        await person.presses("escape")
        person.sees("on request")
        assert issuer.store.read(people.people_count) == 0
