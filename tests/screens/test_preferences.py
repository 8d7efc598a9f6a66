"""Language and theme that a person chose are there again; a file that cannot be read is as none."""

from pathlib import Path

import pytest

from fieldpass.desk.office import Office
from fieldpass.screens.preferences import Preferences
from fieldpass.terminal import themes
from fieldpass.terminal.profiles import BASE
from tests.screens.driver import at_work


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    wished = Preferences(language="en", theme=themes.LIGHT)
    wished.save(tmp_path / "config")
    assert Preferences.load(tmp_path / "config") == wished


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"language": "xx", "theme": "pink"}', '{"theme": []}']
)
def test_a_file_that_says_nothing_useful_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "screen.json").write_text(text, encoding="utf-8")
    assert Preferences.load(tmp_path) == Preferences()


def test_a_theme_of_many_colours_is_not_wished_on_a_terminal_of_few() -> None:
    wished = Preferences(theme=themes.LIGHT)
    assert wished.theme_for(BASE["full"]) == themes.LIGHT
    assert wished.theme_for(BASE["console"]) == ""


async def test_the_settings_name_the_theme_that_f9_chose(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "3")
        person.does_not_see("strong light")
        await person.presses("f9")
        person.sees("strong light")
        await person.presses("f9")
        person.does_not_see("strong light")
