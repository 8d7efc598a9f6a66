"""The checkpoint's lines under the big word, pure: the verdict in a sentence, the holder, the counters."""

import re
from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.model.reasons import REPORT_TO_BODY
from fieldpass.screens.panel import RULE, Line, Span, wrapped
from fieldpass.screens.shown import moment, say
from fieldpass.terminal.width import cells, fit, spread
from fieldpass.widgets.shades import Shade
from fieldpass.wire.stages import Stage

if TYPE_CHECKING:
    from fieldpass.desk.checkpoint import Counters, Look

WIDTH = 80
VERDICT_ROWS = 3
HOLDER_ROWS = 2
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
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


def refused(look: "Look") -> bool:
    """Whether it was a card, and one that lets nobody pass: red, forged, taken back."""
    no_card = look.verdict.kind == "INVALID" and look.verdict.stage is Stage.TEXT
    return look.verdict.kind in ("STOP", "INVALID") and not no_card


def verdict_lines(look: "Look") -> list[Line]:
    """The reason and what to do, then what to say aloud; exactly three rows.

    A short verdict leaves the first row to a rule under the big word; a long one takes it. Where three
    rows do not hold everything, whole sentences go, the last first: nothing ends in the middle.
    """
    room = WIDTH - 2
    text, aloud = say(look.verdict.text), say(look.say) if look.say else ""
    spoken = [aloud] if aloud and aloud != text else []
    sentences = _SENTENCE_END.split(text)
    if spoken and look.verdict.kind == "STOP":
        # What is said aloud names the body, and its telephone where that is known.
        sentences = [one for one in sentences if one != say(REPORT_TO_BODY)]
    rows = wrapped(" ".join(sentences), room)
    while len(rows) > VERDICT_ROWS - len(spoken) and len(sentences) > 1:
        sentences.pop()
        rows = wrapped(" ".join(sentences), room)
    lines: list[Line] = [Span(f" {row}", "alert") for row in rows]
    said = wrapped(aloud, room, max(1, VERDICT_ROWS - len(lines))) if spoken else []
    lines += [fit(f" {one}", WIDTH) for one in said or [say(look.lists_age)]]
    return [RULE, *lines, "", ""][:VERDICT_ROWS] if len(lines) < VERDICT_ROWS else lines


def holder_lines(look: "Look") -> list[Line]:
    """Who, until when, from where to where, by whom; exactly two rows."""
    holder = look.holder
    if holder is None:
        return ["", ""]
    tail = _("ID tail {tail} (compare with the document)").format(tail=holder.id_tail)
    who = f" {holder.name}   {tail}"
    valid = say(holder.validity)
    by = _("by {body}").format(body=holder.issued_by)
    return [
        spread(who, f"{valid} ", WIDTH),
        _issued_line(say(holder.route), by, holder.serial),
    ]


def _issued_line(route: str, by: str, serial: str) -> Line:
    """Route, body and serial; the body's name is whole: the serial gives way to it, then the route."""
    left = f" {route}   {by}"
    for right in ("  " + _("serial {serial}").format(serial=serial) + " ", f"  {serial} ", ""):
        if cells(left) + cells(right) <= WIDTH:
            return spread(left, right, WIDTH)
    return fit(f" {by}   {route}", WIDTH)


def counter_line(counters: "Counters", hint: str) -> Line:
    """The last line: how to go on, and the counters of this shift."""
    text = _("This shift: checked {checked}, let go {go}, stopped {stop}, aside {aside}").format(
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
        RULE,
        " " + _("Scan the code, or type a serial or an ID number and press Enter."),
        "",
    ]
