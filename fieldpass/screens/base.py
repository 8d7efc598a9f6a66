"""What every screen shares: header, footer, notice, and the way to the desk.

Rules: 1. The desk is called in a thread worker (`ask`), which posts a frozen message; widgets are
touched in handlers only. 2. An error of ours is shown as its sentence, any other as one sentence and
an entry in the log without personal data. 3. The footer shows what can be pressed now, no more:
`available` answers for each action, and a key that it refuses does nothing. 4. What needs the issuer key
after the checkpoint put it away asks for the passphrase, then is asked again; the screen keeps what it has.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer

from fieldpass.errors import FieldpassError
from fieldpass.screens.left import put_back, standing
from fieldpass.screens.panel import Panel, Prose
from fieldpass.screens.shown import say_error
from fieldpass.screens.steady import Locked, SteadyScreen
from fieldpass.terminal.actions import HABITS, Action, for_screen, screen_bindings
from fieldpass.widgets.keybar import KeyBar
from fieldpass.widgets.statusline import Status, StatusLine

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp
    from fieldpass.desk.office import Office
    from fieldpass.screens.left import Path

T = TypeVar("T")
NOTICE_S = 6.0
CLOCK_DOUBTED = "clock-doubted"
ISSUER_KEY_AWAY = "issuer-key-away"
_HABITS = frozenset(action.id for action in HABITS)


class Answered(Message):
    """The desk has answered: call `then` with the value."""

    def __init__(self, then: Callable[[Any], None], value: Any) -> None:
        """Carry the answer and who waits for it."""
        super().__init__()
        self.then, self.value = then, value


class Refused(Message):
    """The desk has refused or failed."""

    def __init__(
        self,
        otherwise: Callable[[FieldpassError], None],
        error: FieldpassError,
        again: Callable[[], None] | None = None,
    ) -> None:
        """Carry the error, who shows it, and how to ask once more."""
        super().__init__()
        self.otherwise, self.error, self.again = otherwise, error, again


def registered(name: str) -> list[BindingType]:
    """The key bindings of a screen, from the action registry."""
    return cast("list[BindingType]", screen_bindings(name))


class DeskScreen(SteadyScreen[None]):
    """A screen with a header, a footer and a line for notices; `NAME` is its name in the registry."""

    NAME: ClassVar[str] = ""
    HAS_LIST: ClassVar[bool] = False
    FOOTER_ROWS: ClassVar[int] = 1
    PALETTE: ClassVar[bool] = True
    NEEDS_OFFICE: ClassVar[bool] = True
    AUTO_FOCUS: ClassVar[str | None] = "*"
    # The habit is the app's; what going back means is the screen's.
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "back", "")]

    def compose(self) -> ComposeResult:
        """Header, body, notice, footer."""
        yield StatusLine(id="status")
        yield from self.body()
        yield Panel(id="notice")
        footer = KeyBar(id="keys")
        footer.styles.height = self.FOOTER_ROWS
        yield footer

    def body(self) -> ComposeResult:
        """The widgets between header and footer."""
        yield from ()

    # What a screen says of itself.

    def title_text(self) -> str:
        """The header's title."""
        return ""

    def lead(self) -> str:
        """A hint that stands first in the footer."""
        return ""

    def available(self, action: str) -> bool:
        """Whether an action of this screen, named by its id, can be done now."""
        return True

    def show(self) -> None:
        """Read the desk and show the answer; called at start and when the store has changed."""

    def retranslate(self) -> None:
        """Show everything in the language that was just chosen."""
        self.refresh_frame()
        self.show()

    # What stays for the person who locks the program (see `left`).

    KEEPS: ClassVar[tuple[str, ...]] = ()
    """Attributes that say what was chosen here: plain values."""
    came_by: "Path | None" = None
    """The questions that led here, where no other way does."""

    @classmethod
    def reopened(cls, state: dict[str, Any]) -> "DeskScreen":
        """This screen as it is opened, before `take_up`."""
        return cls()

    def kept_here(self) -> dict[str, Any]:
        """What was typed and chosen here, as plain values; secrets are left out."""
        return standing(self)

    def take_up(self, state: dict[str, Any]) -> None:
        """Put that back."""
        put_back(self, state)

    def taken_up(self) -> None:
        """What `KEEPS` names has its values again: show them."""

    def keep_at_lock(self) -> Callable[[], None] | None:
        """Work that the desk does in a thread before the office is closed."""
        return None

    def row_asks(self, key: Any) -> bool:
        """Whether opening this row of the list begins with a question and writes nothing before it."""
        return False

    def open_row(self, key: Any) -> None:
        """As if this row had been opened."""
        from fieldpass.widgets.record_view import RecordView

        self.post_message(RecordView.Chosen(self.query_one(RecordView), key))

    def on_record_view_chosen(self, event: Any) -> None:
        """Note which row the next question is about."""
        self.host.note_row(self, event.key)

    def on_scan_field_entered(self) -> None:
        """What is asked after an entry is none of an earlier key's questions."""
        self.host.path = None

    def on_form_left(self) -> None:
        """Nor what is asked about a field."""
        if self.is_current:
            self.host.path = None

    def on_form_finished(self) -> None:
        """Nor about a form."""
        self.host.path = None

    def on_question_list_changed(self) -> None:
        """Nor about an answer."""
        self.host.path = None

    # The frame.

    @property
    def host(self) -> "FieldpassApp":
        """The app, typed."""
        return cast("FieldpassApp", self.app)

    @property
    def office(self) -> "Office":
        """The unlocked office; only screens behind the unlock screen ask for it."""
        office = self.host.office
        if office is None:
            raise Locked
        return office

    def on_mount(self) -> None:
        """Show header, footer and what the desk says; a screen that comes after the lock goes again."""
        if self._locked_out:
            self.call_later(self._leave)
            return
        self.refresh_frame()
        self.show()

    @property
    def _locked_out(self) -> bool:
        return self.NEEDS_OFFICE and self.host.office is None

    def _leave(self) -> None:
        if self.is_current:
            self.dismiss()

    def on_screen_resume(self) -> None:
        """The desk may say something else now; while everything closes, nobody asks it."""
        if self._locked_out:
            return
        self.refresh_frame()
        self.show()
        if self.host.newsroom is not None:
            self.host.newsroom.tell()

    def actions(self) -> list[Action]:
        """What can be pressed now."""
        every = for_screen(self.NAME, lists=self.HAS_LIST)
        return [action for action in every if self.allowed(action.id)]

    def allowed(self, action: str) -> bool:
        """Whether an action can be done now: the app's word for habits, the screen's for its own."""
        if action == "lock":
            return self.host.office is not None
        if action == "palette":
            return self.host.office is not None and self.PALETTE
        if action == "list.choose":
            return not self._list_is_empty
        if action in _HABITS or action.startswith("list."):
            return True
        return self.available(action)

    _list_is_empty = False

    def on_record_view_moved(self, event: Any) -> None:
        """Where a list has no row, nothing can be opened."""
        if event.view.is_empty != self._list_is_empty:
            self._list_is_empty = event.view.is_empty
            self.refresh_frame()

    @property
    def stands(self) -> bool:
        """Whether its parts are there: not before they are made, and no more while the screen goes."""
        return self.is_mounted and bool(self.query("#status"))

    def refresh_frame(self) -> None:
        """Bring header and footer up to date; the same again repaints nothing."""
        if not self.stands:
            # A timer of the app may ask for it at any time.
            return
        status: Status = self.host.status_for(self.title_text())
        self.query_one("#status", StatusLine).show_status(self.decorate(status))
        self.query_one("#keys", KeyBar).show_actions(self.actions(), self.lead())

    def decorate(self, status: Status) -> Status:
        """Change the header where a screen says more than the others."""
        return status

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse a registered action that is not available now."""
        for registered_action in for_screen(self.NAME, lists=self.HAS_LIST):
            if registered_action.method == action:
                return self.allowed(registered_action.id)
        return True

    # Notices.

    _notice_timer: Timer | None = None

    def say(self, sentence: str, *, look: str = "alert", seconds: float = NOTICE_S) -> None:
        """Show one sentence above the footer for a while."""
        notice = self.query_one("#notice", Panel)
        notice.show([Prose(text=sentence, look=look, lines_max=3)])
        notice.styles.offset = (0, -self.FOOTER_ROWS)
        notice.display = bool(sentence)
        if self._notice_timer is not None:
            self._notice_timer.stop()
        self._notice_timer = self.set_timer(seconds, self.hush) if sentence else None

    def hush(self) -> None:
        """Take the notice away."""
        self.query_one("#notice", Panel).display = False

    # The way to the desk.

    _numbers_asked: Mapping[str, int] = MappingProxyType({})
    _numbers_heard: Mapping[str, int] = MappingProxyType({})

    def ask(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[FieldpassError], None] | None = None,
        *,
        group: str = "desk",
        newest_only: bool = False,
        in_turn: bool = False,
    ) -> None:
        """Do `work` in a thread; `then` gets the answer, `otherwise` the error (default: a notice).

        `newest_only` lets go of an earlier question of the same group that is not answered yet: its
        thread may still answer, and is not heard. `in_turn` hears it too, and corrects it by the next one's:
        only an answer that comes after a newer one is let go of.
        """
        refuse = otherwise or self.refuse

        def again() -> None:
            self.ask(work, then, otherwise, group=group, newest_only=newest_only, in_turn=in_turn)

        answer = then
        if newest_only or in_turn:
            number = self._numbers_asked.get(group, 0) + 1
            self._numbers_asked = {**self._numbers_asked, group: number}
            heard = self._if_newest if newest_only else self._if_newer
            answer, refuse = heard(group, then), heard(group, refuse)

        def run() -> None:
            try:
                self.post_message(Answered(answer, work()))
            except FieldpassError as error:
                self.post_message(Refused(refuse, error, again))
            except Exception as error:  # a fault of the program must not take the screen away
                self.post_message(Refused(refuse, self.host.trouble(error)))

        self.run_worker(run, thread=True, group=group, exclusive=newest_only, exit_on_error=False)

    def _if_newest(self, group: str, take: Callable[[T], None]) -> Callable[[T], None]:
        """`take`, while no newer question of its group was asked."""
        number = self._numbers_asked[group]

        def newest(value: T) -> None:
            if self._numbers_asked[group] == number:
                take(value)

        return newest

    def _if_newer(self, group: str, take: Callable[[T], None]) -> Callable[[T], None]:
        """`take`, while no answer to a newer question of its group was heard."""
        number = self._numbers_asked[group]

        def newer(value: T) -> None:
            if number > self._numbers_heard.get(group, 0):
                self._numbers_heard = {**self._numbers_heard, group: number}
                take(value)

        return newer

    def on_answered(self, message: Answered) -> None:
        """Hand the answer over; one that comes after the lock is nobody's any more."""
        message.stop()
        if not self._locked_out:
            message.then(message.value)

    def on_refused(self, message: Refused) -> None:
        """Hand the error over, unless the program was locked meanwhile."""
        message.stop()
        if self._locked_out:
            return
        if message.error.code == ISSUER_KEY_AWAY and message.again is not None:
            self._ask_for_the_key(message, message.again)
            return
        message.otherwise(message.error)
        if message.error.code == CLOCK_DOUBTED:
            from fieldpass.screens.clock import ClockScreen

            self.app.push_screen(ClockScreen())

    def _ask_for_the_key(self, message: Refused, again: Callable[[], None]) -> None:
        from fieldpass.screens.issuer_key import IssuerKeyScreen

        asking = IssuerKeyScreen()

        def answered(_done: None) -> None:
            if self._locked_out:
                return
            if asking.opened:
                again()
            else:
                message.otherwise(message.error)

        self.app.push_screen(asking, answered)

    def refuse(self, error: FieldpassError) -> None:
        """Show what an error says."""
        self.say(say_error(error))

    def refuses(self, rule: Callable[["Office"], None]) -> bool:
        """Whether a rule of the desk forbids what was pressed, before anything is asked; it says why."""
        try:
            rule(self.office)
        except FieldpassError as error:
            self.refuse(error)
            return True
        return False

    def action_quit(self) -> None:
        """Leave the program; the registry says on which screens."""
        self.app.exit()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()
