"""The dots of a QR code, and its export as an image file.

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


def _rows_of_pixels(modules: Matrix, scale: int, quiet: int) -> list[bytes]:
    """Each row as bytes of one bit a pixel, 1 is white, as PNG wants it."""
    side = (len(modules) + 2 * quiet) * scale
    blank = [True] * side
    rows = [blank] * (quiet * scale)
    for line in modules:
        pixels = [True] * (quiet * scale)
        for dark in line:
            pixels += [not dark] * scale
        pixels += [True] * (quiet * scale)
        rows += [pixels] * scale
    rows += [blank] * (quiet * scale)
    width = (side + 7) // 8 * 8
    return [
        int("".join("1" if white else "0" for white in row).ljust(width, "1"), 2).to_bytes(
            width // 8, "big"
        )
        for row in rows
    ]


def to_png(modules: Matrix, *, scale: int = 8, quiet: int = QUIET_IMAGE) -> bytes:
    """A black and white PNG, `scale` pixels a module, with `quiet` modules of white around."""
    rows = _rows_of_pixels(modules, scale, quiet)
    side = (len(modules) + 2 * quiet) * scale

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\x00" + row for row in rows), 9)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def to_svg(modules: Matrix, *, quiet: int = QUIET_IMAGE) -> str:
    """An SVG with one unit a module, to be scaled at will."""
    side = len(modules) + 2 * quiet
    dots = "".join(
        f"M{x + quiet},{y + quiet}h1v1h-1z"
        for y, line in enumerate(modules)
        for x, dark in enumerate(line)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{dots}" fill="#000"/></svg>\n'
    )
