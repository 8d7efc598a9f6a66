"""How the rows of the lists read, in which columns: for screens, plain conversation and CSV files.

Pure: takes the desk's lines and the time, gives short texts. The queue's stand in `queue_rows`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.screens.shown import colour_words, date, moment, say, shade_of, span
from fieldpass.widgets.pages import Column
from fieldpass.widgets.shades import Shade, words

if TYPE_CHECKING:
    from fieldpass.desk.audit import AuditLine
    from fieldpass.desk.batches import BatchLine
    from fieldpass.desk.checkpoint import ParkedLine
    from fieldpass.desk.forgetting import ErasureLine
    from fieldpass.desk.mending import ReturnedView
    from fieldpass.desk.passes import PassLine
    from fieldpass.desk.reds import RedLine
    from fieldpass.desk.reports import MissingLine
    from fieldpass.desk.staff import StaffLine, UnitLine

Cells = tuple[str, ...]


def role_word(role: str) -> str:
    """A role in the language in use."""
    return {"issuer": _("issuer"), "clerk": _("clerk"), "checker": _("checker")}.get(role, role)


# Passes.


def pass_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("colour"), width=14, tinted=True),
        Column(title=_("name"), width=14),
        Column(title=_("ID tail"), width=8),
        Column(title=_("serial"), width=16),
        Column(title=_("until")),
    ]


def pass_shade(line: "PassLine") -> Shade:
    """The shade of a pass."""
    return Shade.INVALID if line.void else shade_of(line.colour)


def pass_cells(line: "PassLine") -> Cells:
    """One pass."""
    until = date(line.valid_until - 1)
    return words(pass_shade(line)), line.name, line.id_tail, line.serial, until


# The board of daily reports.


def board_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("name"), width=12),
        Column(title=_("tail"), width=6),
        Column(title=_("colour"), width=14, tinted=True),
        Column(title=_("yellow in"), width=14),
        Column(title=_("last report"), width=15),
        Column(title=_("valid to")),
    ]


def board_cells(line: "MissingLine", now: int) -> Cells:
    """One holder."""
    last = moment(line.last_at, now) if line.last_at else _("never")
    colour = colour_words(line.colour)
    return line.name, line.id_tail, colour, _turns(line, now), last, date(line.valid_until - 1)


def _turns(line: "MissingLine", now: int) -> str:
    """In how long a green pass turns yellow."""
    if line.colour != "green":
        return _("now") if line.colour == "yellow" else ""
    return span(line.yellow_at - now) if line.yellow_at is not None else ""


# Reds.


def red_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("decided"), width=16),
        Column(title=_("name"), width=12, tinted=True),
        Column(title=_("tail"), width=6),
        Column(title=_("lives in")),
    ]


def red_cells(line: "RedLine", now: int) -> Cells:
    """One red."""
    return moment(line.decided_at, now), line.name, line.id_tail, say(line.residence)


# What came back, and each sending.


def returned_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("came back"), width=13),
        Column(title=_("what"), width=16),
        Column(title=_("who"), width=12),
        Column(title=_("why")),
    ]


def returned_cells(view: "ReturnedView", now: int) -> Cells:
    """One returned record."""
    when = moment(view.returned_at, now) if view.returned_at else ""
    return when, say(view.kind), view.name, say(view.reason)


def batch_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("numbers"), width=13),
        Column(title=_("how many"), width=9, align="right"),
        Column(title=_("closed"), width=15),
        Column(title=_("sent"), width=15),
        Column(title=_("state")),
    ]


def batch_cells(line: "BatchLine", now: int) -> Cells:
    """One batch."""
    sealed = moment(line.sealed_at, now) if line.sealed_at else ""
    stored = moment(line.stored_at, now) if line.stored_at else ""
    return f"{line.first}-{line.last}", str(line.records), sealed, stored, say(line.text)


# Who waits aside.


def parked_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("since"), width=16),
        Column(title=_("name"), width=12),
        Column(title=_("tail"), width=6),
        Column(title=_("serial"), width=16),
        Column(title=_("said")),
    ]


def parked_cells(line: "ParkedLine", now: int) -> Cells:
    """One person."""
    said = {"CHECK": _("check"), "STOP": _("red"), "GO": _("green")}
    verdict = said.get(line.verdict, _("cannot tell"))
    name = line.name or _("(stranger)")
    return moment(line.at, now), name, line.id_tail, line.serial, verdict


# Colleagues and units.


def staff_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("role"), width=11),
        Column(title=_("name"), width=20),
        Column(title=_("post, code"), width=19),
        Column(title=_("state")),
    ]


def colleague_cells(line: "StaffLine") -> Cells:
    """One colleague."""
    you = " " + _("(you)") if line.is_me else ""
    state = say(line.state) + you
    return role_word(line.role), line.name, line.post, state


def unit_cells(line: "UnitLine") -> Cells:
    """One unit."""
    return _("unit"), line.name, line.key, say(line.state)


# The audit, and what was erased.


def audit_columns() -> list[Column]:
    """The columns."""
    return [
        Column(title=_("when"), width=16),
        Column(title=_("what"), width=18),
        Column(title=_("who"), width=12),
        Column(title=_("by"), width=12),
        Column(title=_("state")),
    ]


def audit_cells(line: "AuditLine", now: int) -> Cells:
    """One record."""
    when = moment(line.at, now) if line.at is not None else ""
    return when, say(line.kind), line.name, say(line.by), say(line.state)


def erasure_titles() -> Sequence[str]:
    """The titles."""
    return _("when"), _("records"), _("why")


def erasure_cells(line: "ErasureLine", now: int) -> Cells:
    """One erasure."""
    return moment(line.at, now), str(line.records), say(line.why)
