"""The checkpoint's lines under the big word, pure: the verdict in a sentence, the holder, the counters."""

from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.screens.panel import Line, Span, wrapped
from fieldpass.screens.shown import moment, say
from fieldpass.terminal.width import cells, fit, spread
from fieldpass.widgets.shades import Shade

if TYPE_CHECKING:
    from fieldpass.desk.checkpoint import Counters, Look

WIDTH = 80
VERDICT_ROWS = 2
HOLDER_ROWS = 2
_SHADES = {
    "GO": Shade.GREEN,
    "CHECK": Shade.YELLOW,
    "STOP": Shade.RED,
    "INVALID": Shade.INVALID,
    "CANNOT_TELL": Shade.UNKNOWN,
}


def shade_of(look: "Look") -> Shade:
    """The look's shade; what nobody has decided is pending, not yellow."""
    if look.verdict.kind == "CHECK" and look.verdict.code.upper() in ("PENDING", "UNDECIDED"):
        return Shade.PENDING
    return _SHADES.get(look.verdict.kind, Shade.UNKNOWN)


def verdict_lines(look: "Look") -> list[Line]:
    """The reason, and for red and yellow what to say aloud; exactly two rows."""
    text = say(look.verdict.text)
    aloud = say(look.say) if look.say else ""
    sentences = wrapped(text, WIDTH - 2)
    spoken = wrapped(aloud, WIDTH - 2) if aloud and aloud != text else []
    lines: list[Line] = [Span(f" {sentences[0]}" if sentences else "", "alert")]
    # Two rows are all there is: where they do not hold both, the word, its colour and the first row
    # have said what to do, and whom to call is what nobody could guess.
    rest = [*sentences[1:], *spoken] or [say(look.lists_age)]
    if cells(" ".join(rest)) > WIDTH - 2 and spoken:
        rest = spoken
        lines = [Span(f" {fit(text, WIDTH - 2)}", "alert")] if sentences[1:] else lines
    lines.append(fit(f" {' '.join(rest)}", WIDTH))
    return lines


def holder_lines(look: "Look") -> list[Line]:
    """Who, until when, from where to where, by whom; exactly two rows."""
    holder = look.holder
    if holder is None:
        return ["", ""]
    tail = _("ID tail {tail} (compare with the document)").format(tail=holder.id_tail)
    who = f" {holder.name}   {tail}"
    valid = say(holder.validity)
    by = _("by {body}").format(body=holder.issued_by)
    serial = "  " + _("serial {serial}").format(serial=holder.serial) + " "
    return [
        spread(who, f"{valid} ", WIDTH),
        spread(f" {say(holder.route)}   {by}", serial, WIDTH),
    ]


def counter_line(counters: "Counters", hint: str) -> Line:
    """The last line: how to go on, and the counters of today."""
    text = _("Today: checked {checked}, let go {go}, stopped {stop}, aside {aside}").format(
        checked=counters.checked,
        go=counters.let_go,
        stop=counters.stopped,
        aside=counters.parked,
    )
    return spread(f" {hint}", f"{text} ", WIDTH)


def lists_word(as_of: int | None, now: int) -> str:
    """How old the lists are, for the header."""
    if as_of is None:
        return _("no lists")
    return _("lists {when}").format(when=moment(as_of, now))


def waiting_lines() -> list[Line]:
    """What stands on an empty checkpoint screen."""
    return [
        " " + _("Scan the code, or type a serial or an ID number and press Enter."),
        fit("", 1),
    ]
