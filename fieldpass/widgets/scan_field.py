"""The entry line of the checkpoint: scanner, thermometer and keyboard in one place.

A scanner that types sends up to 321 digits at any speed. The field repaints once after them, not
at each digit; what a person types shows after a moment's pause. Enter, Tab or LF ends an entry, and
so does silence after a burst that no person could type. A code may hold line ends, and after them what a
person would type: an entry that follows another one without a pause is told as `run_on`. What is typed is
never logged: the message that carries it shows its kind only.
"""

from time import monotonic

from rich.repr import Result
from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from fieldpass.locale import _
from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import cells, fit
from fieldpass.widgets.scan_buffer import TERMINATORS, Entry, EntryKind, ScanBuffer

PAUSE_S = 0.05
"""After so long without a key the field is repainted."""
SILENCE_S = 0.25
"""After so long without a key a scanner's burst is complete."""
BURST_GAP_S = 0.02
"""Characters closer than this were not typed by a person."""
_SHOWN_MAX = 18
_ENDED_BY_SILENCE = (12, 15, 18)
_ENDING_KEYS = {"enter", "tab", "ctrl+j"}

TYPED_COLUMNS = 8


class ScanField(Widget, can_focus=True):
    """One entry line that buffers fast input."""

    DEFAULT_CSS = "ScanField { height: 1; width: 1fr; }"

    class Entered(Message):
        """An entry is complete."""

        def __init__(
            self, field: "ScanField", kind: EntryKind, text: str, *, run_on: bool = False
        ) -> None:
            """Carry the kind and the text; `run_on`: nobody took a breath since the entry before."""
            super().__init__()
            self.field, self.kind, self.text, self.run_on = field, kind, text, run_on

        @property
        def control(self) -> "ScanField":
            """The field, for `@on` selectors."""
            return self.field

        def __rich_repr__(self) -> Result:
            """The kind only: the text is personal."""
            yield "kind", self.kind.value

    class Edited(Message):
        """What a person types has changed and has been shown; never sent during a scan."""

        def __init__(self, field: "ScanField", text: str) -> None:
            """Carry the text so far."""
            super().__init__()
            self.field, self.text = field, text

        @property
        def control(self) -> "ScanField":
            """The field, for `@on` selectors."""
            return self.field

        def __rich_repr__(self) -> Result:
            """The length only: the text is personal."""
            yield "length", len(self.text)

    def __init__(self, prompt: str = "", *, id: str | None = None) -> None:
        """Show a prompt (体温, 卡号或身份证 >) before what is typed."""
        super().__init__(id=id)
        self._prompt = prompt
        self._hint = ""
        self._buffer = ScanBuffer()
        self._burst = True
        self._last_at: float | None = None
        self._key_at: float | None = None
        self._ran_on = False
        self._shown = ""
        self._pause: Timer | None = None
        self._silence: Timer | None = None

    @property
    def waiting(self) -> int:
        """How many characters wait for a terminator."""
        return len(self._buffer)

    @property
    def typed(self) -> str:
        """What waits for a terminator."""
        return self._buffer.text

    def put(self, text: str) -> None:
        """Put a text into the line as if a person had typed it: it waits for Enter."""
        self._buffer.clear()
        self._buffer.feed("".join(one for one in text if one not in TERMINATORS))
        self._burst = False
        self._settle()

    def show_prompt(self, prompt: str) -> None:
        """Ask something else."""
        if prompt != self._prompt:
            self._prompt = prompt
            self.refresh()

    def show_hint(self, hint: str) -> None:
        """Say at the right end what Enter would do (回车: 36.5 度, 放行)."""
        if hint != self._hint:
            self._hint = hint
            self.refresh()

    def clear(self) -> None:
        """Forget what was typed."""
        self._buffer.clear()
        self._settle()

    async def on_key(self, event: events.Key) -> None:
        """Take in a character or end the entry."""
        self._breathe(event.time)
        if event.key in _ENDING_KEYS:
            if len(self._buffer):
                self._stop(event)
                self._post(self._buffer.end())
            elif event.key == "ctrl+j":
                self._stop(event)
            return
        if event.key in ("backspace", "delete", "ctrl+u", "escape") and len(self._buffer):
            self._stop(event)
            if event.key == "backspace":
                self._buffer.backspace()
            else:
                self._buffer.clear()
            self._burst = False
            self._settle()
            return
        if event.character is not None and event.is_printable:
            self._stop(event)
            self._take(event.character, event.time)

    def on_paste(self, event: events.Paste) -> None:
        """Take in pasted text; line ends in it end entries."""
        event.stop()
        event.prevent_default()
        self._breathe(event.time)
        if not len(self._buffer):
            self._burst = True
        self._post(self._buffer.feed(event.text))
        self._last_at = event.time
        self._wait()

    def _breathe(self, at: float) -> None:
        """Any key, also one without a character, goes on with the run; a pause before it begins a new one."""
        if self._key_at is None or at - self._key_at > SILENCE_S:
            self._ran_on = False
        self._key_at = at

    def _stop(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def _take(self, character: str, at: float) -> None:
        """Add a character typed at a time (seconds), and see whether a person types."""
        if not len(self._buffer):
            self._burst = True
        elif self._last_at is not None and at - self._last_at > BURST_GAP_S:
            self._burst = False
        self._last_at = at
        self._post(self._buffer.feed(character))
        self._wait()

    def _wait(self) -> None:
        """Start waiting for the pause; a timer that already runs finds out itself.

        Restarting a timer at each of 321 digits would cost more than the digits.
        """
        if self._pause is None:
            self._pause = self.set_timer(PAUSE_S, self._look)

    def _look(self) -> None:
        """After a moment: still typing, or time to repaint."""
        self._pause = None
        if self._quiet_for_s() < PAUSE_S * 0.9:
            self._wait()
            return
        self._settle()
        if self._burst and self._may_end_by_silence() and self._silence is None:
            self._silence = self.set_timer(SILENCE_S - PAUSE_S, self._fall_silent)

    def _quiet_for_s(self) -> float:
        return monotonic() - self._last_at if self._last_at is not None else SILENCE_S

    def _may_end_by_silence(self) -> bool:
        length = len(self._buffer)
        return length in _ENDED_BY_SILENCE or length > _SHOWN_MAX

    def _fall_silent(self) -> None:
        self._silence = None
        if self._quiet_for_s() < SILENCE_S * 0.9:
            self._wait()
        elif self._burst and self._may_end_by_silence():
            self._post(self._buffer.end())

    def _settle(self) -> None:
        """Show what was typed, if it looks different from what is shown."""
        text = self._line_text()
        if text == self._shown:
            return
        self._shown = text
        self.refresh()
        if len(self._buffer) <= _SHOWN_MAX:
            self.post_message(self.Edited(self, self._buffer.text))

    def _post(self, entries: list[Entry]) -> None:
        """Announce complete entries and show the rest."""
        for entry in entries:
            self.post_message(self.Entered(self, entry.kind, entry.text, run_on=self._ran_on))
            self._ran_on = True
        if entries:
            self._burst = True
            self._settle()

    def _line_text(self) -> str:
        typed = self._buffer.text
        if len(typed) <= _SHOWN_MAX:
            return typed
        return _("({n} characters)").format(n=len(typed))

    def on_focus(self) -> None:
        """Show the caret."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the caret."""
        self.refresh()

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the next character will stand."""
        column = cells(f" {self._prompt} > ") + cells(self._shown)
        return self.region.offset + Offset(min(self.size.width - 1, column), 0)

    def render_line(self, y: int) -> Strip:
        """The prompt, what was typed, a caret that does not blink, and the hint."""
        palette, width = palette_of(self.app), self.size.width
        caret = "_" if self.has_focus else " "
        prompt = f" {self._prompt} > "
        left = f"{self._shown}{caret}"
        hint = f"  {self._hint} " if self._hint else ""
        # What is typed is never covered by what is said of it.
        room = max(
            0, width - cells(prompt) - cells(hint), min(TYPED_COLUMNS, width - cells(prompt))
        )
        if self.has_focus:
            # Where the terminal's cursor stands, an input method opens its window.
            self.app.cursor_position = self.cursor_screen_offset
        return Strip(
            [
                Segment(fit(prompt, min(width, cells(prompt))), palette.text),
                Segment(fit(left, room), palette.entry),
                Segment(fit(hint, width - min(width, cells(prompt)) - room), palette.text),
            ]
        ).adjust_cell_length(width, palette.text)
