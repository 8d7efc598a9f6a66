"""Every style with a meaning can be read, in every theme."""

import dataclasses

import pytest
from rich.color import Color
from rich.style import Style

from fieldpass.terminal.themes import LIGHT, NAMES, NONE, PALETTES, SIXTEEN, palette, themes
from tests.terminal.contrast import contrast, luminance

MEANINGS = [
    (name, field.name)
    for name in NAMES
    if name != NONE
    for field in dataclasses.fields(PALETTES[name])
    if field.name != "explicit"
]


@pytest.mark.parametrize(("theme", "meaning"), MEANINGS)
def test_foreground_and_background_differ_by_three_to_one(theme: str, meaning: str) -> None:
    assert contrast(getattr(palette(theme), meaning)) >= 3


def test_strong_light_is_black_on_white() -> None:
    style = palette("fieldpass-strong").text
    assert contrast(style) == pytest.approx(21)
    assert luminance(style.bgcolor or Color.parse("black")) == pytest.approx(1)


def test_sixteen_colours_use_only_the_eight_that_every_terminal_has() -> None:
    colours = palette(SIXTEEN)
    for field in dataclasses.fields(colours):
        style = getattr(colours, field.name)
        if isinstance(style, Style):
            for colour in (style.color, style.bgcolor):
                assert colour is not None
                assert colour.number is not None
                assert colour.number < 8


def test_no_colours_means_none_at_all() -> None:
    colours = palette(NONE)
    styles = [getattr(colours, field.name) for field in dataclasses.fields(colours)]
    assert all(s.color is None and s.bgcolor is None for s in styles if isinstance(s, Style))
    assert colours.cursor.reverse


def test_textual_accepts_every_theme_and_an_unknown_name_reads_a_palette() -> None:
    assert [theme.name for theme in themes()] == list(NAMES)
    assert palette("textual-dark").text.color is not None
    assert not next(theme for theme in themes() if theme.name == LIGHT).dark
