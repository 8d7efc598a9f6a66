"""The list of records at 80x24, driven by keys."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from textual.pilot import Pilot
from wcwidth import wcswidth

from fieldpass.errors import FieldpassError
from fieldpass.widgets.pages import ListSource, Row
from tests.widgets.lists import CountingSource, ListApp

SIZE = (80, 24)
PAGE = 23


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each after what the one before it has set going, and wait for the last."""
    for key in (*keys, None):
        if key is not None:
            await pilot.press(key)
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def test_opening_100_000_rows_reads_a_few_pages_and_not_in_the_screens_thread() -> None:
    source = CountingSource(100_000)
    app = ListApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        assert app.view.position == (1, 100_000)
        assert source.read <= 6 * PAGE
        assert threading.get_ident() not in source.threads
        assert app.lines()[1].split() == ["0", "王秀英", "x"]


async def test_keys_move_the_cursor_to_where_they_say() -> None:
    app = ListApp(CountingSource(100_000))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "down", "up")
        assert app.view.cursor_key == 1
        await press(pilot, "pagedown")
        assert app.view.cursor_key == 1 + PAGE
        await press(pilot, "end")
        assert app.view.position == (100_000, 100_000)
        await press(pilot, "pageup", "pageup", "pageup", "pageup")
        assert app.view.cursor_key == 99_999 - 4 * PAGE
        await press(pilot, "home")
        assert app.view.position == (1, 100_000)


async def test_keys_pressed_faster_than_pages_are_read_are_all_obeyed() -> None:
    app = ListApp(CountingSource(5_000))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        for _ in range(60):
            app.view.action_list_page_down()
        await press(pilot)
        assert app.view.cursor_key == 60 * PAGE
        for _ in range(100):
            app.view.action_list_page_up()
        await press(pilot)
        assert app.view.cursor_key == 0


async def test_few_rows_are_held_however_far_one_goes() -> None:
    app = ListApp(CountingSource(100_000))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *["pagedown"] * 30)
        assert app.view.held_rows <= 7 * PAGE


async def test_double_width_text_never_breaks_a_column() -> None:
    app = ListApp(CountingSource(50))
    async with app.run_test(size=(41, 12)) as pilot:
        await press(pilot)
        lines = app.lines()
        assert {wcswidth(line) for line in lines} == {41}
        starts = {wcswidth(line[: line.index("x")]) for line in lines[1:]}
        assert len(starts) == 1


async def test_enter_chooses_the_row_under_the_cursor() -> None:
    app = ListApp(CountingSource(10))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "enter")
        assert app.chosen == [1]


async def test_a_digit_chooses_the_visible_row_that_bears_it() -> None:
    app = ListApp(CountingSource(1000), digits=True)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "pagedown", "3")
        assert app.chosen == [PAGE + 2]
        assert app.lines()[3].startswith("3 ")


async def test_digits_are_left_to_the_screen_where_they_are_not_asked_for() -> None:
    app = ListApp(CountingSource(1000))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert app.chosen == []


async def test_an_empty_list_says_so() -> None:
    app = ListApp(CountingSource(0))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "end", "enter")
        assert app.lines()[1].strip() == "没有申请"
        assert app.view.position == (0, 0)
        assert app.chosen == []


async def test_a_refreshed_list_keeps_its_place_also_when_rows_came_before_it() -> None:
    source = CountingSource(2000, gone=frozenset(range(100)))
    app = ListApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "pagedown", "pagedown", "down")
        before, line = app.view.cursor_key, app.lines().index(_at(app))
        source.keys = list(range(2000))
        app.view.refresh_source()
        await press(pilot)
        assert app.view.cursor_key == before
        assert app.lines().index(_at(app)) == line
        assert app.view.position == (int(str(before)) + 1, 2000)


async def test_a_refreshed_list_whose_row_has_gone_stands_on_the_next_one() -> None:
    source = CountingSource(2000)
    app = ListApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *["down"] * 5)
        source.keys.remove(5)
        app.view.refresh_source()
        await press(pilot)
        assert app.view.cursor_key == 6


async def test_the_last_row_going_leaves_the_cursor_on_the_one_before() -> None:
    source = CountingSource(30)
    app = ListApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "end")
        source.keys.remove(29)
        app.view.refresh_source()
        await press(pilot)
        assert app.view.cursor_key == 28


def _rows(*keys: int) -> ListSource:
    return ListSource([Row(key=key, cells=(str(key), "王秀英", "x")) for key in keys])


async def test_a_list_that_is_renewed_keeps_its_row_also_when_rows_came_before_it() -> None:
    app = ListApp(CountingSource(40))
    async with app.run_test(size=SIZE) as pilot:
        app.view.show_source(_rows(*range(10, 30)))
        await press(pilot, *["down"] * 5)
        app.view.renew(_rows(*range(5, 30)))
        await press(pilot)
        assert app.view.cursor_key == 15
        assert app.view.position == (11, 25)


async def test_a_renewed_list_whose_row_has_gone_stands_on_the_next_or_else_the_one_before() -> (
    None
):
    app = ListApp(CountingSource(40))
    async with app.run_test(size=SIZE) as pilot:
        app.view.show_source(_rows(1, 2, 3, 4, 5))
        await press(pilot, "down", "down")
        app.view.renew(_rows(1, 2, 4, 5))
        await press(pilot)
        assert app.view.cursor_key == 4
        app.view.renew(_rows(1, 2))
        await press(pilot)
        assert app.view.cursor_key == 2
        app.view.renew(_rows(8, 9))
        await press(pilot)
        assert app.view.cursor_key == 8
        app.view.renew(_rows())
        await press(pilot)
        assert app.view.is_empty
        app.view.renew(_rows(7))
        await press(pilot)
        assert app.view.cursor_key == 7


async def test_a_list_renewed_while_its_end_is_sought_still_goes_to_the_end() -> None:
    app = ListApp(CountingSource(40))
    async with app.run_test(size=SIZE) as pilot:
        app.view.show_source(_rows(*range(100)))
        app.view.action_list_end()
        app.view.renew(_rows(*range(101)))
        await press(pilot)
        assert app.view.cursor_key == 100


@pytest.mark.parametrize(
    ("keys", "stands_on"),
    [(["down"], 6), (["pagedown"] * 9, 5 + 9 * PAGE), (["home"], 0), (["end"], 999), (["up"], 4)],
)
async def test_who_moves_while_the_list_is_read_anew_stays_where_they_went(
    keys: list[str], stands_on: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = CountingSource(1000)
    app = ListApp(source)
    real, gate = source.page, threading.Event()

    def slow(*given: Any, **named: Any) -> Sequence[Row]:
        assert gate.wait(30)
        return real(*given, **named)

    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *["down"] * 5)
        monkeypatch.setattr(source, "page", slow)
        app.view.refresh_source()
        for key in keys:
            await pilot.press(key)
        gate.set()
        await press(pilot)
        assert app.view.cursor_key == stands_on


async def test_a_position_is_reached_without_reading_what_stands_before_it() -> None:
    source = CountingSource(100_000)
    app = ListApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot)
        source.read = 0
        app.view.go_to_position(50_000)
        await press(pilot)
        assert app.view.cursor_key == 50_000
        assert source.read <= 8 * PAGE


async def test_a_smaller_terminal_keeps_the_cursor_on_the_screen() -> None:
    app = ListApp(CountingSource(1000))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *["down"] * 20)
        await pilot.resize_terminal(60, 10)
        await press(pilot)
        assert _at(app) in app.lines()
        assert len(app.lines()) == 10


async def test_a_source_that_cannot_be_read_is_told_and_the_rows_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = CountingSource(1000)
    app = ListApp(source)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down")
        before = app.lines()

        def broken(*_: object, **__: object) -> list[Row]:
            raise FieldpassError("disk")

        monkeypatch.setattr(source, "page", broken)
        app.view.refresh_source()
        await press(pilot)
        assert app.failed == ["disk"]
        assert app.lines() == before


def _at(app: ListApp) -> str:
    """The line of the row under the cursor."""
    return next(line for line in app.lines() if line.split()[:1] == [str(app.view.cursor_key)])


async def test_a_change_that_comes_while_another_list_is_read_does_not_keep_the_old_row() -> None:
    app = ListApp(CountingSource(500))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "down", "down")
        assert app.view.cursor_key == 3
        app.view.show_source(CountingSource(500))
        app.view.refresh_source()
        await press(pilot)
        assert app.view.position == (1, 500)
