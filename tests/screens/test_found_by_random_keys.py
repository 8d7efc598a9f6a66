"""What random keys have found, each with the fewest keys that showed it."""

from pathlib import Path

from textual import events
from textual.widgets import Input

from fieldpass.desk.office import Office
from fieldpass.screens.apply import ApplyScreen
from fieldpass.screens.base import Answered
from fieldpass.screens.checkpoint import CheckpointScreen
from fieldpass.screens.form import Form
from fieldpass.screens.opening import OpeningScreen
from fieldpass.screens.pass_card import PassScreen
from fieldpass.screens.review import ReviewScreen
from fieldpass.terminal.glyphs import offenders
from fieldpass.widgets.record_view import RecordView
from tests.parts import ONSITE, Village
from tests.screens.driver import at_the_terminal, at_work
from tests.screens.keys import busy_device
from tests.screens.snapshots.stage import SECRET


async def test_control_characters_that_were_pasted_never_reach_the_terminal(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        person.app.post_message(events.Paste("\x00\x07\x7f\x1b[31m\u202e37\ud83d"))
        await person.settles()
        assert offenders(person.screen) == set()
        assert person.app.screen.query(Input).first().value == "[31m37"


async def test_a_rare_character_in_an_entry_is_drawn_as_one_that_every_terminal_has(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3", "down", "down")
        person.app.post_message(events.Paste("王\U0001f600·芳"))
        await person.settles()
        assert offenders(person.screen) == set()
        person.sees("王")


async def test_a_screen_that_comes_after_the_lock_goes_again(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        person.app.action_lock()
        person.app.push_screen(ReviewScreen(application))
        await person.settles()
        assert isinstance(person.app.screen, OpeningScreen)
        person.sees_a_tidy_screen()


async def test_a_pass_that_is_asked_to_show_itself_before_it_is_there_does_nothing(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        card = PassScreen(view)
        card.show()
        person.app.push_screen(card)
        card.show()
        await person.settles()
        person.is_at("pass_card")
        person.sees(ONSITE.name)


async def test_a_digit_typed_ahead_at_a_choice_takes_no_second_screen_away(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("5", "enter", "7")
        for _ in range(3):
            person.app.post_message(events.Key("1", "1"))
        await person.settles()
        person.is_at("pass_card")


async def test_a_digit_typed_ahead_of_the_lock_at_a_choice_is_no_fault(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("5", "enter", "7")
        choice = person.app.screen
        person.app.action_lock()
        choice.post_message(events.Key("1", "1"))
        await person.settles()
        assert isinstance(person.app.screen, OpeningScreen)
        assert person.app.troubles == ()


async def test_an_answer_that_comes_after_the_lock_is_nobodys(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        checkpoint = person.app.screen
        assert isinstance(checkpoint, CheckpointScreen)
        asked = Answered(lambda value: checkpoint.show(), None)
        checkpoint.post_message(asked)
        person.app.action_lock()
        await person.settles()
        assert isinstance(person.app.screen, OpeningScreen)
        assert person.app.troubles == ()


async def test_a_field_that_is_left_by_the_lock_is_no_fault(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        form = person.app.screen
        assert isinstance(form, ApplyScreen)
        await person.types(ONSITE.number[-4:])
        form.post_message(Form.Left("number"))
        person.app.action_lock()
        await person.settles()
        assert isinstance(person.app.screen, OpeningScreen)
        assert person.app.troubles == ()


async def test_a_row_among_those_found_is_there_again_after_the_lock(
    place: Village, tmp_path: Path
) -> None:
    """Seed 9 of 10,000 keys: the list of all passes was asked for a row by another kind of key."""
    office = busy_device(place, tmp_path)
    place.issue(office, ONSITE)
    async with at_the_terminal(tmp_path, office.surroundings) as person:
        person.app.opened(office)
        await person.settles()
        await person.presses("5")
        await person.enters(ONSITE.number[-4:])
        await person.presses("down")
        person.is_at("passes")
        wanted = person.app.screen.query_one(RecordView).cursor_key
        await person.presses("f8")
        await person.enters(SECRET)
        person.is_at("passes")
        assert person.app.screen.query_one(RecordView).cursor_key == wanted
        await person.presses("enter")
        person.is_at("pass_card")
