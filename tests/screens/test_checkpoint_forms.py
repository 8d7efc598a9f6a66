"""What the entry line makes of the answers about a paper card."""

from datetime import date

import pytest

from fieldpass.screens.checkpoint_forms import day_in


@pytest.mark.parametrize(
    ("today", "typed", "day"),
    [
        (date(2020, 2, 25), "0227", 20200227),
        (date(2020, 2, 25), "0220", 20200220),
        (date(2020, 2, 25), "0229", 20200229),
        (date(2020, 12, 30), "0103", 20210103),
        (date(2021, 1, 2), "1230", 20201230),
        (date(2021, 2, 27), "0229", 20200229),
    ],
)
def test_a_day_of_a_card_is_the_nearest_one(today: date, typed: str, day: int) -> None:
    assert day_in(typed, today) == day


@pytest.mark.parametrize("typed", ["0230", "0431", "1301", "0000", "227", "02270", "二月", "0２27"])
def test_a_day_that_no_calendar_has_is_asked_for_again(typed: str) -> None:
    assert day_in(typed, date(2020, 2, 25)) is None
