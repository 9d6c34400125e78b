"""Clocks over weekends, Tết and the national day, with the days off as data."""

from datetime import date

import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.working_days import (
    add_working_days,
    calendar_unverified,
    is_working_day,
    next_working_day,
    office_years,
    working_days_between,
)


def test_a_year_without_a_calendar_is_refused_and_not_guessed():
    with pytest.raises(UnusableInput) as said:
        is_working_day(date(2040, 1, 2))
    assert said.value.code == "no_office_calendar"


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        # The day of the event is not counted: posted on a Friday, three working days end on Wednesday.
        (date(2024, 11, 1), 3, date(2024, 11, 6)),
        (date(2024, 11, 4), 3, date(2024, 11, 7)),
        # Over Tết of 2023 (20 to 26 January) and of 2024 (8 to 14 February).
        (date(2023, 1, 19), 1, date(2023, 1, 27)),
        (date(2024, 2, 6), 3, date(2024, 2, 16)),
        # Over 2 September: 2021 two days, 2020 one, 2026 with a Monday exchanged for a Saturday.
        (date(2021, 9, 1), 1, date(2021, 9, 6)),
        (date(2020, 9, 1), 1, date(2020, 9, 3)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        # A made-up Saturday counts, an ordinary one does not.
        (date(2024, 5, 3), 1, date(2024, 5, 4)),
        (date(2024, 5, 10), 1, date(2024, 5, 13)),
        # Over the turn of a year.
        (date(2021, 12, 31), 1, date(2022, 1, 4)),
        (date(2024, 11, 2), 0, date(2024, 11, 4)),
    ],
)
def test_a_limit_ends_on_its_last_working_day(start, count, last):
    assert add_working_days(start, count) == last


def test_counting_forth_and_back_agrees():
    for year in office_years():
        day = date(year, 6, 15)
        for count in range(1, 40):
            assert working_days_between(day, add_working_days(day, count)) == count
    assert working_days_between(date(2024, 11, 6), date(2024, 11, 1)) == -3


def test_every_year_from_2016_to_2027_is_there_with_ten_or_eleven_days_off():
    assert list(office_years()) == list(range(2016, 2028))
    for year in office_years().values():
        # Days that fall on a weekend and are made up for later stand as the day that is off.
        assert 9 <= len(year.off) - len(year.worked) <= 12
        assert all(day.year == year.year and day.weekday() < 5 for day in year.off)
        assert all(day.year == year.year and day.weekday() == 5 for day in year.worked)


def test_what_nobody_announced_yet_is_unverified():
    assert not office_years()[2027].announced
    assert calendar_unverified(date(2027, 2, 1))
    assert next_working_day(date(2027, 2, 6)) == date(2027, 2, 12)
