"""Finding people: a contentless full-text index over single characters and pinyin initials.

What is indexed of "单雄信 ...4051": each character (so that any part of a name is a phrase), the
initials in every reading of the surname (sxx, dxx, cxx) and those of the given name (xx), and the last
four characters of the document number and of the phone. The table of initials is read when a name is first
written, never for reading.
"""

import re
import unicodedata

from fieldpass.store.connection import Connection
from fieldpass.store.initials import readings

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
    characters = [one for one in name if readings(one)]
    if not characters:
        return []
    given = "".join(readings(one)[0] for one in characters[1:])
    return [first + given for first in readings(characters[0])] + ([given] if given else [])


def initials_of(text: str) -> str:
    """The usual pinyin initials of a text's characters, others left out: 青岛市 is "qds"."""
    return "".join(found[0] for one in text if (found := readings(one)))
