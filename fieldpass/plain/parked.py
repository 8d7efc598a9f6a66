"""Those who wait aside at this checkpoint, and what became of each."""

from fieldpass.desk import checkpoint
from fieldpass.desk.checkpoint import Deed, ParkedLine
from fieldpass.locale import _
from fieldpass.plain import saving
from fieldpass.plain.menu import Menu, chosen, keyed
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.list_rows import parked_cells, parked_columns
from fieldpass.terminal.action import N_

HANDLED_IN_LIST = ("table.export",)
_DEEDS: dict[str, tuple[Deed, str]] = {
    "parked.go": ("let_go", N_("Recorded: let go.")),
    "parked.refuse": ("stopped", N_("Recorded: not let through.")),
}
HANDLED = tuple(_DEEDS)


def run(sitting: Sitting) -> None:
    """A digit names one of them; then what became of that person."""
    menu = Menu.of("parked", HANDLED_IN_LIST)
    table = saving.Table(screen="parked", columns=parked_columns(), cells=parked_cells)
    while found := checkpoint.parked(sitting.office):
        sitting.talk.say(_("Waits aside: {n}").format(n=len(found)))
        line = saving.row_of(sitting, menu, found, table)
        if line is None:
            return
        _release(sitting, line)
    sitting.talk.say(keyed(_("Nobody waits aside. Esc goes back.")))


def _release(sitting: Sitting, line: ParkedLine) -> None:
    talk, menu = sitting.talk, Menu.of("parked", HANDLED)
    talk.say(*menu.lines())
    name = line.name or _("(stranger)")
    action = chosen(talk, menu, f"{name} {line.id_tail}".strip())
    if action:
        deed, said = _DEEDS[action]
        if sitting.did(lambda: checkpoint.release(sitting.office, line, deed)):
            talk.say(_(said))
