"""Wrong tries at the secret, counted in a small file so that a restart does not forget them.

A try is counted before it is made: switching off in between does not help. A clock that was set back
makes nobody wait longer than the delay itself.
"""

import struct
from pathlib import Path

from fieldpass.store.envelope_file import write_whole
from fieldpass.store.errors import WrongSecret

DELAYS_S = (0, 0, 0, 5, 15, 30, 60, 300, 900)
_FORM = struct.Struct(">4sIQ")
_MARK = b"fpt1"


def begin(path: Path, now: int) -> None:
    """Count a try at the envelope `path`. Raises WrongSecret(too_soon) while one has to wait."""
    wait = wait_s(path, now)
    if wait:
        raise WrongSecret(wait, too_soon=True)
    count, _ = _read(path)
    write_whole(_file(path), _FORM.pack(_MARK, min(count + 1, 1 << 20), now))


def wait_s(path: Path, now: int) -> int:
    """Seconds (rounded up) until the next try is allowed; 0 is now. `now` in ms."""
    count, last = _read(path)
    delay = DELAYS_S[min(count, len(DELAYS_S) - 1)] * 1000
    left = min(delay, last + delay - now)
    return max(0, -(-left // 1000))


def forget(path: Path) -> None:
    """A right secret ends the counting."""
    _file(path).unlink(missing_ok=True)


def _read(path: Path) -> tuple[int, int]:
    try:
        mark, count, last = _FORM.unpack(_file(path).read_bytes())
    except (OSError, struct.error):
        return 0, 0
    return (count, last) if mark == _MARK else (0, 0)


def _file(path: Path) -> Path:
    return path.with_name(path.name + ".tries")
