"""Finding by one entry: scan, serial, identity number, its tail, or a name; several are offered by digit."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fieldpass.desk import passes
from fieldpass.desk.passes import PassLine
from fieldpass.locale import _
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.shown import colour_words, date
from fieldpass.terminal.width import fit

if TYPE_CHECKING:
    from fieldpass.screens.base import DeskScreen


def pass_words(line: PassLine) -> str:
    """A pass in one line."""
    colour = fit(colour_words(line.colour), 14)
    until = _("until {date}").format(date=date(line.valid_until - 1))
    return f"{fit(line.name, 12)} {line.id_tail}  {line.serial}  {colour} {until}"


def find(
    screen: "DeskScreen",
    text: str,
    then: Callable[[PassLine], None],
    nobody: Callable[[], None],
) -> None:
    """Look for a pass and hand the one that was meant to `then`."""
    office = screen.office

    def found(lines: Sequence[PassLine]) -> None:
        if not lines:
            nobody()
        elif len(lines) == 1:
            then(lines[0])
        else:
            shown = list(lines)[:10]

            def picked(index: int | None) -> None:
                if index is not None:
                    then(shown[index])

            screen.app.push_screen(
                PickScreen(_("Who is it?"), [pass_words(line) for line in shown]), picked
            )

    screen.ask(lambda: passes.find(office, text), found)
