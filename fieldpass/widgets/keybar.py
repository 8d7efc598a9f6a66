"""The footer: what can be pressed now, from the action registry.

Actions of the screen stand left, in their order; the habits (strong light, lock, help) stand right,
and help last of all, since who knows nothing else must find it. What does not fit is left to the
help; the habits stay. Labels are translated when they are drawn.
"""

from collections.abc import Iterable

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from fieldpass.terminal.action import EVERYWHERE, Action
from fieldpass.terminal.actions import key_name
from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import cells, fit, spread

GAP = "   "
_RIGHT_ORDER = ("strong_light", "lock", "help")


def key_text(action: Action) -> str:
    """One entry: `F2 帮助`."""
    return f"{key_name(action.key)} {action.shown_label()}"


def _flow(texts: list[str], width: int, rows: int, last_width: int) -> list[str]:
    """Texts in lines, whole texts only; the last line has less room, for the habits."""
    lines = [""]
    for text in texts:
        room = last_width if len(lines) == rows else width
        longer = f"{lines[-1]}{GAP}{text}" if lines[-1] else f" {text}"
        if cells(longer) <= room:
            lines[-1] = longer
        elif len(lines) < rows:
            lines.append(f" {text}")
    return lines + [""] * (rows - len(lines))


def keybar_lines(actions: Iterable[Action], width: int, rows: int = 1, lead: str = "") -> list[str]:
    """The footer's lines, each exactly `width` cells; `lead` is a hint that stands first."""
    shown = [action for action in actions if not action.hidden]
    by_id = {action.id: action for action in shown if EVERYWHERE in action.screens}
    right = GAP.join(key_text(by_id[id]) for id in _RIGHT_ORDER if id in by_id)
    left = [key_text(action) for action in shown if action.id not in _RIGHT_ORDER]
    texts = [lead, *left] if lead else left
    right = f"  {right} " if right else ""
    lines = _flow(texts, width, rows, width - cells(right))
    return [fit(line, width) for line in lines[:-1]] + [spread(lines[-1], right, width)]


class KeyBar(Widget):
    """The footer line, or lines."""

    DEFAULT_CSS = "KeyBar { height: 1; width: 1fr; dock: bottom; }"

    def __init__(
        self, actions: Iterable[Action] = (), *, lead: str = "", id: str | None = None
    ) -> None:
        """Show what can be pressed; `lead` is a hint such as 按数字选."""
        super().__init__(id=id)
        self._actions = tuple(actions)
        self._lead = lead

    def show_actions(self, actions: Iterable[Action], lead: str = "") -> None:
        """Show other actions; the same again repaints nothing."""
        wanted = (tuple(actions), lead)
        if wanted != (self._actions, self._lead):
            self._actions, self._lead = wanted
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the footer's lines."""
        lines = keybar_lines(self._actions, self.size.width, max(1, self.size.height), self._lead)
        text = lines[y] if y < len(lines) else " " * self.size.width
        return Strip([Segment(text, palette_of(self.app).text)], self.size.width)
