"""Screens as pictures: what a camera in front of the terminal would see.

Cells are 8x16 pixels. Half blocks, full blocks and spaces are filled as terminals fill them; other
characters are left as ground, unless a font is given to look at the picture. Colours are explicit:
`Ground` says what the terminal's own foreground and background are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyte
from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.app import App

CELL_WIDTH, CELL_HEIGHT = 8, 16
Colour = tuple[int, int, int]
_NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
_VGA: dict[str, Colour] = {
    name: tuple(0xAA if index >> bit & 1 else 0 for bit in range(3))  # type: ignore[misc]
    for index, name in enumerate(_NAMES)
}
_VGA["brown"] = (0xAA, 0x55, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The terminal's own colours."""

    foreground: Colour = (0xC0, 0xC0, 0xC0)
    background: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One character with its colours; a wide one is followed by an empty cell."""

    text: str
    foreground: Colour
    background: Colour


def style_colours(style: Style | None, ground: Ground) -> tuple[Colour, Colour]:
    found: list[Colour] = []
    for colour, own in (
        (style.color if style else None, ground.foreground),
        (style.bgcolor if style else None, ground.background),
    ):
        if colour is None or colour.is_default:
            found.append(own)
        elif colour.is_system_defined and colour.number is not None and colour.number < 8:
            found.append(_VGA[_NAMES[colour.number]])
        else:
            red, green, blue = colour.get_truecolor(DEFAULT_TERMINAL_THEME)
            found.append((red, green, blue))
    foreground, background = found
    return (background, foreground) if style and style.reverse else (foreground, background)


def cells_of_lines(lines: Iterable[Iterable[Segment]], ground: Ground) -> list[list[Cell]]:
    """The cells of lines of segments (a widget's strips)."""
    rows = []
    for line in lines:
        row: list[Cell] = []
        for text, style, control in line:
            if control:
                continue
            foreground, background = style_colours(style, ground)
            for character in text:
                row.append(Cell(text=character, foreground=foreground, background=background))
                if cell_len(character) == 2:
                    row.append(Cell(text="", foreground=foreground, background=background))
        rows.append(row)
    return rows


def cells_of_app(app: App[Any], ground: Ground | None = None) -> list[list[Cell]]:
    """The cells of the screen that an app (under `run_test`) shows."""
    return cells_of_lines(app.screen._compositor.render_strips(), ground or Ground())


def cells_of_terminal(screen: pyte.Screen, ground: Ground | None = None) -> list[list[Cell]]:
    """The cells of a terminal emulator's screen."""
    own = ground or Ground()

    def colour(name: str, default: Colour) -> Colour:
        if name == "default":
            return default
        if name in _VGA:
            return _VGA[name]
        if name.startswith("bright"):
            base = _VGA[name.removeprefix("bright").replace("yellow", "brown")]
            return tuple(min(255, part + 0x55) for part in base)  # type: ignore[return-value]
        return tuple(bytes.fromhex(name))  # type: ignore[return-value]

    rows = []
    for y in range(screen.lines):
        row = []
        for x in range(screen.columns):
            char = screen.buffer[y][x]
            pair = colour(char.fg, own.foreground), colour(char.bg, own.background)
            foreground, background = pair[::-1] if char.reverse else pair
            row.append(Cell(text=char.data, foreground=foreground, background=background))
        rows.append(row)
    return rows


def picture(
    cells: Sequence[Sequence[Cell]], *, line_gap: int = 0, font: Path | None = None, border: int = 8
) -> Image.Image:
    """The cells as an image; `line_gap` pixels between lines keep the background only."""
    height = CELL_HEIGHT + line_gap
    width = max(map(len, cells)) * CELL_WIDTH
    image = Image.new("RGB", (width + 2 * border, len(cells) * height + 2 * border), (64, 64, 64))
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(font), 15, index=2) if font else None
    for y, row in enumerate(cells):
        for x, each in enumerate(row):
            left, top = border + x * CELL_WIDTH, border + y * height
            right, half = left + CELL_WIDTH - 1, top + CELL_HEIGHT // 2
            wide = CELL_WIDTH if x + 1 < len(row) and row[x + 1].text == "" else 0
            if each.text != "":
                draw.rectangle((left, top, right + wide, top + height - 1), fill=each.background)
            if each.text == "\u2588":
                draw.rectangle((left, top, right, top + CELL_HEIGHT - 1), fill=each.foreground)
            elif each.text == "\u2580":
                draw.rectangle((left, top, right, half - 1), fill=each.foreground)
            elif each.text == "\u2584":
                draw.rectangle((left, half, right, top + CELL_HEIGHT - 1), fill=each.foreground)
            elif face and each.text.strip():
                draw.text((left, top - 4), each.text, fill=each.foreground, font=face)
    return image
