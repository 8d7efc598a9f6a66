"""Reading a temperature as people type it: "365", "36.5", full width, with or without a unit.

Bounds are the policy's: under 35.0 is no reading (measured too cold), over 43.0 neither, by notice 164.
"""

import re
import unicodedata

from fieldpass.desk.errors import ReadingRefused
from fieldpass.model.policy import Policy, degrees
from fieldpass.model.text import advised

_FORM = re.compile(r"(\d{2})[.,。]?(\d)?(?:\s*(?:C|°C|度))?", re.IGNORECASE)


def parse_reading(text: str, policy: Policy) -> int:
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
    if tenths < policy.reading_min_tenths:
        low = degrees(policy.reading_min_tenths)
        raise ReadingRefused(
            "low",
            advised(
                zh=f"低于 {low} 度不算体温: 太低.",
                en=f"Below {low} is too low to be a reading.",
                do_zh="请换个部位再测一次.",
                do_en="Measure elsewhere on the body.",
            ),
        )
    if tenths > policy.reading_max_tenths:
        high = degrees(policy.reading_max_tenths)
        raise ReadingRefused(
            "high",
            advised(
                zh=f"高于 {high} 度不算体温.",
                en=f"Above {high} is no reading.",
                do_zh="请看清数字, 再测一次.",
                do_en="Look at the number and measure again.",
            ),
        )
    return tenths


def show_reading(tenths: int) -> str:
    """Degrees with one decimal: 365 is "36.5"."""
    return degrees(tenths)
