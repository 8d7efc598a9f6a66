"""What a command that runs for long owes its terminal: to see whether there is one, and to end in order.

A signal that asks a program to end (a closed window, a shutdown) kills it at once unless it is told
otherwise; then the terminal stays as it was left and what was started goes on running.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ASKS_TO_END = ("SIGTERM", "SIGHUP")


def has_terminal() -> bool:
    """Whether somebody looks and types; a stream that was closed before the start is None."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Turn a signal that asks to end into SystemExit (128 + its number), so that all is put in order."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in _ASKS_TO_END if hasattr(signal, name)]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
