"""Whether a write-ahead log that a crash left behind still holds every commit that it held.

SQLite reads such a file up to the first frame that does not fit, and takes that for the end. Where a bit
was flipped in the middle, commits behind it would vanish without a word. So after an unclean stop the
frames are looked at before SQLite does. Rules:

1. Two commits of the same run at or behind a bad frame are damage: the second was not begun before the disk
   had the first.
2. One commit at or behind a bad frame is doubt: a last write, torn because the power went before anybody was
   told, or a flipped bit in one that was told. The caller goes on as from an old state.
3. A file that only ends early is what a crash leaves.

Source: the file format description of SQLite, section 4.
"""

import struct
from pathlib import Path

from fieldpass.store.errors import Damaged

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGICS = {0x377F0682: "<", 0x377F0683: ">"}
_MASK = 0xFFFFFFFF


def check_wal(path: Path) -> bool:
    """Look at a WAL file, if there is one, before the database is opened; True is the doubt of rule 2.

    Raises Damaged.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return False
    if len(content) <= _HEADER.size:
        return False
    magic, _, size, _, salt1, salt2, *sums = _HEADER.unpack_from(content)
    order = _MAGICS.get(magic)
    if order is None or _sum(content[: _HEADER.size - 8], order, (0, 0)) != tuple(sums):
        raise Damaged("the write-ahead log's head is not what was written")
    behind = _commits_behind(content, size, (salt1, salt2), order, (sums[0], sums[1]))
    if behind > 1:
        raise Damaged("commits in the write-ahead log cannot be reached")
    return behind == 1


def _commits_behind(
    content: bytes, size: int, salts: tuple[int, int], order: str, running: tuple[int, int]
) -> int:
    """How many commit frames of this run (either salt tells) stand at or behind the first bad frame."""
    good, behind = True, 0
    for start in range(_HEADER.size, len(content) - _FRAME.size - size + 1, _FRAME.size + size):
        _, commit, salt1, salt2, *sums = _FRAME.unpack_from(content, start)
        if good:
            page = start + _FRAME.size
            running = _sum(content[start : start + 8], order, running)
            running = _sum(content[page : page + size], order, running)
            good = (salt1, salt2) == salts and running == tuple(sums)
        if not good and commit and (salt1 == salts[0] or salt2 == salts[1]):
            behind += 1
    return behind


def _sum(data: bytes, order: str, before: tuple[int, int]) -> tuple[int, int]:
    """SQLite's running checksum over pairs of 32-bit words."""
    one, two = before
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for index in range(0, len(words), 2):
        one = (one + words[index] + two) & _MASK
        two = (two + words[index + 1] + one) & _MASK
    return one, two
