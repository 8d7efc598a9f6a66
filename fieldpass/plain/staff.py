"""签发人员维护: colleagues who sign for this body, and the units that the community has authorised."""

from fieldpass.desk import rights
from fieldpass.desk import staff as desk
from fieldpass.desk.staff import StaffLine, UnitLine
from fieldpass.locale import _
from fieldpass.plain import elsewhere, lists, people, saving
from fieldpass.plain.asking import Values, filled
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Menu, keyed
from fieldpass.plain.sitting import Sitting
from fieldpass.screens import task_fields
from fieldpass.screens.list_rows import colleague_cells, staff_columns, unit_cells
from fieldpass.screens.wording import end_words, staff_done, staff_state

HANDLED = ("staff.endorse", "staff.elsewhere", "staff.colleague", "table.export")


def run(sitting: Sitting) -> None:
    """Colleagues, then units; a digit ends or renews one."""
    talk, office, menu = sitting.talk, sitting.office, Menu.of("staff", HANDLED)

    def can(action: str) -> bool:
        identity = office.identity
        community = identity is not None and identity.body_type == "community"
        return community or action != "staff.endorse"

    while True:
        found: list[StaffLine | UnitLine] = [*desk.staff(office), *desk.units(office)]
        if not found:
            talk.say(keyed(_("Nobody is known here yet. F5 authorises a unit.")))
        answer = lists.read(
            sitting,
            menu,
            lists.in_pages(found),
            lambda one, now: f"{lists.joined(_cells(one))}, {staff_state(one, now)}",
            can=can,
        )
        if answer is None:
            return
        signers = answer.row is not None or answer.action in ("staff.endorse", "staff.elsewhere")
        if signers and not sitting.did(lambda: rights.require_a_signers_turn(office)):
            continue
        if answer.row is not None:
            _open(sitting, answer.row)
        elif answer.action == "staff.endorse":
            _endorse(sitting)
        elif answer.action == "staff.elsewhere":
            elsewhere.run(sitting)
        elif answer.action == "staff.colleague":
            people.run(sitting)
        else:
            saving.save(sitting, "staff", staff_columns(), map(_cells, found))


def _cells(one: StaffLine | UnitLine) -> tuple[str, ...]:
    return unit_cells(one) if isinstance(one, UnitLine) else colleague_cells(one)


def _open(sitting: Sitting, one: StaffLine | UnitLine) -> None:
    if isinstance(one, StaffLine):
        done = _end(sitting, one)
    elif one.endorsed:
        done = _withdraw(sitting, one)
    else:
        done = sitting.did(lambda: desk.endorse(sitting.office, one.key, one.name))
    if done:
        sitting.talk.say(staff_done(one.name))


def _end(sitting: Sitting, one: StaffLine) -> bool:
    talk = sitting.talk
    if not one.endable:
        talk.say(keyed(_("This authority is not ended here: see F6, or it has ended already.")))
        return False
    talk.say(*end_words(one))
    choices = [_("No, go back"), _("Yes, end the authority of {name}").format(name=one.name)]
    if talk.choose(_("End an authority"), choices) != 1:
        return False
    return sitting.did(lambda: desk.replace(sitting.office, one.key))


def _withdraw(sitting: Sitting, one: UnitLine) -> bool:
    said = _("Its issuers can sign nothing any more. Why is the authorisation taken back?")
    reason = sitting.talk.ask(said)
    if reason in ("", BACK):
        return False
    return sitting.did(lambda: desk.withdraw(sitting.office, one.key, reason))


def _endorse(sitting: Sitting) -> None:
    def work(values: Values) -> str:
        desk.endorse(sitting.office, values["uscc"], values["unit_name"], values["note"])
        return values["unit_name"]

    fields, words = task_fields.ENDORSE, task_fields.ENDORSE_WORDS
    name = filled(sitting.talk, words, fields, work, tried=sitting.tried)
    if name is not None:
        sitting.talk.say(staff_done(name))
