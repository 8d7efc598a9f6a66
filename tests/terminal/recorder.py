"""Apps whose bytes to the terminal are kept, and terminal emulators that read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pyte
from textual.drivers.headless_driver import HeadlessDriver


@contextmanager
def recording() -> Iterator[list[str]]:
    """Everything that apps under `run_test` write to their driver while this is open."""
    written: list[str] = []
    with (
        patch.object(HeadlessDriver, "write", lambda self, data: written.append(data)),
        patch.object(HeadlessDriver, "is_headless", property(lambda self: False)),
        # As the line of a pseudo terminal is set: tabs go through, a line feed takes a return with it.
        patch.object(HeadlessDriver, "keeps_tabs", True, create=True),
        patch.object(HeadlessDriver, "adds_returns", True, create=True),
    ):
        yield written


def emulated(written: list[str], size: tuple[int, int]) -> pyte.Screen:
    """The screen of a terminal that has read all this (autowrap off, as Textual sets it)."""
    screen = pyte.Screen(*size)
    screen.reset_mode(pyte.modes.DECAWM >> 5, private=True)
    pyte.Stream(screen).feed("".join(written).replace("\n", "\r\n"))
    return screen


def same_picture(screen: pyte.Screen) -> list[list[tuple[Any, ...]]]:
    """What can be seen of a screen: characters and colours; of a blank only its ground."""
    rows = []
    for y in range(screen.lines):
        row: list[tuple[Any, ...]] = []
        for x in range(screen.columns):
            char = screen.buffer[y][x]
            if char.data == " " and not char.reverse:
                row.append((" ", char.bg))
            else:
                row.append((char.data, char.fg, char.bg, char.bold, char.reverse))
        rows.append(row)
    return rows
