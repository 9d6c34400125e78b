"""A commune with two poor households and one that nobody can tell, through its real imports."""

from datetime import date

import pytest
from tests.reviews.conftest import COMMUNE, bring, country, home, listed, lists, survey, write

from ansinh.households.models import Household
from ansinh.places.models import Unit

__all__ = ["COMMUNE", "bring", "country", "lists", "survey", "write"]
ON = date(2022, 12, 20)


@pytest.fixture
def homes(country, survey, lists) -> dict[str, Household]:
    """``A`` and ``B`` are on the list of 2022 (poor, near-poor), ``C`` is on none; two members each."""
    lists(listed("A"), listed("B", **{"class": "near_poor"}))
    survey(home("A", labour_capacity=0), home("B", poor=False, labour_capacity=1), home("C", poor=False))
    rows = Household.objects.everywhere().select_related("unit")
    return {one.source_ref: one for one in rows}


@pytest.fixture
def unit(homes) -> Unit:
    return homes["A"].unit
