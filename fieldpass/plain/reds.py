"""Red cards that nobody has been told of: who told whom, and how."""

from fieldpass.desk import reds as desk
from fieldpass.locale import _
from fieldpass.plain import lists, saving
from fieldpass.plain.menu import Menu
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.list_rows import red_cells, red_columns
from fieldpass.screens.shown import say

HANDLED = ("table.export",)


def run(sitting: Sitting) -> None:
    """One after the other until 0 or Enter."""
    talk, menu = sitting.talk, Menu.of("reds", HANDLED)
    table = saving.Table(screen="reds", columns=red_columns(), cells=red_cells)
    while found := desk.to_report(sitting.office):
        talk.say(_("Which one was reported?"))
        line = saving.row_of(sitting, menu, found, table, _told)
        if line is None:
            return
        _report(sitting, line)
    talk.say(_("Every red has been reported."))


def _told(line: desk.RedLine, now: int) -> str:
    """A row: who it is first, since that is what is listened for."""
    when, *others = red_cells(line, now)
    return lists.joined([*others, say(line.reason), when])


def _report(sitting: Sitting, line: desk.RedLine) -> None:
    talk = sitting.talk
    told = talk.choose(_("Who was told?"), [say(text) for _code, text in desk.TOLD])
    if told is None:
        return
    whom = talk.ask(_("Whom did you tell? Name, and phone number, then Enter."))
    how = talk.choose(_("How?"), [say(text) for _code, text in desk.HOW])
    if how is None:
        return
    done = sitting.did(
        lambda: desk.report(
            sitting.office,
            line.application,
            told=desk.TOLD[told][0],
            whom=whom,
            how=desk.HOW[how][0],
        )
    )
    if done:
        talk.say(_("{name}: recorded who was told.").format(name=line.name))
