"""A phone in front of the terminal reads the pass screen: a part of `camera`'s photographs, each time.

All chance is seeded and the reader decides the same each time, so the rates here may fail the build.
"""

import pytest

from fieldpass.terminal.themes import DARK, NAMES, NONE
from tests.terminal.camera import PROFILES, by_zxing, longest_pass, pass_screen, tries
from tests.terminal.optics import SHOTS, photograph, screen

HARD = [shot for shot in SHOTS if shot.name in ("from the side", "far off", "in the dark")]
ZXING = {"zxing-cpp": by_zxing}


def test_the_pass_that_is_photographed_is_the_widest_there_is() -> None:
    assert len(longest_pass().digits) >= 320


@pytest.mark.parametrize("theme", NAMES)
async def test_each_theme_is_read_from_the_side_from_afar_and_in_the_dark(theme: str) -> None:
    drawn = {("full", theme): await pass_screen(PROFILES["full"], theme)}
    done = list(tries(drawn, spacings=(1.0, 1.4), shots=HARD, using=ZXING))
    assert len(done) == 6
    assert [one for one in done if not one.read] == []


@pytest.mark.parametrize("profile", ["console", "serial"])
async def test_each_profile_is_read_at_every_line_spacing(profile: str) -> None:
    theme = PROFILES[profile].theme
    drawn = {(profile, theme): await pass_screen(PROFILES[profile], theme)}
    done = list(tries(drawn, shots=SHOTS[1:2], using=ZXING))
    assert [one.read for one in done] == [True] * 5


async def test_reversed_spaces_are_read_on_a_terminal_that_has_room_for_them() -> None:
    drawn = {("plain", NONE): await pass_screen(PROFILES["plain"], NONE, (132, 50))}
    done = list(tries(drawn, spacings=(1.0, 1.2), shots=SHOTS[1:2], using=ZXING))
    assert [one.read for one in done] == [True, True]


async def test_the_lower_half_block_is_read_where_lines_touch() -> None:
    """With gaps it is not: why U+2580 is drawn wherever the encoding has it."""
    drawn = {("full, GBK", DARK): await pass_screen(PROFILES["full, GBK"], DARK)}
    done = list(tries(drawn, spacings=(1.0,), shots=HARD, using=ZXING))
    assert [one.read for one in done] == [True, True, True]


async def test_a_photograph_is_the_same_each_time_and_shows_what_it_says() -> None:
    cells = await pass_screen(PROFILES["full"], DARK)
    shown = screen(cells)
    once, again = (photograph(shown, HARD[0], "seed").tobytes() for _ in range(2))
    assert once == again
    assert once != photograph(shown, HARD[0], "another").tobytes()
    upside_down = photograph(shown.rotate(180), SHOTS[0], "seed")
    assert by_zxing(upside_down) == longest_pass().digits
