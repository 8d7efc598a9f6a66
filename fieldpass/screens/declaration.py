"""The declaration word for word; pure."""

from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.screens.shown import moment, say
from fieldpass.screens.wording import document_name
from fieldpass.terminal.width import fit

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
    if view.guardian:
        pairs.insert(3, (_("Guardian"), view.guardian))
    lines = [f"{fit(label, 14)}{value}" for label, value in pairs]
    lines.append("")
    for answer in view.declaration:
        said = _("YES") if answer.yes else _("no")
        lines.append(f"{fit(said, 5)}{say(answer.text)}")
    lines.append("")
    for finding in view.findings:
        lines.append(f"{say(finding.text)}  [{say(finding.clause)}]")
    return lines
