"""A code drawn on the terminal is read back from a picture of the terminal."""

import itertools

import pytest
import zxingcpp
from PIL import Image
from textual.app import App, ComposeResult

from fieldpass.terminal.profiles import Blocks
from fieldpass.terminal.themes import NAMES, NONE, themes
from fieldpass.widgets.qr import QRView, best_fit, smallest
from tests.terminal.pixels import Ground, cells_of_app, picture

PASS = "".join(itertools.islice(itertools.cycle("31415926535897932384626433"), 321))


class CodeApp(App[None]):
    """A code and nothing else."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "QRView { width: 1fr; height: 1fr; }"

    def __init__(self, theme: str, blocks: Blocks = "upper", text: str = PASS) -> None:
        super().__init__()
        self.code = QRView(text, blocks=blocks)
        for each in themes():
            self.register_theme(each)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield self.code


def read(image: Image.Image) -> list[str]:
    """All QR codes in an image; inverted ones are not tried, as most readers cannot."""
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    )
    return [each.text for each in found]


@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize("blocks", ["upper", "lower"])
async def test_a_pass_on_80x24_is_read_in_every_theme(theme: str, blocks: Blocks) -> None:
    app = CodeApp(theme, blocks)
    async with app.run_test(size=(80, 24)):
        cells = cells_of_app(app)
    assert read(picture(cells)) == [PASS]


@pytest.mark.parametrize("line_gap", [2, 6])
async def test_a_pass_is_read_where_the_terminal_leaves_gaps_between_lines(line_gap: int) -> None:
    app = CodeApp(NAMES[0])
    async with app.run_test(size=(80, 24)):
        cells = cells_of_app(app)
    assert read(picture(cells, line_gap=line_gap)) == [PASS]


async def test_reversed_spaces_alone_draw_a_readable_pass_on_a_large_terminal() -> None:
    app = CodeApp(NONE, "reverse")
    async with app.run_test(size=(100, 50)):
        cells = cells_of_app(app)
    assert {each.text for row in cells for each in row} == {" "}
    assert read(picture(cells)) == [PASS]


async def test_without_colours_a_light_ground_needs_the_invert_key() -> None:
    light = Ground(foreground=(0, 0, 0), background=(255, 255, 255))
    app = CodeApp(NONE)
    async with app.run_test(size=(80, 24)) as pilot:
        before = read(picture(cells_of_app(app, light)))
        app.code.action_invert()
        await pilot.pause()
        after = read(picture(cells_of_app(app, light)))
    assert (before, after) == ([], [PASS])


async def test_more_room_makes_larger_modules() -> None:
    app = CodeApp(NAMES[0])
    async with app.run_test(size=(132, 60)):
        cells = cells_of_app(app)
    fit = best_fit(41, 132, 60, "upper")
    assert fit is not None
    assert fit.scale == 2
    assert read(picture(cells)) == [PASS]


@pytest.mark.parametrize("css", ["QRView { width: 1fr; height: 1fr; }", ""])
async def test_too_small_a_terminal_is_told_the_smallest_size(
    css: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CodeApp, "CSS", css)
    app = CodeApp(NAMES[0])
    async with app.run_test(size=(40, 12)):
        cells = cells_of_app(app)
    text = " ".join("".join(each.text for each in row) for row in cells)
    columns, rows = smallest(41, "upper")
    assert (columns, rows) == (45, 23)
    assert str(columns) in text
    assert str(rows) in text


def test_a_pass_with_three_quiet_modules_fills_24_rows_and_leaves_33_columns() -> None:
    fit = best_fit(41, 80, 24, "upper")
    assert fit is not None
    assert (fit.scale, fit.quiet) == (1, 3)
    side = 41 + 2 * fit.quiet
    assert (80 - side, -(-side // 2)) == (33, 24)
