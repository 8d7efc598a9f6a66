"""The terminal program: it wires folders, office, screens, themes and keys together.

It decides nothing: what a person may do stands in the desk, how it looks in the screens. Rules:
1. Until the unlock screen has painted, nothing heavy is imported; then a thread imports the rest.
2. `office` is None while the program is locked.
3. A fault of the program becomes one sentence and a line in the log, never a traceback.
"""

from typing import Any, ClassVar

from textual.app import ScreenStackError
from textual.binding import BindingType
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from fieldpass import locale
from fieldpass.config import Folders
from fieldpass.desk.surroundings import Surroundings, real_surroundings
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.behind import ImportsBehind
from fieldpass.screens.opening import OpeningScreen
from fieldpass.screens.shown import heading_clock
from fieldpass.screens.slip import Slip
from fieldpass.screens.stray_scan import ScanGuardedApp
from fieldpass.screens.too_small import COLUMNS, ROWS, TooSmallScreen
from fieldpass.terminal import ending, line
from fieldpass.terminal.actions import habit_bindings
from fieldpass.terminal.cells import repaint
from fieldpass.terminal.profiles import Profile, detect
from fieldpass.terminal.themes import STRONG, themes
from fieldpass.widgets.statusline import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fieldpass.desk.office import Office
    from fieldpass.desk.onsite import Submitted
    from fieldpass.screens.heading import Heading
    from fieldpass.screens.newsroom import Newsroom
    from fieldpass.screens.signing import Signing

CHANGE_PAUSE_S = 0.25
"""Screens read anew at most so often, however fast records come in."""
_BEHIND_THE_UNLOCK_SCREEN = (
    "fieldpass.desk.office",
    "fieldpass.store.envelope",
    "fieldpass.screens.home",
    "fieldpass.screens.newsroom",
    "fieldpass.screens.signing",
    "fieldpass.screens.heading",
    "fieldpass.screens.queue",
    "fieldpass.screens.review",
    "fieldpass.screens.checkpoint",
    "qrcode",
    "fieldpass.sync.transport",
    # What these import at their first use, which is between the passphrase's Enter and home.
    "sqlalchemy.dialects.sqlite.pysqlite",
    "fieldpass.desk.idling",
    "fieldpass.desk.left_here",
    "httpx",
    "httpcore",
    "certifi",
    "encodings.idna",
)


class StoreChanged(Message):
    """The store has changed; posted from any thread."""


class FieldpassApp(ScanGuardedApp):
    """The program in a terminal."""

    TITLE = "fieldpass"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "screens/base.tcss"
    # Ctrl+Z belongs to the terminal, which reads no keys while a full-screen program runs.
    BINDINGS: ClassVar[list[BindingType]] = [*habit_bindings(), ("ctrl+z", "suspend_process")]

    def __init__(
        self,
        folders: Folders,
        *,
        profile: Profile | None = None,
        surroundings: Surroundings | None = None,
        theme: str | None = None,
        slip: Slip | None = None,
    ) -> None:
        """Open the device in `folders`; clock and chance come from `surroundings`.

        `slip` is what the demo fills in beforehand.
        """
        self.profile = profile or detect()
        super().__init__(driver_class=line.driver_class(self.profile))
        self.display_of_cells = line.attach(self, self.profile)
        self.folders = folders
        self.slip = slip
        self.surroundings = surroundings or real_surroundings()
        self.office: Office | None = None
        self.signing: Signing | None = None
        self.camera: str | None = None
        """What the checkpoint reads codes from beside the scanner (`desk.cameras`)."""
        self.newsroom: Newsroom | None = None
        self._heading: Heading | None = None
        self._theme_before_strong: str | None = None
        self._wanted_theme = theme or self.profile.theme
        self._change_due: Timer | None = None
        self._imports = ImportsBehind(_BEHIND_THE_UNLOCK_SCREEN)

    # Start.

    def get_default_screen(self) -> Screen[None]:
        """The first screen is the first frame: unlock, or set up."""
        for each in themes():
            self.register_theme(each)
        self.theme = self._wanted_theme
        return OpeningScreen(id="_default")

    def on_mount(self) -> None:
        """Start the clock, and import the rest once the first screen is painted."""
        if not self.is_headless:
            ending.watch(self)
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self._imports.start)

    def run(self, **options: Any) -> None:
        """Run until it is left; the imports behind the unlock screen end before the process does."""
        try:
            super().run(**options)
        finally:
            self._imports.end()

    def opened(self, office: "Office") -> None:
        """The office is unlocked: show the home screen, or the registration of a new device."""
        from fieldpass.desk import idling
        from fieldpass.screens.home import HomeScreen
        from fieldpass.screens.newsroom import Newsroom
        from fieldpass.screens.signing import Signing

        self.office = office
        self.signing = Signing(self, office)
        self.newsroom = Newsroom(self, office)
        self.watch_idle(idling.minutes(office))
        office.on_change(lambda version: self._changed())
        office.report_listeners.append(self._changed)
        self.push_screen(HomeScreen())
        self.newsroom.look()
        self.begin_sending()
        self.read_heading()
        if office.identity is None:
            from fieldpass.screens.register import RegisterScreen

            self.push_screen(RegisterScreen())
        self.take_up(office)

    def after_application(self, done: "Submitted") -> None:
        """An application was taken down: its pending code, then its review for who may sign."""
        from fieldpass.screens.pass_card import PassScreen
        from fieldpass.screens.review import ReviewScreen

        def shown(_done: None) -> None:
            if self.office is not None and self.office.works_as_issuer:
                self.push_screen(ReviewScreen(done.application))

        self.push_screen(PassScreen(done.pass_view), shown)

    def action_redraw(self) -> None:
        """Draw the whole screen anew, where noise on the line has spoiled it."""
        if self.display_of_cells is not None:
            self.display_of_cells.redraw()
        else:
            repaint(self)

    # The header.

    def now(self) -> int:
        """The clock, in milliseconds; behind the unlock screen as the office has it."""
        office = self.office
        return self.surroundings.clock() if office is None else office.now()

    def status_for(self, title: str) -> Status:
        """The header of a screen with this title."""
        time = heading_clock(self.shown_minute() * 60_000)
        if self._heading is None:
            return Status(title=title or _("Health passes"), clock=time)
        return self._heading.status(title, time)

    def read_heading(self) -> None:
        """Ask the desk who works here and whether there is a link."""
        from fieldpass.screens.heading import read

        office, screen = self.office, self.front
        if office is None or screen is None:
            return
        screen.ask(lambda: read(office), self._show_heading, lambda error: None, group="heading")

    def _show_heading(self, heading: "Heading") -> None:
        self._heading = heading if self.office is not None else None
        self._refresh_frame()

    @property
    def front(self) -> DeskScreen | None:
        """Our screen in front; None where something else is, or while the program ends."""
        try:
            screen = self.screen
        except ScreenStackError:
            return None
        return screen if isinstance(screen, DeskScreen) else None

    def _refresh_frame(self) -> None:
        if self.front is not None and self.front.stands:
            self.front.refresh_frame()

    def _tick(self) -> None:
        minute = self.shown_minute()
        if minute != self.last_minute:
            self.last_minute = minute
            self._refresh_frame()

    def begin_sending(self) -> None:
        """Start the background sync, or start it anew after a registration."""
        office, screen = self.office, self.front
        if office is None or office.identity is None or screen is None:
            return

        def begin() -> None:
            from fieldpass.desk import sending

            sending.stop(office)
            sending.start(office)

        screen.ask(begin, lambda done: None, lambda error: None, group="sending")

    # What the store says.

    def _changed(self) -> None:
        self.post_message(StoreChanged())

    def on_store_changed(self, message: StoreChanged) -> None:
        """Let the screen in front read anew, once for many changes."""
        if self._change_due is None:
            self._change_due = self.set_timer(CHANGE_PAUSE_S, self._show_change)

    def _show_change(self) -> None:
        if self._change_due is not None:
            self._change_due.stop()
        self._change_due = None
        if self.office is None:
            return
        self.read_heading()
        if self.newsroom is not None:
            self.newsroom.look()
        if self.front is not None and self.front.stands:
            self.front.show()

    # Habits.

    def action_help(self) -> None:
        """Show what can be pressed on this screen."""
        from fieldpass.screens.help import HelpScreen

        if self.front is not None and not isinstance(self.front, HelpScreen):
            self.push_screen(HelpScreen(self.front))

    def action_palette(self) -> None:
        """Everything that can be done from here."""
        from fieldpass.screens.palette import open_palette

        if self.front is not None and self.front.allowed("palette"):
            open_palette(self.front)

    def action_strong_light(self) -> None:
        """Black on white for bright sunlight, and back."""
        if self._theme_before_strong is None:
            self._theme_before_strong, self.theme = self.theme, STRONG
        else:
            self.theme, self._theme_before_strong = self._theme_before_strong, None

    def action_lock(self) -> None:
        """Lock: keep what was typed for the person who goes, close the office, show the unlock screen."""
        if self.office is None:
            return
        self.leave(self.office)
        self.office = self._heading = None
        self.newsroom = None
        if self.signing is not None:
            self.signing.stop()
            self.signing = None
        while len(self.screen_stack) > 1:
            self.pop_screen()

    async def action_back(self) -> None:
        """Esc on the first screen does nothing; Ctrl+C twice, or F10 there, leaves the program."""

    def speak(self, lang: str) -> None:
        """Change the language, now and everywhere; Chinese only where the terminal can show it."""
        if lang == "zh" and not self.profile.chinese:
            if self.front is not None:
                self.front.say(_("This terminal cannot show Chinese."))
            return
        locale.use(lang)
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.retranslate()

    async def on_unmount(self) -> None:
        """Close the store when the program ends."""
        if self.office is not None:
            self.office.close()

    # Size.

    def on_resize(self, event: Resize) -> None:
        """Under 80x24 say so; the screen behind keeps what it has."""
        if self.display_of_cells is not None:
            self.display_of_cells.resized()
        small = event.size.width < COLUMNS or event.size.height < ROWS
        shown = isinstance(self.screen, TooSmallScreen)
        if small and not shown:
            self.push_screen(TooSmallScreen())
        elif shown and not small:
            self.pop_screen()
