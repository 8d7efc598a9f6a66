"""The dots of a QR code, and its export as a picture file.

A pass is decimal digits only (numeric mode, the densest), at most 322 of them, in version 6 with
error correction L and a fixed mask: one size for every pass, and trying all eight masks would cost
six times as long. Anything longer or not numeric takes the smallest version that holds it.

The `qrcode` library is imported when the first code is made: nothing of it at the program's start.
"""

import struct
import zlib
from typing import ClassVar, Literal

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised

Matrix = tuple[tuple[bool, ...], ...]
"""Rows of modules, True is dark; without a quiet zone."""

PASS_VERSION = 6
PASS_SIZE = 41
PASS_DIGITS_MAX = 322
MASK = 2
QUIET_IMAGE = 4


class CodeTooLongError(FieldpassError):
    """A text that no QR code holds."""

    code = "qr.too_long"
    told: ClassVar[Advised] = advised(
        zh="内容太长, 放不进二维码.",
        en="The text is too long for a QR code.",
        do_zh="请缩短内容, 或存成文件.",
        do_en="Make it shorter, or save it as a file.",
    )


def matrix(text: str) -> Matrix:
    """The modules of a QR code with this text.

    Raises:
        CodeTooLongError: no version holds the text.
    """
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode
    from qrcode.util import QRData

    numeric = text.isascii() and text.isdigit()
    is_pass = numeric and len(text) <= PASS_DIGITS_MAX
    code = QRCode(
        version=PASS_VERSION if is_pass else None,
        error_correction=ERROR_CORRECT_L,
        border=0,
        mask_pattern=MASK,
    )
    mode: Literal[1, 4] = 1 if numeric else 4  # numeric, or bytes
    data = QRData(text.encode(), mode=mode)
    code.add_data(data, optimize=0)
    try:
        code.make(fit=not is_pass)
    except (DataOverflowError, ValueError) as error:
        raise CodeTooLongError from error
    return tuple(tuple(bool(dot) for dot in row) for row in code.modules)


# Five by seven dots a digit, row by row, each half as wide as a module.
_DIGITS = {
    "0": (0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110),
    "1": (0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110),
    "2": (0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111),
    "3": (0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110),
    "4": (0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010),
    "5": (0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110),
    "6": (0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110),
    "7": (0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000),
    "8": (0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110),
    "9": (0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100),
    " ": (0,) * 7,
}
_DIGIT_COLUMNS, _DIGIT_ROWS, _UNDER_ROWS = 5, 7, 5


def _writing(caption: str) -> list[list[bool]]:
    """The rows of dots of a caption of digits and spaces, a column of none after each. Raises KeyError."""
    rows: list[list[bool]] = []
    for row in range(_DIGIT_ROWS):
        dots: list[bool] = []
        for character in caption:
            bits = _DIGITS[character][row]
            dots += [bool(bits >> at & 1) for at in reversed(range(_DIGIT_COLUMNS))] + [False]
        rows.append(dots)
    return rows


def _halves(modules: Matrix, quiet: int, caption: str) -> list[list[bool]]:
    """The whole picture in dots of half a module, True is dark: quiet zone, code, quiet zone, caption."""
    side = 2 * (len(modules) + 2 * quiet)
    rows = [[False] * side for _ in range(2 * quiet)]
    for line in modules:
        row = [False] * (2 * quiet) + [dark for dark in line for _ in "ab"] + [False] * (2 * quiet)
        rows += [row, row]
    rows += [[False] * side for _ in range(2 * quiet)]
    if caption:
        for dots in _writing(caption):
            left = (side - len(dots)) // 2
            rows.append([False] * left + dots + [False] * (side - left - len(dots)))
        rows += [[False] * side for _ in range(_UNDER_ROWS)]
    return rows


def to_png(
    modules: Matrix, *, scale: int = 8, quiet: int = QUIET_IMAGE, caption: str = ""
) -> bytes:
    """A black and white PNG, `scale` pixels a module (an even number), `quiet` modules of white around.

    `caption`: digits and spaces under the code, up to 14 under a pass's.
    """
    if scale % 2:
        raise ValueError("qrmatrix: an odd scale")
    dots, dot = _halves(modules, quiet, caption), scale // 2
    wide, high = len(dots[0]) * dot, len(dots) * dot
    width = (wide + 7) // 8 * 8

    def packed(row: list[bool]) -> bytes:
        """One bit a pixel, 1 is white, as PNG wants it, after the byte that says "no filter"."""
        bits = "".join(("0" if dark else "1") * dot for dark in row).ljust(width, "1")
        return b"\x00" + int(bits, 2).to_bytes(width // 8, "big")

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    body = zlib.compress(b"".join(packed(row) * dot for row in dots), 9)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def to_svg(modules: Matrix, *, quiet: int = QUIET_IMAGE, caption: str = "") -> str:
    """An SVG with one unit a module, to be scaled at will; `caption` as in `to_png`."""
    side = len(modules) + 2 * quiet
    dots = "".join(
        f"M{x + quiet},{y + quiet}h1v1h-1z"
        for y, line in enumerate(modules)
        for x, dark in enumerate(line)
        if dark
    )
    rows = _halves(modules, quiet, caption)
    dots += "".join(
        f"M{x / 2:g},{side + y / 2:g}h.5v.5h-.5z"
        for y, line in enumerate(rows[2 * side :])
        for x, dark in enumerate(line)
        if dark
    )
    high = len(rows) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {high:g}" '
        f'shape-rendering="crispEdges"><rect width="{side}" height="{high:g}" fill="#fff"/>'
        f'<path d="{dots}" fill="#000"/></svg>\n'
    )


def pass_pictures(digits: str, serial: str) -> dict[str, bytes]:
    """The code of a pass over its serial, by file ending."""
    modules = matrix(digits)
    return {
        "png": to_png(modules, caption=serial),
        "svg": to_svg(modules, caption=serial).encode(),
    }
