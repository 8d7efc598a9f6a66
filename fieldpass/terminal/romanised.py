"""Chinese in Latin letters, for terminals that have no Chinese glyphs: 李建国 is Li Jianguo.

A picture of a name, never the name: what is written down stays Chinese. Pinyin without tones; a family
name of two characters is known by the table, and each character has its usual reading (单 is Dan, though
as a family name it is Shan). Loads the pinyin tables at the first Chinese character.
"""

import os
import re
import unicodedata
from functools import lru_cache

_HAN = re.compile(r"([\u3400-\u9fff\U00020000-\U000323af]+)")
_NAME_MOST = 4
_TWO = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "令狐",
    "慕容",
    "司徒",
    "夏侯",
    "端木",
    "南宫",
    "长孙",
    "宇文",
)
# A place or a body ends so; what stands before is one word, and what follows another.
_ENDINGS = frozenset("省市区县镇乡村组路街号厂店校")
# In names and places these are read otherwise than the tables' first reading.
_READINGS = {"长": "chang"}
_POINTS = str.maketrans({"。": ".", "、": ",", "《": '"', "》": '"', "「": '"', "」": '"'})


def latin(text: str) -> str:
    """`text` with its Chinese characters in Latin letters, and Chinese punctuation in ASCII."""
    if text.isascii():
        return text
    parts = _HAN.split(text)
    said = ""
    for number, part in enumerate(parts):
        plain = _run(part) if number % 2 else unicodedata.normalize("NFKC", part)
        joined = bool(said) and said[-1].isalnum() and plain[:1].isalnum()
        said += f" {plain}" if joined else plain
    return said.translate(_POINTS)


@lru_cache(maxsize=4096)
def _run(run: str) -> str:
    """A name, or places one after the other: 后坡村 is Houpo Cun."""
    words, start = [], 0
    for at, character in enumerate(run):
        if character in _ENDINGS and at > start:
            words += [_word(run[start:at]), _word(character)]
            start = at + 1
    rest = run[start:]
    if words or len(rest) > _NAME_MOST:
        return " ".join([*words, *([_word(rest)] if rest else [])])
    cut = 2 if len(rest) > 2 and rest[:2] in _TWO else 1
    return " ".join(_word(part) for part in (rest[:cut], rest[cut:]) if part)


def _word(characters: str) -> str:
    return "".join(map(_syllable, characters)).capitalize()


@lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    if character in _READINGS:
        return _READINGS[character]
    # The phrase tables cost 60 MB and 0.3 s, and single characters need none of them.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, errors="ignore")
    said = found[0][0].replace("ü", "v") if found else "?"
    plain = unicodedata.normalize("NFKD", said)
    return "".join(one for one in plain if one.isascii()) or "?"
