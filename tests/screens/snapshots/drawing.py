"""A screen as a small SVG that holds all its themes: text once, colours as a table.

Opened as it is, it shows the first theme; `#light`, `#c16` or `#none` after the file's name shows
another one. What differs between two versions reads as text: a changed word in one line, a changed
colour in the table. Rows whose text differs between themes are drawn once for each text.

A cell is 8 x 16 units. Half and full blocks are drawn as rectangles, as terminals draw them.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from itertools import groupby
from typing import Literal

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tests.terminal.pixels import Ground, style_colours

WIDE, HIGH = 8, 16
_HALVES = {"\u2580": (0, 8), "\u2584": (8, 8), "\u2588": (0, 16)}
_PLAIN = Style()
_FONT = "'Noto Sans Mono CJK SC','Noto Sans Mono',monospace"
Look = tuple[str, str, str]
"""Foreground, background, and font marks ("b" bold, "u" underlined)."""
Cell = tuple[str, tuple[Look, ...]]


def fragment(theme: str) -> str:
    """What stands after `#` to show a theme; a name in CSS begins with a letter."""
    name = theme.rpartition("-")[2]
    return f"c{name}" if name[0].isdigit() else name


def svg_of(strips: Mapping[str, Sequence[Strip]], size: tuple[int, int], title: str) -> str:
    """The drawing of a screen in its themes, which have as many rows each."""
    themes = list(strips)
    sheet = _Sheet(themes)
    rows = [[_cells(strips[theme][y]) for theme in themes] for y in range(size[1])]
    body = [line for y, row in enumerate(rows) for line in _row(y, row, themes, sheet)]
    width, height = size[0] * WIDE, size[1] * HIGH
    nest = [fragment(theme) for theme in themes[1:]]
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" font-family="{_FONT}" font-size="15" xml:space="preserve">',
        f"<title>{escape(title)}</title>",
        *sheet.lines(),
        "".join(f'<g id="{name}">' for name in nest),
    ]
    return "\n".join([*head, *body, "</g>" * len(nest) + "</svg>"]) + "\n"


class _Sheet:
    """The table of looks: one class for each combination of a look in every theme."""

    def __init__(self, themes: Sequence[str]) -> None:
        self._themes = themes
        self._names: dict[tuple[Look, ...], int] = {}
        self._used: set[str] = set()
        self._only: set[tuple[str, ...]] = set()

    def of(self, kind: Literal["t", "b"], looks: tuple[Look, ...]) -> str:
        """The class of a text ("t") or of a ground ("b") of these looks."""
        name = f"{kind}{self._names.setdefault(looks, len(self._names))}"
        self._used.add(name)
        return name

    def only(self, themes: tuple[str, ...]) -> str:
        """The class of what is drawn in some themes alone."""
        self._only.add(themes)
        return _alone(themes)

    def lines(self) -> list[str]:
        """The style sheet, a line for each theme."""
        lines = ["<style>"]
        for at, theme in enumerate(self._themes):
            where = f"#{fragment(theme)}:target " if at else ""
            rules = [f"{where}{rule}" for rule in self._rules(at)]
            lines.append("".join(rules))
        return [*[line for line in lines if line], *self._hidden(), "</style>"]

    def _rules(self, at: int) -> Iterator[str]:
        for looks, number in self._names.items():
            if at and looks[at] == looks[0]:
                continue
            front, ground, marks = looks[at]
            if f"t{number}" in self._used:
                yield f".t{number}{{fill:{front}{_marked(marks, looks[0][2] if at else '')}}}"
            if f"b{number}" in self._used:
                yield f".b{number}{{fill:{ground}}}"

    def _hidden(self) -> Iterator[str]:
        for shown in sorted(self._only):
            own = _alone(shown)
            if self._themes[0] in shown:
                others = [one for one in self._themes if one not in shown]
                yield from (f"#{fragment(one)}:target .{own}{{display:none}}" for one in others)
            else:
                yield f".{own}{{display:none}}"
                yield from (f"#{fragment(one)}:target .{own}{{display:inline}}" for one in shown)


def _alone(themes: tuple[str, ...]) -> str:
    return "o-" + "-".join(fragment(theme) for theme in themes)


def _marked(marks: str, before: str) -> str:
    """Bold and underlined, and what takes them back where another theme had them."""
    weight = "bold" if "b" in marks else "normal" if "b" in before else ""
    line = "underline" if "u" in marks else "none" if "u" in before else ""
    return (f";font-weight:{weight}" if weight else "") + (
        f";text-decoration:{line}" if line else ""
    )


def _cells(strip: Strip) -> list[tuple[str, Look]]:
    found = []
    for text, style, control in strip:
        if not control:
            look = _look(style or _PLAIN)
            found += [(character, look) for character in text]
    return found


@cache
def _look(style: Style) -> Look:
    front, ground = style_colours(style, Ground())
    marks = ("b" if style.bold else "") + ("u" if style.underline else "")
    return "#{:02x}{:02x}{:02x}".format(*front), "#{:02x}{:02x}{:02x}".format(*ground), marks


def _row(
    y: int, row: Sequence[list[tuple[str, Look]]], themes: Sequence[str], sheet: _Sheet
) -> Iterator[str]:
    texts = ["".join(one for one, _ in cells) for cells in row]
    for text in dict.fromkeys(texts):
        shown = [at for at, each in enumerate(texts) if each == text]
        # A theme that shows another text has the looks of the first that shows this one.
        looking = [row[at if at in shown else shown[0]] for at in range(len(row))]
        cells = [
            (one, tuple(each[x][1] for each in looking))
            for x, (one, _) in enumerate(looking[shown[0]])
        ]
        if len(shown) == len(row):
            yield from _drawn(y, cells, sheet)
            continue
        yield f'<g class="{sheet.only(tuple(themes[at] for at in shown))}">'
        yield from _drawn(y, cells, sheet)
        yield "</g>"


def _drawn(y: int, cells: list[Cell], sheet: _Sheet) -> Iterator[str]:
    """A row: its grounds, then its blocks, then its words."""
    x = 0
    shapes: dict[str, str] = {}
    words: list[str] = []
    for looks, run in groupby(cells, key=lambda cell: cell[1]):
        text = "".join(one for one, _ in run)
        ground = sheet.of("b", looks)
        shapes[ground] = shapes.get(ground, "") + _box(x, y, cell_len(text), (0, HIGH))
        for kind, piece in _split(text):
            width = cell_len(piece)
            if kind in _HALVES:
                name = sheet.of("t", looks)
                shapes[name] = shapes.get(name, "") + _box(x, y, width, _HALVES[kind])
            elif kind:
                words.append(_word(x, y, piece, sheet.of("t", looks)))
            x += width
    yield "".join(f'<path class="{name}" d="{shape}"/>' for name, shape in shapes.items())
    yield from words


def _box(x: int, y: int, width: int, rows: tuple[int, int]) -> str:
    """A rectangle of some cells as a piece of a path."""
    top, high = rows
    return f"M{x * WIDE} {y * HIGH + top}h{width * WIDE}v{high}h-{width * WIDE}z"


def _word(x: int, y: int, text: str, name: str) -> str:
    # The length holds double width in a font that knows it otherwise.
    held = f' textLength="{cell_len(text) * WIDE}"' if not text.isascii() else ""
    return f'<text class="{name}" x="{x * WIDE}" y="{y * HIGH + 12}"{held}>{escape(text)}</text>'


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Runs of one block character, of spaces, and of words with single spaces between them."""
    for kind, run in groupby(text, key=lambda one: one if one in _HALVES else ""):
        piece = "".join(run)
        if kind:
            yield kind, piece
            continue
        start = 0
        while start < len(piece):
            end = piece.find("  ", start)
            end = len(piece) if end < 0 else end
            if end > start:
                yield "word", piece[start:end]
            spaces = len(piece[end:]) - len(piece[end:].lstrip(" "))
            if spaces:
                yield "", piece[end : end + spaces]
            start = end + spaces
