"""Whether a write-ahead log that a crash left behind still holds every commit that it held.

SQLite reads such a file up to the first frame that does not fit, and takes that for the end. For a torn
last write that is right; but where a bit was flipped in the middle, commits behind it would vanish
without a word. So after an unclean stop the frames are looked at before SQLite does: a commit frame of
the same run behind a bad one is damage. Source: the file format description of SQLite, section 4.
"""

import struct
from pathlib import Path

from fieldpass.store.errors import Damaged

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}
_MASK = 0xFFFFFFFF


def check_wal(path: Path) -> None:
    """Look at a WAL file, if there is one, before the database is opened. Raises Damaged."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    if len(content) <= _HEADER.size:
        return
    magic, _, size, _, salt1, salt2, *sums = _HEADER.unpack_from(content)
    order = _MAGICS.get(magic)
    if order is None or _sum(content[: _HEADER.size - 8], order, (0, 0)) != tuple(sums):
        raise Damaged("the write-ahead log's head is not what was written")
    _check_frames(content, size, (salt1, salt2), order, (sums[0], sums[1]))


def _check_frames(
    content: bytes, size: int, salts: tuple[int, int], order: str, running: tuple[int, int]
) -> None:
    good = True
    for start in range(_HEADER.size, len(content) - _FRAME.size - size + 1, _FRAME.size + size):
        _, commit, salt1, salt2, *sums = _FRAME.unpack_from(content, start)
        ours = (salt1, salt2) == salts
        if good and ours:
            page = start + _FRAME.size
            running = _sum(content[start : start + 8], order, running)
            running = _sum(content[page : page + size], order, running)
        if good and not (ours and running == tuple(sums)):
            good = False
            # The rest of an older run has other salts; one such frame at the end is no damage.
            if not ours:
                continue
        elif not good and ours and commit:
            raise Damaged("a commit in the write-ahead log cannot be reached")


def _sum(data: bytes, order: str, before: tuple[int, int]) -> tuple[int, int]:
    """SQLite's running checksum over pairs of 32-bit words."""
    one, two = before
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for index in range(0, len(words), 2):
        one = (one + words[index] + two) & _MASK
        two = (two + words[index + 1] + one) & _MASK
    return one, two
