"""When an answer is due: over weekends and holidays, and by the law of the day of receipt."""

from datetime import date

import pytest

from ansinh.grievances.clocks import clock_for, clocks
from ansinh.grievances.enums import GrievanceKind as K


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        # Form 01 in 2019: seven working days, over a weekend.
        (K.REVIEW, date(2019, 3, 4), date(2019, 3, 13)),
        # In 2024: fifteen days after the 15th on which the month's review begins.
        (K.REVIEW, date(2024, 5, 15), date(2024, 5, 30)),
        (K.LEAVE, date(2024, 5, 3), date(2024, 5, 30)),
        # Received after the 15th it is of the next month's review; 30 June 2024 is a Sunday.
        (K.REVIEW, date(2024, 5, 16), date(2024, 7, 1)),
        (K.REVIEW, date(2023, 12, 20), date(2024, 1, 30)),
        # Seven working days after a Friday before the holidays of 30 April and 1 May 2025 (both off, with Friday the 2nd).
        (K.OBJECTION, date(2025, 4, 25), date(2025, 5, 8)),
        # Thirty days that would end on a Sunday end on Monday.
        (K.COMPLAINT, date(2024, 5, 3), date(2024, 6, 3)),
        (K.DATA_SEE, date(2026, 3, 2), date(2026, 3, 12)),
        (K.DATA_DELETE, date(2026, 3, 2), date(2026, 3, 23)),
    ],
)
def test_the_answer_is_due_on(kind, received, due):
    clock = clock_for(kind, received)
    assert clock is not None
    assert clock.due(received) == due


def test_a_data_subject_hears_within_two_working_days():
    clock = clock_for(K.DATA_WITHDRAW, date(2026, 3, 6))
    assert clock is not None
    assert clock.acknowledge_due(date(2026, 3, 6)) == date(2026, 3, 10)


def test_a_complaint_is_taken_up_within_ten_days_of_the_calendar():
    clock = clock_for(K.COMPLAINT, date(2024, 5, 6))
    assert clock is not None
    assert clock.acknowledge_due(date(2024, 5, 6)) == date(2024, 5, 16)


def test_where_no_term_is_known_there_is_no_clock():
    assert clock_for(K.DATA_SEE, date(2022, 1, 5)) is None
    assert clock_for(K.AVERAGE, date(2019, 1, 5)) is None


def test_the_time_that_a_clock_stood_still_is_added():
    objection = clocks()["objection"]
    assert objection.later(date(2024, 5, 14), date(2024, 5, 6), date(2024, 5, 9)) == date(2024, 5, 17)
    complaint = clocks()["complaint"]
    assert complaint.later(date(2024, 6, 3), date(2024, 5, 6), date(2024, 5, 9)) == date(2024, 6, 6)
    assert objection.later(date(2024, 5, 14), date(2024, 5, 6), date(2024, 5, 6)) == date(2024, 5, 14)


def test_what_nobody_read_is_marked():
    assert {code for code, clock in clocks().items() if not clock.unverified} == {
        "review-2018",
        "review-2021",
        "data-15",
    }


def test_every_clock_names_its_article():
    assert all(clock.article and clock.known in "TSM" for clock in clocks().values())
