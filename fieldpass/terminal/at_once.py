"""Some lines of widgets sent at once, past Textual's messages, timers and compositor.

A key in a list changes two lines and the header. By Textual's way that is seven messages from pump to
pump, a timer, and every widget between the first and the last changed line drawn and cut; here the
lines are drawn and sent before the key's handler returns. Rules:

1. Only where it is right: the screen is in front and laid out, nothing lies over the lines, and the
   changed-cells display is in use, which alone knows and writes what the terminal shows. Otherwise the
   widgets are refreshed in Textual's own way.
2. Lines are drawn as the compositor has them drawn, at the places of the compositor's own map: what
   stands on the terminal afterwards is what the compositor's next frame would put there.
3. What is told within `one_frame` goes out together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual.geometry import Region

if TYPE_CHECKING:
    from textual.app import App
    from textual.strip import Strip
    from textual.widget import Widget

    from fieldpass.terminal.cells import ChangedCells, Piece

Lines = tuple[int, ...] | None
"""Lines of a widget, counted from 0 in its content; None for all of them."""


def repaint(widget: "Widget", lines: Lines = None) -> None:
    """Show these lines as they are now: with the frame that is open, else at once."""
    display = _display(widget.app)
    if display is None:
        refresh(widget, lines)
    elif display.frame is not None:
        display.frame.append((widget, lines))
    else:
        _send(display, [(widget, lines)])


def refresh(widget: "Widget", lines: Lines) -> None:
    """Textual's own way."""
    width = widget.size.width
    widget.refresh(*() if lines is None else (Region(0, y, width, 1) for y in lines))


@contextmanager
def one_frame(app: "App[Any]") -> Iterator[None]:
    """Everything that `repaint` is told in here goes out together at the end."""
    display = _display(app)
    if display is None or display.frame is not None:
        yield
        return
    display.frame = []
    try:
        yield
    finally:
        parts, display.frame = display.frame, None
        _send(display, parts)


def _display(app: "App[Any]") -> "ChangedCells | None":
    display: ChangedCells | None = getattr(app, "display_of_cells", None)
    return display if display is not None and display.problem is None else None


def _send(display: "ChangedCells", parts: "list[tuple[Widget, Lines]]") -> None:
    pieces: list[Piece] | None = []
    for widget, lines in parts:
        found = _pieces(display, widget, lines)
        pieces = None if found is None or pieces is None else pieces + found
    if pieces is None or not display.send_now(pieces):
        for widget, lines in parts:
            refresh(widget, lines)


def _pieces(display: "ChangedCells", widget: "Widget", lines: Lines) -> "list[Piece] | None":
    """A widget's lines as the display takes them; None where Textual must draw them."""
    screen = widget.screen
    unsettled = screen._layout_required or widget._layout_required
    if unsettled or screen is not widget.app.screen or not display.is_ready:
        return None
    in_front = screen._compositor.visible_widgets
    place = in_front.get(widget)
    if place is None or place[0].size != widget.size or not place[1].contains_region(place[0]):
        # Not shown whole, or with a border around the content that lines are counted in.
        return None
    x, y, width, height = place[0]
    wanted = [line for line in (range(height) if lines is None else lines) if line < height]
    for other, (region, clip) in in_front.items():
        if other is widget:
            break
        covered = region.intersection(clip)
        if any(covered.overlaps(Region(x, y + line, width, 1)) for line in wanted):
            return None
    # What Textual has kept of them is old, for it and for us.
    widget._styles_cache.set_dirty(*(Region(0, line, width, 1) for line in wanted))
    return [(y + line, x, display.cells(strip)) for line, strip in _drawn(widget, wanted)]


def _drawn(widget: "Widget", lines: list[int]) -> "Iterator[tuple[int, Strip]]":
    """Lines as the compositor has them drawn (`Widget.render_lines`)."""
    if not _is_bare(widget):
        width = widget.size.width
        for line in lines:
            yield line, widget.render_lines(Region(0, line, width, 1))[0]
        return
    # The same in a third of the time: Textual asks some twenty rules of style for each line.
    filters, ground = widget.get_line_filters(), widget.background_colors[1]
    for line in lines:
        strip = widget.render_line(line)
        for each in filters:
            strip = strip.apply_filter(each, ground)
        yield line, strip


def _is_bare(widget: "Widget") -> bool:
    """Nothing of the widget's style changes what it draws."""
    styles = widget.styles
    return (
        widget.opacity == 1.0
        and styles.text_opacity == 1.0
        and not styles.tint.a
        and not styles.has_rule("hatch")
        and not any(edge for edge, _ in styles.outline)
        and not widget.BLANK
    )
