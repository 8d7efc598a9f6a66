"""What holds of every screen in every theme: widths, glyphs, contrast, no colours where none are."""

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from wcwidth import wcswidth

from fieldpass.terminal.glyphs import BLOCKS, offenders
from fieldpass.terminal.themes import NONE
from tests.terminal.contrast import LEAST, ratio


def problems(strips: Sequence[Strip], size: tuple[int, int], theme: str) -> list[str]:
    """What is wrong with a screen, each with its row; empty where nothing is."""
    found = []
    if len(strips) != size[1]:
        found.append(f"{len(strips)} rows on a terminal of {size[1]}")
    for number, strip in enumerate(strips, 1):
        where = f"{theme}, row {number}"
        text = strip.text
        if wcswidth(text) != size[0]:
            found.append(f"{where} is {wcswidth(text)} cells wide: {text!r}")
        if offenders(text):
            found.append(f"{where} has glyphs that are not allowed: {sorted(offenders(text))}")
        found += [f"{where}: {wrong}" for wrong in _styles(strip, theme)]
    return found


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
