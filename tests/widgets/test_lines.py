"""Banner, header and footer: one line each, told in words."""

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget
from wcwidth import wcswidth

from fieldpass import locale
from fieldpass.terminal.actions import for_screen
from fieldpass.terminal.glyphs import allowed
from fieldpass.terminal.themes import NAMES, NONE, palette, themes
from fieldpass.widgets.banner import ColourBanner, banner_line
from fieldpass.widgets.bigwords import WORDS, BigWord, big_lines, drawings, word_and_mark
from fieldpass.widgets.keybar import KeyBar, keybar_lines
from fieldpass.widgets.shades import SHAPES, Shade, named, style_of
from fieldpass.widgets.statusline import Status, StatusLine, status_line

STATUS = Status(
    title="健康通行卡 签发终端",
    place="沂水县 高桥镇 后坡村",
    person="王秀英(签发人)",
    clock="2月25日 10:42",
)


class LineApp(App[None]):
    """One widget; it counts repaints."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, shown: Widget, theme: str) -> None:
        super().__init__()
        self.shown = shown
        for each in themes():
            self.register_theme(each)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield self.shown


@pytest.mark.parametrize("shade", Shade)
def test_a_colour_is_never_told_without_its_shape(shade: Shade) -> None:
    assert SHAPES[shade] in named(shade)
    assert len(set(SHAPES.values())) == len(Shade)


@pytest.mark.parametrize("width", [10, 40, 80])
def test_a_banner_fills_its_line_exactly(width: int) -> None:
    line = banner_line(Shade.YELLOW, "昨天没有健康上报", width)
    assert wcswidth(line) == width
    assert allowed(line)


def test_the_header_stands_as_sketched() -> None:
    line = status_line(STATUS, 80)
    assert line.startswith("健康通行卡 签发终端   沂水县 高桥镇 后坡村 ")
    assert line.endswith("  王秀英(签发人)  2月25日 10:42")
    assert wcswidth(line) == 80


def test_the_training_mark_and_the_clock_outlive_a_narrow_terminal() -> None:
    marked = Status(title=STATUS.title, place=STATUS.place, clock="10:42", mark="训练")
    line = status_line(marked, 30)
    assert line.startswith("[训练] ")
    assert line.endswith("10:42")
    assert wcswidth(line) == 30


@pytest.mark.parametrize("width", [40, 80, 132])
def test_the_footer_always_shows_help(width: int) -> None:
    (line,) = keybar_lines(for_screen("checkpoint"), width)
    assert "F2" in line
    assert wcswidth(line) == width


def test_a_footer_of_two_lines_drops_no_action_that_fits() -> None:
    lines = keybar_lines(for_screen("checkpoint"), 100, rows=2)
    text = "".join(lines)
    for action in for_screen("checkpoint"):
        if not action.hidden:
            assert action.shown_label() in text


@pytest.mark.parametrize("shade", Shade)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_big_word_with_its_mark_fits_80_columns_and_12_rows(shade: Shade, lang: str) -> None:
    drawn = word_and_mark(shade, lang)
    assert len(drawn) == 24
    assert len(drawn[0]) <= 80


def test_every_verdict_has_a_word_and_a_mark_of_its_own() -> None:
    names = drawings()
    marks = [names[f"mark {shade.value}"] for shade in Shade]
    assert len(set(marks)) == len(Shade)
    assert {each["zh"] for each in WORDS.values()} <= set(names)


@pytest.mark.parametrize("shade", Shade)
@pytest.mark.parametrize("blocks", ["upper", "lower", "reverse"])
@pytest.mark.parametrize("size", [(80, 12), (40, 5), (132, 30)])
def test_a_verdict_fills_its_area_with_allowed_glyphs(
    shade: Shade, blocks: str, size: tuple[int, int]
) -> None:
    style = style_of(shade, palette(NONE))
    lines = big_lines(shade, "zh", *size, style, blocks)  # type: ignore[arg-type]
    texts = ["".join(segment.text for segment in line) for line in lines]
    assert [wcswidth(text) for text in texts] == [size[0]] * size[1]
    assert all(allowed(text) for text in texts)


@pytest.mark.parametrize("theme", NAMES)
async def test_a_verdict_is_drawn_in_the_colour_of_the_theme(theme: str) -> None:
    app = LineApp(BigWord(Shade.RED), theme)
    async with app.run_test(size=(80, 24)):
        styles = {segment.style for segment in app.shown.render_line(3)}
        expected = palette(theme).red
        assert expected in styles


async def test_a_verdict_follows_the_language() -> None:
    word = BigWord(Shade.GREEN)
    app = LineApp(word, NAMES[0])
    async with app.run_test(size=(80, 24)):
        zh = word.render_line(3).text
        locale.use("en")
        try:
            assert word.render_line(3).text != zh
        finally:
            locale.use("zh")


@pytest.mark.parametrize(
    ("widget", "again"),
    [
        (StatusLine(STATUS), lambda each: each.change(clock="2月25日 10:42")),
        (ColourBanner(Shade.RED, "x"), lambda each: each.show_shade(Shade.RED, "x")),
        (BigWord(Shade.RED), lambda each: each.show_shade(Shade.RED)),
        (KeyBar(for_screen("home")), lambda each: each.show_actions(for_screen("home"))),
    ],
)
async def test_saying_the_same_again_repaints_nothing(widget: Widget, again, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    app = LineApp(widget, NAMES[0])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        refreshed: list[object] = []
        monkeypatch.setattr(widget, "refresh", lambda *regions, **_: refreshed.append(regions))
        again(widget)
        assert refreshed == []
