"""How a place in what somebody has written is named."""

import pytest

from fieldpass.model.paths import Place, path_of


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ((), "$"),
        (("records", 3, "tenths"), "records[3].tenths"),
        ((0, "a"), "[0].a"),
        (("a" * 40,), "a" * 40),
        (("a" * 41,), '["' + "a" * 40 + '"...]'),
        (("a b",), '["a b"]'),
        (("-" * 40,), '["' + "-" * 40 + '"]'),
        (("-" * 41,), '["' + "-" * 40 + '"...]'),
        (("policy", "\x1b[2J", "长"), 'policy["\\u001b[2J"]["\\u957f"]'),
    ],
)
def test_a_name_that_is_no_plain_word_stands_in_quotes_escaped_and_cut(
    place: Place, path: str
) -> None:
    assert path_of(place) == path
