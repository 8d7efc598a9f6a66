"""What a terminal and the line to it can be trusted with, by its type (TERM). Pure."""

from dataclasses import dataclass

# No regions, no tab stops of one's own.
_SIMPLE = ("ansi", "dumb", "vt52", "unknown")
# These erase to their own background whatever the pen is.
_NO_COLOUR_ERASE = ("vt", "ansi", "screen", "dumb")
# A VT100 can only reset all attributes at once, and has no ECH.
_FIRST_VTS = ("vt1", "vt52")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What may be used; by default what every terminal has."""

    shifts: bool = False
    """Rows are moved inside a region (DECSTBM), with IND by a line feed and RI."""
    tabs: bool = False
    """Tab stops can be set (HTS, TBC), and tabs reach the terminal as they are."""
    erases: bool = False
    """Characters are erased in place (ECH)."""
    colour_erase: bool = False
    """Erased cells take the background of the pen, not the terminal's own."""
    partial: bool = True
    """Single attributes can be switched off."""
    returns: bool = False
    """A line feed takes the cursor to the first column, because the line adds the return (ONLCR)."""


def abilities(term: str, *, keeps_tabs: bool, adds_returns: bool) -> Abilities:
    """Those of a terminal of this type, behind a line of which the driver says the two."""
    simple = term.startswith(_SIMPLE)
    return Abilities(
        shifts=not simple,
        tabs=keeps_tabs and not simple,
        erases=not term.startswith((*_FIRST_VTS, "dumb", "unknown")),
        colour_erase=not term.startswith(_NO_COLOUR_ERASE),
        partial=not term.startswith("vt1"),
        returns=adds_returns,
    )
