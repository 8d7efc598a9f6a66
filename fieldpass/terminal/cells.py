"""Only changed cells go to the terminal: a shadow grid under Textual's display.

Textual sends whole widgets again when one letter of them changes; on 9,600 baud that is a second.
This sits between Textual and its driver, compares what it is given with what the terminal shows,
and writes the difference. An idle program writes nothing.

The hooks are private to Textual, so:

1. the version is pinned, and `self_test` tries the hooks at the start;
2. where the test fails, or a display raises, Textual's own output is used (`doctor` says so);
3. whatever else writes to the driver passes through here, and what clears the screen is noticed;
4. a test holds that a terminal emulator shows the same screen with and without it.

While the line is behind (a slow terminal, or one that was stopped), nothing is sent: what should be shown
is kept, each cell once, and what differs from it is sent when the line is free again.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from fieldpass.terminal.abilities import abilities
from fieldpass.terminal.grid import Cells, Grid, Place, cells_of
from fieldpass.terminal.pens import PenBox

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

TESTED_VERSION = "8.2.8"
_CLEARING = ("\x1b[?1049", "\x1b[2J", "\x1b[J", "\x1bc")
_LEAVING = "\x1b[?1049l"
_SYSTEMS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
    "windows": ColorSystem.WINDOWS,
}

Piece = tuple[int, int, Cells]


def pieces_of(update: Any, pens: PenBox) -> Iterator[Piece]:
    """The cells of one of Textual's updates, as (row, column, cells).

    Raises:
        TypeError: an update of another kind.
    """
    from textual._compositor import ChopsUpdate, LayoutUpdate

    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            segments = [segment for strip in strips for segment in strip]
            yield y, update.region.x, cells_of(segments, pens)
    elif isinstance(update, ChopsUpdate):
        for y, first, end in update.spans:
            chops = zip(update.chop_ends[y], update.chops[y].items(), strict=False)
            for chop_end, (x, strip) in chops:
                if strip is not None and x < end and chop_end > first:
                    yield y, x, cells_of(strip, pens)
    else:
        raise TypeError(type(update).__name__)


def self_test() -> str | None:
    """Why the changed-cells display cannot be used, for `doctor`; None where it can."""
    try:
        import textual
        from textual._compositor import ChopsUpdate, LayoutUpdate
        from textual.app import App
        from textual.geometry import Region
        from textual.strip import Strip
    except ImportError as error:
        return f"textual has no {error.name}"
    if textual.__version__ != TESTED_VERSION:
        return f"textual {textual.__version__} is not {TESTED_VERSION}"
    wanted = ("_display", "_begin_update", "_end_update", "post_display_hook")
    missing = [name for name in wanted if not hasattr(App, name)]
    if missing:
        return f"textual.app.App has no {missing[0]}"
    pens = PenBox(None)
    strip = Strip([Segment("a卡", Style(bold=True))])
    try:
        layout = list(pieces_of(LayoutUpdate([[strip]], Region(2, 1, 3, 1)), pens))
        chops = list(pieces_of(ChopsUpdate([{0: None, 4: strip}], [(0, 4, 7)], [[4, 7]]), pens))
    except (TypeError, AttributeError, ValueError) as error:
        return f"textual's updates have changed: {type(error).__name__}"
    bold = pens.pen(Style(bold=True))
    cells = (("a", bold), ("卡", bold), ("", bold))
    if layout != [(1, 2, cells)] or chops != [(0, 4, cells)]:
        return "textual's updates have changed"
    return None


class ChangedCells:
    """The display of one app."""

    def __init__(self, app: "App[Any]", term: str = "") -> None:
        """Prepare for a terminal of this type (TERM)."""
        self._app = app
        self._term = term
        self._can = abilities(term, keeps_tabs=False, adds_returns=False)
        self._stock = app._display
        self._driver: Any = None
        self._write: Any = None
        self._grid: Grid | None = None
        self._pens = PenBox(None)
        self.problem: str | None = None
        """Why Textual's own output is in use; None while this one is."""
        self.frame: list[tuple[Widget, tuple[int, ...] | None]] | None = None
        """What goes out together (`fieldpass.terminal.at_once`); None while no frame is open."""

    def install(self) -> bool:
        """Stand under the app's display; False where the self-test fails."""
        self.problem = self_test()
        self._replace(self._display if self.problem is None else self._display_stock)
        return self.problem is None

    def remove(self, problem: str) -> None:
        """Give the display back to Textual, for a reason."""
        self.problem = problem
        self._replace(self._display_stock)
        if self._driver is not None:
            self._driver.write = self._write
        self._app.refresh(layout=True)

    def _replace(self, display: Any) -> None:
        setattr(self._app, "_display", display)  # noqa: B010 - a method is replaced

    def redraw(self) -> None:
        """Write everything again, since noise on the line may have spoiled the screen."""
        if self._grid is not None:
            self._grid.forget()
        repaint(self._app)

    def resized(self) -> None:
        """The window has another size, or had one for a moment: what it showed may be cut off."""
        grid = self._grid
        if grid is not None and (grid.width, grid.height) == self._app.size:
            # A new size has a new grid; for the old one Textual would paint nothing.
            self.redraw()

    @property
    def is_ready(self) -> bool:
        """Whether something can be sent now: the program runs, and a terminal of known size listens."""
        app = self._app
        driver = app._driver
        if app._batch_count or not app._running or driver is None or driver is not self._driver:
            return False
        grid = self._grid
        return grid is not None and (grid.width, grid.height) == app.size and self._knows_colours()

    def cells(self, segments: "Iterable[Segment]") -> Cells:
        """Segments as this display's cells."""
        return cells_of(segments, self._pens)

    def send_now(self, pieces: "Iterable[Piece]") -> bool:
        """Send what differs, without Textual; False where Textual must do it."""
        if not self.is_ready:
            return False
        self._paint(pieces)
        return self.problem is None

    def _display_stock(self, screen: Any, update: Any) -> None:
        """Textual's own output, which waits for a line that is behind: nothing, then the whole screen."""
        if self._is_free(self._app._driver):
            self._stock(screen, update)
        else:
            self._app.post_display_hook()

    def _is_free(self, driver: Any) -> bool:
        """Whether the line takes a frame now; if not, `_freed` is called when it does."""
        asked = getattr(driver, "when_free", None)
        return asked is None or asked(self._freed)

    def _freed(self) -> None:
        """Show what could not be sent."""
        if not self._app._running:
            return
        if self.problem is not None:
            repaint(self._app)
        elif self._grid is not None and (self._grid.width, self._grid.height) == self._app.size:
            self._paint(())

    def _display(self, screen: Any, update: Any) -> None:
        app = self._app
        driver = app._driver
        if update is None or app._batch_count or not app._running or driver is None:
            self._stock(screen, update)
            return
        if app.is_headless or driver.is_inline:
            self._stock(screen, update)
            return
        if driver is not self._driver:
            self._adopt(driver)
        self._prepare()
        try:
            pieces = list(pieces_of(update, self._pens))
        except TypeError:
            self._stock(screen, update)
            if self._grid is not None:
                self._grid.forget()
            return
        except (AttributeError, ValueError, IndexError, KeyError) as error:
            self.remove(type(error).__name__)
            return
        self._paint(pieces)

    def _paint(self, pieces: "Iterable[Piece]") -> None:
        app, grid = self._app, self._grid
        if grid is None:
            return
        if not self._is_free(self._driver):
            grid.hold(pieces)
            app.post_display_hook()
            return
        focused = app.focused
        grid.use_stops(getattr(focused, "tab_columns", ()))
        cursor: Place | None = None
        if hasattr(focused, "cursor_screen_offset"):
            # Something is typed into: an input method opens its window at the terminal's cursor.
            at = app.screen.outer_size.clamp_offset(app.cursor_position)
            cursor = (at.x, at.y)
        try:
            text = grid.paint(pieces, cursor)
        except (AttributeError, ValueError, IndexError, KeyError) as error:
            self.remove(type(error).__name__)
            return
        if text:
            self._send(text)
        app.post_display_hook()

    def _knows_colours(self) -> bool:
        return self._pens.colours is _SYSTEMS.get(self._app.console.color_system or "")

    def _prepare(self) -> None:
        """A grid of the terminal's size, and pens of its colours."""
        width, height = self._app.size
        if not self._knows_colours():
            system = _SYSTEMS.get(self._app.console.color_system or "")
            self._pens = PenBox(system, self._can.partial, self._can.colour_erase)
            self._grid = None
        if self._grid is None or (self._grid.width, self._grid.height) != (width, height):
            self._grid = Grid(width, height, self._pens, self._can)

    def _send(self, text: str) -> None:
        from textual._ansi_sequences import SYNC_END, SYNC_START

        if self._app._sync_available:
            text = f"{SYNC_START}{text}{SYNC_END}"
        self._write(text)
        self._driver.flush()

    def _adopt(self, driver: Any) -> None:
        """Listen to what others write to a driver."""
        self._driver, self._write = driver, driver.write
        self._can = abilities(
            self._term,
            keeps_tabs=getattr(driver, "keeps_tabs", False),
            adds_returns=getattr(driver, "adds_returns", False),
        )
        self._grid = None
        driver.write = self._foreign

    def _foreign(self, data: str) -> None:
        if self._grid is not None:
            if _LEAVING in data:
                data = self._grid.stops_put_back() + data
            if any(sequence in data for sequence in _CLEARING):
                self._grid.forget()
            else:
                self._grid.lose_place()
        self._write(data)


def repaint(app: "App[Any]") -> None:
    """Let every widget of the screen be drawn again, changed or not."""
    app.screen.refresh()
    for widget in app.screen.walk_children():
        widget.refresh()


def install(app: "App[Any]", term: str = "") -> ChangedCells:
    """Let an app send changed cells only; `.problem` says why where it cannot.

    `term` is the terminal's type, from TERM.
    """
    display = ChangedCells(app, term)
    display.install()
    return display
