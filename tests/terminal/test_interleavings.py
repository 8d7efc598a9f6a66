"""A list, its header and what lies over them, in any order of keys, answers, frames and screens.

Lines go to the terminal from two sides: at once from the list, and frame by frame from Textual's compositor.
After every step two emulators show what the display believes that they show, and, when nothing is under way,
the compositor's own picture, drawn anew.

    FIELDPASS_SEEDS=500 python -m pytest tests/terminal/test_interleavings.py

What was done stands in the failure; `FIELDPASS_SEED` plays one seed alone.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pyte
import pytest
from textual._compositor import LayoutUpdate
from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.color import Color
from textual.events import Resize
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from fieldpass.terminal import cells
from fieldpass.terminal.grid import Grid
from fieldpass.terminal.pens import PLAIN, PenBox
from fieldpass.terminal.themes import DARK, NONE, SIXTEEN, STRONG, themes
from fieldpass.widgets import record_view
from fieldpass.widgets.pages import Row
from fieldpass.widgets.record_view import Column, RecordView
from fieldpass.widgets.statusline import Status, StatusLine
from tests.terminal.recorder import recording, same_picture
from tests.widgets.lists import CountingSource

SEEDS = int(os.environ.get("FIELDPASS_SEEDS", "12"))
ONLY = os.environ.get("FIELDPASS_SEED")
STEPS = 80
SIZES = ((50, 14), (64, 11), (41, 18))
TURNS_MAX = 400


class FullSource(CountingSource):
    """Rows that differ in most of their cells, so that moving them saves something."""

    def _rows(self, keys: Sequence[int]) -> list[Row]:
        return [
            replace(row, cells=(*row.cells[:2], str(pow(7919, int(row.cells[0]), 10**14))))
            for row in super()._rows(keys)
        ]


class HomingScreen(pyte.Screen):
    """As a VT100 and xterm: the cursor goes home also where the region is taken away."""

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        super().set_margins(top, bottom)
        self.cursor_position()


class Over(ModalScreen[None]):
    """A question that lies over the list's middle."""

    CSS = "Over { align: center middle; } Over > Static { width: 20; height: 4; }"

    def compose(self) -> ComposeResult:
        yield Static("really?\nEnter yes\nEsc no")


class Other(Screen[None]):
    """Another screen, with a list of its own."""

    def compose(self) -> ComposeResult:
        yield StatusLine(Status(title="review"))
        yield Static("\n".join(f"line {n} 卡" for n in range(8)))


class ListApp(App[None]):
    """A list whose header counts, rules around it, and a notice that can lie over its last rows."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { layers: low high; }
    .rule { height: 1; }
    #over { layer: high; dock: bottom; height: 2; }
    """

    def __init__(self, look: str) -> None:
        super().__init__()
        for each in themes():
            self.register_theme(each)
        self.theme = look
        self.display_of_cells = cells.install(self, "xterm")
        self.source = FullSource(60)
        self.view = RecordView(
            [Column(title="no.", width=6), Column(title="姓名"), Column(title="x", width=15)],
            self.source,
            digits=True,
            on_moved=self.moved,
        )
        self.line = StatusLine(Status(title="list"))

    def compose(self) -> ComposeResult:
        yield self.line
        yield Static("-" * 30, classes="rule")
        yield self.view
        yield Static("-" * 30, classes="rule")
        over = Static("a notice", id="over")
        over.display = False
        yield over

    def on_mount(self) -> None:
        self.view.focus()

    def on_resize(self) -> None:
        self.display_of_cells.resized()

    def moved(self, event: RecordView.Moved) -> None:
        self.line.change(title=f"list {event.position}/{event.total}")


class Reads:
    """Reads of the source, each answered when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[asyncio.Future[Any], Callable[[], Any]]] = []

    async def to_thread(self, work: Callable[..., Any], /, *arguments: Any) -> Any:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting.append((future, lambda: work(*arguments)))
        return await future

    @property
    def unanswered(self) -> bool:
        return any(not future.done() for future, _ in self.waiting)

    def answer(self, chance: random.Random) -> None:
        self.waiting = [each for each in self.waiting if not each[0].done()]
        if self.waiting:
            future, work = self.waiting.pop(chance.randrange(len(self.waiting)))
            future.set_result(work())


class Terminals:
    """Emulators that read what the app writes, as it is written."""

    def __init__(self, written: list[str], size: tuple[int, int]) -> None:
        self.written = written
        self.screens = (pyte.Screen(*size), HomingScreen(*size))
        self.streams = tuple(pyte.Stream(screen) for screen in self.screens)

    def read(self) -> None:
        text = "".join(self.written).replace("\n", "\r\n")
        self.written.clear()
        for screen, stream in zip(self.screens, self.streams, strict=True):
            screen.reset_mode(pyte.modes.DECAWM >> 5, private=True)
            stream.feed(text)

    def resize(self, size: tuple[int, int]) -> None:
        self.read()
        for screen in self.screens:
            screen.resize(size[1], size[0])

    def show(self, picture: list[list[tuple[Any, ...]]], known: list[list[bool]]) -> bool:
        """Whether all show this picture, in the cells that are known."""
        for screen in self.screens:
            for row, wanted, sure in zip(same_picture(screen), picture, known, strict=True):
                if any(s and a != b for a, b, s in zip(row, wanted, sure, strict=True)):
                    return False
        return True


def _picture(pieces: Any, pens: PenBox, size: tuple[int, int]) -> list[list[tuple[Any, ...]]]:
    """How an emulator shows these pieces when they are sent whole."""
    screen = pyte.Screen(*size)
    screen.reset_mode(pyte.modes.DECAWM >> 5, private=True)
    text = Grid(*size, pens).paint(pieces, (0, 0))
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    return same_picture(screen)


class Play:
    """One order of events."""

    def __init__(self, app: ListApp, terminals: Terminals, reads: Reads, seed: int) -> None:
        self.app, self.terminals, self.reads = app, terminals, reads
        self.chance = random.Random(seed)
        self.done: list[str] = []
        self.agreed = 0
        self.stopped = False
        self.held: list[Callable[[], None]] = []
        setattr(app._driver, "when_free", self._when_free)  # noqa: B010 - a driver of tests has none

    async def step(self) -> None:
        steps: list[Callable[[], Awaitable[None] | None]] = [
            *[self.move] * 8,
            *[self.answer] * 4,
            *[self.turn] * 4,
            *[self.quiet] * 4,
            self.take,
            self.take,
            self.count,
            *[self.notice] * 2,
            self.push,
            *[self.pop] * 2,
            self.look,
            *[self.dress] * 2,
            self.resize,
            self.bell,
            self.redraw,
            self.focus,
            self.stop,
            *[self.flow] * 8,
            self.rest,
        ]
        step = self.chance.choice(steps)
        self.done.append(step.__name__)
        found = step()
        if found is not None:
            await found
        self.terminals.read()
        self.believes()
        if not self.stopped and not self._pending():
            self.agrees()

    # What can happen.

    def stop(self) -> None:
        """The line takes nothing any more."""
        self.stopped = True

    def flow(self) -> None:
        """The line goes on."""
        self.stopped = False
        held, self.held = self.held, []
        for then in held:
            then()

    def _when_free(self, then: Callable[[], None]) -> bool:
        if self.stopped:
            self.held = [then]
        return not self.stopped

    def move(self) -> None:
        name = self.chance.choice(
            ["up", "down", "down", "down", "page_down", "page_up", "home", "end"]
        )
        self.done[-1] += f" {name}"
        getattr(self.app.view, f"action_list_{name}")()

    def answer(self) -> None:
        self.reads.answer(self.chance)

    async def turn(self) -> None:
        for _ in range(self.chance.choice([1, 1, 2, 5, 20])):
            await asyncio.sleep(0)

    async def quiet(self) -> None:
        """What is shown comes to rest, while reads may still be under way."""
        for _ in range(TURNS_MAX):
            if not self._pending():
                break
            await asyncio.sleep(0.002)

    def take(self) -> None:
        """The row under the cursor is decided and goes, and the list is read anew."""
        key = self.app.view.cursor_key
        if key in self.app.source.keys:
            self.app.source.keys.remove(key)
        self.app.view.refresh_source()

    def count(self) -> None:
        self.app.line.change(clock=f"10:{self.chance.randrange(60):02}")

    def notice(self) -> None:
        over = self.app.view.screen.query_one("#over")
        over.display = not over.display

    def push(self) -> None:
        if len(self.app.screen_stack) < 3:
            self.app.push_screen(self.chance.choice([Over, Other])())

    def pop(self) -> None:
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def look(self) -> None:
        self.app.theme = self.chance.choice([DARK, SIXTEEN, NONE, STRONG])

    def dress(self) -> None:
        """The list gets a look that Textual draws around it, or the whole frame changes."""
        styles = self.app.view.styles
        choice = self.chance.randrange(4)
        if choice == 0:
            styles.tint = self.chance.choice([Color(200, 0, 0, 0.5), Color(0, 0, 0, 0)])
        elif choice == 1:
            styles.padding = self.chance.choice([0, (0, 1)])
        elif choice == 2:
            styles.border = self.chance.choice([("ascii", "white"), ("none", "white")])
        else:
            self.app.screen.refresh(layout=True)

    async def resize(self) -> None:
        """Once, or there and back before the program has looked."""
        for _ in range(self.chance.choice([1, 1, 2, 3])):
            self._resize(self.chance.choice(SIZES))
        await self.rest()

    def _resize(self, size: tuple[int, int]) -> None:
        self.app._driver._size = Size(*size)  # type: ignore[union-attr]
        self.terminals.resize(size)
        self.app.post_message(Resize(Size(*size), Size(*size)))

    def bell(self) -> None:
        """Something else writes to the terminal."""
        self.app._driver.write("\a")  # type: ignore[union-attr]

    def redraw(self) -> None:
        self.app.display_of_cells.redraw()

    def focus(self) -> None:
        self.app.set_focus(None if self.app.view.has_focus else self.app.view)

    # What must hold.

    def believes(self) -> None:
        """The terminals show what the display holds that they show."""
        grid = self.app.display_of_cells._grid
        assert self.app.display_of_cells.problem is None
        if grid is None or (grid.width, grid.height) != tuple(self.terminals_size):
            return
        rows = grid._rows
        known = [[cell is not None for cell in row] for row in rows]
        pieces = [(y, 0, tuple(cell or (" ", PLAIN) for cell in row)) for y, row in enumerate(rows)]
        picture = _picture(pieces, self.app.display_of_cells._pens, self.terminals_size)
        assert self.terminals.show(picture, known), self._failure(picture)

    @property
    def terminals_size(self) -> tuple[int, int]:
        screen = self.terminals.screens[0]
        return screen.columns, screen.lines

    async def rest(self) -> None:
        """Let everything come to rest; then all show the compositor's picture, drawn anew."""
        self.flow()
        for _ in range(TURNS_MAX):
            self.reads.answer(self.chance)
            await asyncio.sleep(0.002)
            if not self.reads.unanswered and not self._pending():
                break
        else:
            raise AssertionError("it never rests")
        self.terminals.read()
        self.believes()
        self.agrees()

    def agrees(self) -> None:
        """Nothing is under way: the terminals show what the compositor would draw."""
        self.agreed += 1
        picture = self._composed()
        known = [[True] * self.terminals_size[0]] * self.terminals_size[1]
        assert self.terminals.show(picture, known), self._failure(picture)

    def _pending(self) -> bool:
        screen = self.app.screen
        pumps = [self.app, screen, *screen.walk_children()]
        return bool(
            tuple(screen._compositor.size) != self.terminals_size
            or self.app._resize_timer is not None
            or screen._dirty_widgets
            or screen._layout_required
            or screen._compositor._dirty_regions
            or any(pump._message_queue.qsize() for pump in pumps)
            or any(getattr(each, "_repaint_required", False) for each in pumps)
            or any(getattr(each, "_layout_required", False) for each in pumps)
            or screen._update_timer._active.is_set()
        )

    def _composed(self) -> list[list[tuple[Any, ...]]]:
        app = self.app
        for screen in app.screen_stack:
            for widget in [screen, *screen.walk_children()]:
                widget._styles_cache.clear()
        visible_screen_stack.set(app._background_screens)
        compositor = app.screen._compositor
        update = LayoutUpdate(
            [[strip] for strip in compositor.render_strips()], compositor.size.region
        )
        pens = app.display_of_cells._pens
        return _picture(list(cells.pieces_of(update, pens)), pens, self.terminals_size)

    def _failure(self, picture: list[list[tuple[Any, ...]]]) -> str:
        wanted = ["".join(cell[0] for cell in row) for row in picture]
        shown = ["\n".join(screen.display) for screen in self.terminals.screens]
        return "\n".join([", ".join(self.done), *shown, "wanted", *wanted])


@pytest.mark.parametrize("seed", [int(ONLY)] if ONLY else range(SEEDS))
async def test_whatever_comes_in_whatever_order_the_terminal_shows_the_compositors_picture(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads()
    monkeypatch.setattr(record_view, "asyncio", SimpleNamespace(to_thread=reads.to_thread))
    app = ListApp([DARK, SIXTEEN, NONE, STRONG][seed % 4])
    with recording() as written:
        terminals = Terminals(written, SIZES[0])
        async with app.run_test(size=SIZES[0]):
            play = Play(app, terminals, reads, seed)
            await play.rest()
            for _ in range(STEPS):
                await play.step()
            await play.rest()
            assert play.agreed > STEPS // 8
            while reads.waiting:
                reads.answer(play.chance)
