"""How much at once, and how long to wait."""

from hypothesis import given
from hypothesis import strategies as st

from fieldpass.sync.pacing import (
    BATCH_BYTES_MAX,
    BATCH_BYTES_MIN,
    RETRY_AFTER_MAX_S,
    WAIT_MAX_S,
    Pace,
    wait_s,
)


@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 1 << 24), st.floats(0, 600)))))
def test_a_batch_stays_within_its_bounds_whatever_the_link_does(history):
    pace = Pace()
    for one in history:
        pace = pace.failed() if one is None else pace.succeeded(*one)
        assert BATCH_BYTES_MIN <= pace.batch_bytes <= BATCH_BYTES_MAX


def test_a_cut_link_brings_the_batch_down_to_the_least_and_a_fast_one_up_again():
    pace = Pace()
    for _ in range(10):
        pace = pace.failed()
    assert pace.batch_bytes == BATCH_BYTES_MIN
    for _ in range(12):
        pace = pace.succeeded(pace.batch_bytes, 0.01)
    assert pace.batch_bytes == BATCH_BYTES_MAX


def test_a_slow_link_settles_where_a_batch_takes_about_three_seconds():
    pace = Pace()
    for _ in range(10):
        pace = pace.succeeded(pace.batch_bytes, pace.batch_bytes / 6000)
    assert 0.5 < pace.batch_bytes / 6000 / 3.0 < 1.5


def test_a_small_last_batch_does_not_shrink_what_a_good_link_was_found_to_carry():
    pace = Pace(batch_bytes=500_000).succeeded(300, 0.3)
    assert pace.batch_bytes >= 500_000


@given(st.integers(1, 10_000), st.floats(0, 0.9999))
def test_a_wait_lies_between_zero_and_a_ceiling_that_doubles(failures, fraction):
    assert 0 <= wait_s(failures, fraction) <= min(WAIT_MAX_S, 2.0 ** min(failures - 1, 9))


@given(st.integers(1, 100), st.floats(0, 0.9999), st.floats(0, 1e9))
def test_a_servers_retry_after_is_never_undercut_and_never_without_end(failures, fraction, wish):
    waited = wait_s(failures, fraction, wish)
    assert min(wish, RETRY_AFTER_MAX_S) <= waited <= RETRY_AFTER_MAX_S + WAIT_MAX_S
