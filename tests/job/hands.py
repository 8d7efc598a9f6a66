"""A person at the terminal: fills forms, presses keys, reads the code with a camera."""

import random
from collections.abc import Sequence
from types import TracebackType

import zxingcpp
from rich.color import ColorSystem
from rich.style import Style

from fieldpass.terminal.themes import DARK, PALETTES
from tests.job.place import FIELDPASS, Place
from tests.terminal.pixels import cells_of_terminal, picture
from tests.terminal.tty import ENTER, Tty

_LABEL_COLUMNS = 18


def _ground(style: Style) -> str:
    """A style's background as an emulator of 256 colours names it."""
    assert style.bgcolor is not None
    return style.bgcolor.downgrade(ColorSystem.EIGHT_BIT).get_truecolor().hex[1:]


_CURSOR, _ENTRY = _ground(PALETTES[DARK].cursor), _ground(PALETTES[DARK].entry)


class Person:
    """Somebody at a terminal with `fieldpass demo` on it, data in `place.here / "village"`.

    `starter` is a command that starts the program and waits for it, as make does.
    """

    def __init__(
        self, place: Place, *words: str, starter: Sequence[str] = (), **environ: str
    ) -> None:
        self.folder = place.here / "village"
        self.tty = Tty(
            [*starter, *FIELDPASS, *words, "demo", "--folder", str(self.folder)],
            environ=place.environ(TERM="xterm-256color", **environ),
            cwd=place.here,
        )

    def sees(self, *words: str) -> None:
        """Wait until the screen shows all these words."""
        self.tty.wait_for(*words)

    def sees_no_more(self, word: str) -> None:
        """Wait until the screen shows this word no more."""
        self.tty.wait_until(lambda: not self.tty.shows(word), f"{word} to go")

    def presses(self, key: bytes, *then: str) -> None:
        """Press one key; wait until the screen shows what it brings."""
        self.tty.press(key)
        self.sees(*then)

    # Forms.

    def fills(self, label: str, text: str) -> None:
        """Type into the entry with this label, once the cursor stands there, and press Enter."""
        self._comes_to(label)
        self.tty.type_in(text)
        self.tty.wait_until(lambda: text in self._row(label), f"{text} at {label}")
        self.tty.press(ENTER)

    def leaves(self, label: str) -> None:
        """Press Enter in the entry with this label as it is."""
        self._comes_to(label)
        self.tty.press(ENTER)

    def chooses(self, label: str, digit: str, answer: str) -> None:
        """Choose an answer by its digit."""
        self._comes_to(label)
        self.tty.type_in(digit)
        self.tty.wait_until(lambda: f"[{digit} {answer}]" in self._row(label), answer)

    def _row(self, label: str) -> str:
        found = [line for line in self.tty.lines if line.strip().startswith(label)]
        return found[0] if found else ""

    def _comes_to(self, label: str) -> None:
        """Wait until the entry of this label has the keys."""
        self.tty.wait_until(lambda: self._has_keys(label), f"the cursor at {label}")

    def _has_keys(self, label: str) -> bool:
        """An entry shows its cursor; a choice lies on the entries' ground only while it has the keys."""
        row = self._row(label)
        if not row:
            return False
        cells = self.tty.screen.buffer[self.tty.lines.index(row)]
        grounds = {cells[x].bg for x in range(_LABEL_COLUMNS, self.tty.screen.columns)}
        choice = "1 " in row and " 2 " in row
        return _CURSOR in grounds or (choice and _ENTRY in grounds)

    # The code.

    def photographs(self) -> str:
        """What a reader makes of the code on the screen, once it stands there whole."""
        self.tty.wait_until(lambda: len(self._codes()) == 1, "a code that can be read")
        return str(self._codes()[0].text)

    def _codes(self) -> list[zxingcpp.Barcode]:
        image = picture(cells_of_terminal(self.tty.screen))
        return list(
            zxingcpp.read_barcodes(image, formats=zxingcpp.barcode_formats_from_str("QRCode"))
        )

    def scans(self, digits: str, *, chance: random.Random) -> None:
        """Let a scanner type a code: 0 to 10 ms between the digits, Enter at the end."""
        for character in digits:
            self.tty.type_in(character, pause_s=chance.uniform(0, 0.01))
        self.tty.press(ENTER)

    def __enter__(self) -> "Person":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.tty.close()
