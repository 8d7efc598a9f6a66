"""Home: what has to be done first, the menu on digits, the colours now, and what is not yet sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import checkpoint, deciding
from fieldpass.desk import home as desk_home
from fieldpass.locale import _, ngettext
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Line, Panel, Span, wrapped
from fieldpass.screens.shown import due, moment, say, span
from fieldpass.terminal.actions import ACTIONS, Action
from fieldpass.terminal.width import fit
from fieldpass.widgets.shades import Shade, words

if TYPE_CHECKING:
    from fieldpass.desk.battery import Battery
    from fieldpass.desk.office import Office
    from fieldpass.desk.sending import SendingView
    from fieldpass.desk.standing import Standing

BATTERY_LOW = 20
"""Percent, from which on the line stands out."""
ROWS_MAX = 22
"""Between header and footer of a terminal of 24 rows."""
_LABEL = 16
_LEFT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """What the desk says, read in one worker; `view` is None before the registration."""

    view: desk_home.HomeView | None
    standing: "Standing"
    drafts: int
    counters: checkpoint.Counters | None


def read_facts(office: "Office") -> HomeFacts:
    """Ask the desk; runs in a worker thread."""
    standing = office.standing()
    if office.identity is None:
        return HomeFacts(view=None, standing=standing, drafts=0, counters=None)
    return HomeFacts(
        view=desk_home.overview(office),
        standing=standing,
        drafts=len(deciding.drafts(office)),
        counters=checkpoint.counters(office),
    )


class HomeScreen(DeskScreen):
    """The first screen after unlocking."""

    NAME = "home"
    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("home")

    def lead(self) -> str:
        """How to choose."""
        return _("Choose by digit")

    def actions(self) -> list[Action]:
        """The menu shows its digits itself; the footer names the other keys."""
        return [
            action
            for action in super().actions()
            if not action.id.startswith("home.") and action.id != "back"
        ]

    def body(self) -> ComposeResult:
        """One panel."""
        yield Panel([RULE], id="home")

    def show(self) -> None:
        """Read everything and show it."""
        office = self.office
        self.ask(lambda: read_facts(office), self._shown, group="home", newest_only=True)

    def _shown(self, facts: HomeFacts) -> None:
        self.query_one("#home", Panel).show(home_lines(facts))

    def action_back(self) -> None:
        """There is nothing behind home."""
        self.say(_("This is the first screen. F8 locks, F10 leaves the program."), look="text")

    def action_home_checkpoint(self) -> None:
        """Verify passes."""
        from fieldpass.screens.checkpoint import CheckpointScreen

        self.app.push_screen(CheckpointScreen())

    def action_home_queue(self) -> None:
        """Review applications."""
        from fieldpass.screens.queue import QueueScreen

        self.app.push_screen(QueueScreen())

    def action_home_apply(self) -> None:
        """Take down an application."""
        from fieldpass.screens.apply import ApplyScreen

        self.app.push_screen(ApplyScreen())

    def action_home_reports(self) -> None:
        """Who has not reported."""
        from fieldpass.screens.reports import ReportsScreen

        self.app.push_screen(ReportsScreen())

    def action_home_show(self) -> None:
        """Passes."""
        from fieldpass.screens.passes import PassesScreen

        self.app.push_screen(PassesScreen())

    def action_home_search(self) -> None:
        """Passes by person."""
        self.action_home_show()

    def action_home_temperatures(self) -> None:
        """Readings."""
        from fieldpass.screens.temperatures import TemperaturesScreen

        self.app.push_screen(TemperaturesScreen())

    def action_home_shift(self) -> None:
        """Another person works now."""
        self.host.action_lock()

    def action_home_reds(self) -> None:
        """Red cards that nobody has been told of."""
        from fieldpass.screens.reds import RedsScreen

        self.app.push_screen(RedsScreen())

    def action_home_returned(self) -> None:
        """What came back, to mend it."""
        from fieldpass.screens.sending import SendingScreen

        self.app.push_screen(SendingScreen())

    def action_home_more(self) -> None:
        """The second menu."""
        from fieldpass.screens.more import MoreScreen

        self.app.push_screen(MoreScreen())


# The lines, pure.


def home_lines(facts: HomeFacts) -> list[Line]:
    """All lines between header and footer, in at most 22 rows."""
    view = facts.view
    if view is None:
        return [
            RULE,
            "",
            Span(f" {say(facts.standing.text)}", "alert"),
            " " + _("Press 0, then 2. Until then passes can only be checked with what is here."),
            "",
            RULE,
            *_menu(None),
            RULE,
        ]
    return _in_rows(
        RULE,
        *_tasks(facts, view),
        RULE,
        *_menu(view),
        "",
        _colours(view),
        RULE,
        *_link(view.sending, view),
        *_battery(view.battery),
        *_standing(facts),
        _today(facts),
        RULE,
    )


def _in_rows(*lines: Line) -> list[Line]:
    """What only keeps things apart makes room where many lines have something to say."""
    kept = list(lines)
    if len(kept) > ROWS_MAX:
        kept.pop()
    if len(kept) > ROWS_MAX and "" in kept:
        kept.remove("")
    return kept


def _task(label: str, count: int, what: str, more: str = "") -> Line:
    number = fit(str(count), 5, "right")
    return (
        f"   {fit(label, _LABEL)}",
        Span(number, "alert" if count else "text"),
        f" {what}   {more}",
    )


def _tasks(facts: HomeFacts, view: desk_home.HomeView) -> list[Line]:
    now = view.now
    urgent = ""
    if view.pending and view.most_urgent_due is not None:
        urgent = _("the most urgent: {due}").format(due=due(view.most_urgent_due, now))
    return [
        " " + _("To do"),
        _task(_("To review"), view.pending, _("applications"), urgent),
        _task(
            _("Not reported"),
            view.not_reported,
            _("people"),
            _("turn yellow tonight at 24:00") if view.not_reported else "",
        ),
        _task(
            _("Red not told"),
            view.red_unreported,
            _("people"),
            _("F3: tell the village or unit") if view.red_unreported else "",
        ),
        _task(
            _("Came back"),
            view.returned,
            _("records"),
            _("F4: mend and send again") if view.returned else "",
        ),
        *_left_drafts(facts.drafts),
    ]


def _left_drafts(count: int) -> list[Line]:
    if not count:
        return []
    text = ngettext(
        "{n} decision was not signed. Press 2 and look.",
        "{n} decisions were not signed. Press 2 and look.",
        count,
    )
    return [Span(f"   {text.format(n=count)}", "alert")]


def _menu(view: desk_home.HomeView | None) -> list[Line]:
    counts = {}
    if view is not None and view.pending:
        counts["home.queue"] = _("{n} wait").format(n=view.pending)
    if view is not None and view.not_reported:
        counts["home.reports"] = _("{n} missing").format(n=view.not_reported)
    entries = {}
    for action in ACTIONS:
        if "home" in action.screens and action.id.startswith("home."):
            text = f"{action.key} {action.shown_label()}"
            count = counts.get(action.id, "")
            entries[action.key] = fit(f"   {fit(text, 26) if count else text} {count}", _LEFT)
    left = [entries[key] for key in "12345" if key in entries]
    right = [entries[key] for key in "67890" if key in entries]
    rows = max(len(left), len(right))
    left += [" " * _LEFT] * (rows - len(left))
    right += [""] * (rows - len(right))
    return [one.replace("\n", " ") + two for one, two in zip(left, right, strict=True)]


def _colours(view: desk_home.HomeView) -> Line:
    yellow = _("({check} check, {expired} expired)").format(
        check=view.yellow_check, expired=view.yellow_expired
    )
    return (
        "   " + _("Now") + "  ",
        Span(f" {words(Shade.GREEN)} ", "green"),
        f" {view.green}  ",
        Span(f" {words(Shade.YELLOW)} ", "yellow"),
        f" {view.yellow_check + view.yellow_expired} {yellow}  ",
        Span(f" {words(Shade.RED)} ", "red"),
        f" {view.red}",
    )


def _link(sending: "SendingView", view: desk_home.HomeView) -> list[Line]:
    now = view.now
    last = ""
    if sending.last_all_sent is not None and sending.unsent:
        last = _("All sent last: {when}").format(when=moment(sending.last_all_sent, now))
    lists = _("There are no lists yet.")
    if view.lists_as_of is not None:
        lists = _("The status list is of {when} ({age} ago).").format(
            when=moment(view.lists_as_of, now), age=span(now - view.lists_as_of)
        )
    lines: list[Line] = [*_rows(_("Sending"), f"{say(sending.text)} {last}")]
    if sending.last_error is not None:
        lines += [Span(line, "alert") for line in _rows("", say(sending.last_error))]
    if sending.update_needed:
        lines.append(Span(_row("", _("The platform asks for a newer program.")), "alert"))
    return [*lines, _row(_("Lists"), lists)]


def _battery(battery: "Battery | None") -> list[Line]:
    """What must be done before the power fails stands where the power is told; none, no line."""
    if battery is None:
        return []
    if battery.charging:
        return [_row(_("Battery"), _("{n}%, at the mains").format(n=battery.percent))]
    text = _("{n}%").format(n=battery.percent)
    if battery.minutes is not None:
        left = span(battery.minutes * 60_000)
        text = _("{n}%, about {span}").format(n=battery.percent, span=left)
    if battery.percent > BATTERY_LOW:
        return [_row(_("Battery"), text)]
    text += ". " + _("Nothing saved is lost if it goes out.")
    return [Span(line, "alert") for line in _rows(_("Battery"), text)]


def _rows(label: str, text: str) -> list[str]:
    first, *others = wrapped(text, 70, 2) or [""]
    return [_row(label, first), *[_row("", other) for other in others]]


def _row(label: str, text: str) -> str:
    return f" {fit(label, 9)}{text}"


def _standing(facts: HomeFacts) -> list[Line]:
    if facts.standing.state == "authorised":
        return []
    return [Span(line, "alert") for line in _rows(_("Standing"), say(facts.standing.text))]


def _today(facts: HomeFacts) -> Line:
    count = facts.counters
    if count is None:
        return ""
    text = _("Checkpoint today: {checked} checked, {go} let go, {stop} stopped, {aside} aside")
    text = text.format(
        checked=count.checked, go=count.let_go, stop=count.stopped, aside=count.parked
    )
    return _row(_("Today"), text)
