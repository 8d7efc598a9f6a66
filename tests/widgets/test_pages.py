"""The window over a paged source: pure, so held against plain list arithmetic."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.widgets.pages import ListSource, Row, Window


def rows(count: int) -> list[Row]:
    return [Row(key=index, cells=(str(index),)) for index in range(count)]


def settled(window: Window, source: ListSource) -> None:
    """Read whatever the window wants, as the view does."""
    while (direction := window.wants()) is not None:
        anchor = window.rows[-1 if direction == "forward" else 0].key
        window.add(source.page(anchor, direction, 2 * window.height), direction)


def position(window: Window) -> int:
    return window.base + window.cursor


@settings(max_examples=60)
@given(
    st.integers(1, 400),
    st.integers(1, 20),
    st.lists(st.sampled_from([-1, 1, "up", "down"]), max_size=60),
)
def test_any_walk_shows_the_rows_that_a_plain_list_would(
    count: int, height: int, walk: list[int | str]
) -> None:
    source = ListSource(rows(count))
    window = Window(rows=list(source.page(None, "forward", 3 * height)), total=count, height=height)
    settled(window, source)
    expected = 0
    for step in walk:
        if step == "up":
            window.move_page(-height)
            expected -= height
        elif step == "down":
            window.move_page(height)
            expected += height
        else:
            window.move(int(step))
            expected += int(step)
        expected = max(0, min(count - 1, expected))
        settled(window, source)
        assert position(window) == expected
        assert window.current is not None
        assert window.current.key == expected
        shown = [row.key for row in window.visible()]
        first = window.base + window.top
        assert shown == list(range(first, min(count, first + height)))
        assert expected in shown


def test_far_rows_are_let_go() -> None:
    source = ListSource(rows(100_000))
    window = Window(rows=list(source.page(None, "forward", 60)), total=100_000, height=20)
    for _ in range(200):
        window.move_page(20)
        settled(window, source)
    assert position(window) == 4000
    assert len(window.rows) <= 120


def test_a_source_that_has_shrunk_ends_the_list() -> None:
    window = Window(rows=rows(10), total=50, height=5)
    window.add([], "forward")
    assert window.at_end
    assert window.total == 10
