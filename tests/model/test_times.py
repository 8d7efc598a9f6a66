"""Days are days of UTC+8, and end at 24:00."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.model import times
from tests.model.build import ms

MOMENTS = st.integers(min_value=0, max_value=times.day_start(times.LAST_DAY))


def test_the_last_millisecond_of_a_day_is_of_that_day_and_24_00_is_of_the_next() -> None:
    midnight = times.at_hour(20200226, 0)
    assert times.day_of(midnight - 1) == 20200225
    assert times.day_of(midnight) == 20200226
    assert times.at_hour(20200225, 24) == midnight


def test_the_day_of_utc_8_begins_at_16_00_utc() -> None:
    assert times.at_hour(20200225, 0) == 1582560000000
    assert times.at_hour(20200225, 0) % times.DAY == 16 * times.HOUR


def test_a_leap_day_is_a_day_and_the_day_after_28_february_2019_is_1_march() -> None:
    assert times.day_named(times.number_of(20200228) + 1) == 20200229
    assert times.day_named(times.number_of(20190228) + 1) == 20190301
    assert times.is_day(20200229)
    assert not times.is_day(20190229)
    assert not times.is_day(20200001)


@pytest.mark.parametrize("day", [0, -1, 10**8, 10**40, -(10**40)])
def test_a_number_too_large_or_too_small_for_a_year_is_no_day(day: int) -> None:
    assert not times.is_day(day)


@given(MOMENTS)
def test_every_moment_lies_in_its_day(at: int) -> None:
    number = times.day_number(at)
    assert times.day_start(number) <= at < times.day_start(number + 1)
    assert times.number_of(times.day_of(at)) == number


def test_a_day_beyond_the_calendar_reads_as_its_last() -> None:
    assert times.day_named(times.LAST_DAY + 1) == 99991231
    assert times.day_named(times.LAST_DAY - 1) == 99991230


def test_a_pass_expires_at_24_00_of_the_fifth_day_the_day_of_issue_not_counted() -> None:
    for clock in ("0:00", "10:00", "23:59:59"):
        assert times.expires_at(ms(f"0220 {clock}"), 5) == times.at_hour(20200225, 24)
    assert times.expires_at(ms("0220 10:00"), 14) == times.at_hour(20200305, 24)


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        ("0225 08:00", "0225 14:00"),
        ("0225 12:00", "0225 18:00"),
        ("0225 12:01", "0226 08:01"),
        ("0225 17:59", "0226 13:59"),
        ("0225 18:00", "0226 14:00"),
        ("0225 23:30", "0226 14:00"),
        ("0225 07:59", "0225 14:00"),
        ("0225 00:00", "0225 14:00"),
        ("0228 17:00", "0229 13:00"),
        ("0229 17:00", "0301 13:00"),
    ],
)
def test_six_working_hours_run_from_8_to_18(submitted: str, due: str) -> None:
    assert times.working_due(ms(submitted), hours=6, opens=8, closes=18) == ms(due)


def test_long_work_runs_over_several_days_and_ends_at_closing_time() -> None:
    assert times.working_due(ms("0225 12:00"), hours=16, opens=8, closes=18) == ms("0226 18:00")
    assert times.working_due(ms("0225 12:00"), hours=17, opens=8, closes=18) == ms("0227 09:00")
    assert times.working_due(ms("0225 12:00"), hours=26, opens=8, closes=18) == ms("0227 18:00")


@pytest.mark.parametrize(("opens", "closes"), [(8, 8), (18, 8), (-1, 8), (8, 25)])
def test_working_hours_that_do_not_open_before_they_close_are_refused(
    opens: int, closes: int
) -> None:
    with pytest.raises(ValueError, match="working hours"):
        times.working_due(0, hours=6, opens=opens, closes=closes)


def test_the_whole_day_can_be_working_time() -> None:
    assert times.working_due(ms("0225 23:00"), hours=2, opens=0, closes=24) == ms("0226 01:00")


def test_midnight_reads_as_24_00_of_the_day_before() -> None:
    assert times.moment_text(ms("0301 0:00")).zh == "2月29日24时"
    assert times.moment_text(ms("0301 0:00")).en == "24:00 on 29 Feb"
    assert times.moment_text(ms("0101 0:00")).zh == "12月31日24时"


def test_another_time_reads_to_the_minute() -> None:
    assert times.moment_text(ms("1225 9:05:59")).zh == "12月25日9:05"
    assert times.moment_text(ms("1225 9:05:59")).en == "9:05 on 25 Dec"
    assert times.moment_text(ms("0125 0:01")).zh == "1月25日0:01"


def test_a_day_reads_without_its_year() -> None:
    assert times.day_text(20200229).zh == "2月29日"
    assert times.day_text(20200129).en == "29 Jan"
    assert times.day_text(20201231).en == "31 Dec"
