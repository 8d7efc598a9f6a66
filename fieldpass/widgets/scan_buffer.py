"""What a scanner or a person typed, collected until a terminator. Pure: no terminal, no clock.

1. Full-width digits and letters (from a Chinese input method) become plain ones.
2. CR, LF and Tab end an entry, also inside a paste; an empty entry is none.
3. The length decides what an entry is: 3 digits a temperature (also `36.5`), 12 a serial, 15 or 18
   an identity number, more is a scan. Anything else is `other`.
4. At most 4,096 characters are kept; a longer entry is `too_long` and its text is dropped.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LENGTH_MAX = 4096
TERMINATORS = "\r\n\t"
_KEYED_LENGTH_MAX = 18


class EntryKind(StrEnum):
    """What an entry seems to be, by its length."""

    TEMPERATURE = "temperature"
    SERIAL = "serial"
    IDENTITY = "identity"
    SCAN = "scan"
    OTHER = "other"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `repr` leaves its text out, since it is personal."""

    kind: EntryKind
    text: str

    def __repr__(self) -> str:
        """The kind and the length only."""
        return f"Entry({self.kind.value}, {len(self.text)} characters)"


def classify(text: str) -> Entry:
    """What a text is, by rule 3; groups of digits may be set apart by spaces."""
    compact = text.replace(" ", "").upper()
    digits = compact.isascii() and compact.isdigit()
    if len(compact) == 4 and compact[2] == "." and compact.replace(".", "").isdigit():
        return Entry(kind=EntryKind.TEMPERATURE, text=compact.replace(".", ""))
    if digits and len(compact) == 3:
        return Entry(kind=EntryKind.TEMPERATURE, text=compact)
    if digits and len(compact) == 12:
        return Entry(kind=EntryKind.SERIAL, text=compact)
    if (digits and len(compact) == 15) or (
        len(compact) == 18 and compact[:17].isdigit() and compact[17] in "0123456789X"
    ):
        return Entry(kind=EntryKind.IDENTITY, text=compact)
    if len(compact) > _KEYED_LENGTH_MAX:
        return Entry(kind=EntryKind.SCAN, text=compact if digits else text)
    return Entry(kind=EntryKind.OTHER, text=text)


class ScanBuffer:
    """The characters of the entry being typed."""

    def __init__(self) -> None:
        """Start empty."""
        self._characters: list[str] = []
        self._overflown = False

    def __len__(self) -> int:
        """How many characters wait for a terminator."""
        return len(self._characters)

    @property
    def text(self) -> str:
        """The characters so far."""
        return "".join(self._characters)

    def feed(self, text: str) -> list[Entry]:
        """Take in typed or pasted text; the entries that it completes, in order."""
        entries = []
        for character in text:
            if character in TERMINATORS:
                entries += self.end()
                continue
            for plain in unicodedata.normalize("NFKC", character):
                if not plain.isprintable():
                    continue
                if len(self._characters) < LENGTH_MAX:
                    self._characters.append(plain)
                else:
                    self._overflown = True
        return entries

    def end(self) -> list[Entry]:
        """Complete the entry; none where nothing was typed."""
        text, overflown = self.text.strip(), self._overflown
        self.clear()
        if overflown:
            return [Entry(kind=EntryKind.TOO_LONG, text="")]
        return [classify(text)] if text else []

    def backspace(self) -> None:
        """Take the last character back."""
        if self._characters:
            self._characters.pop()

    def clear(self) -> None:
        """Forget everything."""
        self._characters.clear()
        self._overflown = False
