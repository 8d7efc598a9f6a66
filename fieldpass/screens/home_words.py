"""What home says, in the same words on the screen and line by line: tasks, colours, link, battery, shift.

Pure: takes the desk's views. There is no printer line, since nothing here prints (decision 0051).
"""

from typing import TYPE_CHECKING

from fieldpass.locale import _, ngettext
from fieldpass.screens.shown import clock, due, moment, span
from fieldpass.screens.wording import Said

if TYPE_CHECKING:
    from fieldpass.desk.battery import Battery
    from fieldpass.desk.checkpoint import Counters
    from fieldpass.desk.home import HomeView

BATTERY_LOW = 20
"""Percent, from which on the line stands out."""

Task = tuple[str, int, str, str]
"""What has to be done, how many, of what, and what more there is to say."""


def tasks(view: "HomeView") -> list[Task]:
    """The four tasks, each with its count."""
    urgent = ""
    if view.pending and view.most_urgent_due is not None:
        urgent = _("the most urgent: {due}").format(due=due(view.most_urgent_due, view.now))
    late = _("turn yellow tonight at 24:00") if view.not_reported else ""
    tell = _("F3: tell the village or unit") if view.red_unreported else ""
    mend = _("F4: mend and send again") if view.returned else ""
    return [
        (
            _("To review"),
            view.pending,
            ngettext("application", "applications", view.pending),
            urgent,
        ),
        (
            _("Not reported"),
            view.not_reported,
            ngettext("person", "people", view.not_reported),
            late,
        ),
        (
            _("Red not told"),
            view.red_unreported,
            ngettext("person", "people", view.red_unreported),
            tell,
        ),
        (_("Came back"), view.returned, ngettext("record", "records", view.returned), mend),
    ]


def drafts(count: int) -> str:
    """Decisions that an earlier run left unsigned; nothing where there are none."""
    if not count:
        return ""
    text = ngettext(
        "{n} decision was not signed. Press 2 and look.",
        "{n} decisions were not signed. Press 2 and look.",
        count,
    )
    return text.format(n=count)


def counts(view: "HomeView") -> dict[str, str]:
    """What stands beside the actions of the menu, by their ids."""
    found = {}
    if view.pending:
        found["home.queue"] = _("{n} wait").format(n=view.pending)
    if view.not_reported:
        found["home.reports"] = _("{n} missing").format(n=view.not_reported)
    return found


def yellows(view: "HomeView") -> str:
    """The two yellows apart."""
    said = _("({check} check, {expired} expired)")
    return said.format(check=view.yellow_check, expired=view.yellow_expired)


def last_sent(view: "HomeView") -> str:
    """When all was sent last, where something waits now."""
    sending = view.sending
    if sending.last_all_sent is None or not sending.unsent:
        return ""
    return _("All sent last: {when}").format(when=moment(sending.last_all_sent, view.now))


def lists(view: "HomeView") -> str:
    """How old the status list is."""
    if view.lists_as_of is None:
        return _("There are no lists yet.")
    age = span(view.now - view.lists_as_of)
    said = _("The status list is of {when} ({age} ago).")
    return said.format(when=moment(view.lists_as_of, view.now), age=age)


def battery(found: "Battery | None") -> Said | None:
    """How long it lasts; what must be done before the power fails stands beside it."""
    if found is None:
        return None
    if found.charging:
        return _("{n}%, at the mains").format(n=found.percent), False
    text = _("{n}%").format(n=found.percent)
    if found.minutes is not None:
        left = span(found.minutes * 60_000)
        text = _("{n}%, about {span}").format(n=found.percent, span=left)
    if found.percent > BATTERY_LOW:
        return text, False
    return f"{text}. " + _("Nothing saved is lost if it goes out."), True


def shift(count: "Counters") -> str:
    """Since when this shift goes, and what it has done at the checkpoint."""
    said = _("since {time}: checked {checked}, let go {go}, stopped {stop}, aside {aside}")
    return said.format(
        time=clock(count.since),
        checked=count.checked,
        go=count.let_go,
        stop=count.stopped,
        aside=count.parked,
    )
