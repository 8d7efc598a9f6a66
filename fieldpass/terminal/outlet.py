"""What is written to a terminal: at once what it takes, the rest by a thread as the line takes it.

A thread for each frame costs two changes of threads, milliseconds on a busy machine. A slow line, or one
that was stopped (XOFF, a terminal that nobody reads), must still never hold the program up. So:

1. Who writes never waits: it writes through a handle of its own (O_NONBLOCK). It is opened anew: the flag
   belongs to the opened file, and the shell's would change with ours.
2. What the terminal does not take waits here, in order and whole, and a thread writes it (`drain`).
3. Frames do not pile up: who draws asks first whether the line is behind, and draws what is newest once it
   is not (`when_free`). What waits here is one frame and what else is said to a terminal. A line of known
   speed is reckoned with too (`pace`).
4. Leaving waits only while something moves. A line that was stopped and stays so is started again by us,
   because a terminal left as the program had it is worse than a line of text lost; one that takes nothing
   even then is given up.
"""

import os
import select
import termios
import threading
import time
from collections.abc import Callable
from typing import TextIO

from fieldpass.terminal.pace import Pace

LEAVING_S = 2.0
"""So long nothing may move, while the program leaves, before the line is started again, or given up."""
_LOOK_S = 0.2
_PIECE_BYTES, _PIECES_BYTES = 64, 4096


class Outlet:
    """A text file over a terminal that never makes its writer wait; `drain` is for a thread of its own."""

    def __init__(self, file: TextIO, call_drain: Callable[[], None], bytes_s: int = 0) -> None:
        """Write to `file`, a terminal's; `call_drain` wakes the thread and never waits.

        `bytes_s` is how many characters a second the line takes, where that is known.
        """
        self._pace = Pace(bytes_s)
        self._file = file
        self._encoding = file.encoding or "utf-8"
        self._now = _second_handle(file.fileno())
        self._call_drain = call_drain
        self._lock = threading.Lock()
        self._waiting = bytearray()
        self._drains = False
        self._on_free: Callable[[], None] | None = None
        self._leaving = False
        self._gone = False

    def put(self, text: str) -> None:
        """Write a text, now or as soon as the terminal has room, always in order; any thread may call."""
        data = text.encode(self._encoding, "backslashreplace")
        with self._lock:
            if self._now is not None and not self._drains:
                data = data[self._write_some(self._now, data) :]
            self._waiting += data
            wakes = self._wakes()
        if wakes:
            self._call_drain()

    def when_free(self, then: Callable[[], None]) -> bool:
        """True where the line takes a frame now; else `then` is called once it does, by the thread.

        A line is behind while something waits for it, here or, more than a little of it, in the kernel.
        The last `then` alone is called.
        """
        with self._lock:
            if not self._drains and self._has_room(0) and not self._pace.behind_s():
                return True
            self._on_free = then
            wakes = self._wakes()
        if wakes:
            self._call_drain()
        return False

    def leave(self) -> None:
        """From now on waiting has an end (rule 4)."""
        self._leaving = True

    def come_back(self) -> None:
        """The terminal is the program's again, and a thread is there."""
        self._leaving = self._gone = self._drains = False

    def _wakes(self) -> bool:
        """Whether the thread has to be called, once for all that waits."""
        wakes = not self._drains and bool(self._waiting or self._on_free)
        self._drains |= wakes
        return wakes

    def _has_room(self, patience_s: float) -> bool:
        line = select.poll()
        line.register(self.fileno() if self._now is None else self._now, select.POLLOUT)
        return self._gone or bool(line.poll(patience_s * 1000))

    def _write_some(self, descriptor: int, data: bytes) -> int:
        """How much of it the terminal takes without waiting; all of it where the terminal is gone."""
        if self._gone:
            return len(data)
        try:
            size = os.write(descriptor, data)
            self._pace.wrote(size)
            return size
        except BlockingIOError:
            return 0
        except OSError:
            # Whoever reads the terminal notices, and ends the program.
            self._gone = True
            return len(data)

    # The thread.

    def drain(self) -> None:
        """Write what waits until nothing does and the line is free, then say so."""
        moved, started = time.monotonic(), False
        while not self._is_through():
            if self._move() or not self._leaving:
                moved = time.monotonic()
            elif time.monotonic() - moved > LEAVING_S:
                if started:
                    self._give_up()
                else:
                    self._start_line()
                moved, started = time.monotonic(), True

    def _move(self) -> bool:
        """Write some of what waits; False where the line takes nothing for a while."""
        if not self._has_room(_LOOK_S):
            return False
        with self._lock:
            # Without a handle that does not wait, a piece so small that there is room for it.
            piece = bytes(self._waiting[: _PIECE_BYTES if self._now is None else _PIECES_BYTES])
        # Only this thread takes something away; the lock is free meanwhile.
        size = self._write_some(self.fileno() if self._now is None else self._now, piece)
        with self._lock:
            del self._waiting[:size]
        if piece and not size:
            # Room for less than the line makes of one character.
            time.sleep(_LOOK_S / 10)
        elif not piece:
            # A frame waits for what is under way.
            time.sleep(min(self._pace.behind_s(), _LOOK_S))
        return size > 0

    def _is_through(self) -> bool:
        with self._lock:
            waits_for_room = self._on_free is not None and not self._leaving
            behind = not self._has_room(0) or self._pace.behind_s() > 0
            if self._waiting or (waits_for_room and behind):
                return False
            self._drains = False
            then, self._on_free = self._on_free, None
        if then is not None:
            then()
        return True

    def _start_line(self) -> None:
        """As if XON had come: a stop of our own takes the place of the terminal's, and ends."""
        try:
            for action in (termios.TCOOFF, termios.TCOON):
                termios.tcflow(self.fileno(), action)
        except termios.error:
            self._give_up()

    def _give_up(self) -> None:
        with self._lock:
            self._gone = True
            self._waiting.clear()

    # What Textual's writer thread asks of a file: each text that it is given is a call to drain.

    def write(self, text: str) -> int:
        """Drain."""
        self.drain()
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()


def _second_handle(descriptor: int) -> int | None:
    """The same terminal opened anew, for writing that does not wait; None where that cannot be."""
    try:
        return os.open(os.ttyname(descriptor), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        # A pipe, or a terminal of another person's (after `su`).
        return None
