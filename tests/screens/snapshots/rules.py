"""What holds of every screen in every theme: widths, glyphs, contrast, no colours where none are."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.screen import Screen
from textual.strip import Strip
from wcwidth import wcswidth

from fieldpass.screens.base import DeskScreen
from fieldpass.screens.entry import Entry
from fieldpass.terminal.glyphs import BLOCKS, LINES, offenders
from fieldpass.terminal.profiles import BASE, Profile
from fieldpass.terminal.themes import NONE
from fieldpass.terminal.width import shown
from fieldpass.widgets.keybar import key_text
from fieldpass.widgets.record_view import RecordView
from tests.terminal.contrast import LEAST, ratio
from tests.terminal.recorder import emulated

_CUT = re.compile(r"~(?=\s|[\u4e00-\u9fff]|$)")


def problems(
    strips: Sequence[Strip],
    size: tuple[int, int],
    theme: str,
    profile: Profile = BASE["full"],
) -> list[str]:
    """What is wrong with a screen, each with its row; empty where nothing is."""
    found = []
    if len(strips) != size[1]:
        found.append(f"{len(strips)} rows on a terminal of {size[1]}")
    for number, strip in enumerate(strips, 1):
        where = f"{theme}, row {number}"
        text = strip.text
        if wcswidth(text) != size[0]:
            found.append(f"{where} is {wcswidth(text)} cells wide: {text!r}")
        wrong_glyphs = offenders(text) | _not_here(text, profile)
        if wrong_glyphs:
            found.append(f"{where} has glyphs that are not allowed: {sorted(wrong_glyphs)}")
        found += [f"{where}: {wrong}" for wrong in _styles(strip, theme)]
    return found + [f"{theme}, {one}" for one in misplaced(tuple(one.text for one in strips), size)]


def _not_here(text: str, profile: Profile) -> set[str]:
    """The characters that the policy allows and a terminal of this profile lacks."""
    blocks = {"reverse": set(BLOCKS), "lower": {"\u2580"}}.get(profile.blocks, set())
    lines = set() if profile.lines else set(LINES)
    chinese = set() if profile.chinese else {one for one in text if ord(one) >= 0x2E80}
    return set(text) & (blocks | lines | chinese)


@lru_cache(maxsize=8)
def misplaced(rows: tuple[str, ...], size: tuple[int, int]) -> list[str]:
    """Where a terminal puts a character into another cell than the program believes."""
    drawn = "".join(f"\x1b[{y + 1};1H{text}" for y, text in enumerate(rows))
    screen, found = emulated([drawn], size), []
    for y, text in enumerate(rows):
        x = 0
        for character in text:
            cell = screen.buffer[y][x].data if x < size[0] else None
            if cell != character:
                found.append(f"row {y + 1}: {character!r} is not in column {x + 1}: {cell!r}")
                break
            x += cell_len(character)
    return found


def cuts(screen: Screen[object], strips: Sequence[Strip]) -> list[str]:
    """Where a text ends in the mark of a cut (`~`) that no other place makes good.

    By design are: a row of a list, which Enter shows in full; what stands beside an entry, since the whole
    stands under the form while the field has the focus; the help in the palette, since F2 says all of it;
    and what a person types.
    """
    found = []
    for y, strip in enumerate(strips):
        for match in _CUT.finditer(strip.text):
            x = wcswidth(strip.text[: match.start()])
            widget, _region = screen.get_widget_at(x, y)
            if isinstance(widget, RecordView) and y > widget.region.y:
                continue
            if isinstance(widget, Entry) or widget.has_class("note"):
                continue
            if widget.id == "offers" and x > screen.size.width // 2:
                continue
            found.append(f"row {y + 1} is cut: {strip.text.strip()!r}")
    return found


def footer(screen: Screen[object], strips: Sequence[Strip]) -> list[str]:
    """Which keys that can be pressed now, with their labels, the screen does not name."""
    if not isinstance(screen, DeskScreen):
        return []
    text = "\n".join(strip.text for strip in strips)
    seen = " ".join(text.split())
    missing = []
    for action in screen.actions():
        words = " ".join(shown(key_text(action)).split())
        if not action.hidden and words not in seen:
            missing.append(f"{words} can be pressed and does not stand on the screen")
    return missing


def _styles(strip: Strip, theme: str) -> Iterator[str]:
    for segment in strip:
        wrong = _style(segment, segment.style or Style(), theme)
        if wrong:
            yield f"{wrong} under {segment.text.strip()!r}"


def _style(segment: Segment, style: Style, theme: str) -> str:
    """What is wrong with the style of a piece of text; empty where nothing is."""
    front, ground = style.color, style.bgcolor
    coloured = [colour for colour in (front, ground) if colour and not colour.is_default]
    if theme == NONE:
        # The terminal's own colours are all there is, and a dim text may vanish on some.
        return "a colour" if coloured else "dim" if style.dim else ""
    if not segment.text.strip():
        return ""
    if front is None or ground is None or len(coloured) < 2:
        return "a colour left to the terminal"
    if style.dim:
        return "dim"
    got = ratio(front, ground)
    if got < LEAST and not (front == ground and set(segment.text) <= BLOCKS | {" "}):
        return f"contrast {got:.1f}"
    return ""
