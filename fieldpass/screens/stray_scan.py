"""A card that is scanned where no scan belongs presses no key.

A scanner types digits, and digits choose: at a review `1` signs green and Enter signs at once. Rules:
1. Where what is typed is text (an entry line, a field) every key goes there at once. 2. Elsewhere a digit
waits `HOLD_S`, which nobody notices; those that come closer together wait together. 3. Up to
`TYPED_MOST` are keys, as a slow line brings several at once, and have their effect in order; more are a
scan: it has none, nor has the Enter or Tab that ends it, and one sentence says where scans belong.
"""

import time
import unicodedata
from typing import TYPE_CHECKING, cast

from textual import events
from textual.timer import Timer
from textual.widgets import Input

from fieldpass.locale import _
from fieldpass.screens.type_ahead import TypeAheadApp
from fieldpass.widgets.scan_field import ScanField

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp

HOLD_S = 0.03
"""Characters closer than this were not typed by a person, or came together on a slow line."""
TYPED_MOST = 6
QUIET_S = 0.25
"""After so long without a key a scan is over."""
WAITS_MOST = 4
"""So often a wait starts again because the program itself stood still; then keys have their effect."""
_ENDING_KEYS = frozenset({"enter", "tab", "ctrl+j"})


class ScanGuardedApp(TypeAheadApp):
    """Keeps stray scans from keys."""

    _held: tuple[events.Key, ...] = ()
    _hold: Timer | None = None
    _hold_ends: float = 0.0
    _waits: int = 0
    _scanned_at: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Hold digits back for a moment, by rules 2 and 3."""
        if self.has_to_wait(event):
            return
        if not isinstance(event, events.Key) or event.is_forwarded or self._takes_text():
            await super().on_event(event)
            return
        if self._in_scan(event):
            self._scanned_at = event.time
            return
        if not self._is_digit(event):
            await self.release_keys()
            await super().on_event(event)
            return
        self._held = (*self._held, event)
        if len(self._held) > TYPED_MOST:
            self._held, self._scanned_at = (), event.time
            self._say_where()
        else:
            self._waits = 0
            self._wait_for_the_next()

    def _in_scan(self, event: events.Key) -> bool:
        """Whether a key belongs to a scan that was found out."""
        if self._scanned_at is None:
            return False
        if event.time - self._scanned_at <= QUIET_S and (
            event.key in _ENDING_KEYS or event.character is not None
        ):
            return True
        self._scanned_at = None
        return False

    def _wait_for_the_next(self) -> None:
        """From this digit on, not from the first: a scanner that takes 10 ms a digit is one too."""
        if self._hold is not None:
            self._hold.stop()
        self._hold_ends = time.monotonic() + HOLD_S
        self._hold = self.set_timer(HOLD_S, self._held_long)

    async def _held_long(self) -> None:
        """No other digit came, unless it came while the program stood still and was not yet seen."""
        self._hold = None
        if not self._screen_stack:
            # The program was left meanwhile: nobody is there to take it.
            return
        late = time.monotonic() - self._hold_ends > HOLD_S / 2
        if (late or self.message_queue_size) and self._waits < WAITS_MOST:
            self._waits += 1
            self._wait_for_the_next()
        else:
            await self.release_keys()

    async def release_keys(self) -> None:
        """What was held are keys: let each have its effect."""
        if self._hold is not None:
            self._hold.stop()
            self._hold = None
        held, self._held = self._held, ()
        for event in held:
            await super().on_event(event)

    def _takes_text(self) -> bool:
        return isinstance(self.focused, Input | ScanField)

    @staticmethod
    def _is_digit(event: events.Key) -> bool:
        plain = unicodedata.normalize("NFKC", event.character or "")
        return len(plain) == 1 and plain.isascii() and plain.isdigit()

    def _say_where(self) -> None:
        front = cast("FieldpassApp", self).front
        if front is not None and front.stands:
            front.say(_("That was a scan: nothing was done. Cards are scanned at the checkpoint."))
