"""How the Chinese names of what can be done are typed in pinyin: 传送 is chuansong.

`spelled.txt` has a line for each name of the action registry, with a space between syllables; it is made
by `scripts/spelled.py` from pypinyin, which knows how a character is read in its word, and is not
imported here, as its own tables take 13 MB.
"""

from functools import cache
from pathlib import Path

_PATH = Path(__file__).with_suffix(".txt")


def fits(name: str, typed: str) -> bool:
    """Whether `typed`, in small letters, is how some part of a name begins, from one of its syllables on."""
    syllables = _table().get(name, ())
    return any("".join(syllables[at:]).startswith(typed) for at in range(len(syllables)))


def whole(name: str) -> str:
    """A name in pinyin without spaces; empty for one that is not in the table."""
    return "".join(_table().get(name, ()))


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = _PATH.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {name: tuple(syllables.split()) for name, syllables in pairs}
