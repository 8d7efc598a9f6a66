"""Every screen is as it was kept, and keeps the rules of widths, glyphs and contrast in every theme."""

import importlib
import pkgutil
import re

import pytest

from fieldpass import screens
from fieldpass.screens.base import DeskScreen
from tests.screens.snapshots.taking import KEPT, Case, cases, take

CASES = cases()
_TITLE = re.compile(r"<title>[^<]*: (\w+)</title>")


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_screen_is_as_it_was_kept(case: Case) -> None:
    taken = await take(case)
    assert taken.problems == ()
    kept = case.file.read_text(encoding="utf-8")
    assert taken.text == kept, "see `python -m tests.screens.snapshots`, keep with --update"
    drawn = case.drawing.read_text(encoding="utf-8")
    assert taken.svg == drawn, (
        "colours: see `python -m tests.screens.snapshots`, keep with --update"
    )


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
