"""How far a line of known speed is behind with what it was given.

The kernel tells it of a line of its own. Behind a pseudo terminal (a terminal server, telnet, ssh) it takes
17,000 characters at once and says that none waits: at 9,600 baud that is 17 seconds of old pictures. The
speed is known there too, because such servers pass it on.
"""

import termios
import time
from collections.abc import Callable

AHEAD_BYTES = 256
"""So much may still be under way when the next frame begins, as with a line of the kernel's own."""
_BITS = 10
"""Of a character on the line, with start and stop."""
_BAUDS = (300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


def line_bytes_s(descriptor: int) -> int:
    """Characters a second that a terminal's settings name; 0 where they name none, or a fast network's."""
    try:
        speed = termios.tcgetattr(descriptor)[5]
    except termios.error:
        return 0
    named = {getattr(termios, f"B{baud}", None): baud for baud in _BAUDS}
    return named.get(speed, 0) // _BITS


class Pace:
    """Reckons by the speed; of a line of unknown speed nothing is ever under way. Not for two threads."""

    def __init__(self, bytes_s: int, clock: Callable[[], float] = time.monotonic) -> None:
        """A line that takes so many characters a second; 0 where nobody knows."""
        self._bytes_s, self._clock = bytes_s, clock
        self._under_way, self._at = 0.0, clock()

    def wrote(self, size: int) -> None:
        """So many characters were given to the line."""
        if self._bytes_s:
            self._under_way = self._left() + size

    def behind_s(self) -> float:
        """In how many seconds the next frame may begin; 0 for now."""
        if not self._bytes_s:
            return 0.0
        return max(0.0, (self._left() - AHEAD_BYTES) / self._bytes_s)

    def _left(self) -> float:
        now = self._clock()
        gone, self._at = (now - self._at) * self._bytes_s, now
        self._under_way = max(0.0, self._under_way - gone)
        return self._under_way
