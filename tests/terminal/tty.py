"""A program on a real pseudo terminal: keys are sent as bytes, its screen is read with an emulator.

    with Tty([sys.executable, "-m", "fieldpass"], environ=..., cwd=...) as tty:
        tty.wait_for("口令")
        tty.press(ENTER)

Nothing here waits for a time: `wait_until` reads what comes until something is seen, or fails with the
screen after `patience_s`. `modes` says what the program has switched on in the terminal and not off.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

SIZE = (80, 24)
PATIENCE_S = 60.0
ENDING_S = 15.0
ENTER, ESC, TAB = b"\r", b"\x1b", b"\t"
UP, DOWN, LEFT, RIGHT = b"\x1b[A", b"\x1b[B", b"\x1b[D", b"\x1b[C"
F2, F3, F4, F5, F6 = b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[17~"
F7, F8, F9, F10 = b"\x1b[18~", b"\x1b[19~", b"\x1b[20~", b"\x1b[21~"
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
# What a terminal has on by itself: wrapping and a cursor that is seen.
_ON_AT_FIRST = frozenset({7, 25})


def has_stopped(pid: int) -> bool:
    """Whether a child has been stopped; says so once."""
    found, status = os.waitpid(pid, os.WUNTRACED | os.WNOHANG)
    return bool(found) and os.WIFSTOPPED(status)


class Tty:
    """A process on a terminal of its own and the emulator that shows its screen."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str],
        cwd: Path,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Start the command on a new terminal of 80x24."""
        self.screen = pyte.Screen(*SIZE)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.patience_s = patience_s
        self.status: int | None = None
        # A second handle keeps the terminal, so that its settings can be read after the program left.
        master, self.line = pty.openpty()
        fcntl.ioctl(self.line, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        self.settings_before = termios.tcgetattr(self.line)
        self.fd = master
        self.pid = os.fork()
        if not self.pid:
            self._become(command, environ, cwd)

    def _become(self, command: Sequence[str], environ: Mapping[str, str], cwd: Path) -> None:
        try:
            os.setsid()
            fcntl.ioctl(self.line, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(self.line, number)
            os.closerange(3, 256)
            os.chdir(cwd)
            os.execve(command[0], list(command), dict(environ))
        finally:
            os._exit(127)

    # Reading.

    def read(self, seconds: float) -> int:
        """Show what comes within so many seconds; how many bytes came."""
        count, end = 0, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.fd < 0:
                time.sleep(left)
                break
            if not select.select([self.fd], [], [], left)[0]:
                break
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                break
            count += len(data)
            self.raw += data
            self.stream.feed(data)
        return count

    def wait_until(self, seen: Callable[[], bool], what: str = "") -> None:
        """Show what comes until something is seen."""
        end = time.monotonic() + self.patience_s
        while not seen():
            assert time.monotonic() < end, f"waited in vain for {what or seen}\n{self.text}"
            self.read(0.05)

    def wait_for(self, *words: str) -> None:
        """Show what comes until the screen shows all these."""
        self.wait_until(lambda: all(self.shows(word) for word in words), " and ".join(words))

    @property
    def lines(self) -> list[str]:
        """The rows as people read them: a wide character is one character."""
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        return [
            "".join(buffer[y][x].data for x in columns).rstrip() for y in range(self.screen.lines)
        ]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    def shows(self, text: str) -> bool:
        """Whether a row shows this."""
        return any(text in line for line in self.lines)

    def line_with(self, text: str) -> str:
        """The first row that shows this."""
        return next(line for line in self.lines if text in line)

    # Writing.

    def press(self, *keys: bytes) -> None:
        """Press keys; one that begins with Esc arrives alone, as from a keyboard."""
        for key in keys:
            self.send(key)

    def send(self, data: bytes) -> None:
        """Send bytes, all of them, reading meanwhile so that neither side waits for the other."""
        while data:
            readable, writable, _x = select.select([self.fd], [self.fd], [], 1.0)
            if readable:
                self.read(0.001)
            if writable:
                data = data[os.write(self.fd, data[:256]) :]

    def type_in(self, text: str, *, pause_s: float = 0.0) -> None:
        """Type a text, a key at a time where there is a pause."""
        if not pause_s:
            self.send(text.encode())
            return
        for character in text:
            self.send(character.encode())
            time.sleep(pause_s)

    def paste(self, text: str) -> None:
        """Paste a text as terminals do for programs that asked for it (bracketed)."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    # The end.

    def ended(self) -> bool:
        """Whether the program has left."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def wait_for_end(self) -> int:
        """Show what comes until the program has left; its exit status."""
        self.wait_until(self.ended, "the end of the program")
        self.read(0.2)
        assert self.status is not None
        return self.status

    @property
    def modes(self) -> dict[int, bool]:
        """The private modes that stand otherwise than a terminal has them by itself."""
        found: dict[int, bool] = {}
        for numbers, state in _MODE.findall(bytes(self.raw)):
            for number in map(int, numbers.split(b";")):
                found[number] = state == b"h"
        return {mode: on for mode, on in found.items() if on != (mode in _ON_AT_FIRST)}

    @property
    def settings(self) -> list[object]:
        """The line's settings (termios) now."""
        return list(termios.tcgetattr(self.line))

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the program."""
        if not self.ended():
            os.kill(self.pid, number)

    def close(self) -> None:
        """End the program if it has not left, and close the terminal.

        It is asked first, so that it takes along what it has started.
        """
        end = time.monotonic() + ENDING_S
        self.kill(signal.SIGTERM)
        while not self.ended() and time.monotonic() < end:
            self.read(0.05)
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -signal.SIGKILL
        self.hang_up()

    def hang_up(self) -> None:
        """Close the terminal, as somebody closes its window."""
        for handle in (self.fd, self.line):
            if handle >= 0:
                os.close(handle)
        self.fd = self.line = -1

    def __enter__(self) -> "Tty":
        """The terminal itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()
