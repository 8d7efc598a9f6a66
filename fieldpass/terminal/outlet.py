"""What is written to a terminal: at once what it takes, the rest by Textual's writer thread.

A thread for each frame costs two changes of threads, milliseconds on a busy machine. A slow line, or one
that was stopped (XOFF), must still never hold the program up. So:

1. The caller writes through a handle of its own that never waits (O_NONBLOCK). It is opened anew: the flag
   belongs to the opened file, and the shell's would change with ours.
2. It writes only while nothing is on its way in the thread, so that nothing overtakes.
3. What the terminal does not take now, in the midst of a character or not, is the thread's first bytes.
"""

import os
from typing import TextIO


class Outlet:
    """A text file over a terminal that knows how much of what it was given is written."""

    def __init__(self, file: TextIO) -> None:
        """Write to `file`, whose descriptor is the terminal's; where it is none, by the thread alone."""
        self._file = file
        self._encoding = file.encoding or "utf-8"
        self._now = _second_handle(file.fileno())
        # Each is counted by one thread alone: given by the loop's, written by the writer's.
        self._given = self._written = self._flushed = 0
        self._rest = b""

    def at_once(self, text: str) -> bool:
        """Write now what the terminal takes; False: hand a text to the thread (`left` says which)."""
        if self._now is None or self._flushed != self._given:
            return False
        data = text.encode(self._encoding, "backslashreplace")
        try:
            data = data[os.write(self._now, data) :]
        except BlockingIOError:
            return False
        except OSError:
            # The terminal is gone: whoever reads it notices, and ends the program.
            return True
        self._rest = data
        return not data

    def left(self, text: str) -> str:
        """What the thread is to be given of a text that `at_once` refused; count it as given."""
        self._given += 1
        return "" if self._rest else text

    # What Textual's writer thread calls.

    def write(self, text: str) -> int:
        """Write a text of the thread's, after what the terminal did not take at once."""
        self._written += 1
        if self._rest:
            # No text is in the file's own buffer: at once is written only after a flush.
            rest, self._rest = self._rest, b""
            while rest:
                rest = rest[os.write(self.fileno(), rest) :]
        return self._file.write(text)

    def flush(self) -> None:
        """Bring what was written to the terminal."""
        self._file.flush()
        self._flushed = self._written

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
