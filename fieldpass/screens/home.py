"""Home: what has to be done first, the menu on digits, the colours now, and what is not yet sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import checkpoint, deciding
from fieldpass.desk import home as desk_home
from fieldpass.locale import _
from fieldpass.screens import home_words
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Line, Panel, Span, wrapped
from fieldpass.screens.shown import say
from fieldpass.terminal.actions import ACTIONS, Action
from fieldpass.terminal.width import fit
from fieldpass.widgets.shades import Shade, words

if TYPE_CHECKING:
    from fieldpass.desk.office import Office
    from fieldpass.desk.standing import Standing

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
        drafts=len(deciding.due(office)),
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
        self.ask(lambda: read_facts(office), self._shown, group="home", in_turn=True)

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
    return in_rows(
        (_KEPT, [RULE]),
        (_TITLE, [" " + _("To do")]),
        (_KEPT, [_task(*one) for one in home_words.tasks(view)]),
        (_KEPT, _left_drafts(facts.drafts)),
        (_RULES, [RULE]),
        (_KEPT, _menu(view)),
        (_BLANK, [""]),
        (_KEPT, [_colours(view)]),
        (_RULES, [RULE]),
        *_link(view),
        *_clock(view),
        *_rules(view),
        *_battery(view),
        *_standing(facts),
        (_KEPT, [_shift(facts)]),
        (_KEPT, [RULE]),
    )


Part = tuple[int, Sequence[Line]]
"""Lines, and how early they make room; `_KEPT` never do."""
_KEPT, _MORE, _RULES, _TITLE, _BLANK = range(5)


def in_rows(*parts: Part) -> list[Line]:
    """Where many lines have something to say, what only keeps things apart makes room, and then what
    a second row of a sentence says; head and closing rule stay."""
    kept = [(when, line) for when, lines in parts for line in lines]
    while len(kept) > ROWS_MAX:
        # The last of those that go first.
        at = max(range(len(kept)), key=lambda place: (kept[place][0], place))
        if kept[at][0] == _KEPT:
            break
        del kept[at]
    return [line for _when, line in kept]


def _task(label: str, count: int, what: str, more: str = "") -> Line:
    number = fit(str(count), 5, "right")
    return (
        f"   {fit(label, _LABEL)}",
        Span(number, "alert" if count else "text"),
        f" {what}   {more}",
    )


def _left_drafts(count: int) -> list[Line]:
    text = home_words.drafts(count)
    return [Span(f"   {text}", "alert")] if text else []


def _menu(view: desk_home.HomeView | None) -> list[Line]:
    counts = home_words.counts(view) if view is not None else {}
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
    yellow = home_words.yellows(view)
    return (
        "   " + _("Now") + "  ",
        Span(f" {words(Shade.GREEN)} ", "green"),
        f" {view.green}  ",
        Span(f" {words(Shade.YELLOW)} ", "yellow"),
        f" {view.yellow_check + view.yellow_expired} {yellow}  ",
        Span(f" {words(Shade.RED)} ", "red"),
        f" {view.red}",
    )


def _link(view: desk_home.HomeView) -> list[Part]:
    sending = view.sending
    said = f"{say(sending.text)} {home_words.last_sent(view)}"
    parts = _rows(_("Sending"), said)
    if sending.last_error is not None:
        parts += _rows("", say(sending.last_error), "alert")
    if sending.update_needed:
        parts += _rows("", _("The platform asks for a newer program."), "alert")
    return [*parts, *_rows(_("Lists"), home_words.lists(view))]


def _clock(view: desk_home.HomeView) -> list[Part]:
    """Only where it is not believed: else one learns of it with the first person in front of one."""
    trouble = view.clock_trouble
    return [] if trouble is None else _rows(_("Clock"), say(trouble), "alert")


def _rules(view: desk_home.HomeView) -> list[Part]:
    """Only where this program cannot read all of them."""
    trouble = view.rules_trouble
    return [] if trouble is None else _rows(_("Rules"), say(trouble), "alert")


def _battery(view: desk_home.HomeView) -> list[Part]:
    """What must be done before the power fails stands where the power is told; none, no line."""
    found = home_words.battery(view.battery)
    if found is None:
        return []
    text, alert = found
    return _rows(_("Battery"), text, "alert" if alert else "")


def _standing(facts: HomeFacts) -> list[Part]:
    if facts.standing.state == "authorised":
        return []
    return _rows(_("Standing"), say(facts.standing.text), "alert")


def _rows(label: str, text: str, look: str = "") -> list[Part]:
    """At most two rows; the second makes room where there is none."""
    first, *others = wrapped(text, 70, 2) or [""]
    lines = [_row(label, first), *[_row("", other) for other in others]]
    shown: list[Line] = [Span(line, look) if look else line for line in lines]
    return [(_KEPT, shown[:1]), (_MORE, shown[1:])]


def _row(label: str, text: str) -> str:
    return f" {fit(label, 9)}{text}"


def _shift(facts: HomeFacts) -> Line:
    return "" if facts.counters is None else _row(_("Shift"), home_words.shift(facts.counters))
