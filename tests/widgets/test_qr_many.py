"""Ten thousand holders, and every code is a version 6-L that fits an 80x24 terminal.

The tokens of all 10,000 are signed, measured and read back each time; codes are made of the first so
many, `FIELDPASS_HOLDERS=10000` makes them of all.
"""

import io
import os

import pytest
import zxingcpp
from PIL import Image

from fieldpass.widgets.qr import best_fit, size_in_cells
from fieldpass.widgets.qrmatrix import PASS_SIZE, PASS_VERSION, matrix, to_png
from fieldpass.wire import token
from fieldpass.wire.keys import SigningKey
from tests.widgets.holders import holders

KEY = SigningKey(bytes(range(32)))
COUNT = 10_000
DRAWN = min(COUNT, int(os.environ.get("FIELDPASS_HOLDERS", "700")))
PHOTOGRAPHED = 100
# What version 6-L holds in numeric mode, by ISO/IEC 18004, table 7.
DIGITS_OF_6_L = 322


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [token.to_text(token.sign_pass(KEY, claims)) for claims in holders(COUNT, KEY)]


def test_the_pass_of_each_of_ten_thousand_holders_is_at_most_133_bytes_and_321_digits(
    texts: list[str],
) -> None:
    assert max(map(len, texts)) <= token.TOKEN_DIGITS_MAX < DIGITS_OF_6_L
    assert max(len(token.from_text(text)) for text in texts) <= token.TOKEN_BYTES_MAX


def test_each_is_read_back_as_it_was_signed(texts: list[str]) -> None:
    for text, claims in zip(texts, holders(COUNT, KEY), strict=True):
        assert token.read_pass(token.from_text(text)).claims == claims


def test_every_script_and_width_of_number_is_among_them() -> None:
    every = list(holders(COUNT, KEY))
    assert {len(claims.name.encode()) for claims in every} == set(range(1, 16))
    assert {claims.validity_days for claims in every} == set(range(1, 24))
    assert {claims.tenths for claims in every} == {None, *range(350, 431)}
    assert {claims.sequence.bit_length() for claims in every} >= set(range(1, 33))


def test_each_code_is_version_6_l_and_fits_80x24(texts: list[str]) -> None:
    assert PASS_SIZE == 17 + 4 * PASS_VERSION
    for text in texts[:DRAWN]:
        assert len(matrix(text)) == PASS_SIZE
    fit = best_fit(PASS_SIZE, 80, 24, "upper")
    assert fit is not None
    assert size_in_cells(PASS_SIZE, fit, "upper") == (47, 24)


def test_the_longest_and_a_sample_are_read_as_version_6_l_by_another_reader(
    texts: list[str],
) -> None:
    longest = sorted(texts, key=len)[-5:]
    for text in [*longest, *texts[: PHOTOGRAPHED if DRAWN < COUNT else COUNT]]:
        image = Image.open(io.BytesIO(to_png(matrix(text), scale=4)))
        (found,) = zxingcpp.read_barcodes(
            image.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
        assert (found.text, found.ec_level, found.symbology_identifier) == (text, "L", "]Q1")
