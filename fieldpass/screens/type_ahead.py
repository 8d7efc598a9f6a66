"""Keys that come before a form has done what the key before them asks: they wait for it.

Textual hands each key to the widget in focus without waiting for what it does. Of keys that come together
(a slow line that stood, a busy laptop) those behind an Enter would be typed into the field that it leaves.
Rules: 1. After a key that may leave a field of a form, later keys wait, in order. 2. They go on when
everything that the key has set going is done, and the desk has answered; then each is looked at anew, as the
focus is elsewhere. 3. For the desk they wait `WAIT_MOST_S` at the most, and twice that where something was
lost on the way: a key is late rather than lost.
"""

import time
from collections import deque
from collections.abc import Sequence
from functools import partial

from textual import events
from textual.message_pump import MessagePump
from textual.timer import Timer

from fieldpass.screens.entry import Entry
from fieldpass.screens.form import Choice
from fieldpass.screens.idle import IdleApp
from fieldpass.screens.questions import QuestionList

WAIT_MOST_S = 1.0
_LOOK_S = 0.01
_LAPS = 2
"""What a message of a widget's own sets going is behind the first lap, and before the second."""
_EDITING_KEYS = frozenset({"backspace", "delete", "left", "right", "home", "end"})
"""These stay in their field."""


class TypeAheadApp(IdleApp):
    """Hands the keys on one move of a form at a time."""

    _ahead: deque[events.Key | events.Paste] | None = None
    _moved_at: float = 0.0
    _moves: int = 0
    _wait_ends: Timer | None = None

    @property
    def keys_wait(self) -> bool:
        """Whether a form is on its way to another field."""
        return self._ahead is not None

    async def on_event(self, event: events.Event) -> None:
        """Let a key wait by rule 1."""
        if self.has_to_wait(event):
            return
        if self._may_leave(event):
            self._ahead, self._moved_at = deque(), time.monotonic()
            self._moves += 1
            self._wait_ends = self.set_timer(2 * WAIT_MOST_S, partial(self._let_go, self._moves))
            move, way = self._moves, self._way_up()
            await super().on_event(event)
            self._follow(move, way)
        else:
            await super().on_event(event)

    def has_to_wait(self, event: events.Event) -> bool:
        """Whether it is a key, or what is pasted, that has come too early; it is looked at anew later."""
        if self._ahead is None or not isinstance(event, events.Key | events.Paste):
            return False
        if event.is_forwarded:
            return False
        self._ahead.append(event)
        return True

    def _may_leave(self, event: events.Event) -> bool:
        if not isinstance(event, events.Key) or event.is_forwarded:
            return False
        focused = self.focused
        if isinstance(focused, Entry):
            return not event.is_printable and event.key not in _EDITING_KEYS
        return isinstance(focused, Choice | QuestionList)

    def _way_up(self) -> list[MessagePump]:
        """What a key passes, from the widget in focus to the program."""
        return [] if self.focused is None else [*self.focused.ancestors_with_self]

    def _follow(self, move: int, way: Sequence[MessagePump], number: int = 0) -> None:
        """Go the key's way behind it, in each one's queue; after the last lap look whether all is done."""
        if number == _LAPS * len(way):
            self.call_later(self._arrived, move)
            return
        at = way[number % len(way)]
        if not at.call_later(self._follow, move, way, number + 1):
            # It is being taken away, and has nothing more to do.
            self._follow(move, way, number + 1)

    async def _arrived(self, move: int) -> None:
        if not self._is_under_way(move):
            return
        if self._is_asking() and time.monotonic() - self._moved_at < WAIT_MOST_S:
            self.set_timer(_LOOK_S, lambda: self._follow(move, self._way_up() or [self]))
            return
        await self._let_go(move)

    def _is_under_way(self, move: int) -> bool:
        """Whether keys wait for this move, and not for a later one, in a program that was not left."""
        return self._ahead is not None and move == self._moves and bool(self._screen_stack)

    async def _let_go(self, move: int) -> None:
        """Look at what has waited for a move anew; what was lost on its way must hold nothing up."""
        if self._ahead is None or not self._is_under_way(move):
            return
        if self._wait_ends is not None:
            self._wait_ends.stop()
        waiting, self._ahead = self._ahead, None
        while waiting:
            event = waiting.popleft()
            await self.on_event(event)
            if self._ahead is not None:
                self._ahead.extend(waiting)
                return

    def _is_asking(self) -> bool:
        """Whether the desk has not answered the screen in front yet."""
        return any(
            one.node is self.screen and not one.is_finished and one.group != "camera"
            for one in self.workers
        )
