"""A commune's round under the law, with lists of the year before and answers."""

import pytest
from tests.journeys.year import Year, begin_year, through
from tests.reviews.conftest import bring, country, do, home, listed, lists, survey, write

__all__ = ["bring", "country", "do", "lists", "survey", "write"]


@pytest.fixture
def year(country, db, survey, lists) -> Year:
    """The round of 2022 under Decision 24/2021: ``stays`` and ``leaves`` were on the list, ``comes`` is new; answered."""
    known = {"list_year": 2019, "standard": "vn-2016", "class": "not_poor", "decision_no": ""}
    lists(listed("stays"), listed("leaves"), listed("comes", **known))
    made = begin_year()
    made.work_list("comes")
    survey(home("stays"), home("leaves", poor=False), home("comes"))
    return made


@pytest.fixture
def opined(year) -> Year:
    """The same, ready to be decided."""
    through(year, "opined")
    return year
