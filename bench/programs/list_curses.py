"""100,000 rows in curses: the least that a list with a cursor can be."""

import curses
from typing import TYPE_CHECKING

from bench.programs.list_rows import COUNT, row, title

if TYPE_CHECKING:
    from _curses import window


def run(screen: "window") -> None:
    """Arrows and page keys, until q."""
    curses.curs_set(0)
    height = screen.getmaxyx()[0] - 1
    cursor = top = 0
    while True:
        screen.addstr(0, 0, f"{title(cursor):79}")
        for line in range(height):
            number = top + line
            look = curses.A_REVERSE if number == cursor else curses.A_NORMAL
            screen.addstr(1 + line, 0, row(number), look)
        screen.refresh()
        key = screen.getch()
        step = {curses.KEY_DOWN: 1, curses.KEY_NPAGE: height}.get(key, 0)
        cursor = min(COUNT - height, cursor + step)
        if step > 1:
            top = min(COUNT - height, top + step)
        top = max(top, cursor - height + 1)


if __name__ == "__main__":
    curses.wrapper(run)
