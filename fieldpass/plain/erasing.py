"""Erasing somebody on request, and what was erased on this device."""

from fieldpass.desk import forgetting, rights
from fieldpass.locale import _
from fieldpass.plain import saving
from fieldpass.plain.asking import Values, filled
from fieldpass.plain.lists import joined
from fieldpass.plain.menu import Menu, choose_question, chosen
from fieldpass.plain.sitting import Sitting
from fieldpass.screens import task_fields
from fieldpass.screens.list_rows import erasure_cells, erasure_titles
from fieldpass.store.erasing import Erasure

HANDLED = ("erasures.person", "table.export")
SHOWN_MOST = 10


def run(sitting: Sitting) -> None:
    """What was erased, and the way to erase somebody."""
    talk, office, menu = sitting.talk, sitting.office, Menu.of("erasures", HANDLED)
    while True:
        found, now = forgetting.erasures(office), office.now()
        days = office.policy().retention_days
        talk.say(_("Personal data is erased {n} days after the last record.").format(n=days))
        talk.say(*(joined(erasure_cells(one, now)) for one in found[:SHOWN_MOST]))
        if not found:
            talk.say(_("Nothing was erased on this device yet."))
        talk.say(*menu.lines())
        action = chosen(talk, menu, choose_question())
        if not action:
            return
        if action == "erasures.person":
            _erase(sitting)
        else:
            rows = [erasure_cells(one, now) for one in found]
            saving.save_titled(sitting, "erasures", erasure_titles(), rows)


def _erase(sitting: Sitting) -> None:
    """The number of a resident ID, a second question, and it is done."""
    if not sitting.did(lambda: rights.require_a_signers_turn(sitting.office)):
        return
    talk = sitting.talk

    def work(values: Values) -> Erasure | None:
        choices = [_("No, go back"), _("Yes, erase for good")]
        if talk.choose(_("Erase a person"), choices) != 1:
            return None
        return forgetting.forget(sitting.office, "resident_id", values["number"])

    fields, words = task_fields.ERASE_PERSON, task_fields.ERASE_PERSON_WORDS
    done = filled(talk, words, fields, work, tried=sitting.tried)
    if done is not None:
        said = _("{n} records erased, {kept} stay until they are sent.")
        talk.say(said.format(n=done.records, kept=done.kept))
