"""Finding people: a contentless full-text index over single characters and pinyin initials.

What is indexed of "单雄信 ...4051": each character (so that any part of a name is a phrase), the
initials in every reading of the surname (sxx, dxx, cxx) and those of the given name (xx), and the last
four characters of the document number and of the phone. The pinyin tables are loaded when a name is
first written, never for reading.
"""

import os
import re
import unicodedata
from functools import lru_cache

from fieldpass.store.connection import Connection

_WORD = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]")
_WORDS_MAX = 12


def index_text(name: str, number_tail: str, phone_tail: str) -> str:
    """The words under which a person is found."""
    plain = _plain(name)
    tails = {_plain(number_tail), _plain(phone_tail)} - {""}
    return " ".join([*_WORD.findall(plain), *_initials(plain), *sorted(tails)])


def find(conn: Connection, text: str, size: int) -> list[int]:
    """The `person.seq` of those found, highest first."""
    query = match(text)
    if not query:
        return []
    rows = conn.run(
        "SELECT rowid FROM person_search WHERE person_search MATCH ? ORDER BY rowid DESC LIMIT ?",
        (query, size),
    )
    return [row[0] for row in rows]


def match(text: str) -> str:
    """The FTS5 query of a text, empty where it has no word.

    Characters that stand together are a phrase, letters and digits a beginning.
    """
    parts = []
    for word in _plain(text).split():
        for run in re.findall(r"[0-9a-z]+|[^0-9a-z]+", word):
            words = _WORD.findall(run)[:_WORDS_MAX]
            if words:
                parts.append('"' + " ".join(words) + '"' + ("*" if run.isascii() else ""))
    return " AND ".join(parts[:_WORDS_MAX])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().strip()


def _initials(name: str) -> list[str]:
    characters = [one for one in name if _readings(one)]
    if not characters:
        return []
    given = "".join(_readings(one)[0] for one in characters[1:])
    return [first + given for first in _readings(characters[0])] + ([given] if given else [])


def initials_of(text: str) -> str:
    """The usual pinyin initials of a text's characters, others left out: 青岛市 is "qds"."""
    return "".join(found[0] for one in text if (found := _readings(one)))


@lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    """The first letters of a character's readings, the usual one first; empty for other scripts."""
    if not "\u3400" <= character <= "\u9fff" and character < "\U00020000":
        return ()
    # The phrase tables cost 60 MB and 0.3 s, and single characters need none of them.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(one for one in (found[0] if found else []) if one.isascii()))
