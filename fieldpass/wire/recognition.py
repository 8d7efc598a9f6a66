"""What was scanned, when it is no pass of ours: named as what it is, so that nobody is sent away for it.

Rules: 1. a recognised health system of others is never a refusal: go by the colour on the card; 2.
half a scan is told from a foreign thing where its length tells; 3. nothing scanned is repeated in a
message.
"""

import re
from dataclasses import dataclass
from typing import Literal

from fieldpass.model.text import Text
from fieldpass.wire.token import PREFIX, TOKEN_DIGITS_MAX

Meaning = Literal["foreign", "newer", "half", "other"]
TOKEN_DIGITS_MIN = 282

_HEALTH_WORDS = (
    "jkm", "jiankangma", "healthcode", "health-code", "health_code", "healthpass", "health-pass",
    "suishenma", "suishenban", "yuekang", "yqfk", "epidemic", "fangyi", "tongxingma", "xingcheng",
    "antiepidemic", "covid", "vaccin", "健康码", "通行码", "行程",
)  # fmt: skip
_LINK = re.compile(r"[a-z][a-z0-9+.-]{1,20}://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a scan is: its meaning decides the verdict, its text names it."""

    meaning: Meaning
    code: str
    text: Text


def _recognised(meaning: Meaning, code: str, zh: str, en: str) -> Recognised:
    return Recognised(meaning=meaning, code=code, text=Text(zh=zh, en=en))


_BY_COLOUR_ZH = "本机无法核实, 按卡面颜色处理."
_BY_COLOUR_EN = "It cannot be checked here: go by the colour on the card."
_FOREIGN = {
    "eu-dcc": ("欧盟数字证书", "an EU digital certificate"),
    "smart-health-card": ("SMART 健康卡", "a SMART Health Card"),
    "nz-pass": ("新西兰健康证", "a New Zealand pass"),
    "icao-vds": ("国际民航组织健康证", "an ICAO health proof"),
    "health-code": ("别的健康码", "another system's health code"),
}
_STARTS = (
    ("HC1:", "eu-dcc"),
    ("SHC:/", "smart-health-card"),
    ("NZCP:/", "nz-pass"),
    ('{"DATA":{"HDR":{"IS":', "icao-vds"),
)
EMPTY = _recognised(
    "other", "empty", "没有扫到内容, 请再扫一次.", "Nothing was scanned: scan again."
)
HALF = _recognised(
    "half",
    "half-scan",
    "只扫到一半, 请把整个二维码放进框里再扫一次.",
    "Only half the code was read: scan the whole code again.",
)
TOO_LONG = _recognised(
    "half",
    "too-long",
    "扫到的内容太长, 可能连扫了两次, 请再扫一次.",
    "Too much was read, perhaps two scans in one: scan again.",
)
NEWER = _recognised(
    "newer",
    "newer-format",
    "这张卡的格式比本机程序新, 本机无法核实, 请升级程序.",
    "This pass is of a newer format than this program: it cannot be checked, update the program.",
)
LINK = _recognised(
    "other",
    "web-address",
    "这是一个网址或支付码, 不是通行卡. 请出示通行卡的二维码.",
    "This is a web or payment address, not a pass. Ask for the code of the pass.",
)
SERIAL = _recognised(
    "other",
    "serial",
    "这是 12 位卡号, 不是二维码. 卡号要联网查.",
    "This is a 12-digit serial, not a code: look it up online.",
)
ID_NUMBER = _recognised(
    "other",
    "id-number",
    "这是证件号, 不是通行卡. 证件号要联网查.",
    "This is an ID number, not a pass: look it up online.",
)
BARCODE = _recognised(
    "other",
    "barcode",
    "这是商品条码一类的数字, 不是通行卡.",
    "These are digits of some other code, a barcode perhaps, not a pass.",
)
OTHER = _recognised(
    "other",
    "other-code",
    "这是别的二维码, 不是通行卡. 请出示通行卡的二维码.",
    "This is some other code, not a pass. Ask for the code of the pass.",
)


def recognise(text: str) -> Recognised:
    """Name a text that is no readable pass; `text` is cleaned of spaces and in half width."""
    if not text:
        return EMPTY
    if text.isascii() and text.isdigit():
        return _digits(text)
    upper = text[:64].upper()
    for start, code in _STARTS:
        if upper.startswith(start):
            return _foreign(code)
    if upper.startswith(PREFIX) or (len(upper) < len(PREFIX) and PREFIX.startswith(upper)):
        return HALF
    if re.match(r"FP[2-9]:", upper):
        return NEWER
    lower = text[:2048].lower()
    if any(word in lower for word in _HEALTH_WORDS):
        return _foreign("health-code")
    if _LINK.match(text):
        return LINK
    if re.match(r"[0-9]{17}[0-9X]\Z", upper):
        return ID_NUMBER
    return OTHER


def _digits(text: str) -> Recognised:
    known = {12: SERIAL, 15: ID_NUMBER, 18: ID_NUMBER}
    if len(text) in known:
        return known[len(text)]
    if len(text) > TOKEN_DIGITS_MAX:
        return TOO_LONG
    return HALF if len(text) > 20 else BARCODE


def _foreign(code: str) -> Recognised:
    zh, en = _FOREIGN[code]
    return _recognised(
        "foreign", code, f"这是{zh}. {_BY_COLOUR_ZH}", f"This is {en}. {_BY_COLOUR_EN}"
    )
