"""The guide's pictures are the kept screens, its keys are the registry's, and both languages say the same."""

import re
from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.terminal.actions import ACTIONS
from fieldpass.widgets.keybar import key_text
from tests.screens.snapshots.scenes import SCENES
from tests.screens.snapshots.taking import KEPT

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
CODE = re.compile(r"`([^`]+)`")
BYTES_MAX = 40_000


def text(lang: str) -> str:
    return (GUIDE / f"{lang}.md").read_text(encoding="utf-8")


def pictures(lang: str) -> list[Path]:
    return [(GUIDE / name).resolve() for name in PICTURE.findall(text(lang))]


@pytest.mark.parametrize("lang", locale.LANGUAGES)
def test_every_picture_is_a_kept_screen_of_the_language_and_small(lang: str) -> None:
    scenes = {scene.name for scene in SCENES}
    assert len(pictures(lang)) > 10
    for picture in pictures(lang):
        assert picture.parent == KEPT / f"80x24-{lang}"
        assert picture.stem in scenes, "the test of the snapshots keeps no such screen"
        assert picture.stat().st_size < BYTES_MAX


@pytest.mark.parametrize("lang", locale.LANGUAGES)
def test_every_key_in_the_guide_is_one_of_the_program_by_its_label(lang: str) -> None:
    before = locale.language()
    locale.use(lang)
    try:
        known = {key_text(action) for action in ACTIONS}
    finally:
        locale.use(before)
    named = CODE.findall(text(lang))
    assert len(named) > 20
    assert [key for key in named if key not in known] == []


def test_both_languages_show_the_same_screens_in_the_same_order_under_as_many_headings() -> None:
    zh, en = ([one.stem for one in pictures(lang)] for lang in ("zh", "en"))
    assert zh == en
    assert text("zh").count("\n## ") == text("en").count("\n## ")


NOT_TASKS = {
    "list.": "arrows and pages: everybody tries them",
    "help.": "the help explains itself",
    "checkpoint.confirm": "Enter ends an entry",
    "clock.enter": "Enter ends an entry",
    "passes.enter": "Enter ends an entry",
    "temperatures.enter": "Enter ends an entry",
}


@pytest.mark.parametrize("lang", locale.LANGUAGES)
def test_every_task_of_the_registry_is_named_in_the_guide(lang: str) -> None:
    before = locale.language()
    locale.use(lang)
    try:
        tasks = {
            key_text(action): action.id
            for action in ACTIONS
            if not action.id.startswith(("list.", "help.")) and action.id not in NOT_TASKS
        }
    finally:
        locale.use(before)
    named = set(CODE.findall(text(lang)))
    assert {id for words, id in tasks.items() if words not in named} == set()


@pytest.mark.parametrize("lang", locale.LANGUAGES)
def test_every_part_of_the_guide_has_a_picture_or_leads_further(lang: str) -> None:
    for part in text(lang).split("\n## ")[1:]:
        assert "![" in part or "](" in part, part.splitlines()[0]
