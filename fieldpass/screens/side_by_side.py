"""People side by side, pure: a column each, and a mark at every line in which they differ.

Differences are marked by a word in the margin and by the look, so that they show without colours too.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldpass.desk.later import MARK
from fieldpass.desk.near import Compared
from fieldpass.locale import _
from fieldpass.screens.panel import RULE, Line, Span, wrapped
from fieldpass.screens.shown import colour_words, date, degrees, grouped, moment, say
from fieldpass.screens.wording import document_name
from fieldpass.terminal.width import fit

if TYPE_CHECKING:
    from fieldpass.desk.applications import ApplicationView

WIDTH = 80
_LABEL = 12
_LINES_EACH = 3


def compared_lines(columns: Sequence[Compared]) -> list[Line]:
    """The table: what each is, a line or more for each fact; `*` where the others differ."""
    if len(columns) < 2:
        return [" " + _("Nobody else here has this name, number or telephone.")]
    width = (WIDTH - _LABEL - 1) // len(columns)
    facts = [
        (_("Name"), [one.name for one in columns]),
        (_("Document"), [document_name(one.document_type) for one in columns]),
        (_("Number"), [_number(one.number) for one in columns]),
        (_("Born"), ["" if one.birth is None else str(one.birth) for one in columns]),
        (_("Telephone"), [one.phone for one in columns]),
        (_("Lives in"), [say(one.residence) for one in columns]),
        (_("Last pass"), [_card(one) for one in columns]),
    ]
    heads = [_("this one"), *[", ".join(say(text) for text in one.why) for one in columns[1:]]]
    lines = _row("", heads, width, look="alert")
    for label, values in facts:
        if not any(values):
            # The number of an identity card says when somebody was born.
            continue
        lines += _row(label, values, width, look="")
    return [
        *lines,
        "",
        " " + _("* differs. They stay apart unless document and number are the same."),
    ]


def _number(number: str) -> str:
    return f"{number[:6]} {number[6:14]} {number[14:]}" if len(number) == 18 else grouped(number)


def _card(one: Compared) -> str:
    card = one.last_pass
    if card is None:
        return _("none")
    until = _("until {date}").format(date=date(card.valid_until - 1))
    return f"{colour_words(card.colour)} {until}"


def _row(label: str, values: Sequence[str], width: int, *, look: str) -> list[Line]:
    cells = [wrapped(value, width - 3, _LINES_EACH) or [""] for value in values]
    lines: list[Line] = []
    for at in range(max(map(len, cells))):
        pieces: list[str | Span] = [fit(f" {label}" if at == 0 else "", _LABEL)]
        for place, column in enumerate(cells):
            differs = place > 0 and not look and values[place] != values[0]
            text = column[at] if at < len(column) else ""
            mark = "* " if differs and at == 0 else "  "
            style = look or ("alert" if differs else "text")
            pieces.append(Span(fit(f"{mark}{text}", width), style))
        lines.append(tuple(pieces))
    return lines


def earlier_lines(view: "ApplicationView", now: int) -> list[Line]:
    """Earlier passes and the readings of the applicant."""
    lines: list[Line] = []
    if view.earlier:
        lines += [RULE, " " + _("Earlier passes")]
    for card in view.earlier:
        colour = fit(colour_words(card.colour), 16)
        lines.append(f"   {card.serial}  {colour}{date(card.valid_until - 1)}")
    if view.readings:
        lines += [RULE, " " + _("Readings")]
    for reading in view.readings:
        late = f"  ({say(MARK)})" if reading.late else ""
        lines.append(f"   {moment(reading.at, now)}  {degrees(reading.tenths)}{late}")
    return lines
