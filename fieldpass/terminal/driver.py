"""Textual's Linux driver with what the field needs of a line.

1. Noise on a serial line, or a terminal that is not UTF-8, is read as it is: Textual's own reader
   stops the program at the first byte that is not UTF-8.
2. A serial line keeps its flow control (XON/XOFF), or a slow terminal loses text.
3. A thin line is not asked what it can do: some terminals print the questions.
4. A program that was stopped (Ctrl+Z) and goes on paints its whole screen: the terminal has
   cleared it, and Textual paints only what it believes to have changed.
5. The size is asked of the terminal before the environment.
6. A terminal that is gone ends the program, also where no signal says so.
7. Nothing that is written makes the program wait (`fieldpass.terminal.outlet`): a terminal that is
   slow, stopped or frozen is told the newest frame when it listens again, and leaving is still possible.

Import this only when the app starts: it imports `termios`, which Windows lacks.
"""

import contextlib
import os
import selectors
import shutil
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from fieldpass.terminal import ending
from fieldpass.terminal.cells import repaint
from fieldpass.terminal.outlet import Outlet
from fieldpass.terminal.pace import line_bytes_s
from fieldpass.terminal.pasting import PasteFilter
from fieldpass.terminal.profiles import Profile

if TYPE_CHECKING:
    from textual.app import App

READ_BYTES_MAX = 4096
POLL_S = 0.1


class FieldDriver(LinuxDriver):
    """Reads any bytes; the class attributes say what the line is like."""

    encoding = "utf-8"
    keeps_flow_control = False
    asks_terminal = True

    def __init__(
        self,
        app: "App[Any]",
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Write through an outlet."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._outlet: Outlet | None = None
        if self._file is not None:
            speed = line_bytes_s(self.fileno) if self.keeps_flow_control else 0
            self._outlet = Outlet(self._file, self._call_writer, speed)
            self._file = cast("Any", self._outlet)

    def write(self, data: str) -> None:
        """Write to the terminal, now or as soon as it has room, always in order; never waits."""
        # Away from the terminal (Ctrl+Z) there is no thread, and the terminal is another program's:
        # what is written then is not for it, and everything is painted when it is ours again.
        if self._outlet is not None and self._has_writer:
            self._outlet.put(data)

    def when_free(self, then: Callable[[], None]) -> bool:
        """True where the line takes a frame now; else `then` is called in the loop once it does."""
        outlet = self._outlet
        if outlet is None or not self._has_writer:
            return True
        return outlet.when_free(partial(self._in_loop, then))

    def _in_loop(self, then: Callable[[], None]) -> None:
        # A loop that is closed has nothing left to show.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(then)

    @property
    def _has_writer(self) -> bool:
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def _call_writer(self) -> None:
        """Let Textual's writer thread drain the outlet; its queue of thirty texts never has two."""
        if self._writer_thread is not None:
            self._writer_thread.write("")

    def start_application_mode(self) -> None:
        """Take the terminal."""
        if self._outlet is not None:
            self._outlet.come_back()
        start: Any = super().start_application_mode
        start()

    def close(self) -> None:
        """Write what is left, as long as the terminal takes some of it."""
        if self._outlet is not None:
            self._outlet.leave()
        super().close()

    @property
    def keeps_tabs(self) -> bool:
        """Whether the line sends a tab as it is, and not as blanks (`stty tab3`)."""
        flags = self._output_flags()
        return flags is not None and flags & termios.TABDLY == termios.TAB0

    @property
    def adds_returns(self) -> bool:
        """Whether the line sends a return with each line feed (`stty onlcr`)."""
        flags, both = self._output_flags(), termios.OPOST | termios.ONLCR
        return flags is not None and flags & both == both

    def _output_flags(self) -> int | None:
        try:
            return int(termios.tcgetattr(self.fileno)[1])
        except termios.error:
            return None

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows: of the terminal itself, else of the environment, else 80x24.

        An exported COLUMNS stays what it was when the window changes; a serial line knows no size.
        """
        try:
            width, height = os.get_terminal_size(self.fileno)
        except OSError:
            width = height = 0
        return (width, height) if width and height else shutil.get_terminal_size((80, 24))

    @classmethod
    def _patch_iflag(cls, attrs: int) -> int:
        kept = attrs & (termios.IXON | termios.IXOFF) if cls.keeps_flow_control else 0
        return super()._patch_iflag(attrs) | kept

    def _request_terminal_sync_mode_support(self) -> None:
        if self.asks_terminal:
            super()._request_terminal_sync_mode_support()

    def _query_in_band_window_resize(self) -> None:
        if self.asks_terminal:
            super()._query_in_band_window_resize()

    # Ctrl-Z and back. A signal comes between any two instructions, also while this thread holds the lock of
    # the writer's queue, which leaving the terminal would then wait for without end. So both wait for the
    # loop's next turn.

    _away = False

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._leave)

    def _sigcont_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._come_back)

    def _leave(self) -> None:
        if not self._away:
            self._away = True
            super()._sigtstp_application()

    def _come_back(self) -> None:
        if not self._away and self._auto_restart:
            # Stopped by what cannot be caught: the terminal is as others have left it.
            self.suspend_application_mode()
        self._away = False
        super()._sigcont_application()

    def resume_application_mode(self) -> None:
        """Take the terminal back and paint everything."""
        super().resume_application_mode()
        self._loop.call_soon(repaint, self._app)

    def run_input_thread(self) -> None:
        """Read the terminal until the program leaves; a byte that is no text is a replacement."""
        parser, text_of = XTermParser(self._debug), PasteFilter()
        decoder = getincrementaldecoder(self.encoding)(errors="replace")
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(POLL_S):
                    data = self._read()
                    if not data:
                        # A loop that is closed has left by itself.
                        with contextlib.suppress(RuntimeError):
                            self._loop.call_soon_threadsafe(ending.hung_up, self._app)
                        break
                    text = text_of(decoder.decode(data))
                    # Half a character, or what may be the end of a paste, waits for the rest: to the
                    # parser an empty text would be the end of everything.
                    for event in parser.feed(text) if text else ():
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        try:
            for _event in parser.feed(""):
                pass
        except (EOFError, ParseError):
            # The parser says in this way that it was in the midst of a sequence.
            return

    def _read(self) -> bytes:
        """What was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, READ_BYTES_MAX)
        except OSError:
            return b""


def driver_for(profile: Profile) -> type[FieldDriver]:
    """The driver class for a profile."""
    return type(
        "ProfileDriver",
        (FieldDriver,),
        {
            "encoding": profile.encoding,
            "keeps_flow_control": profile.flow_control,
            "asks_terminal": profile.name == "full",
        },
    )
