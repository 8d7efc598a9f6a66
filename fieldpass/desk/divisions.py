"""Divisions as people type and read them: by name, by pinyin initials, by code."""

from fieldpass.model.identifiers import divisions
from fieldpass.model.text import Text

_MOST = 9


def full_name(code: str) -> Text:
    """City and county, without the province where it is Shandong."""
    found = divisions.name_of(code)
    if found is None:
        return Text(zh=code, en=code)
    return Text(zh=found.zh.removeprefix("山东省"), en=found.en.removesuffix(", Shandong"))


def find(text: str) -> list[tuple[str, Text]]:
    """At most nine counties that fit a part of the name, pinyin initials, or the code's beginning."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    found = []
    for code in divisions.counties():
        name = full_name(code)
        if (
            code.startswith(wanted)
            or wanted in name.zh
            or wanted in name.en.lower()
            or (wanted.isascii() and wanted in initials(name.zh))
        ):
            found.append((code, name))
        if len(found) == _MOST:
            break
    return found


def initials(name: str) -> str:
    """The pinyin initials of a text, others left out: 青岛市 is qds."""
    # Imported at the first search: the table takes 40 ms to load.
    from fieldpass.store.search import initials_of

    return initials_of(name)
