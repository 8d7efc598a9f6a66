"""Write fieldpass/store/initials.txt anew, from the pypinyin that is installed.

`tests/store/test_search.py` holds the file against it, character by character.
"""

import os
import textwrap
from pathlib import Path

from fieldpass.store.initials import PLANES

TABLE = Path(__file__).parents[1] / "fieldpass/store/initials.txt"
ENDS = (0xA000, 0x32400)
_WIDTH = 96


def readings(character: str) -> str:
    """The first letters of a character's readings, the usual one first, as pypinyin has them."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return "".join(dict.fromkeys(one for one in (found[0] if found else []) if one.isascii()))


def table() -> str:
    """What the file holds; `fieldpass.store.initials` says how."""
    parts, others = [], []
    for start, end in zip(PLANES, ENDS, strict=True):
        found = {chr(at): readings(chr(at)) for at in range(start, end)}
        parts.append("".join(letters[:1] or "." for letters in found.values()).rstrip("."))
        others += [one + letters[1:] for one, letters in found.items() if len(letters) > 1]
    parts.append("".join(others))
    return "\n\n".join("\n".join(textwrap.wrap(part, _WIDTH)) for part in parts) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
