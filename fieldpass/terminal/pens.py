"""Pens: styles as a terminal's escape sequences, and the shortest way from one to the next."""

from dataclasses import dataclass, field
from typing import Any

from rich.color import ColorSystem
from rich.style import Style

CSI = "\x1b["
_ATTRIBUTES = (
    ("bold", 1, 22),
    ("dim", 2, 22),
    ("italic", 3, 23),
    ("underline", 4, 24),
    ("reverse", 7, 27),
    ("strike", 9, 29),
)
_OFF = {on: off for _, on, off in _ATTRIBUTES}


DRAWN_MAX = 512
"""So many pieces of lines are kept as cells: a list's rows go out and come back."""
CELLS_MAX = 4096
"""So many characters are kept as cells in one pen."""

Cell = tuple[str, "Pen"]


class CellsOfPen(dict[str, Cell]):
    """Each character in one pen, once: a row of eighty cells is eighty pointers, and quickly compared."""

    def __init__(self, pen: "Pen") -> None:
        """Those of a pen."""
        super().__init__()
        self._pen = pen

    def __missing__(self, character: str) -> Cell:
        """A new one; the oldest are let go where there are too many."""
        if len(self) >= CELLS_MAX:
            self.clear()
        cell = self[character] = (character, self._pen)
        return cell


@dataclass(frozen=True, slots=True, eq=False)
class Pen:
    """Attributes by their codes, foreground and background as parameters; empty is the default.

    Made by a `PenBox`, once for each look, so that two of one box are equal where they are the same.
    """

    attributes: tuple[int, ...] = ()
    foreground: str = ""
    background: str = ""
    cells: CellsOfPen = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """No cells yet."""
        object.__setattr__(self, "cells", CellsOfPen(self))

    @property
    def is_ground_only(self) -> bool:
        """A space in this pen is nothing but background."""
        return not {4, 7, 9} & set(self.attributes)


PLAIN = Pen()


@dataclass(slots=True)
class PenBox:
    """The pens of the styles seen so far, for one colour system (None: no colours)."""

    colours: ColorSystem | None
    partial: bool = True
    """Single attributes can be switched off; a VT100 can only reset them all."""
    colour_erase: bool = False
    """Erased cells take the background of the pen, not the terminal's own."""
    drawn: dict[Any, Any] = field(default_factory=dict)
    """Segments that were cells before, and those cells (`fieldpass.terminal.grid`)."""
    _pens: dict[Style | None, Pen] = field(default_factory=dict)
    _made: dict[tuple[tuple[int, ...], str, str], Pen] = field(
        default_factory=lambda: {((), "", ""): PLAIN}
    )
    _ways: dict[tuple[Pen, Pen], str] = field(default_factory=dict)

    def pen(self, style: Style | None) -> Pen:
        """The pen of a style."""
        found = self._pens.get(style)
        if found is None:
            found = self._pens[style] = self._make(style)
        return found

    def _make(self, style: Style | None) -> Pen:
        if not style:
            return PLAIN
        attributes = tuple(on for name, on, _ in _ATTRIBUTES if getattr(style, name))
        colours = ["", ""]
        for index, colour in enumerate((style.color, style.bgcolor)):
            if colour is not None and not colour.is_default and self.colours is not None:
                codes = colour.downgrade(self.colours).get_ansi_codes(foreground=index == 0)
                colours[index] = ";".join(codes)
        key = (attributes, colours[0], colours[1])
        return self._made.setdefault(key, Pen(*key))

    def keep(self, segments: Any, cells: Any) -> Any:
        """Keep the cells of segments; the box is emptied where it is full."""
        if len(self.drawn) >= DRAWN_MAX:
            self.drawn.clear()
        self.drawn[segments] = cells
        return cells

    def way(self, old: Pen, new: Pen) -> str:
        """What makes the terminal write in `new` after `old`."""
        if old is new:
            return ""
        known = self._ways.get((old, new))
        if known is None:
            ways = [_from_nothing(new)]
            if self.partial:
                ways.append(_change(old, new))
            known = self._ways[(old, new)] = min(ways, key=len)
        return known


def _from_nothing(pen: Pen) -> str:
    parts = [*map(str, pen.attributes), pen.foreground, pen.background]
    parameters = ";".join(part for part in parts if part)
    return f"{CSI};{parameters}m" if parameters else f"{CSI}m"


def _change(old: Pen, new: Pen) -> str:
    gone = [code for code in old.attributes if code not in new.attributes]
    off = {_OFF[code] for code in gone}
    # Bold and dim are switched off together, so whichever stays is set again.
    on = [code for code in new.attributes if code not in old.attributes or _OFF[code] in off]
    parts = [*map(str, sorted(off)), *map(str, on)]
    if old.foreground != new.foreground:
        parts.append(new.foreground or "39")
    if old.background != new.background:
        parts.append(new.background or "49")
    return f"{CSI}{';'.join(parts)}m"
