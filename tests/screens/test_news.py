"""News on the screen: above the footer where somebody works, and never at a checkpoint."""

from pathlib import Path

from fieldpass.desk.office import Office
from fieldpass.store import records
from tests.parts import ONLINE, Village
from tests.screens.driver import Person, at_work


def comes(place: Village, office: Office) -> None:
    """An application that was taken down elsewhere comes by the feed."""
    elsewhere = place.device("clerk")
    made = place.apply(elsewhere, ONLINE)
    record = elsewhere.store.read(lambda conn: records.record(conn, made))
    assert record is not None
    assert record.subject is not None
    place.platform(office, record.body, subject=record.subject)


async def looked(person: Person) -> None:
    """The change has been looked at, without waiting for the pause between two."""
    person.app._show_change()
    await person.settles()


async def test_a_new_application_is_told_while_somebody_works(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("6")
        comes(place, issuer)
        await looked(person)
        person.sees("New application", ONLINE.name)
        person.sees_a_tidy_screen()


async def test_nothing_disturbs_a_checkpoint_and_the_news_waits_until_it_is_left(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        comes(place, issuer)
        await looked(person)
        person.does_not_see("New application")
        await person.presses("escape")
        person.is_at("home")
        person.sees("New application", ONLINE.name)
