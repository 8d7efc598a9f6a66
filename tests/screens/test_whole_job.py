"""The whole job at the keyboard, with a real server: register, apply, review, decide, pass, checkpoint."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from fieldpass.desk.surroundings import real_surroundings
from fieldpass.screens.pass_card import PassScreen
from fieldpass.screens.register import FIELDS
from fieldpass.store.outbox import unsent_count
from fieldpass.training import village
from fieldpass.training.job import Job
from fieldpass.widgets.bigwords import BigWord
from fieldpass.widgets.shades import Shade
from tests.screens.driver import Person, at_the_terminal


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, real_surroundings())
    made.start_server()
    yield made
    made.close()


async def sets_up_and_registers(person: Person, job: Job) -> None:
    await person.enters(village.SECRET)
    await person.enters(village.SECRET)
    await person.waits_for("Recovery code")
    await person.presses("enter")
    person.is_at("register")
    slip = asdict(job.form(village.ISSUER))
    for field in FIELDS:
        if field.choices:
            values = [value for value, _label in field.choices]
            await person.presses(str(values.index(slip[field.name]) + 1))
        else:
            await person.enters(slip[field.name])
    await person.presses("f5")
    await person.waits_for("AUTHORISED")


async def takes_an_application_down(person: Person, who: village.Villager) -> None:
    await person.presses("3")
    await person.enters(who.number)
    await person.enters(who.name)
    await person.enters(who.phone)
    await person.enters(who.residence_detail)
    await person.enters(who.destination)
    await person.enters(who.destination_detail)
    await person.presses("1")
    await person.enters(who.purpose_note)
    await person.enters("300")
    await person.presses("f6", "enter", "2")
    await person.enters(village.CHECKER.name)
    await person.presses("1")
    await person.enters("365")
    person.is_at("pass_card")
    person.sees("pending [?]", who.name)


async def test_the_whole_job_from_a_new_device_to_the_checkpoint(job: Job) -> None:
    job.apply_online(village.CONTACT)
    async with at_the_terminal(job.home / "issuer", real_surroundings()) as person:
        await sets_up_and_registers(person, job)
        await person.presses("enter")
        person.is_at("home")
        await person.waits_for("online")

        await takes_an_application_down(person, village.ONSITE)
        await person.presses("enter")
        person.is_at("review")
        await person.waits_for("1 Sign green")
        await person.presses("4")
        await person.enters("366")
        person.sees("36.6")
        await person.presses("1", "enter")
        card = person.app.screen
        assert isinstance(card, PassScreen)
        person.sees("green: pass [OK]", village.ONSITE.name)
        digits = card._view.digits

        await person.presses("enter")
        person.sees(village.CONTACT.name)
        await person.waits_for("Not green")
        person.does_not_see("1 Sign green")
        await person.presses("3", "1", "enter")
        red = person.app.screen
        assert isinstance(red, PassScreen)
        person.sees("red: stop [X]")
        await person.presses("escape", "escape", "escape")

        office = person.app.office
        assert office is not None
        await person.waits_for("Everything has been sent")
        assert office.store.read(unsent_count) == 0

        job.server.stop()
        person.is_at("home")
        await person.presses("1")
        await person.enters(digits)
        assert person.app.screen.query_one(BigWord).shade is Shade.GREEN
        await person.enters(red._view.digits)
        assert person.app.screen.query_one(BigWord).shade is Shade.RED
        person.sees_a_tidy_screen()


async def test_a_wrong_code_and_an_unreachable_platform_are_one_sentence_each(job: Job) -> None:
    async with at_the_terminal(job.home / "issuer", real_surroundings()) as person:
        await person.enters(village.SECRET)
        await person.enters(village.SECRET)
        await person.waits_for("Recovery code")
        await person.presses("enter", "f5")
        person.sees("Some fields are not right", "Enrolment code !", "USCC           !")
        from fieldpass.screens.form import Form

        slip = asdict(job.form(village.ISSUER))
        form = person.app.screen.query_one(Form)
        form.put(slip | {"server_url": "http://127.0.0.1:9"})
        await person.presses("f5")
        assert person.app.screen.query_one("#answer").lines
        person.is_at("register")
        person.sees_a_tidy_screen()
        form.put({"server_url": job.server.url, "body_name": "another village"})
        await person.presses("f5")
        await person.waits_for("REFUSED")
        person.sees_a_tidy_screen()
