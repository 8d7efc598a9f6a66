"""What a check of an identifier answers, and how what people type is read.

Rules:

1. A check never raises on text: it answers ok, warning or error, always with a sentence.
2. The sentence names the place of the character, counted from 1, and what would be right; it never
   repeats the value, because it may stand in a log or on a screen seen by others.
3. `position` is the same place counted from 0 in the normalised value.
4. Reading is generous: full-width characters, spaces, hyphens and small letters are taken.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from fieldpass.model.frozen import dataclass
from fieldpass.model.text import Text

Level = Literal["ok", "warning", "error"]
NO_FACTS: Mapping[str, str] = MappingProxyType({})
_SKIPPED = dict.fromkeys(map(ord, " \t\r\n-\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u3000"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The answer of a check.

    `value` is the normalised text, `position` the 0-based place of the wrong character in it where
    one can be named, `facts` what the identifier tells (birth YYYY-MM-DD, sex m or f, county, ...).
    """

    level: Level
    text: Text
    value: str = field(repr=False)
    position: int | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS, repr=False)

    @property
    def passed(self) -> bool:
        """Whether work may go on with this value: ok or warning."""
        return self.level != "error"


def normalise(text: str) -> str:
    """Half width, upper case, without spaces and hyphens.

    >>> normalise("３７１３２３ 19730102 223x")
    '37132319730102223X'
    """
    return unicodedata.normalize("NFKC", text).translate(_SKIPPED).upper()


def ok(value: str, *, zh: str, en: str, facts: Mapping[str, str] = NO_FACTS) -> Check:
    """Nothing is wrong."""
    return Check(level="ok", text=Text(zh=zh, en=en), value=value, facts=facts)


def warning(
    value: str,
    *,
    zh: str,
    en: str,
    position: int | None = None,
    facts: Mapping[str, str] = NO_FACTS,
) -> Check:
    """Possible, but worth a second look."""
    return Check(
        level="warning", text=Text(zh=zh, en=en), value=value, position=position, facts=facts
    )


def error(
    value: str,
    *,
    zh: str,
    en: str,
    position: int | None = None,
    facts: Mapping[str, str] = NO_FACTS,
) -> Check:
    """Cannot be right."""
    return Check(
        level="error", text=Text(zh=zh, en=en), value=value, position=position, facts=facts
    )


def empty(name: Text) -> Check:
    """Nothing was typed."""
    return error("", zh=f"{name.zh}没有填.", en=f"The {name.en} is missing.")


def wrong_length(value: str, name: Text, wanted: str) -> Check:
    """Too short or too long; the place is the first missing or the first surplus character."""
    longest = int(wanted.rpartition(" ")[2])
    place = min(len(value), longest)
    zh = wanted.replace(" or ", " 或 ").replace(" to ", " 至 ")
    return error(
        value,
        zh=f"{name.zh}要 {zh} 位, 现在是 {len(value)} 位.",
        en=f"The {name.en} takes {wanted} characters and has {len(value)}.",
        position=place,
    )


def wrong_character(value: str, name: Text, position: int, *, zh: str, en: str) -> Check:
    """A character that cannot stand at its place; `zh` and `en` say what may."""
    space = " " if zh[0].isascii() else ""
    return error(
        value,
        zh=f"{name.zh}第 {position + 1} 位不对, 应该是{space}{zh}.",
        en=f"Character {position + 1} of the {name.en} is wrong: it should be {en}.",
        position=position,
    )


def first_not_in(value: str, allowed: str, start: int = 0, stop: int | None = None) -> int | None:
    """The place of the first character of value[start:stop] that is not among `allowed`."""
    for place, character in enumerate(value[start:stop], start):
        if character not in allowed:
            return place
    return None


DIGITS = "0123456789"
