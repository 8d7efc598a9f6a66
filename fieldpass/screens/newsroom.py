"""Tells news on the screen in front, in the line above the footer, and never in anybody's way.

Rules: 1. One look at a time; what a look finds is kept, also where the screen that asked has gone
meanwhile. 2. Nothing is told while a checkpoint, the unlock screen or a question is in front: it waits
until that is left. 3. What waits is bounded: a newer piece of a kind takes the place of an older one.
"""

import threading
from collections import deque
from typing import TYPE_CHECKING

from fieldpass.desk.news import News, Watch
from fieldpass.screens.shown import say

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp
    from fieldpass.desk.office import Office

TOLD_S = 12.0
_FOUND_MAX = 64
_UNDISTURBED = frozenset({"checkpoint", "parked", "opening", "recovery"})


class Newsroom:
    """The news of one office while it is open."""

    def __init__(self, app: "FieldpassApp", office: "Office") -> None:
        """Nothing has been seen."""
        self._app, self._watch = app, Watch(office)
        self._found: deque[News] = deque(maxlen=_FOUND_MAX)
        self._guard = threading.Lock()

    def look(self) -> None:
        """Ask the desk what is new, and tell it."""
        front = self._app.front
        if front is not None:
            front.ask(self._look, lambda done: self.tell(), lambda error: None, group="news")

    def _look(self) -> None:
        """In a worker thread."""
        with self._guard:
            self._found.extend(self._watch.look())

    def tell(self) -> None:
        """Say what was found, where somebody may be spoken to now."""
        front = self._app.front
        if not self._found or front is None or not front.stands:
            return
        if front.NAME in _UNDISTURBED:
            return
        newest = {one.kind: one for one in list(self._found)}
        self._found.clear()
        front.say(" ".join(say(one.text) for one in newest.values()), seconds=TOLD_S)
