"""The declaration word for word, and people of the same name side by side; pure."""

from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.screens.review_lines import document_name
from fieldpass.screens.shown import date, degrees, moment, say, shade_of
from fieldpass.terminal.width import fit
from fieldpass.widgets.shades import words

if TYPE_CHECKING:
    from fieldpass.desk.applications import ApplicationView


def declaration_lines(view: "ApplicationView", now: int) -> list[str]:
    """Everything that the applicant said, a line each."""
    pairs = [
        (_("Name"), view.name),
        (_("Document"), f"{document_name(view.document_type)} {view.number}"),
        (_("Telephone"), view.phone),
        (_("Residence"), say(view.residence)),
        (_("Destination"), say(view.destination)),
        (_("Purpose"), say(view.purpose)),
        (_("Applied"), moment(view.submitted_at, now)),
    ]
    lines = [f"{fit(label, 14)}{value}" for label, value in pairs]
    lines.append("")
    for answer in view.declaration:
        said = _("YES") if answer.yes else _("no")
        lines.append(f"{fit(said, 5)}{say(answer.text)}")
    lines.append("")
    for finding in view.findings:
        lines.append(f"{say(finding.text)}  [{say(finding.clause)}]")
    return lines


def twin_lines(view: "ApplicationView", now: int) -> list[str]:
    """People of the same name, then earlier passes and readings of this one."""
    lines = [_("This person: {name}, {number}").format(name=view.name, number=view.number), ""]
    for twin in view.twins:
        lines.append(
            _("Another one: {name}, ID tail {tail}").format(name=twin.name, tail=twin.id_tail)
        )
    if view.earlier:
        lines += ["", _("Earlier passes")]
    for card in view.earlier:
        lines.append(
            f"  {card.serial}  {words(shade_of(card.colour))}  {date(card.valid_until - 1)}"
        )
    if view.readings:
        lines += ["", _("Readings")]
    for reading in view.readings:
        lines.append(f"  {moment(reading.at, now)}  {degrees(reading.tenths)}")
    return lines
