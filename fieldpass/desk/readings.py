"""Reading a temperature as people type it: "365", "36.5", full width, with or without a unit.

Bounds by the notice's practice: under 35.0 is no reading (measured too cold), over 43.0 neither.
"""

import re
import unicodedata

from fieldpass.desk.errors import ReadingRefused
from fieldpass.model.text import advised

TENTHS_LOWEST = 350
TENTHS_HIGHEST = 430
_FORM = re.compile(r"(\d{2})[.,。]?(\d)?(?:\s*(?:C|°C|度))?", re.IGNORECASE)


def parse_reading(text: str) -> int:
    """Tenths of a degree Celsius from what was typed.

    Raises ReadingRefused with a sentence that says what to do.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _FORM.fullmatch(plain)
    if match is None:
        raise ReadingRefused(
            "form",
            ReadingRefused.told,
        )
    tenths = int(match[1]) * 10 + int(match[2] or 0)
    if tenths < TENTHS_LOWEST:
        raise ReadingRefused(
            "low",
            advised(
                zh="低于 35.0 度不算体温: 太低.",
                en="Below 35.0 is too low to be a reading.",
                do_zh="请换个部位再测一次.",
                do_en="Measure elsewhere on the body.",
            ),
        )
    if tenths > TENTHS_HIGHEST:
        raise ReadingRefused(
            "high",
            advised(
                zh="高于 43.0 度不算体温.",
                en="Above 43.0 is no reading.",
                do_zh="请看清数字, 再测一次.",
                do_en="Look at the number and measure again.",
            ),
        )
    return tenths


def show_reading(tenths: int) -> str:
    """Degrees with one decimal: 365 is "36.5"."""
    return f"{tenths // 10}.{tenths % 10}"
