"""Question and answer, a line each: what is said, what is asked, and how an answer is read.

Rules: 1. what is said goes out at once and in whole lines; 2. digits may be typed full width; 3. `0` is
None (back), `00` raises `Left`; 4. a terminal without Chinese glyphs gets Latin letters; 5. a secret is
not shown while it is typed, where there is a terminal to tell so.
"""

import contextlib
import os
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from fieldpass.locale import _
from fieldpass.plain.lines import LineReader
from fieldpass.terminal.glyphs import safe
from fieldpass.terminal.profiles import Profile
from fieldpass.terminal.romanised import latin

BACK, LEAVE = "0", "00"


class EndOfInput(Exception):
    """Nobody will answer any more."""


class Left(Exception):
    """The task is left; what was typed stays where it was kept."""


class Idle(Exception):
    """Nobody has answered for as long as this device allows."""


class Conversation:
    """A person, or a script, at the other end of a line."""

    def __init__(self, reader: LineReader, out: TextIO, profile: Profile) -> None:
        """Say on `out` what `profile` can show; a terminal on `reader` is waited for, see `patience`."""
        self._reader, self._out, self._profile = reader, out, profile
        self._asked = ""
        self.patience: Callable[[], float | None] = lambda: None
        """Seconds until a terminal without an answer is locked; None to wait for ever."""

    @property
    def profile(self) -> Profile:
        """What the other end can show."""
        return self._profile

    @property
    def on_terminal(self) -> bool:
        """Whether somebody types, and sees it."""
        return bool(self._out.isatty()) and _is_terminal(self._reader.descriptor)

    # Saying.

    def say(self, *lines: str) -> None:
        """Say lines."""
        for line in lines:
            self._write(line + "\n")

    def drawn(self, lines: Sequence[str]) -> None:
        """Show lines as they are: the drawing of a code."""
        self._out.write("".join(f"{line}\n" for line in lines))
        self._out.flush()

    def _write(self, text: str) -> None:
        body, end = text.removesuffix("\n"), "\n" if text.endswith("\n") else ""
        shown = safe(body) if self._profile.chinese else safe(latin(body))
        encoding = self._out.encoding or "ascii"
        self._out.write(shown.encode(encoding, "replace").decode(encoding) + end)
        self._out.flush()

    # Asking.

    def ask(self, question: str, given: str = "") -> str:
        """The answer to a question, `given` where Enter alone is pressed.

        Raises Left (00), EndOfInput, Idle.
        """
        shown = f"{question} [{given}]> " if given else f"{question}> "
        answer = self._answer(shown)
        if answer == LEAVE:
            raise Left
        return answer or given

    def secret(self, question: str) -> str:
        """A passphrase as it was typed, not shown. Raises EndOfInput, Idle."""
        with _unseen(self._reader.descriptor):
            answer = self._raw(f"{question}> ")
        if self.on_terminal:
            self.say("")
        return answer

    def choose(self, question: str, choices: Sequence[str], given: int | None = None) -> int | None:
        """The index of the choice that was meant; None for `0`, and for Enter where none is given."""
        for number, choice in enumerate(choices, 1):
            self.say(f"{number} {choice}")
        while True:
            answer = self.ask(question, "" if given is None else str(given + 1))
            if answer in ("", BACK):
                return None
            if answer.isdecimal() and 1 <= int(answer[:4]) <= len(choices):
                return int(answer) - 1
            self.say(_("Answer with a number from 1 to {n}, 0 goes back.").format(n=len(choices)))

    def yes(self, question: str) -> bool:
        """Whether it is so. Raises Left, EndOfInput, Idle."""
        while True:
            index = self.choose(question, [_("no"), _("yes")])
            if index is not None:
                return index == 1
            self.say(_("Answer 1 or 2; 00 leaves."))

    def _answer(self, shown: str) -> str:
        typed = self._raw(shown)
        plain = unicodedata.normalize("NFKC", typed)
        # A name keeps its own characters: only digits and Latin letters are made narrow.
        return " ".join((plain if plain.isascii() else typed).split())

    def _raw(self, shown: str) -> str:
        self._asked = shown
        self._write(shown)
        patience = self.patience() if self.on_terminal else None
        try:
            answer = self._reader.line(patience)
        except TimeoutError:
            self.say("")
            raise Idle from None
        finally:
            self._asked = ""
        if answer is None:
            self.say("")
            raise EndOfInput
        if not self.on_terminal:
            # Nothing is echoed there: each question keeps a line of its own.
            self.say("")
        return answer

    def ask_again(self) -> None:
        """Show the question once more that is waiting for its answer; after a pause (Ctrl+Z)."""
        if self._asked:
            self._write(f"\n{self._asked}")


def _is_terminal(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


@contextlib.contextmanager
def _unseen(descriptor: int) -> Iterator[None]:
    """Show nothing of what is typed; what was typed before the question is not lost."""
    if sys.platform == "win32" or not _is_terminal(descriptor):
        yield
        return
    import termios

    before = termios.tcgetattr(descriptor)
    unseen = list(before)
    unseen[3] &= ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSADRAIN, unseen)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def asked_again_after_a_pause(talk: Conversation) -> Iterator[None]:
    """A program that was stopped and goes on (Ctrl+Z, fg) repeats its question."""
    number = getattr(signal, "SIGCONT", None)
    if number is None:
        yield
        return
    before = signal.signal(number, lambda _number, _frame: talk.ask_again())
    try:
        yield
    finally:
        signal.signal(number, before)
