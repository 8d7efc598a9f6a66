"""An application in lines without columns; pure."""

from typing import TYPE_CHECKING

from fieldpass.desk.later import MARK
from fieldpass.locale import _
from fieldpass.screens.shown import colour_words, date, degrees, due, moment, say
from fieldpass.screens.wording import before_parts, document_name, sex_name
from fieldpass.widgets.shades import Shade, words

if TYPE_CHECKING:
    from fieldpass.desk.applications import ApplicationView, ReadingLine
    from fieldpass.desk.passes import PassLine

_COLOURS = (("green", Shade.GREEN), ("yellow", Shade.YELLOW), ("red", Shade.RED))


def view_words(view: "ApplicationView", now: int) -> list[str]:
    """Who, the three controls, the findings with their clauses, what there was before."""
    position, total = view.position
    lines = [
        _("Issue passes {position}/{total}").format(position=position, total=total)
        + f"  {due(view.due_at, now)}".rstrip(),
        *_person(view),
    ]
    lines += [
        f"{number} {say(control.label)}: {say(control.text)}"
        for number, control in zip(
            (_("Control 1"), _("Control 2"), _("Control 3")), view.controls, strict=True
        )
    ]
    marks = {"ok": _("fits"), "check": _("check"), "bad": _("not so")}
    lines += [f"{marks[one.mark]}: {say(one.text)} [{say(one.clause)}]" for one in view.findings]
    return [*lines, *before_parts(view, now)]


def _person(view: "ApplicationView") -> list[str]:
    sex = sex_name(view.sex)
    age = _("{n} years").format(n=view.age) if view.age is not None else ""
    kind = document_name(view.document_type)
    who = [view.name, sex, age, f"{kind} {view.number} ({say(view.number_check)})", view.phone]
    lines = [", ".join(part for part in who if part)]
    lines.append(
        _("lives {home}   goes to {to}   {purpose}").format(
            home=say(view.residence), to=say(view.destination), purpose=say(view.purpose)
        )
    )
    if view.twins:
        tails = ", ".join(f"{twin.name} ({twin.id_tail})" for twin in view.twins[:3])
        lines.append(_("Note: another person of this name: {tails}.").format(tails=tails))
    return lines


def card_words(card: "PassLine") -> str:
    """An earlier pass: serial, colour, until when."""
    until = _("until {date}").format(date=date(card.valid_until - 1))
    return ", ".join([card.serial, colour_words(card.colour), until])


def reading_words(one: "ReadingLine", now: int) -> str:
    """A reading: when, how much, whether it was typed in from paper."""
    late = f" ({say(MARK)})" if one.late else ""
    return f"{moment(one.at, now)}, {degrees(one.tenths)}{late}"


def offer_words(view: "ApplicationView") -> list[str]:
    """What may be signed now, and why the rest may not."""
    allowed = [words(shade) for colour, shade in _COLOURS if view.options.of(colour).allowed]
    lines = [_("May be signed now:") + " " + ", ".join(allowed)] if allowed else []
    said: set[str] = set()
    for colour, shade in _COLOURS:
        offer = view.options.of(colour)
        for why in map(say, offer.because[:1]):
            if not offer.allowed and why not in said:
                said.add(why)
                lines.append(f"{words(shade)}: {why}")
    return lines


def declaration_words(view: "ApplicationView") -> list[str]:
    """Every question of the declaration with its answer."""
    words_of = {True: _("YES"), False: _("no")}
    label = _("Guardian")
    guardian = [f"{label}: {view.guardian}"] if view.guardian else []
    return guardian + [f"{words_of[one.yes]}: {say(one.text)}" for one in view.declaration]
