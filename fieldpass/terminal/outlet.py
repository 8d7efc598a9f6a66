"""What is written to a terminal: at once where there is room for it, else by Textual's writer thread.

A thread for each frame costs two changes of threads, milliseconds on a busy machine. A slow line must
still never hold the program up, so that only what certainly fits is written by the caller:

1. nothing is on its way already, in the thread or in the terminal's own buffer;
2. the text is short (`AT_ONCE_BYTES`, less than any terminal's buffer);
3. the terminal says that it takes something now: one that was stopped (XOFF) does not.
"""

import fcntl
import os
import select
import termios
from typing import TextIO

AT_ONCE_BYTES = 2048
# Linux serial lines keep 4,096 bytes, pseudo terminals more.


class Outlet:
    """A text file over a terminal that knows how much of what it was given is written."""

    def __init__(self, file: TextIO) -> None:
        """Write to `file`, whose descriptor is the terminal's."""
        self._file = file
        self._fd = file.fileno()
        self._encoding = file.encoding or "utf-8"
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLOUT)
        # Each is counted by one thread alone: given by the loop's, written by the writer's.
        self._given = self._written = self._flushed = 0

    def at_once(self, text: str) -> bool:
        """Write it now, if it is certain that this does not wait; False: nothing was written."""
        if self._flushed != self._given:
            return False
        data = text.encode(self._encoding, "backslashreplace")
        if len(data) > AT_ONCE_BYTES or not self._has_room():
            return False
        while data:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                self._poll.poll()
            except OSError:
                # The terminal is gone: whoever reads it notices, and ends the program.
                return True
        return True

    def expect(self) -> None:
        """One more text goes to the thread, which writes it here."""
        self._given += 1

    def _has_room(self) -> bool:
        ready = self._poll.poll(0)
        if not ready or ready[0][1] != select.POLLOUT:
            return False
        try:
            waiting = fcntl.ioctl(self._fd, termios.TIOCOUTQ, b"\0\0\0\0")
        except OSError:
            # No terminal: a pipe, for which the kernel's word is all there is.
            return False
        return waiting == bytes(4)

    # What Textual's writer thread calls.

    def write(self, text: str) -> int:
        """Write a text of the thread's."""
        self._written += 1
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
        return self._fd
