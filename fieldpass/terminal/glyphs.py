"""Which glyphs may stand on the screen.

The default glyphs of most terminal programs are missing from most console fonts, and some are one
cell wide on one terminal and two on the next. So the program draws with few:

1. printable ASCII;
2. the half blocks U+2580, U+2584 and the full block U+2588;
3. the line glyphs U+2500, U+2502 and their corners, tees and cross, where the terminal draws them
   one cell wide (else `- | +`);
4. ideographs and the other East Asian characters that every terminal draws two cells wide; emoji
   and scripts new to Unicode are one cell on one terminal and two on the next.

Text that people typed may hold anything, even control characters: `safe` makes it drawable.
"""

import unicodedata
from functools import lru_cache

BLOCKS = frozenset("\u2580\u2584\u2588")
LINES = frozenset("─│┌┐└┘├┤┬┴┼")
MISSING = "\u3013"  # the geta mark, with which Chinese typesetters show a missing character

# What a terminal may draw one or two cells wide is replaced by what every terminal agrees on.
_REPLACED = {
    "\u00b7": ".",
    "\u2022": ".",
    "\u2026": "...",
    "\u2014": "-",
    "\u2013": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2103": "C",
    "\u00b0": "",
    "\u00d7": "x",
    "\u00a0": " ",
    "\t": " ",
    "\n": " ",
    "\r": " ",
}
_ASCII_LINES = {ord(glyph): "+" for glyph in LINES} | {ord("─"): "-", ord("│"): "|"}


# CJK punctuation and kana, bopomofo, ideographs, Hangul, full-width forms, the planes of ideographs.
_EAST_ASIAN = (
    (0x3000, 0x3029),
    (0x3030, 0x303E),
    (0x3041, 0x3096),
    (0x309B, 0x312F),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x20000, 0x323AF),
)


def _is_wide(character: str) -> bool:
    code = ord(character)
    return code >= 0x3000 and any(first <= code <= last for first, last in _EAST_ASIAN)


def offenders(text: str) -> set[str]:
    """The characters of `text` that the glyph policy does not allow; line ends are allowed."""
    return {
        character
        for character in text
        if not (
            " " <= character <= "~"
            or character == "\n"
            or character in BLOCKS
            or character in LINES
            or _is_wide(character)
        )
    }


def allowed(text: str) -> bool:
    """True where the glyph policy allows every character of `text`."""
    return not offenders(text)


@lru_cache(maxsize=4096)
def _safe_character(character: str) -> str:
    if character in _REPLACED:
        return _REPLACED[character]
    if not offenders(character):
        return character if character != "\n" else " "
    if unicodedata.combining(character):
        return ""
    plain = unicodedata.normalize("NFKD", character)[0]
    if " " <= plain <= "~":
        return plain
    # Control characters could drive the terminal, direction marks could disguise a name.
    return MISSING if unicodedata.category(character) in ("Lo", "Co", "Cn") else "?"


def safe(text: str) -> str:
    """`text` in glyphs that the policy allows, one line, without control characters.

    Accents are dropped, a script without a glyph becomes the geta mark, and a control character a
    question mark: the name on the record stays as it is, only its picture changes.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_safe_character, text))


def ascii_lines(text: str) -> str:
    """`text` with its line glyphs drawn as `- | +`, for terminals that have no others."""
    return text if text.isascii() else text.translate(_ASCII_LINES)
