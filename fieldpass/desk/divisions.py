"""Divisions as people type and read them: by name, by pinyin initials, by code."""

import re
from itertools import islice

from fieldpass.model.identifiers import divisions
from fieldpass.model.text import Text

_MOST = 9
_KIND = re.compile(r"(?<=[^市区县]{2})(?:市(?![南北中])|[区县](?=.)|[区县]$)")
"""The kind behind a name of two characters or more: 莒县 stays whole, and so does the 市 of 市南区."""


def full_name(code: str) -> Text:
    """City and county, without the province where it is Shandong."""
    found = divisions.name_of(code)
    if found is None:
        return Text(zh=code, en=code)
    return Text(zh=found.zh.removeprefix("山东省"), en=found.en.removesuffix(", Shandong"))


def find(text: str) -> list[tuple[str, Text]]:
    """At most nine counties that fit a part of the name, pinyin initials, or the code's beginning.

    People leave out what kind of place it is: 青岛黄岛 and qdhd are 青岛市黄岛区, Huangdao Qingdao too.
    """
    wanted = text.strip().lower()
    if not wanted:
        return []
    fitting = ((code, full_name(code)) for code in divisions.counties())
    return list(islice((one for one in fitting if _fits(wanted, *one)), _MOST))


def _fits(wanted: str, code: str, name: Text) -> bool:
    if wanted.isascii():
        words = wanted.replace(",", " ").split()
        return (
            code.startswith(wanted)
            or all(word in name.en.lower() for word in words)
            or any(wanted in initials(one) for one in (name.zh, _spoken(name.zh)))
        )
    plain = "".join(wanted.split())
    return plain in name.zh or plain in _spoken(name.zh)


def _spoken(name: str) -> str:
    """A place as it is said, without its kinds; 市南区 is a name, not a kind and a name."""
    return _KIND.sub("", name)


def initials(name: str) -> str:
    """The pinyin initials of a text, others left out: 青岛市 is qds."""
    # Imported at the first search: the table takes 40 ms to load.
    from fieldpass.store.search import initials_of

    return initials_of(name)
