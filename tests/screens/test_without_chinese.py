"""The screens on a terminal without Chinese glyphs: English, and names in Latin letters."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldpass.app import FieldpassApp
from fieldpass.config import folders
from fieldpass.desk.office import Office
from fieldpass.terminal import width
from fieldpass.terminal.profiles import BASE
from fieldpass.terminal.romanised import latin
from fieldpass.training.village import ONSITE
from tests.parts import Village, village
from tests.screens.driver import NOWHERE, Person

CONSOLE = replace(BASE["console"], chinese=False, term="linux")


@pytest.fixture
def office() -> Iterator[Office]:
    place: Village = village()
    made = place.device()
    place.issue(made)
    place.apply(made, ONSITE)
    yield made
    place.close()
    width.draw_chinese(True)


@pytest.mark.parametrize(
    ("chinese", "letters"),
    [
        ("李建国", "Li Jianguo"),
        ("欧阳修", "Ouyang Xiu"),
        ("后坡村 2 组", "Houpo Cun 2 Zu"),
        ("青岛市黄岛区", "Qingdao Shi Huangdao Qu"),
        ("王秀英(签发人)", "Wang Xiuying(Qian Faren)"),
        ("长江路18号", "Changjiang Lu 18 Hao"),
        ("a  李明  b", "a  Li Ming  b"),
        ("plain", "plain"),
    ],
)
def test_chinese_in_latin_letters(chinese: str, letters: str) -> None:
    assert latin(chinese) == letters


async def test_every_screen_of_the_menu_is_latin_and_as_wide_as_the_terminal(
    office: Office, tmp_path: Path
) -> None:
    identity = replace(office.require_identity(), server_url=NOWHERE)
    office.store.write(lambda tx: office.set_identity(tx, identity))
    app = FieldpassApp(folders(tmp_path), profile=CONSOLE, surroundings=office.surroundings)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot)
        app.opened(office)
        await person.waits_for("Choose by digit")
        for keys in (
            ("1",),
            ("2",),
            ("2", "enter"),
            ("3",),
            ("5",),
            ("5", "enter"),
            ("6",),
            ("0",),
        ):
            await person.presses(*keys)
            await person.settles()
            person.sees_a_tidy_screen()
            assert set(person.screen) <= set(map(chr, range(32, 127))) | set("\n▀▄█"), keys
            if keys == ("2", "enter"):
                person.sees("Zhang Weidong", "Houpo Cun")
            for _ in range(4):
                if "Choose by digit" not in person.screen:
                    await person.presses("escape")
                    await person.settles()
        app.speak("zh")
        await person.settles()
        person.sees("cannot show Chinese")
