"""Tasks of the office beyond deciding, from the first key to the record in the store."""

from pathlib import Path

from fieldpass.desk import home
from fieldpass.desk.office import Office
from fieldpass.model.records import Record
from fieldpass.store import records
from tests.parts import HIGH, Village
from tests.screens.driver import Person, at_work


def written(office: Office, kind: str) -> list[Record]:
    """The records of a kind in the store."""
    return office.store.read(lambda conn: records.records_of_kinds(conn, [kind]))


def tidy(person: Person) -> None:
    """The screen in front is tidy, with allowed glyphs only."""
    from fieldpass.terminal.glyphs import offenders

    person.sees_a_tidy_screen()
    assert offenders(person.screen) == set()


async def test_a_red_stays_a_task_until_it_is_written_down_who_was_told(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, HIGH)
    place.decide(issuer, application, "red", reason=14, note="coughs")
    async with at_work(issuer, tmp_path) as person:
        person.sees("Red not told", "F3")
        await person.presses("f3")
        person.is_at("reds")
        person.sees(HIGH.name, HIGH.number[-4:])
        tidy(person)
        await person.presses("1")
        person.sees("Who was told?", "1 the village", "3 the epidemic office")
        await person.presses("3", "enter")
        person.sees("Type a sentence first")
        await person.enters("Wang 0539-0000000")
        person.sees("How?", "1 by phone")
        assert written(issuer, "red.reported") == []
        await person.presses("1")
        person.sees("recorded who was told", "Every red has been told")
        [record] = written(issuer, "red.reported")
        assert (record.body.told, record.body.how) == ("epidemic_office", "phone")
        assert record.body.whom == "Wang 0539-0000000"
        assert record.application == application
        await person.presses("escape")
        person.is_at("home")
        person.does_not_see("F3: tell")
        assert home.overview(issuer).red_unreported == 0


async def test_a_red_after_a_report_is_a_task_again(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, HIGH)
    place.decide(issuer, application, "red", reason=14, note="coughs")
    async with at_work(issuer, tmp_path) as person:
        await person.presses("f3", "1", "1")
        await person.enters("Li")
        await person.presses("2")
        place.clock.pass_(minutes=10)
        place.decide(issuer, application, "red", reason=14, note="coughs again")
        await person.presses("escape", "f3")
        person.sees(HIGH.name)
