"""One program at a time: a lock file beside the database, given back by the system when we die.

Rules: 1. the lock is the operating system's, so a crash leaves no stale lock; 2. the file itself is
empty and stays; 3. what cannot be locked because another program holds it is `InUse`.
"""

import errno
import os
import sys
from pathlib import Path

from fieldpass.store.errors import DiskFull, InUse, ReadOnlyDisk, StoreError


class FolderLock:
    """Holds `path` locked from construction until `release`."""

    def __init__(self, path: Path) -> None:
        """Lock or raise InUse, ReadOnlyDisk, DiskFull."""
        try:
            self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _translated(error) from error
        try:
            _lock(self._file)
        except OSError as error:
            self.release()
            raise InUse("another program holds the lock") from error

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _translated(error: OSError) -> StoreError:
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadOnlyDisk("the lock file cannot be written")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("no room for the lock file")
    return StoreError(f"lock file: errno {error.errno}")


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
