"""Red cards that nobody has been told of: who told whom, and how."""

from fieldpass.desk import reds as desk
from fieldpass.locale import _
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import moment, say


def run(sitting: Sitting) -> None:
    """One after the other until 0 or Enter."""
    talk = sitting.talk
    while True:
        lines = desk.to_report(sitting.office)
        if not lines:
            talk.say(_("Every red has been reported."))
            return
        now = sitting.office.now()
        index = talk.choose(
            _("Which one was reported?"),
            [
                f"{one.name}, {one.id_tail}, {say(one.residence)}, {say(one.reason)}, "
                f"{moment(one.decided_at, now)}"
                for one in lines
            ],
        )
        if index is None:
            return
        _report(sitting, lines[index])


def _report(sitting: Sitting, line: desk.RedLine) -> None:
    talk = sitting.talk
    told = talk.choose(_("Who was told?"), [say(text) for _code, text in desk.TOLD])
    if told is None:
        return
    whom = talk.ask(_("Name of who was told"))
    how = talk.choose(_("How?"), [say(text) for _code, text in desk.HOW])
    if how is None:
        return
    sitting.tried(
        lambda: desk.report(
            sitting.office,
            line.application,
            told=desk.TOLD[told][0],
            whom=whom,
            how=desk.HOW[how][0],
        )
    )
