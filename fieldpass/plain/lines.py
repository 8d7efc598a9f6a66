"""Lines as somebody types them, read from a file descriptor: a terminal, a pipe, a file.

Read here and not by `input`, because: 1. a line is bounded, so that a stream without line ends fills no
memory; 2. a byte that is no text is a replacement, not the end; 3. a wait may end, so that a terminal
that nobody types at is locked; 4. the end of the input is a value, and stays one.
"""

import os
import select
from codecs import getincrementaldecoder

LINE_BYTES_MOST = 8192
_READ_BYTES = 4096


class LineReader:
    """The lines of a descriptor."""

    def __init__(self, descriptor: int, encoding: str = "utf-8") -> None:
        """Read this descriptor; nothing is read yet."""
        self._descriptor, self._encoding = descriptor, encoding
        self._held = b""
        self._ended = False

    @property
    def descriptor(self) -> int:
        """The descriptor that is read."""
        return self._descriptor

    def line(self, patience_s: float | None = None) -> str | None:
        """The next line without its end; None at the end of the input.

        Raises TimeoutError where `patience_s` is given and nothing comes so long. Of a line longer than
        LINE_BYTES_MOST the beginning is given.
        """
        while b"\n" not in self._held and not self._ended:
            if patience_s is not None and not self._ready(patience_s):
                raise TimeoutError
            data = os.read(self._descriptor, _READ_BYTES)
            self._ended = not data
            self._held = self._bounded(self._held + data)
        head, end, rest = self._held.partition(b"\n")
        self._held = rest
        if not head and not end:
            return None
        decoder = getincrementaldecoder(self._encoding)(errors="replace")
        return decoder.decode(head, final=True).rstrip("\r")

    def _ready(self, patience_s: float) -> bool:
        return bool(select.select([self._descriptor], [], [], patience_s)[0])

    @staticmethod
    def _bounded(held: bytes) -> bytes:
        return held if b"\n" in held else held[:LINE_BYTES_MOST]
