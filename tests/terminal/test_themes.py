"""Every style with a meaning can be read, in every theme."""

import dataclasses

import pytest
from rich.color import Color, ColorType
from rich.style import Style

from fieldpass.terminal.themes import LIGHT, NAMES, NONE, PALETTES, SIXTEEN, palette, themes

# The VGA palette, the dimmest of the usual ones; xterm's and PuTTY's differ more.
SIXTEEN_COLOURS = [
    tuple((0xAA if index >> bit & 1 else 0) + (0x55 if index > 7 else 0) for bit in range(3))
    for index in range(16)
]
SIXTEEN_COLOURS[3] = (0xAA, 0x55, 0)
MEANINGS = [
    (name, field.name)
    for name in NAMES
    if name != NONE
    for field in dataclasses.fields(PALETTES[name])
    if field.name != "explicit"
]


def channels(colour: Color) -> tuple[int, ...]:
    if colour.type is ColorType.STANDARD:
        assert colour.number is not None
        return SIXTEEN_COLOURS[colour.number]
    return tuple(colour.get_truecolor())


def luminance(colour: Color) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    low, high = sorted((luminance(style.color), luminance(style.bgcolor)))
    return (high + 0.05) / (low + 0.05)


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
