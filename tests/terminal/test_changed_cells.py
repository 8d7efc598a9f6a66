"""The changed-cells display shows what Textual's own shows, in fewer bytes."""

import random
from collections.abc import Iterator

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.pilot import Pilot
from textual.widgets import Input, Static

from fieldpass.terminal import cells
from fieldpass.terminal.abilities import abilities
from fieldpass.terminal.actions import for_screen
from fieldpass.terminal.grid import Cell, Cells, Grid, cells_of
from fieldpass.terminal.pens import PenBox
from fieldpass.terminal.themes import DARK, NONE, SIXTEEN, themes
from fieldpass.widgets.banner import ColourBanner
from fieldpass.widgets.keybar import KeyBar
from fieldpass.widgets.record_view import Column, RecordView
from fieldpass.widgets.scan_field import ScanField
from fieldpass.widgets.shades import Shade
from fieldpass.widgets.statusline import Status, StatusLine
from tests.terminal.recorder import emulated, recording, same_picture
from tests.widgets.lists import CountingSource

SIZE = (80, 24)
KEYS = ["down", "up", "pagedown", "pageup", "end", "home", "f3", "f4", "f5", "tab", "3", "x", "f6"]


class MixedApp(App[None]):
    """A screen with a list, an entry, a verdict and Textual's own widgets."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "#side { width: 30; } Input { width: 50; }"
    BINDINGS = [("f3", "shade"), ("f4", "clock"), ("f5", "hide"), ("f6", "light")]

    def __init__(self, theme: str) -> None:
        super().__init__()
        for each in themes():
            self.register_theme(each)
        self.theme = theme
        self.at = 0

    def compose(self) -> ComposeResult:
        yield StatusLine(Status(title="健康通行卡", person="王秀英", clock="10:42"))
        yield ColourBanner(Shade.GREEN, "昨天没有健康上报")
        with Horizontal():
            columns = [
                Column(title="编号", width=6),
                Column(title="姓名"),
                Column(title="x", width=2),
            ]
            yield RecordView(columns, CountingSource(500))
            yield Static("旁边 beside\n" * 3, id="side")
        yield Input(placeholder="名字 name")
        yield ScanField("体温")
        yield KeyBar(for_screen("home"))

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(RecordView).focus()

    def action_shade(self) -> None:
        self.at += 1
        self.query_one(ColourBanner).show_shade(list(Shade)[self.at % 6], "卡" * self.at)

    def action_clock(self) -> None:
        self.at += 1
        self.query_one(StatusLine).change(clock=f"10:{self.at:02}")

    def action_hide(self) -> None:
        side = self.query_one("#side")
        side.display = not side.display

    def action_light(self) -> None:
        self.theme = DARK if self.theme != DARK else "fieldpass-strong"


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.06)


async def bytes_of(app: App[None], keys: list[str], *, changed: bool) -> list[str]:
    with recording() as written:
        if changed:
            assert cells.install(app).problem is None
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            for key in keys:
                await pilot.press(key)
            await settle(pilot)
            return list(written)


def test_the_hooks_that_the_display_needs_are_there() -> None:
    assert cells.self_test() is None


@pytest.mark.parametrize("theme", [DARK, SIXTEEN, NONE])
@pytest.mark.parametrize("seed", range(2))
async def test_a_terminal_shows_the_same_with_and_without(theme: str, seed: int) -> None:
    keys = random.Random(seed).choices(KEYS, k=15)
    stock = await bytes_of(MixedApp(theme), keys, changed=False)
    ours = await bytes_of(MixedApp(theme), keys, changed=True)
    assert same_picture(emulated(ours, SIZE)) == same_picture(emulated(stock, SIZE))
    assert len("".join(ours).encode()) < len("".join(stock).encode())


async def test_an_idle_screen_sends_nothing() -> None:
    app = MixedApp(SIXTEEN)
    with recording() as written:
        cells.install(app)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            written.clear()
            await pilot.pause(1.5)
            assert written == []


async def test_repainting_what_is_shown_already_sends_nothing() -> None:
    app = MixedApp(SIXTEEN)
    with recording() as written:
        cells.install(app)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            written.clear()
            app.screen.refresh(layout=True)
            for widget in app.screen.walk_children():
                widget.refresh()
            await settle(pilot)
            assert written == []


async def test_a_redraw_sends_the_whole_screen_again() -> None:
    app = MixedApp(SIXTEEN)
    with recording() as written:
        display = cells.install(app)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            before = same_picture(emulated(written, SIZE))
            written.clear()
            display.redraw()
            await settle(pilot)
            assert same_picture(emulated(written, SIZE)) == before


async def test_a_resumed_or_resized_terminal_is_painted_anew() -> None:
    app = MixedApp(SIXTEEN)
    with recording() as written:
        cells.install(app)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            app._driver.write("\x1b[?1049h")  # type: ignore[union-attr]
            written.clear()
            await pilot.resize_terminal(60, 20)
            await settle(pilot)
            shown = emulated(written, (60, 20))
            assert "健康通行卡" in shown.display[0]
            assert "F2" in shown.display[-1]


async def test_a_display_that_raises_gives_way_to_textuals_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = MixedApp(SIXTEEN)
    with recording() as written:
        display = cells.install(app)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)

            def broken(*_: object) -> str:
                raise KeyError("changed")

            monkeypatch.setattr(Grid, "paint", broken)
            await pilot.press("f4")
            await settle(pilot)
            await pilot.press("down")
            await settle(pilot)
            assert display.problem == "KeyError"
            assert "10:01" in "".join(emulated(written, SIZE).display)


async def test_another_version_of_textual_is_refused_and_its_own_output_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cells, "TESTED_VERSION", "0.0.1")
    with recording() as written:
        app = MixedApp(DARK)
        display = cells.install(app)
        assert display.problem is not None
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
    with recording() as stock:
        app = MixedApp(DARK)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
    assert display._grid is None
    assert same_picture(emulated(written, SIZE)) == same_picture(emulated(stock, SIZE))


# The grid alone, against an emulator, with any text anywhere.

STYLES = [Style.parse(text) for text in ("none", "bold", "red on black", "reverse", "on white")]
LINE = st.lists(
    st.tuples(st.sampled_from(["a", " ", "  ", "卡通", "▀█", "行 x"]), st.sampled_from(STYLES))
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 11), LINE), min_size=1, max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_the_grid_and_a_terminal_agree_after_any_paints(
    paints: list[tuple[int, int, list[tuple[str, Style]]]], partial: bool, erase: bool
) -> None:
    width, height = 12, 4
    pens = PenBox(ColorSystem.STANDARD, partial, erase)
    grid = Grid(width, height, pens)
    blank = [(y, 0, cells_of([Segment(" " * width)], pens)) for y in range(height)]
    written = [grid.paint(blank, (0, 0))]
    whole = Grid(width, height, pens)
    shown: dict[int, Cells] = {y: cells for y, _, cells in blank}
    for y, x, line in paints:
        # As Textual's strips do, nothing is cut within a wide character, old or new.
        piece = list(cells_of([Segment(text, style) for text, style in line], pens)[: width - x])
        if piece and x + len(piece) == width and piece[-1][0] not in ("",) and _wide(piece[-1][0]):
            piece[-1] = (" ", piece[-1][1])
        row = list(shown[y])
        row[x : x + len(piece)] = piece
        shown[y] = tuple(_mended(row))
        written.append(grid.paint([(y, 0, shown[y])], (0, 0)))
    expected = whole.paint([(y, 0, row) for y, row in shown.items()], (0, 0))
    size = (width, height)
    assert same_picture(emulated(written, size)) == same_picture(emulated([expected], size))


def _wide(text: str) -> bool:
    return text >= "\u2e80"


def _mended(row: list[Cell]) -> list[Cell]:
    """A row without halves of wide characters."""
    for x, (text, pen) in enumerate(row):
        alone = text == "" and (x == 0 or not _wide(row[x - 1][0]))
        cut = _wide(text) and (x + 1 == len(row) or row[x + 1][0] != "")
        if alone or cut:
            row[x] = (" ", pen)
    return row


def test_a_screen_that_is_forgotten_in_the_midst_of_a_paint_is_painted_whole_next_time() -> None:
    """A program that was stopped gets its terminal back cleared, by a signal that comes at any moment."""
    pens = PenBox(None)
    grid = Grid(10, 2, pens)
    lines = [cells_of([Segment(text)], pens) for text in ("first     ", "second    ")]
    grid.paint([(0, 0, lines[0]), (1, 0, lines[1])], (0, 0))

    def interrupted() -> Iterator[cells.Piece]:
        yield 0, 0, lines[0]
        grid.forget()
        yield 1, 0, lines[1]

    # One row was taken in before the signal and one after it: neither may count as shown.
    grid.paint(interrupted(), (0, 0))
    after = grid.paint([(0, 0, lines[0]), (1, 0, lines[1])], (0, 0))
    assert emulated([after], (10, 2)).display == ["first     ", "second    "]


@pytest.mark.parametrize("homes", [True, False])
def test_a_header_and_the_rows_that_move_below_it_go_out_in_one_paint(homes: bool) -> None:
    """A VT100's cursor goes home where a region is taken away, in other terminals it stays."""

    class Terminal(pyte.Screen):
        def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
            super().set_margins(top, bottom)
            if homes:
                self.cursor_position()

    names = ["王秀英", "李建国", "Jo", "欧阳锋", "周小燕", "赵桂兰"]
    rows = [f"{name} {n * 7919 % 100_003:>18}" for n, name in enumerate(names, 5)]

    def picture(count: int) -> list[cells.Piece]:
        shown = [f"undecided 1/{count}", "-" * 30, *rows[len(rows) - count :]]
        lines = [*shown, *[""] * (10 - len(shown))]
        segments = [Segment(line) for line in lines]
        return [
            (y, 0, cells_of([each, Segment(" " * (30 - each.cell_length))], pens))
            for y, each in enumerate(segments)
        ]

    pens = PenBox(None)
    grid, screen = Grid(30, 10, pens, CAN), Terminal(30, 10)
    stream = pyte.Stream(screen)
    stream.feed(grid.paint(picture(6), (0, 0)).replace("\n", "\r\n"))
    moved = grid.paint(picture(5), (0, 0))
    assert "\x1b[3;8r" in moved
    stream.feed(moved.replace("\n", "\r\n"))
    expected = Grid(30, 10, pens).paint(picture(5), (0, 0))
    assert same_picture(screen) == same_picture(emulated([expected], (30, 10)))


CAN = abilities("xterm", keeps_tabs=True, adds_returns=True)
ROWS = st.lists(st.text("ab 卡行", min_size=1, max_size=4), min_size=30, max_size=30)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.lists(st.sampled_from([1, 1, 1, -1, -1, 3]), min_size=1, max_size=8))
def test_rows_that_move_by_one_look_the_same_as_rows_sent_anew(
    texts: list[str], moves: list[int]
) -> None:
    """A list between a header and a footer, its first rows numbered, one of them under a cursor."""
    size = (30, 12)

    def line(text: str, style: Style) -> Cells:
        segment = Segment(text, style)
        return cells_of([segment, Segment(" " * (30 - segment.cell_length))], pens)

    def picture(top: int) -> list[cells.Piece]:
        drawn = [(y, 0, line(f"{top:2} header", STYLES[0])) for y in (0, 11)]
        drawn += [(y, 0, line("-" * 30, STYLES[0])) for y in (1, 10)]
        for y in range(2, 10):
            marks = f"{y if y < 4 else ' '}{'>' if y == 9 else ' '}"
            row = f"{marks}{texts[top + y]} {pow(7919, top + y, 10**14):>16}"
            drawn.append((y, 0, line(row, STYLES[2] if y == 9 else STYLES[0])))
        return drawn

    pens = PenBox(ColorSystem.STANDARD)
    moving, still = Grid(*size, pens, CAN), Grid(*size, pens)
    at = 10
    written = [moving.paint(picture(at), (0, 0))]
    for move in moves:
        before, at = at, min(20, max(0, at + move))
        written.append(moving.paint(picture(at), (0, 0)))
        assert ("\x1b[3;10r" in written[-1]) == (abs(at - before) == 1)
    expected = still.paint(picture(at), (0, 0))
    assert same_picture(emulated(written, size)) == same_picture(emulated([expected], size))


def test_a_list_that_moves_by_one_row_is_moved_by_the_terminal() -> None:
    pens = PenBox(None)
    grid = Grid(40, 10, pens, CAN)

    def rows(top: int) -> list[cells.Piece]:
        lines = [f"{n * 7919 % 10007:>20} {n * 7907 % 9973:<19}" for n in range(top, top + 10)]
        return [(y, 0, cells_of([Segment(line)], pens)) for y, line in enumerate(lines)]

    grid.paint(rows(0), (0, 0))
    down, up = grid.paint(rows(1), (0, 0)), grid.paint(rows(0), (0, 0))
    assert "\x1b[1;10r" in down
    assert "\x1bM" in up
    assert max(len(down), len(up)) < 2 * 40
    # Five rows further none stands beside its old place.
    assert "\x1b[1;10r" not in grid.paint(rows(5), (0, 0))


@pytest.mark.parametrize(("term", "can"), [("vt100", True), ("linux", True), ("ansi", False)])
def test_a_terminal_without_regions_is_not_asked_to_move_rows(term: str, can: bool) -> None:
    found = abilities(term, keeps_tabs=True, adds_returns=True)
    assert (found.shifts, found.tabs) == (can, can)


def test_a_vt100_has_no_erasing_in_place_and_a_line_that_expands_tabs_gets_none() -> None:
    assert not abilities("vt100", keeps_tabs=True, adds_returns=True).erases
    assert abilities("vt220", keeps_tabs=True, adds_returns=True).erases
    assert not abilities("xterm", keeps_tabs=False, adds_returns=True).tabs


CELL = st.tuples(st.text("ab 卡  ", max_size=9), st.sampled_from(STYLES[:3]))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=5, max_size=5), max_size=6),
    st.sampled_from(["xterm", "vt100", "screen", "linux"]),
    st.sets(st.integers(0, 50), max_size=8),
    st.booleans(),
)
def test_columns_reached_by_tabs_and_blanks_erased_in_place_look_the_same(
    frames: list[list[list[tuple[str, Style]]]], term: str, stops: set[int], returns: bool
) -> None:
    pens = PenBox(ColorSystem.STANDARD)
    size = (50, 5)
    grid = Grid(*size, pens, abilities(term, keeps_tabs=True, adds_returns=returns))
    grid.use_stops(tuple(sorted(stops)))
    written, pieces = list[str](), list[cells.Piece]()
    for frame in frames:
        pieces = []
        for y, columns in enumerate(frame):
            texts = [Segment(text + " " * (10 - cell_len(text)), style) for text, style in columns]
            pieces.append((y, 0, cells_of(texts, pens)))
        text = grid.paint(pieces, None)
        written.append(text if returns else text.replace("\r\n", "\n"))
    expected = Grid(*size, pens).paint(pieces, None)
    assert same_picture(emulated(written, size)) == same_picture(
        emulated([expected.replace("\r\n", "\n")], size)
    )


def test_tab_stops_are_those_of_every_shell_afterwards() -> None:
    grid = Grid(80, 3, PenBox(None), CAN)
    grid.use_stops((20, 31, 70))
    row = cells_of([Segment("x" * 80)], PenBox(None))
    first = grid.paint([(0, 0, row)], None)
    screen = emulated([first], (80, 3))
    assert screen.tabstops == {20, 31, 70}
    assert emulated([first, grid.stops_put_back()], (80, 3)).tabstops == set(range(8, 80, 8))
    assert grid.stops_put_back() == ""
