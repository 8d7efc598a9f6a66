"""记录核查: every record here, newest first, searchable, and whether all of it is whole."""

from fieldpass.desk import audit as desk
from fieldpass.locale import _
from fieldpass.plain import lists, saving
from fieldpass.plain.menu import Menu
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.list_rows import audit_cells, audit_columns
from fieldpass.screens.wording import audit_lines

HANDLED = ("audit.find", "audit.check", "table.export")


def run(sitting: Sitting) -> None:
    """The list; a digit says the record's hash."""
    talk, office, menu, words = sitting.talk, sitting.office, Menu.of("audit", HANDLED), ""
    found, searched = desk.lines(office), ""
    while True:
        if words != searched:
            found, searched = _found(sitting, words)
            words = searched
        now = office.now()
        title = _("Audit: the newest {n}").format(n=len(found))
        talk.say(f"{title}, {words}" if words else title)
        answer = lists.read(
            sitting,
            menu,
            lists.in_pages(found),
            lambda one, now: lists.joined(audit_cells(one, now)),
            finds=True,
        )
        if answer is None:
            if not words:
                return
            words = ""
        elif answer.row is not None:
            talk.say(*audit_lines(answer.row))
        elif answer.words:
            words = answer.words
        elif answer.action == "audit.find":
            talk.say(_("Every record is searched; Ctrl+C stops it. An empty line shows all again."))
            words = talk.ask(_("A person (name, initials, ID tail) or a kind like temperature."))
        elif answer.action == "audit.check":
            _check(sitting)
        else:
            rows = (audit_cells(one, now) for one in found)
            saving.save(sitting, "audit", audit_columns(), rows)


def _found(sitting: Sitting, words: str) -> tuple[list[desk.AuditLine], str]:
    """What the words find, with the words; the newest records where there are none, or it was stopped."""
    if words:
        lines = saving.long_work(
            sitting,
            _("Searching every record ..."),
            lambda step: desk.search(sitting.office, words, step),
        )
        if lines is not None:
            return lines, words
    return desk.lines(sitting.office), ""


def _check(sitting: Sitting) -> None:
    count = saving.long_work(
        sitting,
        _("Checking every record and chain ..."),
        lambda step: desk.check(sitting.office, step),
    )
    if count is not None:
        said = _("All is whole: {n} records, hashes and chains fit.")
        sitting.talk.say(said.format(n=count))
