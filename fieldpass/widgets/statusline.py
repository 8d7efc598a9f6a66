"""The header: where the program is, who works with it, what time it is, and the link.

One line, repainted only when its text changes: an idle screen sends nothing but the minute.
"""

from dataclasses import dataclass, replace

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from fieldpass.terminal import at_once
from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import cells, fit, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the header says; an empty part is left out."""

    title: str = ""
    place: str = ""
    person: str = ""
    network: str = ""
    clock: str = ""
    mark: str = ""
    """训练 and the like: what must never be overlooked stands first and is never cut."""


def status_line(status: Status, width: int) -> str:
    """The header's text in exactly `width` cells; place gives way first, then the title."""
    mark = f"[{status.mark}] " if status.mark else ""
    right = "  ".join(part for part in (status.person, status.network, status.clock) if part)
    left = "   ".join(part for part in (status.title, status.place) if part)
    room = width - cells(mark)
    if cells(left) + cells(right) + 2 > room and cells(status.title) + cells(right) + 2 <= room:
        left = fit(left, room - cells(right) - 2)
    return mark + spread(left, f"  {right}" if right else "", room)


class StatusLine(Widget):
    """The header line."""

    DEFAULT_CSS = "StatusLine { height: 1; width: 1fr; dock: top; }"

    def __init__(self, status: Status | None = None, *, id: str | None = None) -> None:
        """Show a status, by default an empty one."""
        super().__init__(id=id)
        self._status = status or Status()

    @property
    def status(self) -> Status:
        """What the line says now."""
        return self._status

    def show_status(self, status: Status) -> None:
        """Say something else; the same again repaints nothing."""
        if status != self._status:
            self._status = status
            if self.is_attached:
                at_once.repaint(self)

    def change(self, **parts: str) -> None:
        """Say something else in some parts: `change(clock="10:43")`."""
        self.show_status(replace(self._status, **parts))

    def render_line(self, y: int) -> Strip:
        """The one line."""
        text = status_line(self._status, self.size.width) if y == 0 else " " * self.size.width
        return Strip([Segment(text, palette_of(self.app).heading)], self.size.width)
