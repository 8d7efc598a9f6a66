"""What is said of one thing, in the same words on a screen and line by line: pass, sending, clock, staff.

Pure: takes the desk's views and the time. `Said` is a sentence and whether it stands out.
"""

from typing import TYPE_CHECKING

from fieldpass.desk.later import MARK
from fieldpass.locale import _, ngettext
from fieldpass.model.form import DOCUMENTS, SEXES
from fieldpass.screens.shown import clock as hour
from fieldpass.screens.shown import (
    colour_words,
    date,
    date_of,
    degrees,
    moment,
    say,
    until,
)
from fieldpass.terminal.action import N_

if TYPE_CHECKING:
    from fieldpass.desk.applications import ApplicationView
    from fieldpass.desk.audit import AuditLine
    from fieldpass.desk.batches import BatchLine
    from fieldpass.desk.clock import ClockView
    from fieldpass.desk.follow_ups import CallLine
    from fieldpass.desk.groups import Group, Member
    from fieldpass.desk.passes import PassView, VoidReason
    from fieldpass.desk.sending import SendingView
    from fieldpass.desk.staff import StaffLine, UnitLine

Said = tuple[str, bool]

CALL_RESULTS = (
    (True, True, N_("reached, agrees with the declaration")),
    (True, False, N_("reached, does not agree")),
    (False, None, N_("not reached")),
)
"""Reached, agrees, label: the results of a call, by digit."""

VOID_REASONS: "tuple[tuple[VoidReason, str], ...]" = (
    ("misprint", N_("misprint: a mistake in it")),
    ("leaver", N_("leaver: no longer belongs here")),
    ("stolen_key", N_("the signing key was lost or stolen")),
    ("other", N_("another reason")),
)
VOID_WORDS = N_("A void pass can never be used again. It says nothing about health.")
TRANSFER_WORDS = N_("The 12-digit code of the village, or the 18-character code of the unit.")
WITHDRAW_WORDS = N_("The applicant does not want it any more. Why? Enter withdraws it.")
LATER_WORDS = N_("When was it, by the paper? Like 1530 for today, or with the date: 0224 1530.")
SAVE_WORDS = (
    N_("The whole list as a CSV file for a spreadsheet. Which name?"),
    N_("The file is plain: not encrypted, with people's data. Delete it after use."),
)
REPORTS_ASKED = N_("Ask each for symptoms: whoever has any is left out here, and taken down alone.")
REMOVE_WORDS = N_("Who leaves this device? The passphrase and the issuer key of that person go.")
RECOVERY_WORDS = N_(
    "Write this code down on paper and keep it away from the device. It is shown"
    " only now. With it the data can be read if the passphrase is forgotten; signing"
    " needs a new registration then."
)

_NARROW = {one.code: one.narrow for one in (*DOCUMENTS, *SEXES)}


def document_name(code: str) -> str:
    """The kind of document, in a word of the form."""
    return say(_NARROW[code]) if code in _NARROW else code


def sex_name(code: str | None) -> str:
    """The sex in a word of the form; nothing where it is not known."""
    return say(_NARROW[code]) if code else ""


# A pass.


def pass_facts(view: "PassView") -> list[tuple[str, str]]:
    """What stands on the card: label and value."""
    rows = [
        (_("Name"), view.name),
        (_("ID tail"), view.id_tail),
        (_("Valid to"), until(view.valid_until)),
        (_("Serial"), view.serial),
        (_("Way"), say(view.route)),
        (_("By"), say(view.issued_by)),
    ]
    if view.tenths is not None:
        rows.append((_("Reading"), degrees(view.tenths)))
    return rows


def pass_notes(view: "PassView") -> list[str]:
    """Why it is not green, and what else to know."""
    if view.void:
        return [_("This pass was taken back.")]
    notes = [] if view.colour == "green" else [say(view.reason)]
    if view.unscreened:
        notes.append(_("Issued on site, not yet screened."))
    return notes


# An application.


def before_parts(view: "ApplicationView", now: int) -> list[str]:
    """What there was before: the last reading, the last pass, the last call."""
    parts = []
    if view.readings:
        last = view.readings[-1]
        said = _("last reading {degrees}, {when}")
        late = f" ({say(MARK)})" if last.late else ""
        parts.append(said.format(degrees=degrees(last.tenths), when=moment(last.at, now)) + late)
    if view.earlier:
        card = view.earlier[-1]
        said, shade = _("earlier pass: {colour}, until {date}"), colour_words(card.colour)
        parts.append(said.format(colour=shade, date=date(card.valid_until - 1)))
    if view.calls:
        parts.append(_call(view.calls[-1], now))
    return parts


def _call(last: "CallLine", now: int) -> str:
    result = _("not reached")
    if last.reached:
        result = _("agrees") if last.agrees else _("does not agree")
    return _("called {when}: {result}").format(when=moment(last.at, now), result=result)


# Sending.


def sending_lines(status: "SendingView", now: int) -> list[Said]:
    """How sending stands."""
    lines = [(say(status.text), False)]
    lines.append((_("Not yet at the platform: {n}").format(n=status.unsent), False))
    if status.last_all_sent is not None:
        when = moment(status.last_all_sent, now)
        lines.append((_("All sent last: {when}").format(when=when), False))
    if status.lists_as_of is not None:
        lines.append((_("Lists of {when}").format(when=moment(status.lists_as_of, now)), False))
    if status.last_error is not None:
        lines.append((say(status.last_error), True))
    if status.update_needed:
        lines.append((_("The platform asks for a newer program."), True))
    return lines


def batch_lines(line: "BatchLine", error: str, now: int) -> list[Said]:
    """Why a batch waits (`error`: the last one of sending), what came back, whose receipt covers it."""
    lines: list[Said] = []
    if line.state in ("open", "waits"):
        said = error or _("It goes at the next sending. Esc, then F5 sends at once.")
        lines.append((said, True))
    if line.returned:
        text = ngettext(
            "{n} record came back: Esc, then mend it.",
            "{n} records came back: Esc, then mend them.",
            line.returned,
        )
        lines.append((text.format(n=line.returned), True))
    if line.receipt_at is not None:
        when = moment(line.receipt_at, now)
        said = _("Covered by the receipt that the platform signed {when}.").format(when=when)
        lines.append((said, False))
    return lines


# The clock.


def whole_time(ms: int) -> str:
    """A time with its year: a lost clock may have lost that too."""
    return f"{date_of(ms):%Y-%m-%d %H:%M}"


def clock_times(view: "ClockView") -> list[str]:
    """The device's time and the floor."""
    return [
        _("Clock of this device: {time}").format(time=whole_time(view.now)),
        _("Newest time known to be past: {time}").format(time=whole_time(view.floor)),
    ]


def clock_state(view: "ClockView") -> list[Said]:
    """Whether it can be believed, and what to do."""
    if view.typed:
        said = _("This time was typed and confirmed by {name}; what is signed now says so.")
        return [(said.format(name=view.confirmed_by), True)]
    if view.trusted:
        return [(_("The clock is in order."), False)]
    return [
        (_("The clock is behind: nothing is signed, and no pass can be verified."), True),
        (_("Set the computer's clock, or type the time here."), False),
    ]


def clock_question(typed: int | None) -> str:
    """First the time, then the second person."""
    if typed is None:
        return _("The time now, 12 digits like 202002251043")
    return _("Second person: look at a watch, then type your name")


# Colleagues and units.


def staff_state(value: "StaffLine | UnitLine", now: int) -> str:
    """Since when its state holds."""
    since = _("since {when}").format(when=moment(value.at, now))
    return f"{say(value.state)} {since}."


def end_words(value: "StaffLine") -> list[str]:
    """What ending somebody's authority means."""
    words = [
        _("Nothing that this person signs from now on counts. Only a new admission changes that.")
    ]
    if value.with_device:
        words.append(_("There is no key of this person alone: the whole device is ended."))
    return words


def staff_done(name: str) -> str:
    """After each act about colleagues and units."""
    return _("{name}: signed; it takes effect when it is sent.").format(name=name)


# The audit.


def audit_lines(line: "AuditLine") -> list[str]:
    """A record's number in its log, and its hash."""
    place = _("in no chain") if line.number is None else str(line.number)
    return [f"{place}  {line.code}", f"SHA-256 {line.digest}"]


# Households and workshops.


def group_words(group: "Group") -> str:
    """A household or a workshop in one line."""
    kinds = {"household": _("household"), "workshop": _("workplace or class")}
    kind, title, n = kinds[group.kind], say(group.title), len(group.members)
    if n == group.of:
        return _("{kind}: {title} ({n})").format(kind=kind, title=title, n=n)
    said = _("{kind}: {title} ({first}-{last} of {of}: {a} to {b})")
    last, a, b = group.first + n - 1, group.members[0].name, group.members[-1].name
    return said.format(kind=kind, title=title, first=group.first, last=last, of=group.of, a=a, b=b)


def member_known(one: "Member") -> str:
    """Somebody's last temperature of today; nothing where there is none."""
    if one.at is None:
        return ""
    return _("today {time}: {degrees}").format(time=hour(one.at), degrees=degrees(one.tenths))
