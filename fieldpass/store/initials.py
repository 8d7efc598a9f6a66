"""The first letters of a character's pinyin readings, from a table of a tenth of a megabyte.

`initials.txt` is made by `scripts/initials.py` from pypinyin, whose own tables take 13 MB and a tenth of a
second at the first saved name. Three parts, each of wrapped lines: 1. the letter of the usual reading of
each code point from U+3400 on, a dot where there is none; 2. the same from U+20000 on; 3. each character
with other readings, followed by their letters.
"""

import re
from functools import cache
from pathlib import Path

PLANES = (0x3400, 0x20000)
_LETTERS = re.compile("[a-z]*")


def readings(character: str) -> tuple[str, ...]:
    """The letters, that of the usual reading first; empty for what is no Chinese character."""
    *planes, others = _parts()
    for start, letters in zip(PLANES, planes, strict=True):
        place = ord(character) - start
        if 0 <= place < len(letters) and letters[place] != ".":
            return (letters[place], *_others(character, others))
    return ()


def _others(character: str, others: str) -> str:
    at = others.find(character)
    found = None if at < 0 else _LETTERS.match(others, at + 1)
    return found[0] if found else ""


@cache
def _parts() -> list[str]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return [part.replace("\n", "") for part in text.split("\n\n")]
