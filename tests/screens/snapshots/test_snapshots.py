"""Every screen is as it was kept, and keeps the rules of widths, glyphs and contrast in every theme."""

import importlib
import pkgutil
import re
from dataclasses import replace

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from fieldpass import screens
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.queue import QueueScreen
from fieldpass.terminal.profiles import BASE
from fieldpass.terminal.themes import DARK, LIGHT, NONE, PALETTES, SIXTEEN, STRONG
from tests.screens.snapshots.rules import misplaced, problems
from tests.screens.snapshots.scenes import SCENES, Scene, by_name
from tests.screens.snapshots.taking import KEPT, LANGUAGES, SIZES, Case, cases, take

CASES = cases()
BARE = replace(BASE["console"], chinese=False, term="linux", blocks="reverse", lines=False)
GBK = replace(BASE["serial"], blocks="lower")
SMALL_THEMES = (SIXTEEN, NONE)
"""What `profiles.choose` gives such terminals, beside strong light."""
_LOOK = Style.parse("#ffffff on #000000")


def drawn_in_blocks(case: Case) -> bool:
    """Whether half blocks stand on the kept screen; one size and one language suffice."""
    return (
        case.size[0] == 80
        and case.lang == "zh"
        and "\u2580" in case.file.read_text(encoding="utf-8")
    )


_TITLE = re.compile(r"<title>[^<]*: (\w+)</title>")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_screen_is_as_it_was_kept_at_both_sizes_and_on_the_way_between(
    scene: Scene, lang: str
) -> None:
    for case, taken in (await take(scene, lang)).items():
        assert taken.problems == (), case
        kept = case.file.read_text(encoding="utf-8")
        assert taken.text == kept, "see `python -m tests.screens.snapshots`, keep with --update"
        drawn = case.drawing.read_text(encoding="utf-8")
        assert taken.svg == drawn, (
            "colours: see `python -m tests.screens.snapshots`, keep with --update"
        )


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_screen_keeps_the_rules_on_a_console_without_chinese_blocks_and_lines(
    scene: Scene,
) -> None:
    taken = await take(scene, "en", profile=BARE, sizes=SIZES[:1], themes=SMALL_THEMES)
    assert [one.problems for one in taken.values()] == [()]


@pytest.mark.parametrize("case", [one for one in CASES if drawn_in_blocks(one)], ids=str)
async def test_a_screen_keeps_the_rules_where_only_the_lower_block_is_drawn(case: Case) -> None:
    taken = await take(case.scene, "zh", profile=GBK, sizes=SIZES[:1], themes=SMALL_THEMES)
    assert [one.problems for one in taken.values()] == [()]


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (Segment("a".ljust(80), _LOOK), ""),
        (Segment("a·b".ljust(80), _LOOK), "glyphs"),
        (Segment("a".ljust(81), _LOOK), "cells wide"),
        (Segment("a".ljust(80), Style.parse("#777777 on #555555")), "contrast"),
        (Segment("a".ljust(80), Style.parse("#ffffff")), "left to the terminal"),
        (Segment("a".ljust(80), _LOOK + Style(dim=True)), "dim"),
        (Segment("└─".ljust(80), _LOOK), "glyphs"),
        (Segment("王".ljust(79), _LOOK), "glyphs"),
    ],
)
def test_a_bad_glyph_or_colour_on_any_row_of_any_theme_is_found(
    planted: Segment, said: str
) -> None:
    good = Strip([Segment(" " * 80, _LOOK)])
    for theme in (DARK, LIGHT, SIXTEEN):
        found = problems([good, Strip([planted]), good], (80, 3), theme, BARE)
        assert bool(found) == bool(said)
        assert all(said in one or "cells" in one or "column" in one for one in found), found


@pytest.mark.parametrize("theme", [DARK, LIGHT, STRONG, SIXTEEN])
async def test_a_bad_colour_in_any_theme_is_found_on_the_screen_itself(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = replace(PALETTES[theme], heading=Style.parse("#404040 on #484848"))
    monkeypatch.setitem(PALETTES, theme, bad)
    (taken,) = (await take(by_name("queue"), "zh", sizes=SIZES[:1])).values()
    assert taken.problems != ()
    assert all(theme in one and "contrast" in one for one in taken.problems), taken.problems


async def test_a_text_that_is_cut_and_a_key_that_is_not_told_are_found_on_the_screen_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        QueueScreen, "title_text", lambda _self: "a title that is far too long " * 4
    )
    monkeypatch.setattr(QueueScreen, "FOOTER_ROWS", 1)
    (taken,) = (await take(by_name("queue"), "en", sizes=SIZES[:1])).values()
    assert any("is cut" in one for one in taken.problems)
    assert any("does not stand on the screen" in one for one in taken.problems)


def test_a_character_that_a_terminal_puts_elsewhere_is_found() -> None:
    assert misplaced(("王秀英 a".ljust(7), " " * 10), (10, 2)) == []
    assert misplaced(("\U0001f3fb王",), (10, 1)) != []
    assert misplaced(("a\u200b王b",), (10, 1)) != []


def test_nothing_is_kept_that_no_scene_shows() -> None:
    assert set(KEPT.rglob("*.txt")) == {case.file for case in CASES}
    assert set(KEPT.rglob("*.svg")) == {case.drawing for case in CASES}


def test_every_screen_of_the_program_is_kept() -> None:
    titles = [_TITLE.search(case.drawing.read_text(encoding="utf-8")) for case in CASES]
    kept = {title.group(1) for title in titles if title is not None}
    modules = [
        importlib.import_module(f"fieldpass.screens.{one.name}")
        for one in pkgutil.iter_modules(screens.__path__)
    ]
    named = {
        value.NAME
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, DeskScreen) and value.NAME
    }
    assert named - kept == set()
