"""The pass screen: the code as large as it fits, and as a picture file."""

import io
import stat
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from fieldpass.desk import passes
from fieldpass.desk.office import Office
from fieldpass.model.bodies import PassPrinted
from fieldpass.screens.pass_card import PassScreen
from fieldpass.store import records
from fieldpass.terminal.themes import DARK, NONE
from fieldpass.widgets.qr import QRView
from tests.parts import HIGH, Village
from tests.screens.driver import at_work
from tests.terminal.camera import by_zxing
from tests.terminal.pixels import cells_of_app, picture


def printed(office: Office) -> list[str]:
    found = office.store.read(lambda conn: records.records_of_kinds(conn, ("pass.printed",)))
    return [one.body.form for one in found if isinstance(one.body, PassPrinted)]


@pytest.mark.parametrize(
    ("size", "columns"), [((80, 24), 47), ((100, 30), 47), ((120, 47), 47), ((132, 50), 94)]
)
async def test_the_code_takes_the_room_that_the_words_leave(
    place: Village, issuer: Office, tmp_path: Path, size: tuple[int, int], columns: int
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path, size) as person:
        person.app.push_screen(PassScreen(view))
        await person.settles()
        assert person.app.screen.query_one(QRView).size.width == columns
        person.sees(view.name, view.serial, "Enter Done")
        person.sees_a_tidy_screen()
        assert by_zxing(picture(cells_of_app(person.app))) == view.digits


async def test_where_the_code_cannot_fit_the_smallest_size_is_named(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(view))
        await person.settles()
        await person.pilot.resize_terminal(60, 20)
        await person.settles()
        person.sees("80", "24")
        person.sees_a_tidy_screen()


async def test_a_key_saves_the_code_as_png_and_svg_without_a_name_and_records_it(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(view))
        await person.settles()
        await person.presses("6")
        person.sees("Saved as PNG")
    made = sorted((tmp_path / "data" / "export").iterdir())
    serial = view.serial.replace(" ", "")
    assert [path.name for path in made] == [f"pass-{serial}.png", f"pass-{serial}.svg"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    image = Image.open(io.BytesIO(made[0].read_bytes())).convert("L")
    assert zxingcpp.read_barcodes(image)[0].text == view.digits
    assert made[1].read_text().startswith("<svg")


async def test_a_picture_that_cannot_be_written_is_said_and_not_recorded(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "export").write_text("in the way")
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(view))
        await person.settles()
        await person.presses("6")
        person.sees("not saved")
        assert printed(issuer) == []


async def test_a_saved_picture_is_recorded_as_an_image(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(view))
        await person.settles()
        await person.presses("6")
        assert printed(issuer) == ["image"]


async def test_a_pass_that_was_taken_back_shows_no_code_that_old_lists_would_let_go(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(view))
        await person.settles()
        assert by_zxing(picture(cells_of_app(person.app))) == view.digits
        await person.presses("7", "1")
        person.sees("taken back", view.serial)
        assert not by_zxing(picture(cells_of_app(person.app)))
        person.does_not_see("Save image")
        await person.presses("escape")
        person.app.push_screen(PassScreen(passes.open_pass(issuer, view.pass_ref)))
        await person.settles()
        assert not by_zxing(picture(cells_of_app(person.app)))


async def test_inverting_is_offered_as_soon_as_there_are_no_colours(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(place.issue(issuer)))
        await person.settles()
        person.does_not_see("F6 Invert")
        person.app.theme = NONE
        await person.settles()
        person.sees("F6 Invert")
        person.app.theme = DARK
        await person.settles()
        person.does_not_see("F6 Invert")


async def test_only_who_signs_is_offered_to_void_or_to_decide_anew(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    ref = place.issue(issuer).pass_ref
    waiting = passes.latest_of(issuer, place.apply(issuer, HIGH))
    assert waiting is not None
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(PassScreen(passes.open_pass(issuer, ref)))
        await person.settles()
        person.sees("7 Void", "8 Replace")
        await person.presses("escape")
        person.app.push_screen(PassScreen(passes.open_pass(issuer, waiting)))
        await person.settles()
        person.sees("6 Save image", "9 14 days")
        person.does_not_see("7 Void", "8 Replace")
        await person.presses("escape")
        issuer.issuer = issuer.issuer_kid = None
        person.app.push_screen(PassScreen(passes.open_pass(issuer, ref)))
        await person.settles()
        person.sees("6 Save image", "9 14 days")
        person.does_not_see("7 Void", "8 Replace")
        await person.presses("8", "7")
        assert isinstance(person.app.screen, PassScreen)
