"""Temperatures drawn in characters, pure: a person's 14 days, and how those of today are spread.

Plain ASCII, so that every terminal and every screen reader has it; high values are in the alert's look and
have a letter of their own (X), never a colour alone.
"""

from fieldpass.desk.courses import Course, CourseDay, Spread
from fieldpass.desk.later import MARK
from fieldpass.locale import _, ngettext
from fieldpass.screens.panel import RULE, Line, Span
from fieldpass.screens.shown import degrees, say
from fieldpass.terminal.width import fit

_ROWS, _DAY, _SCALE = 12, 5, 7
_LOWEST = 360
_BAR = 50
_BINS = 14


def course_lines(course: Course) -> list[Line]:
    """At most 20 lines: scale and dots, the days, the highest of each day, and whether it was reported."""
    every = [tenths for day in course.days for tenths in day.tenths]
    low = min([_LOWEST, *every])
    high = max([course.fever_tenths + 4, *every])
    step = max(2, -(-(high - low + 1) // (_ROWS - 1)))
    # A row begins at the fever line, so that none holds both sides of it.
    low -= (low - course.fever_tenths) % step
    lines: list[Line] = []
    for row in reversed(range(_ROWS)):
        lines.append(_course_row(course, low + row * step, step))
    lines.append(" " * _SCALE + "".join(_cell(f"{one.day % 100}") for one in course.days))
    lines.append(fit(_("most"), _SCALE) + "".join(_most(one) for one in course.days))
    lines.append(fit(_("report"), _SCALE) + "".join(_cell(_said(one)) for one in course.days))
    if any(one.from_paper for one in course.days):
        # A row of its own: a letter in the plot would hide whether the temperature was high.
        marks = ("*" if one.from_paper else "" for one in course.days)
        lines.append(fit(say(MARK), _SCALE) + "".join(map(_cell, marks)))
    lines.append(RULE)
    text = _("o taken   X at or over {line}   - - the fever line   + reported, S with symptoms")
    lines.append(" " + text.format(line=degrees(course.fever_tenths)))
    return lines


def _course_row(course: Course, bottom: int, step: int) -> Line:
    fever = course.fever_tenths
    at_line = bottom <= fever < bottom + step
    pieces: list[str | Span] = [fit(f" {degrees(bottom)}", _SCALE)]
    for day in course.days:
        inside = [tenths for tenths in day.tenths if bottom <= tenths < bottom + step]
        if not inside:
            pieces.append("- - -" if at_line else " " * _DAY)
        elif max(inside) >= fever:
            pieces.append(Span(_cell("X"), "alert"))
        else:
            pieces.append(_cell("o"))
    return tuple(pieces)


def _cell(text: str) -> str:
    return f" {text}".ljust(_DAY)


def _most(day: CourseDay) -> str:
    return _cell(degrees(max(day.tenths))) if day.tenths else " " * _DAY


def _said(day: CourseDay) -> str:
    if not day.reported:
        return ""
    return "S" if day.symptoms else "+"


def spread_lines(spread: Spread) -> list[Line]:
    """At most 20 lines: a bar for each size of temperature, and how many there are in all."""
    if not spread.total:
        return ["", " " + _("No temperature has been taken today.")]
    low, high = min(spread.counts), max(spread.counts)
    step = max(1, -(-(high - low + 1) // _BINS))
    # A bin never holds both sides of the fever line.
    start = low - (low - spread.fever_tenths) % step
    bins = {
        bottom: sum(spread.counts.get(bottom + one, 0) for one in range(step))
        for bottom in range(start, high + 1, step)
    }
    most = max(bins.values())
    lines: list[Line] = []
    for bottom, n in bins.items():
        over = bottom >= spread.fever_tenths
        mark = "X" if over else "#"
        bar = mark * (max(1, n * _BAR // most) if n else 0)
        text = f" {_size(bottom, step)} {fit(str(n), 7, 'right')} {bar}"
        lines.append(Span(text, "alert") if over and n else text)
    total = ngettext("{n} temperature today", "{n} temperatures today", spread.total)
    hot = _("{n} at or over {line}").format(n=spread.high, line=degrees(spread.fever_tenths))
    said = [total.format(n=spread.total), hot]
    if spread.late:
        said.append(_("{n} typed in from paper").format(n=spread.late))
    return [*lines, RULE, " " + ", ".join(said)]


def _size(bottom: int, step: int) -> str:
    text = degrees(bottom) if step == 1 else f"{degrees(bottom)}-{degrees(bottom + step - 1)}"
    return text.ljust(9)
