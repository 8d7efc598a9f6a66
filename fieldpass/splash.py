"""The line that stands on the terminal while the screen is being imported. Imports nothing that is slow.

Textual takes some 200 ms to import; a person who has pressed Enter should see at once that the program
has heard. The line is outside the catalogues, because reading them takes longer than it may.
"""

import os
import sys

_LINE = {"zh": "健康通行卡: 正在打开, 请稍候", "en": "fieldpass: health passes, opening"}
_state = {"shown": False}


def show(lang: str) -> None:
    """Write the line, in "zh" (also for an unknown language) or "en"; once, and on a terminal only."""
    if _state["shown"] or sys.stdout is None or not sys.stdout.isatty():
        return
    # The bare Linux console has no Chinese glyphs.
    bare = os.environ.get("TERM", "").startswith("linux")
    line = _LINE["en"] if bare else _LINE.get(lang, _LINE["zh"])
    try:
        sys.stdout.write(line)
    except UnicodeEncodeError:
        sys.stdout.write(_LINE["en"])
    sys.stdout.flush()
    _state["shown"] = True


def hide() -> None:
    """Take the line away, once the program has given the terminal back."""
    if _state["shown"]:
        _write_if_taken("\r\x1b[K")
        _state["shown"] = False


def _write_if_taken(text: str) -> None:
    """Write to the terminal; nothing to one that is stopped or frozen, or the program would never end."""
    try:
        terminal = os.open(
            os.ttyname(sys.stdout.fileno()), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY
        )
    except (AttributeError, OSError):
        # Windows, or a terminal of another person's.
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        os.write(terminal, text.encode())
    except OSError:
        return
    finally:
        os.close(terminal)


def leave() -> None:
    """End the line and leave it, where the program goes on line by line."""
    if _state["shown"]:
        sys.stdout.write("\n")
        sys.stdout.flush()
        _state["shown"] = False
