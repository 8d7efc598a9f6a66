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
    PASS_SIZE,
    CodeTooLongError,
    matrix,
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
