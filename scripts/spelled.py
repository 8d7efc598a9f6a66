"""Write fieldpass/terminal/spelled.txt anew: the names of all actions with their pinyin.

`tests/terminal/test_spelled.py` holds the file against the registry and pypinyin.
"""

from pathlib import Path

from fieldpass import locale
from fieldpass.terminal.actions import ACTIONS
from scripts.messages import compile_catalogues

ROOT = Path(__file__).parents[1]
UNKNOWN = {"重画": [["chong"], ["hua"]]}
"""Words that pypinyin reads character by character, and wrongly."""
TABLE = ROOT / "fieldpass/terminal/spelled.txt"


def syllables(name: str) -> str:
    """The syllables of a name as it is read, without tones; what is no Chinese character is left out."""
    from pypinyin import Style, lazy_pinyin, load_phrases_dict

    load_phrases_dict(UNKNOWN)
    return " ".join(lazy_pinyin(name, style=Style.NORMAL, errors="ignore"))


def table() -> str:
    """What the file holds."""
    before = locale.language()
    locale.use("zh")
    try:
        names = sorted({action.shown_label() for action in ACTIONS})
    finally:
        locale.use(before)
    return "".join(f"{name}\t{syllables(name)}\n" for name in names)


if __name__ == "__main__":
    compile_catalogues(ROOT)
    TABLE.write_text(table(), encoding="utf-8")
