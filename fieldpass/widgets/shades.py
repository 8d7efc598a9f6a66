"""A pass's colour on the screen: its style, its words and its shape, always together.

The words follow the notice (通行, 待行, 禁行); the shapes are ASCII, so that every terminal and
every printer has them, and so that a screen without colours says the same.
"""

from enum import StrEnum

from rich.style import Style

from fieldpass.locale import _
from fieldpass.terminal.action import N_
from fieldpass.terminal.themes import Palette


class Shade(StrEnum):
    """What a pass or a verdict looks like."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PENDING = "pending"
    INVALID = "invalid"
    UNKNOWN = "unknown"


SHAPES = {
    Shade.GREEN: "[OK]",
    Shade.YELLOW: "[!]",
    Shade.RED: "[X]",
    Shade.PENDING: "[?]",
    Shade.INVALID: "[-]",
    Shade.UNKNOWN: "[~]",
}
_WORDS = {
    Shade.GREEN: N_("green: pass"),
    Shade.YELLOW: N_("yellow: wait"),
    Shade.RED: N_("red: stop"),
    Shade.PENDING: N_("pending"),
    Shade.INVALID: N_("invalid"),
    Shade.UNKNOWN: N_("cannot tell"),
}


def words(shade: Shade) -> str:
    """The colour and what it means, in the language in use: 绿 通行."""
    return _(_WORDS[shade])


def named(shade: Shade) -> str:
    """Words and shape: 绿 通行 [OK]."""
    return f"{words(shade)} {SHAPES[shade]}"


def style_of(shade: Shade, palette: Palette) -> Style:
    """The style of a shade in a palette, with foreground and background."""
    style: Style = getattr(palette, shade.value)
    return style
