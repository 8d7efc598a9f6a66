"""A program on a pseudo terminal of 80x24: what it writes and when, what it shows, what it holds.

Every read is kept with its time, so that the emulator (which is slow) reads only afterwards and takes
nothing from the program that is timed.
"""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[1]
COLUMNS, ROWS = 80, 24
PATIENCE_S = 60.0
# Programs that ask the terminal what it can do wait for an answer; a pty of ours gives none.
_KEPT = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")

Seen = Callable[[Sequence[str]], bool]


class PtyProgram:
    """One program, from its start until `close`; a context manager."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        term: str = "xterm-256color",
        line_bytes_s: int = 0,
        **environ: str,
    ) -> None:
        """Start `python ARGUMENTS` at 80x24 with an environment of its own.

        `line_bytes_s` is how fast the line takes what is written, 0 as fast as it comes: 960 at 9,600 baud.
        """
        self._line_bytes_s = line_bytes_s
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        world = {**kept, "TERM": term, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **environ}
        self.writes: list[tuple[float, bytes]] = []
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._shown = 0
        self._ended = False
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        if line_bytes_s:
            _set_speed(slave, line_bytes_s)
        self.began = time.perf_counter()
        self.pid = os.fork()
        if not self.pid:
            os.close(master)
            _take_terminal(slave)
            os.execve(sys.executable, [sys.executable, *arguments], world)
        os.close(slave)
        self.fd = master

    def __enter__(self) -> "PtyProgram":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it, whatever it does."""
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def wait_end(self) -> float:
        """Wait until it has ended by itself; returns when, and raises after a minute."""
        end = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < end:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                self._ended = True
                return time.perf_counter()
            # What it still writes must be read, or it waits for ever.
            with contextlib.suppress(RuntimeError):
                self.read(0.02)
        raise RuntimeError("it does not end; the screen:\n" + "\n".join(self.lines()))

    def type(self, data: bytes) -> float:
        """Press keys; returns when, in seconds of `perf_counter`."""
        when = time.perf_counter()
        os.write(self.fd, data)
        return when

    def read(self, seconds: float) -> int:
        """Take what comes within so many seconds; returns how many bytes."""
        count, end = 0, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            count += self._read_once(left)
        return count

    def read_until_quiet(self, quiet_s: float, most_s: float = PATIENCE_S) -> int:
        """Take what comes until nothing has come for a while; returns how many bytes."""
        count, end = 0, time.perf_counter() + most_s
        while time.perf_counter() < end:
            got = self._read_once(quiet_s)
            if not got:
                break
            count += got
        return count

    def read_first(self, patience_s: float) -> int:
        """Wait for something, and take it; returns how many bytes, 0 where nothing comes."""
        return self._read_once(patience_s)

    def _read_once(self, patience_s: float) -> int:
        if not select.select([self.fd], [], [], patience_s)[0]:
            return 0
        try:
            data = os.read(self.fd, self._line_bytes_s // 60 or 1 << 16)
        except OSError as error:
            raise RuntimeError("the program has ended:\n" + "\n".join(self.lines())) from error
        if self._line_bytes_s:
            time.sleep(len(data) / self._line_bytes_s)
        self.writes.append((time.perf_counter(), data))
        return len(data)

    def lines(self) -> Sequence[str]:
        """The screen as a terminal shows it after everything read so far."""
        while self._shown < len(self.writes):
            self._show_one()
        return self._screen.display

    def _show_one(self) -> None:
        self._stream.feed(self.writes[self._shown][1])
        self._shown += 1

    def wait_for(self, seen: Seen, *, quiet_s: float = 0.15) -> float:
        """When the screen first showed it, in seconds of `perf_counter`; raises after a minute."""
        end = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < end:
            self.read_until_quiet(quiet_s, 2.0)
            while self._shown < len(self.writes):
                self._show_one()
                if self._sees(seen):
                    return self.writes[self._shown - 1][0]
        raise RuntimeError("never shown; the screen:\n" + "\n".join(self.lines()))

    def _sees(self, seen: Seen) -> bool:
        try:
            return seen(self._screen.display)
        except IndexError:
            # Of a wide character half is painted over so far, which pyte cannot say.
            return False

    def first_text(self) -> float:
        """When the screen first showed anything, read anew from the first byte."""
        screen = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.ByteStream(screen)
        for when, data in self.writes:
            stream.feed(data)
            if any(line.strip() for line in screen.display):
                return when
        raise RuntimeError("nothing was shown")

    def rss_mb(self) -> float:
        """Memory of the process in MB (VmRSS), as the kernel counts it."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def _set_speed(slave: int, line_bytes_s: int) -> None:
    """What the terminal's settings say of the line, as a terminal server passes it on."""
    settings = termios.tcgetattr(slave)
    settings[4] = settings[5] = getattr(termios, f"B{line_bytes_s * 10}")
    termios.tcsetattr(slave, termios.TCSANOW, settings)


def _take_terminal(slave: int) -> None:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for descriptor in (0, 1, 2):
        os.dup2(slave, descriptor)
    if slave > 2:
        os.close(slave)
