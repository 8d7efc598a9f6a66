"""Codes as matrices and as files."""

import io
import re
import subprocess
import sys

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldpass.widgets.qrmatrix import (
    _DIGITS,
    PASS_SIZE,
    CodeTooLongError,
    matrix,
    pass_pictures,
    to_png,
    to_svg,
)


def read_png(data: bytes) -> str:
    image = Image.open(io.BytesIO(data)).convert("L")
    (found,) = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return str(found.text)


@settings(max_examples=25, deadline=None)
@given(st.text("0123456789", min_size=1, max_size=322))
def test_up_to_322_digits_make_version_6_and_read_back_from_the_png(digits: str) -> None:
    modules = matrix(digits)
    assert len(modules) == PASS_SIZE
    assert read_png(to_png(modules, scale=4)) == digits


def test_323_digits_take_a_larger_version() -> None:
    modules = matrix("7" * 323)
    assert len(modules) > PASS_SIZE
    assert read_png(to_png(modules)) == "7" * 323


def test_text_that_is_not_digits_is_read_back() -> None:
    assert read_png(to_png(matrix("FP1:6BF 后坡村"))) == "FP1:6BF 后坡村"


def test_a_text_that_no_code_holds_is_refused_with_our_own_error() -> None:
    with pytest.raises(CodeTooLongError):
        matrix("1" * 8000)


def test_the_svg_has_one_square_for_each_dark_module() -> None:
    modules = matrix("12345")
    svg = to_svg(modules)
    squares = {(int(x) - 4, int(y) - 4) for x, y in re.findall(r"M(\d+),(\d+)h1v1h-1z", svg)}
    dark = {(x, y) for y, row in enumerate(modules) for x, dot in enumerate(row) if dot}
    assert squares == dark


def drawn(svg: str) -> Image.Image:
    """The picture of an SVG of ours: its squares, 8 pixels a unit."""
    sizes = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg)
    assert sizes is not None
    wide, high = (int(float(one) * 8) for one in sizes.groups())
    picture = Image.new("L", (wide, high), 255)
    for x, y, size in re.findall(r"M([\d.]+),([\d.]+)h([\d.]+)v", svg):
        left, top, side = (int(float(one) * 8) for one in (x, y, size))
        picture.paste(0, (left, top, left + side, top + side))
    return picture


@pytest.mark.parametrize("serial", ["2304 8786 4254", "0123 4567 8900", "1111 1111 1111"])
def test_the_pictures_of_a_pass_read_back_bear_the_serial_and_no_letter_of_a_font(
    serial: str,
) -> None:
    digits = "1234567890" * 32
    files = pass_pictures(digits, serial)
    assert read_png(files["png"]) == digits
    svg = files["svg"].decode()
    as_png = io.BytesIO()
    drawn(svg).save(as_png, "png")
    assert read_png(as_png.getvalue()) == digits
    assert not {"<text", "<tspan", "font", "<image"} & set(re.findall(r"<\w+|font", svg))
    # Both show the same dots, and under the code those of the serial, digit by digit.
    png = Image.open(io.BytesIO(files["png"])).convert("L")
    assert png.size == drawn(svg).size
    assert png.tobytes() == drawn(svg).tobytes()
    assert _read_serial(png) == serial


def _read_serial(picture: Image.Image) -> str:
    """The digits under a code, told apart by their dots."""
    side = PASS_SIZE + 8
    known = {bits: digit for digit, bits in _DIGITS.items()}
    left = (2 * side - 14 * 6) // 2
    found = ""
    for place in range(14):
        rows = []
        for y in range(7):
            at = [
                picture.getpixel(((left + place * 6 + x) * 4 + 1, (2 * side + y) * 4 + 1))
                for x in range(5)
            ]
            rows.append(sum((dot == 0) << (4 - x) for x, dot in enumerate(at)))
        found += known[tuple(rows)]
    return found


def test_a_picture_bears_digits_only() -> None:
    with pytest.raises(KeyError):
        to_png(matrix("1"), caption="张")
    with pytest.raises(ValueError, match="odd"):
        to_png(matrix("1"), scale=3)


def test_widgets_and_terminal_import_nothing_that_would_delay_the_first_screen() -> None:
    program = """
import importlib, pkgutil, sys
import fieldpass.terminal, fieldpass.widgets
for package in (fieldpass.terminal, fieldpass.widgets):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print(*sorted({"qrcode", "PIL", "sqlalchemy", "httpx", "pydantic", "cbor2"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []
