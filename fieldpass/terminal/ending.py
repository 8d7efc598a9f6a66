"""A terminal program that is asked to end from outside: it leaves as if by its own key.

A closed window sends SIGHUP, a shutdown SIGTERM. Unhandled, both end the program at once, and the
terminal stays in the alternate screen without a cursor. A closed window's signal goes to the leader
of the session alone, which may pass nothing on (make waits for the program): then the driver finds
that nothing can be read any more, and `hung_up` ends the program in the same way.
"""

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_ASKS_TO_END = ("SIGTERM", "SIGHUP")
_HANGUP = 1


def watch(app: "App[Any]") -> None:
    """Let these signals leave the app with status 128 and their number; call it in the app's loop."""
    loop = asyncio.get_running_loop()
    for name in _ASKS_TO_END:
        number = getattr(signal, name, None)
        if number is None:
            continue
        # Loops of Windows, and those outside the main thread, take no signal handlers.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, _leave, app, number)


def hung_up(app: "App[Any]") -> None:
    """The terminal is gone: leave the app as by SIGHUP; call it in the app's loop."""
    _leave(app, _HANGUP)


def _leave(app: "App[Any]", number: int) -> None:
    app.exit(return_code=128 + number)
