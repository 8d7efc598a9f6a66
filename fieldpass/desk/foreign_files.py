"""Files that somebody brings, on a stick most often: no pipe is waited for, nothing read without end.

Under a file's name may stand a pipe that nobody fills, a device without an end, or a link to either.
"""

import errno
import os
import stat
from pathlib import Path

# A pipe that nobody has opened for writing would else be waited for.
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotAFile(OSError):
    """A pipe, a device or a folder under the name of a file."""


class TooLong(OSError):
    """A file of more bytes than a true one has."""


def read(path: Path, *, most: int) -> bytes:
    """What a regular file of at most `most` bytes holds. Raises OSError, of it NotAFile and TooLong."""
    with open(os.open(path, _OPEN), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotAFile(errno.EINVAL, "no regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLong(errno.EFBIG, "too long")
    return data
