"""What this terminal can show: size, colours, the profile and why, glyph widths, the code, the display.

The checks of `fieldpass doctor` that need a terminal; each gives a `Checkup`, none changes anything. Where
no person sits at a terminal, glyph widths are not asked for and that is said.
"""

import os
import re
import select
import sys
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fieldpass.desk.doctor import Checkup, State
from fieldpass.model.text import Text
from fieldpass.terminal import cells, profiles
from fieldpass.terminal.profiles import Profile

if TYPE_CHECKING:
    from rich.segment import Segment
    from rich.style import Style

COLUMNS, ROWS = 80, 24
REPLY_S = 0.6
# What the screens draw with, and how many cells each must take.
GLYPHS = {"\u2580": 1, "\u2584": 1, "\u2588": 1, "─": 1, "┼": 1, "卡": 2, "，": 2}
_REPLY = re.compile(rb"\x1b\[(\d+);(\d+)R")
Asker = Callable[[str], int | None]


def size(columns: int, rows: int) -> Checkup:
    """Whether the screens fit."""
    found = Text(zh=f"{columns} 列 {rows} 行.", en=f"{columns} columns, {rows} rows.")
    if columns >= COLUMNS and rows >= ROWS:
        return _checkup("size", "ok", found)
    return _checkup(
        "size",
        "bad",
        found,
        Text(
            zh=f"请把窗口放大到至少 {COLUMNS} 列 {ROWS} 行, 或把字缩小.",
            en=f"Make the window at least {COLUMNS} by {ROWS}, or the letters smaller.",
        ),
    )


def profile(chosen: Profile, around: profiles.Surroundings) -> Checkup:
    """Which profile is used, and why."""
    why = _why(chosen, around)
    colours = {
        "millions": Text(zh="真彩色", en="millions of colours"),
        "256": Text(zh="256 色", en="256 colours"),
        "16": Text(zh="16 色", en="16 colours"),
        "none": Text(zh="没有颜色", en="no colours"),
    }[chosen.colours]
    found = Text(
        zh=f"方式 {chosen.name}, {colours.zh}: {why.zh}",
        en=f"Profile {chosen.name}, {colours.en}: {why.en}",
    )
    if chosen.chinese:
        return _checkup("profile", "ok", found)
    return _checkup(
        "profile",
        "warning",
        Text(zh=f"{found.zh} 不能显示中文.", en=f"{found.en} It cannot show Chinese."),
        Text(
            zh="要显示中文, 请用图形终端或 fbterm, 并设 UTF-8; 或加 --lang en.",
            en="For Chinese use a graphical terminal or fbterm with UTF-8; or add --lang en.",
        ),
    )


def _why(chosen: Profile, around: profiles.Surroundings) -> Text:
    if around.wanted:
        return Text(zh="您指定的.", en="you asked for it.")
    if not around.is_terminal:
        return Text(zh="这里没有终端.", en="there is no terminal here.")
    if around.baud is not None:
        return Text(
            zh=f"TERM={around.term}, 线路 {around.baud} 波特, 编码 {around.encoding}.",
            en=f"TERM={around.term}, a line of {around.baud} baud, encoding {around.encoding}.",
        )
    return Text(
        zh=f"TERM={around.term}, 编码 {around.encoding}.",
        en=f"TERM={around.term}, encoding {around.encoding}.",
    )


def glyphs(ask: Asker | None, wanted: Mapping[str, int] = GLYPHS) -> Checkup:
    """Whether the terminal draws our glyphs as wide as we count; `ask` measures one."""
    measured = {glyph: ask(glyph) for glyph in wanted} if ask is not None else {}
    if not measured or all(width is None for width in measured.values()):
        return _checkup(
            "glyphs",
            "unknown",
            Text(zh="没有量: 终端没有应答.", en="Not measured: no terminal answered."),
            Text(zh="请在终端里直接运行.", en="Run it on the terminal itself."),
        )
    wrong = [glyph for glyph, width in measured.items() if width != wanted[glyph]]
    if not wrong:
        found = Text(zh="字符宽度都对.", en="All glyphs are as wide as they should be.")
        return _checkup("glyphs", "ok", found)
    shown = " ".join(f"U+{ord(glyph):04X}" for glyph in wrong)
    return _checkup(
        "glyphs",
        "bad",
        Text(zh=f"这些字符宽度不对: {shown}.", en=f"These glyphs have another width: {shown}."),
        Text(
            zh="请在终端设置里把宽度不定的字符设为一格 (不要设成两格), 编码设为 UTF-8.",
            en="Let ambiguous-width characters be one cell (narrow) and the encoding UTF-8.",
        ),
    )


def code(chosen: Profile, columns: int, rows: int) -> Checkup:
    """Whether a pass's code fits this terminal and can be read back from its own drawing."""
    from rich.style import Style

    from fieldpass.widgets.qr import best_fit, code_lines, smallest
    from fieldpass.widgets.qrmatrix import matrix

    digits = ("3141592653589793238462643383279502884197" * 9)[:321]
    modules = matrix(digits)
    fit = best_fit(len(modules), columns, rows, chosen.blocks)
    if fit is None:
        least = smallest(len(modules), chosen.blocks)
        return _checkup(
            "code",
            "bad",
            Text(zh="二维码放不下.", en="The code does not fit."),
            Text(
                zh=f"请把窗口放大到 {least[0]} 列 {least[1]} 行.",
                en=f"Make the window {least[0]} columns by {least[1]} rows.",
            ),
        )
    fits = Text(zh="二维码放得下.", en="The code fits.")
    if find_spec("zxingcpp") is None or find_spec("PIL") is None:
        return _checkup(
            "code",
            "unknown",
            Text(
                zh=f"{fits.zh} 没有读回来看: 缺 [images].",
                en=f"{fits.en} It was not read back: [images] is missing.",
            ),
            Text(
                zh="要读回, 请装 pip install 'fieldpass[images]'.",
                en="To read it back: pip install 'fieldpass[images]'.",
            ),
        )
    drawn = code_lines(modules, fit, Style(color="black", bgcolor="white"), chosen.blocks)
    if _read_back(drawn) == digits:
        return _checkup(
            "code",
            "ok",
            Text(zh=f"{fits.zh} 读回来一致.", en=f"{fits.en} It was read back from its drawing."),
        )
    return _checkup(
        "code",
        "bad",
        Text(zh="二维码读不回来.", en="The code could not be read back."),
        Text(zh="请换大一些的窗口再试.", en="Try again in a larger window."),
    )


def _read_back(drawn: "list[list[Segment]]") -> str:
    """What a reader sees in the cells as they are drawn, a cell two squares of 8 pixels high."""
    import zxingcpp
    from PIL import Image

    lines = [
        [dots for text, style, _control in line for dots in _dots(text, style)] for line in drawn
    ]
    picture = Image.new("L", (len(lines[0]), 2 * len(lines)), 255)
    for row, cells_of_row in enumerate(lines):
        for x, (top, bottom) in enumerate(cells_of_row):
            picture.putpixel((x, 2 * row), 0 if top else 255)
            picture.putpixel((x, 2 * row + 1), 0 if bottom else 255)
    large = picture.resize((8 * picture.width, 8 * picture.height), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(large, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return str(found[0].text) if found else ""


def _dots(text: str, style: "Style | None") -> list[tuple[bool, bool]]:
    """The two dots of each cell, upper and lower: whether it is dark."""
    from fieldpass.widgets.dots import LOWER, UPPER

    ground = style is not None and bool(style.reverse)
    known = {" ": (ground, ground), UPPER: (not ground, ground), LOWER: (ground, not ground)}
    return [known[glyph] for glyph in text]


def display(chosen: Profile) -> Checkup:
    """Whether only changed cells are sent, which thin lines need."""
    problem = cells.self_test()
    if problem is None:
        found = Text(zh="只传有变化的字符.", en="Only changed cells are sent.")
        return _checkup("display", "ok", found)
    state: State = "bad" if chosen.name == "serial" else "warning"
    return _checkup(
        "display",
        state,
        Text(
            zh=f"改传整屏, 慢线路上会慢 ({problem}).",
            en=f"Whole widgets are sent, which is slow on thin lines ({problem}).",
        ),
        Text(
            zh=f"请装回 textual {cells.TESTED_VERSION}.",
            en=f"Install textual {cells.TESTED_VERSION} again.",
        ),
    )


_LABELS = {
    "size": Text(zh="终端大小", en="size"),
    "profile": Text(zh="终端方式", en="terminal"),
    "glyphs": Text(zh="字符宽度", en="glyph widths"),
    "code": Text(zh="二维码", en="code"),
    "display": Text(zh="显示方式", en="display"),
}


def _checkup(name: str, state: State, found: Text, do: Text | None = None) -> Checkup:
    return Checkup(name=name, label=_LABELS[name], state=state, found=found, do=do)


def asker() -> Asker | None:
    """How to measure a glyph on this process's terminal; None where there is none."""
    if sys.platform == "win32" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return measure


def measure(glyph: str) -> int | None:
    """The columns that the cursor moves when `glyph` is written; None where nobody answers."""
    import termios
    import tty

    into, out = sys.stdin.fileno(), sys.stdout.fileno()
    before = termios.tcgetattr(into)
    try:
        tty.setcbreak(into)
        termios.tcflush(into, termios.TCIFLUSH)
        try:
            text = glyph.encode(sys.stdout.encoding or "ascii")
        except UnicodeEncodeError:
            return None
        os.write(out, b"\r" + text + b"\x1b[6n")
        column = _reply(into)
        os.write(out, b"\r\x1b[K")
    finally:
        termios.tcsetattr(into, termios.TCSADRAIN, before)
    return None if column is None else column - 1


def _reply(descriptor: int) -> int | None:
    """The column of the terminal's cursor report."""
    got, until = b"", time.monotonic() + REPLY_S
    while (left := until - time.monotonic()) > 0:
        if not select.select([descriptor], [], [], left)[0]:
            return None
        got += os.read(descriptor, 64)
        found = _REPLY.search(got)
        if found:
            return int(found[2])
    return None
