"""Dots drawn in terminal cells, two dots a cell, one above the other.

Three ways, by what the terminal has: U+2580 (upper half), U+2584 (lower half, for GBK, which has no
other), or reversed spaces. Every cell has an explicit foreground and background, so that terminals
which leave gaps between lines fill them with the right colour.
"""

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style

from fieldpass.terminal.profiles import Blocks

UPPER, LOWER, FULL = "\u2580", "\u2584", "\u2588"


def swapped(style: Style) -> Style:
    """The style with foreground and background exchanged, by reverse video.

    Every terminal has it, also without colours, and it takes half the bytes of two other colours.
    """
    return style + Style(reverse=not style.reverse)


def cell(top: bool, bottom: bool, blocks: Blocks) -> tuple[str, bool]:
    """The glyph for two dots, and whether it stands in the exchanged style.

    A set dot takes the foreground, an unset one the background.
    """
    if top == bottom:
        return " ", top
    if blocks == "lower":
        return LOWER, top
    return UPPER, bottom


def segments(
    top: Sequence[bool], bottom: Sequence[bool], style: Style, blocks: Blocks
) -> list[Segment]:
    """One line of cells for two rows of dots, in as few segments as possible.

    With `blocks` "reverse" a cell is set where either of its dots is.
    """
    other = swapped(style)
    if blocks == "reverse":
        cells = [(" ", above or below) for above, below in zip(top, bottom, strict=True)]
    else:
        cells = [cell(above, below, blocks) for above, below in zip(top, bottom, strict=True)]
    return [
        Segment("".join(glyph for glyph, _ in run), other if exchanged else style)
        for exchanged, run in groupby(cells, key=lambda each: each[1])
    ]
