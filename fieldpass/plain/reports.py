"""Daily health reports: who is missing, nine at a time, and a report taken down for each."""

from fieldpass.desk import reports as desk
from fieldpass.desk.reports import MissingLine
from fieldpass.locale import _
from fieldpass.model.questions import SYMPTOMS
from fieldpass.model.records import PassRef
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting
from fieldpass.plain.temperatures import reading
from fieldpass.screens.shown import moment, say, shade_of
from fieldpass.widgets.shades import words

PAGE = 9


def run(sitting: Sitting) -> None:
    """The list, and anybody else by card, serial, number or name."""
    talk = sitting.talk
    while True:
        source = desk.not_reported(sitting.office)
        rows = list(source.page(None, "forward", PAGE))
        talk.say(_("Not reported today: {n}").format(n=source.count()))
        for number, line in enumerate(rows, 1):
            talk.say(f"{number} {_words(line, sitting.office.now())}")
        answer = talk.ask(_("A digit, or a card, serial, ID number or name; Enter goes back"))
        if answer in ("", BACK):
            return
        if answer.isdecimal() and len(answer) == 1:
            if int(answer) <= len(rows):
                _report(sitting, rows[int(answer) - 1].pass_ref)
            continue
        found = sitting.pass_meant(answer)
        if found is not None:
            talk.say(f"{found.name}, {found.id_tail}")
            _report(sitting, found.pass_ref)


def _report(sitting: Sitting, ref: PassRef) -> None:
    tenths = reading(sitting)
    if tenths is None:
        return
    names = [_("no symptoms"), *(say(one.text) for one in SYMPTOMS)]
    index = sitting.talk.choose(_("Symptoms?"), names, given=0)
    if index is None:
        return
    symptoms = () if index == 0 else (SYMPTOMS[index - 1].code,)
    taken = sitting.tried(
        lambda: desk.report(sitting.office, pass_ref=ref, tenths=tenths, symptoms=symptoms)
    )
    if taken is not None:
        sitting.talk.say(say(taken.text))


def _words(line: MissingLine, now: int) -> str:
    last = moment(line.last_at, now) if line.last_at else _("never")
    colour = words(shade_of(line.colour))
    return ", ".join([line.name, line.id_tail, colour, _("last report") + " " + last])
