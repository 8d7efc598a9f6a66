"""How many terminal cells a text takes, and texts cut and padded to cells.

A Chinese character takes two cells. Nothing here breaks one in two: where only one cell is left,
a space fills it. Widths are those by which Textual lays out (the tests hold them against wcwidth).

On a terminal without Chinese glyphs (`draw_chinese(False)`) every text is measured and drawn in Latin
letters; what a text says and what is written down stay as they are.
"""

from rich.cells import cached_cell_len, cell_len, get_character_cell_size

from fieldpass.terminal.glyphs import safe
from fieldpass.terminal.romanised import latin

_drawn = {"chinese": True}


def draw_chinese(can: bool) -> None:
    """Whether this process's terminal has Chinese glyphs; it has until this says otherwise."""
    _drawn["chinese"] = can


def shown(text: str) -> str:
    """`text` in the letters that the terminal has."""
    return text if _drawn["chinese"] or text.isascii() else latin(text)


def cells(text: str) -> int:
    """How many cells `text` takes."""
    text = shown(text)
    return len(text) if text.isascii() else cell_len(text)


def forget_measured() -> None:
    """Let go of the texts that were measured: a passphrase that was typed stands among them."""
    cached_cell_len.cache_clear()


def cut(text: str, width: int) -> str:
    """As much of the beginning of `text` as fits in `width` cells."""
    text = shown(text)
    if cells(text) <= width:
        return text
    if text.isascii():
        return text[: max(0, width)]
    used = 0
    for index, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > width:
            return text[:index]
    return text


def fit(text: str, width: int, align: str = "left") -> str:
    """`text` made safe for the screen, in exactly `width` cells.

    Too long a text is cut and ends in `~`, so that nobody takes a part for the whole.
    `align` is "left", "right" or "centre".
    """
    if width <= 0:
        return ""
    text = safe(shown(text))
    size = cells(text)
    if size > width:
        text = cut(text, width - 1) + "~"
        size = cells(text)
    space = width - size
    if align == "right":
        return " " * space + text
    if align == "centre":
        return " " * (space // 2) + text + " " * (space - space // 2)
    return text + " " * space


_CLAUSE_ENDS = (". ", "; ", ": ", " (", ", ")


def short(text: str, width: int) -> str:
    """`text`, or as many of its whole clauses as fit in `width` cells, for where the rest stands elsewhere.

    Where not even the first clause fits, all of it comes back: `fit` will mark the cut.
    """
    text = shown(text)
    if cells(text) <= width:
        return text
    ends = [
        at + (end == ". ")
        for end in _CLAUSE_ENDS
        for at in range(len(text))
        if text.startswith(end, at)
    ]
    fitting = [at for at in ends if at and cells(text[:at]) <= width]
    return text[: max(fitting)] if fitting else text


def spread(left: str, right: str, width: int) -> str:
    """`left` and `right` at the two ends of `width` cells; `left` gives way first."""
    right = fit(right, min(cells(safe(shown(right))), width))
    room = width - cells(right)
    return fit(left, room) + right
