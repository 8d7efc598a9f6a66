"""The review screen's lines, pure: who, the three controls, findings with clauses, what may be signed."""

from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.model.questions import DOCUMENTS
from fieldpass.screens.panel import RULE, Line, Span, wrapped
from fieldpass.screens.shown import date, degrees, moment, say
from fieldpass.terminal.width import cells, fit, spread
from fieldpass.widgets.shades import Shade, words

if TYPE_CHECKING:
    from fieldpass.desk.applications import ApplicationView, FindingView

WIDTH = 80
_CLAUSE = 20
_FINDINGS_MAX = 7
_COLOURS = (("green", Shade.GREEN), ("yellow", Shade.YELLOW), ("red", Shade.RED))


def review_lines(view: "ApplicationView", now: int) -> list[Line]:
    """All lines between header and the bar above the footer: at most 19."""
    return [
        RULE,
        *_person(view, now),
        RULE,
        *_controls(view),
        RULE,
        *_findings(view),
        *_before(view, now),
        RULE,
        *_offer(view),
    ]


def document_name(code: str) -> str:
    """The kind of document, in words."""
    for choice in DOCUMENTS:
        if choice.code == code:
            return say(choice.text)
    return code


def _sex(sex: str | None) -> str:
    return {"m": _("man"), "f": _("woman")}.get(sex or "", "")


def _person(view: "ApplicationView", now: int) -> list[Line]:
    age = _("{n} years").format(n=view.age) if view.age is not None else ""
    who = (
        f" {view.name}   {_sex(view.sex)} {age}   {document_name(view.document_type)} {view.number}"
    )
    check = say(view.number_check)
    if check:
        who = f"{who} ({check})"
    channels = {"web": _("by web"), "onsite": _("on site"), "paper": _("on paper")}
    sent = _("applied {when} {channel}").format(
        when=moment(view.submitted_at, now), channel=channels.get(view.channel, view.channel)
    )
    way = " " + _("lives {home}   goes to {to}   {purpose}").format(
        home=say(view.residence), to=say(view.destination), purpose=say(view.purpose)
    )
    lines: list[Line] = [spread(who, f"{view.phone} ", WIDTH)]
    if cells(way) + cells(sent) + 3 <= WIDTH:
        lines.append(spread(way, f"{sent} ", WIDTH))
    else:
        lines += [way, f" {sent}"]
    if view.twins:
        tails = ", ".join(f"{twin.name} ({twin.id_tail})" for twin in view.twins[:3])
        text = " " + _("Note: another person of this name: {tails}. Press 8.").format(tails=tails)
        lines.append(Span(text, "alert"))
    return lines


def _controls(view: "ApplicationView") -> list[Line]:
    numbers = (_("first control"), _("second control"), _("third control"))
    lines: list[Line] = []
    for number, control in zip(numbers, view.controls, strict=False):
        head = fit(f" {number}  {say(control.label)}", 34)
        lines.append((head, Span(say(control.text), "alert" if control.state == "bad" else "text")))
    return lines


def _mark(finding: "FindingView") -> Span:
    names = {"ok": _("fits"), "check": _("check"), "bad": _("not so")}
    text = fit(f"   {names.get(finding.mark, '')}", 10)
    return Span(text, "text" if finding.mark == "ok" else "alert")


def _findings(view: "ApplicationView") -> list[Line]:
    room = WIDTH - 10 - _CLAUSE - 1
    lines: list[Line] = [spread(" " + _("Grounds"), fit(_("clause"), _CLAUSE), WIDTH)]
    shown = list(view.findings)[:_FINDINGS_MAX]
    many = len(shown) > 5
    for finding in shown:
        first, *others = wrapped(say(finding.text), room, 1 if many else 2) or [""]
        clause = fit(say(finding.clause), _CLAUSE)
        look = "text" if finding.mark == "ok" else "alert"
        lines.append((_mark(finding), Span(fit(first, room + 1), look), Span(clause, "muted")))
        lines += [(fit("", 10), Span(other, look)) for other in others]
    left = len(view.findings) - len(shown)
    if left > 0:
        lines.append(Span("   " + _("and {n} more: press 0").format(n=left), "alert"))
    return lines


def _before(view: "ApplicationView", now: int) -> list[Line]:
    parts = []
    if view.readings:
        last = view.readings[-1]
        parts.append(
            _("last reading {degrees}, {when}").format(
                degrees=degrees(last.tenths), when=moment(last.at, now)
            )
        )
    if view.earlier:
        card = view.earlier[-1]
        parts.append(
            _("earlier pass: {colour}, until {date}").format(
                colour=words(Shade(card.colour)), date=date(card.valid_until - 1)
            )
        )
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
