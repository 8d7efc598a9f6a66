"""Locking a program that nobody touches.

Rules: 1. After the device's number of minutes without a key the program locks; what was typed is kept
for who comes back (see `left`). 2. Where a checkpoint is open the line must go on: it does not lock, and
the issuer key was put away when it began. 3. Time is the app's clock, so a laptop that slept is locked
when it wakes.
"""

from typing import TYPE_CHECKING, cast

from textual import events

from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.left import LeavingApp

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp

LOOK_EVERY_S = 5.0
_TOUCHES = (events.Key, events.Paste, events.MouseDown)


class IdleApp(LeavingApp):
    """Knows when somebody last pressed a key."""

    idle_minutes = 0
    """0 until an office is open."""
    last_minute = -1
    """What the header's clock shows, in minutes since 1970; none before the first."""
    _touched = 0

    def on_mount(self) -> None:
        """Look now and then."""
        self.set_interval(LOOK_EVERY_S, self.look_idle)

    async def on_event(self, event: events.Event) -> None:
        """Note each key on its way."""
        if isinstance(event, _TOUCHES):
            self._touched = self._host.now()
        await super().on_event(event)

    def shown_minute(self) -> int:
        """The header's minute; a thin line is silent while nobody types, and it goes on with a key."""
        minute = self._host.now() // 60_000
        silent = self._host.profile.name == "serial" and self._touched // 60_000 < minute
        return self.last_minute if silent and self.last_minute >= 0 else minute

    def watch_idle(self, minutes: int) -> None:
        """Begin to count, with this limit."""
        self.idle_minutes, self._touched = minutes, self._host.now()

    def look_idle(self) -> None:
        """Lock, where it is time."""
        app = self._host
        office = app.office
        if office is None or not self.idle_minutes:
            return
        if app.now() - self._touched < self.idle_minutes * 60_000:
            return
        open_now = [one.NAME for one in app.screen_stack if isinstance(one, DeskScreen)]
        if "checkpoint" in open_now:
            return
        app.action_lock()
        said = _("Locked after {n} minutes without a key. What was typed is kept.")
        if app.front is not None:
            app.front.say(said.format(n=self.idle_minutes), seconds=60.0)

    @property
    def _host(self) -> "FieldpassApp":
        return cast("FieldpassApp", self)
