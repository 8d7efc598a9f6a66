"""What a terminal can do, in four profiles, and which of them to use.

* *full*: colours by the million, everything drawn.
* *console*: 16 colours, glyphs that every font has (TERM=linux and other small terminals).
* *serial*: a thin line: only changed cells are sent, flow control is kept, nothing blinks or moves.
* *plain*: no screen at all, line by line, for screen readers and scripts.

`choose` is pure: what it needs of the world is handed in as `Surroundings`; `look_around` reads it
from the environment and the terminal. A choice of the user's, by option or by `FIELDPASS_PROFILE`,
always wins.
"""

import locale
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised

Colours = Literal["millions", "256", "16", "none"]
Blocks = Literal["upper", "lower", "reverse"]

NAMES = ("full", "console", "serial", "plain")
OPTION_VARIABLE = "FIELDPASS_PROFILE"
# Up to this speed a full frame takes more than a second.
THIN_LINE_BAUD = 38_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How to draw on one terminal."""

    name: str
    colours: Colours
    blocks: Blocks
    """Half blocks by U+2580, by U+2584 (GBK has no other), or reversed spaces only."""
    lines: bool
    """Line glyphs; else `- | +`."""
    chinese: bool
    """The terminal can show Chinese; else English and romanised names."""
    changed_cells: bool
    flow_control: bool
    mouse: bool
    animations: bool
    blink: bool
    theme: str
    """The theme to start with, one of `fieldpass.terminal.themes`."""
    term: str = ""
    """The terminal's type, from TERM."""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known about the terminal."""

    term: str = "dumb"
    encoding: str = "ascii"
    baud: int | None = None
    """Speed of the line; None where it is not known, or where there is no real line."""
    is_terminal: bool = True
    no_colour: bool = False
    colour_term: str = ""
    wanted: str | None = None
    """The profile that the user asks for."""


class UnknownProfileError(FieldpassError):
    """The user asked for a profile that does not exist."""

    code = "terminal.profile"
    told: ClassVar[Advised] = advised(
        zh="没有这种终端方式.",
        en="There is no such terminal profile.",
        do_zh="可选: full, console, serial, plain.",
        do_en="Choose full, console, serial or plain.",
    )


_FULL = Profile(
    name="full",
    colours="millions",
    blocks="upper",
    lines=True,
    chinese=True,
    changed_cells=True,
    flow_control=False,
    mouse=False,
    animations=False,
    blink=False,
    theme="fieldpass-dark",
)
_CONSOLE = replace(_FULL, name="console", colours="16", theme="fieldpass-16")
_SERIAL = replace(_CONSOLE, name="serial", flow_control=True)
_PLAIN = replace(
    _CONSOLE, name="plain", colours="none", blocks="reverse", lines=False, theme="fieldpass-none"
)
BASE = {profile.name: profile for profile in (_FULL, _CONSOLE, _SERIAL, _PLAIN)}


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _name(around: Surroundings) -> str:
    if around.wanted is not None:
        if around.wanted not in NAMES:
            raise UnknownProfileError(around.wanted)
        return around.wanted
    if not around.is_terminal or around.term in ("", "dumb", "unknown"):
        return "plain"
    if around.baud is not None and around.baud <= THIN_LINE_BAUD:
        return "serial"
    if around.term.startswith(("vt", "ansi", "linux")) and not around.colour_term:
        return "console" if around.term.startswith("linux") else "serial"
    if "256" in around.term or around.colour_term or around.term.startswith("xterm"):
        return "full"
    return "console"


def _colours(around: Surroundings, default: Colours) -> Colours:
    if around.no_colour or around.term.startswith("vt") or around.term.endswith("-mono"):
        return "none"
    if default != "millions":
        return default
    if around.colour_term in ("truecolor", "24bit"):
        return "millions"
    return "256" if "256" in around.term else "16"


def choose(around: Surroundings) -> Profile:
    """The profile for these surroundings.

    Raises:
        UnknownProfileError: the user's wish is none of `NAMES`.
    """
    profile = BASE[_name(around)]
    colours = _colours(around, profile.colours)
    theme = {"none": "fieldpass-none", "16": "fieldpass-16"}.get(colours, "fieldpass-dark")
    upper, lower = (_can_encode(glyph, around.encoding) for glyph in "\u2580\u2584")
    blocks: Blocks = "upper" if upper else "lower" if lower else "reverse"
    return replace(
        profile,
        term=around.term,
        encoding=around.encoding,
        colours=colours,
        theme=theme,
        blocks=profile.blocks if profile.blocks == "reverse" else blocks,
        lines=profile.lines and _can_encode("─┼", around.encoding),
        # The bare Linux console has 512 glyphs at most, and none of them is Chinese.
        chinese=_can_encode("卡", around.encoding) and not around.term.startswith("linux"),
    )


def line_speed_baud(descriptor: int) -> int | None:
    """The speed of the line behind a file descriptor; None where it is no real line.

    A pseudo terminal reports 38,400 whatever it is, so that figure says nothing.
    """
    try:
        import termios
    except ImportError:
        # Windows has no such lines.
        return None

    speeds = {getattr(termios, name): int(name[1:]) for name in dir(termios) if name[1:].isdigit()}
    try:
        speed = speeds.get(termios.tcgetattr(descriptor)[5])
    except (termios.error, ValueError, OSError):
        return None
    return None if speed in (None, 0, 38_400) else speed


def look_around(
    environ: Mapping[str, str], wanted: str | None = None, platform: str = sys.platform
) -> Surroundings:
    """What the environment and the terminal on stdin say; `wanted` is the command's option.

    Windows names no TERM: its consoles read what xterm reads, and Windows Terminal has all colours.
    """
    stdin = sys.__stdin__
    is_terminal = stdin is not None and stdin.isatty()
    windows = platform == "win32"
    return Surroundings(
        term=environ.get("TERM", "xterm-256color" if windows else "dumb"),
        encoding=locale.getpreferredencoding(False),
        baud=line_speed_baud(stdin.fileno()) if is_terminal and stdin is not None else None,
        is_terminal=is_terminal,
        no_colour=bool(environ.get("NO_COLOR")),
        colour_term=environ.get("COLORTERM", "truecolor" if "WT_SESSION" in environ else ""),
        wanted=wanted or environ.get(OPTION_VARIABLE) or None,
    )


def detect(wanted: str | None = None) -> Profile:
    """The profile for the terminal that this process runs on."""
    return choose(look_around(os.environ, wanted))
