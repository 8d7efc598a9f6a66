"""What is pasted is text: an escape sequence in it presses no key.

Textual's parser reads sequences inside a bracketed paste too, and gives one that it does not know as keys:
a pasted `ESC [31m` presses `1`, which signs green at a review. So the escapes of a paste never reach it.
"""

START, END = "\x1b[200~", "\x1b[201~"


class PasteFilter:
    """Takes what is read, in whatever pieces, and leaves every escape between START and END out."""

    def __init__(self) -> None:
        """No paste has begun."""
        self._inside = False
        self._held = ""
        """The end of a piece inside that may be the beginning of END."""
        self._before = ""
        """The end of a piece outside that may be the beginning of START; it has been passed on."""

    def __call__(self, data: str) -> str:
        """What the parser gets of the next piece."""
        passed = ""
        while data:
            step, data = self._paste(data) if self._inside else self._keys(data)
            passed += step
        return passed

    def _keys(self, data: str) -> tuple[str, str]:
        seen = self._before + data
        at = seen.find(START)
        if at < 0:
            self._before = seen[-len(START) + 1 :]
            return data, ""
        end = at + len(START) - len(self._before)
        self._inside, self._before = True, ""
        return data[:end], data[end:]

    def _paste(self, data: str) -> tuple[str, str]:
        data, self._held = self._held + data, ""
        at = data.find(END)
        if at >= 0:
            self._inside = False
            return data[:at].replace("\x1b", "") + END, data[at + len(END) :]
        kept = next((n for n in range(len(END) - 1, 0, -1) if data.endswith(END[:n])), 0)
        whole = len(data) - kept
        self._held = data[whole:]
        return data[:whole].replace("\x1b", ""), ""
