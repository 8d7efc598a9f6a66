"""The review screen's lines, pure: who, the three controls, findings with clauses, what may be signed."""

from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.screens.panel import RULE, Line, Span, wrapped
from fieldpass.screens.shown import moment, say
from fieldpass.screens.wording import before_parts, document_name, sex_name
from fieldpass.terminal.width import cells, fit, spread
from fieldpass.widgets.shades import Shade, words

if TYPE_CHECKING:
    from fieldpass.desk.applications import ApplicationView, FindingView

WIDTH = 80
_CLAUSE = 20
_COLOURS = (("green", Shade.GREEN), ("yellow", Shade.YELLOW), ("red", Shade.RED))


def review_lines(view: "ApplicationView", now: int, rows: int) -> list[Line]:
    """All lines between header and footer in at most `rows`: findings give way last of all."""
    for lines_each in (2, 1):
        lines = _laid_out(view, now, lines_each, len(view.findings))
        if len(lines) <= rows:
            return lines
    surplus = len(lines) - rows + 1
    return _laid_out(view, now, 1, max(1, len(view.findings) - surplus))[:rows]


def _laid_out(view: "ApplicationView", now: int, lines_each: int, findings: int) -> list[Line]:
    return [
        RULE,
        *_person(view, now),
        RULE,
        *_controls(view),
        RULE,
        *_findings(view, lines_each, findings),
        *_before(view, now),
        RULE,
        *_offer(view),
    ]


def _person(view: "ApplicationView", now: int) -> list[Line]:
    age = _("{n} years").format(n=view.age) if view.age is not None else ""
    who = f" {view.name}   {sex_name(view.sex)} {age}   {document_name(view.document_type)} {view.number}"
    channels = {"web": _("by web"), "onsite": _("on site"), "paper": _("on paper")}
    sent = _("applied {when} {channel}").format(
        when=moment(view.submitted_at, now), channel=channels.get(view.channel, view.channel)
    )
    way = " " + _("lives {home}   goes to {to}   {purpose}").format(
        home=say(view.residence), to=say(view.destination), purpose=say(view.purpose)
    )
    if view.entered_at is not None:
        sent += " " + _("(typed in {when})").format(when=moment(view.entered_at, now))
    check = say(view.number_check)
    lines: list[Line] = []
    if check and cells(f"{who} ({check})") + cells(view.phone) + 3 <= WIDTH:
        who, check = f"{who} ({check})", ""
    told = f"{view.phone}   {sent}"
    if cells(who) + cells(view.phone) + 3 <= WIDTH:
        lines.append(spread(who, f"{view.phone} ", WIDTH))
        told = sent
    else:
        lines.append(who)
    if cells(way) + cells(told) + 3 <= WIDTH:
        lines.append(spread(way, f"{told} ", WIDTH))
    else:
        ways = wrapped(way.strip(), WIDTH - 2, 2)
        told = f"{told}   ({check})" if check else told
        lines += [f" {line}" for line in (*ways, told)]
        check = ""
    if check:
        lines.append(f" {check}")
    if view.twins:
        tails = ", ".join(f"{twin.name} ({twin.id_tail})" for twin in view.twins[:3])
        text = " " + _("Note: another person of this name: {tails}. Press 8.").format(tails=tails)
        lines.append(Span(text, "alert"))
    elif view.near:
        text = " " + _("Note: {n} with nearly this number, or this telephone. Press 8.")
        lines.append(Span(text.format(n=view.near), "alert"))
    return lines


def _controls(view: "ApplicationView") -> list[Line]:
    numbers = (_("Control 1"), _("Control 2"), _("Control 3"))
    lines: list[Line] = []
    for number, control in zip(numbers, view.controls, strict=False):
        head = fit(f" {number}  {say(control.label)}", 38)
        lines.append((head, Span(say(control.text), "alert" if control.state == "bad" else "text")))
    return lines


def _mark(finding: "FindingView") -> Span:
    names = {"ok": _("fits"), "check": _("check"), "bad": _("not so")}
    text = fit(f"   {names.get(finding.mark, '')}", 10)
    return Span(text, "text" if finding.mark == "ok" else "alert")


def _findings(view: "ApplicationView", lines_each: int, most: int) -> list[Line]:
    shown = list(view.findings)[:most]
    columns = max([cells(_("clause")), *[cells(say(one.clause)) for one in shown]]) + 1
    columns = min(columns, _CLAUSE)
    room = WIDTH - 10 - columns - 1
    lines: list[Line] = [spread(" " + _("Grounds"), fit(_("clause"), columns), WIDTH)]
    for finding in shown:
        first, *others = wrapped(say(finding.text), room, lines_each) or [""]
        clause = fit(say(finding.clause), columns)
        look = "text" if finding.mark == "ok" else "alert"
        lines.append((_mark(finding), Span(fit(first, room + 1), look), Span(clause, "muted")))
        lines += [(fit("", 10), Span(other, look)) for other in others]
    left = len(view.findings) - len(shown)
    if left > 0:
        lines.append(Span("   " + _("and {n} more: press 0").format(n=left), "alert"))
    return lines


def _before(view: "ApplicationView", now: int) -> list[Line]:
    parts = before_parts(view, now)
    return [f" {'   '.join(parts)}"] if parts else []


def _offer(view: "ApplicationView") -> list[Line]:
    options = view.options
    allowed: list[str | Span] = []
    refused: list[str] = []
    for colour, shade in _COLOURS:
        offer = options.of(colour)
        if offer.allowed:
            allowed += [" ", Span(f" {words(shade)} ", colour)]
        elif offer.because:
            refused.append(f"{words(shade)}: {say(offer.because[0])}")
    lines: list[Line] = []
    if allowed:
        lines.append((" " + _("May be signed now:"), *allowed))
    if not refused:
        return lines
    same = {
        say(offer.because[0])
        for offer in map(options.of, ("green", "yellow", "red"))
        if not offer.allowed and offer.because
    }
    if len(same) == 1 and not allowed:
        refused = [same.pop()]
    for sentence in refused[:2]:
        text = _("Not {why}").format(why=sentence) if allowed else sentence
        lines += [Span(f" {line}", "alert") for line in wrapped(text, WIDTH - 2, 2)]
    return lines
