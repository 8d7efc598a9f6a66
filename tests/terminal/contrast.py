"""How well a colour can be read on another: WCAG's contrast ratio, for all kinds of terminal colours."""

from rich.color import Color, ColorType
from rich.style import Style

LEAST = 3.0

# The VGA palette, the dimmest of the usual ones; xterm's and PuTTY's differ more.
SIXTEEN_COLOURS = [
    tuple((0xAA if index >> bit & 1 else 0) + (0x55 if index > 7 else 0) for bit in range(3))
    for index in range(16)
]
SIXTEEN_COLOURS[3] = (0xAA, 0x55, 0)


def channels(colour: Color) -> tuple[int, ...]:
    """Red, green and blue, 0 to 255."""
    if colour.type is ColorType.STANDARD:
        assert colour.number is not None
        return SIXTEEN_COLOURS[colour.number]
    return tuple(colour.get_truecolor())


def luminance(colour: Color) -> float:
    """Relative luminance, 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: Color, other: Color) -> float:
    """The contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def contrast(style: Style) -> float:
    """The contrast of a style that names both its colours."""
    assert style.color is not None
    assert style.bgcolor is not None
    return ratio(style.color, style.bgcolor)
