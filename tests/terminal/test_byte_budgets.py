"""Bytes to a thin terminal for each event, at 80x24, as DESIGN sets them. Deterministic."""

import itertools
import random
from collections.abc import Sequence

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, Static

from fieldpass.terminal import cells
from fieldpass.terminal.actions import for_screen
from fieldpass.terminal.themes import NONE, SIXTEEN, themes
from fieldpass.widgets.banner import ColourBanner
from fieldpass.widgets.bigwords import BigWord
from fieldpass.widgets.keybar import KeyBar
from fieldpass.widgets.pages import ListSource, Row
from fieldpass.widgets.qr import QRView
from fieldpass.widgets.record_view import Column, RecordView
from fieldpass.widgets.scan_field import ScanField
from fieldpass.widgets.shades import Shade, named
from fieldpass.widgets.statusline import Status, StatusLine
from tests.terminal.recorder import recording

SIZE = (80, 24)
PASS = "".join(itertools.islice(itertools.cycle("31415926535897932384626433"), 321))
LETTER, ROW_MEAN, ROW_MAX, PAGE, FIRST_FRAME, PASS_SCREEN, SCAN = 64, 220, 500, 525, 4500, 5000, 400


class ThinApp(App[None]):
    """Widgets as a thin terminal gets them."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, theme: str, *widgets: Widget) -> None:
        super().__init__()
        for each in themes():
            self.register_theme(each)
        self.theme = theme
        self.widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self.widgets

    def on_mount(self) -> None:
        for widget in self.widgets:
            if widget.can_focus:
                widget.focus()


def people(count: int) -> ListSource:
    """A day's list as a village has it: most are green, names have two or three characters.

    Neighbouring rows differ in name, ID tail and, here and there, colour. Each further column that
    differs in every row costs some 150 bytes a page: nothing can be saved on what is new.
    """
    dice = random.Random(20200225)
    rows = []
    for key in range(count):
        shade = dice.choices(list(Shade)[:4], weights=[94, 3, 1, 2])[0]
        name = dice.choice("王李张刘陈杨赵黄") + "".join(
            dice.choices("秀英建国卫东红梅志强", k=dice.choice([1, 2]))
        )
        tail = f"{dice.randrange(10_000):04}"
        cells = (name, tail, "后坡村 2 组", "2月25日", named(shade))
        rows.append(Row(key=key, cells=cells, shade=shade))
    return ListSource(rows)


COLUMNS = (
    Column(title="姓名", width=8),
    Column(title="证件", width=5),
    Column(title="住址"),
    Column(title="日期", width=8),
    Column(title="卡", width=14, tinted=True),
)


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.12)


async def sent(app: ThinApp, keys: Sequence[str] = ()) -> list[int]:
    """Bytes of the first frame, then of each key."""
    sizes = []
    with recording() as written:
        assert cells.install(app).problem is None
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            sizes.append(len("".join(written).encode()))
            for key in keys:
                written.clear()
                await pilot.press(key)
                await settle(pilot)
                sizes.append(len("".join(written).encode()))
    return sizes


@pytest.mark.parametrize("theme", [SIXTEEN, NONE])
async def test_rows_pages_and_the_first_frame_of_a_list(theme: str) -> None:
    rows, pages = 8, 4
    app = ThinApp(
        theme,
        StatusLine(Status(title="通行证签发", person="王秀英", clock="2月25日 10:42")),
        RecordView(COLUMNS, people(400)),
        KeyBar(for_screen("review", lists=True)),
    )
    first, *sizes = await sent(app, ["down"] * rows + ["pagedown"] * pages)
    moved, paged = sizes[:rows], sizes[rows:]
    assert first <= FIRST_FRAME
    assert sum(moved) / rows <= ROW_MEAN
    assert max(moved) <= ROW_MAX
    assert max(paged) <= PAGE


@pytest.mark.parametrize("theme", [SIXTEEN, NONE])
async def test_a_letter_in_an_entry(theme: str) -> None:
    sizes = await sent(
        ThinApp(theme, Input(select_on_focus=False), Static("下面")), ["3", "6", "5"]
    )
    assert max(sizes[1:]) <= LETTER
    sizes = await sent(ThinApp(theme, ScanField("体温")), ["3", "6", "5"])
    assert max(sizes[1:]) <= LETTER


@pytest.mark.parametrize("theme", [SIXTEEN, NONE])
async def test_a_pass_with_words_beside_it(theme: str) -> None:
    words = Static("张卫东\n有效到 2月27日 24时\n\n3713 0042 7186\n\nF2 帮助\nEsc 返回")
    (first,) = await sent(ThinApp(theme, Horizontal(QRView(PASS), words)))
    assert first <= PASS_SCREEN


@pytest.mark.parametrize("theme", [SIXTEEN, NONE])
async def test_the_digits_of_a_scan_before_its_verdict(theme: str) -> None:
    app = ThinApp(theme, BigWord(Shade.YELLOW), ColourBanner(Shade.YELLOW), ScanField("体温"))
    with recording() as written:
        cells.install(app)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            written.clear()
            for digit in PASS:
                app.post_message(events.Key(digit, digit))
            await settle(pilot)
    assert 0 < len("".join(written).encode()) <= SCAN
