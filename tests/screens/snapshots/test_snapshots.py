"""Every screen is as it was kept, and keeps the rules of widths, glyphs and contrast in every theme."""

import pytest

from tests.screens.snapshots.taking import KEPT, Case, cases, take

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_screen_is_as_it_was_kept(case: Case) -> None:
    taken = await take(case)
    assert taken.problems == ()
    kept = case.file.read_text(encoding="utf-8")
    assert taken.text == kept, "see `python -m tests.screens.snapshots`, keep with --update"


def test_nothing_is_kept_that_no_scene_shows() -> None:
    assert set(KEPT.rglob("*.txt")) == {case.file for case in CASES}
