"""A commune with two households on its lists, its gaps sought and its plans drawn up."""

import pytest
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, bring, country, lists, signed_in, survey, write
from tests.support.planning.conftest import ON, homes, unit

from ansinh.accounts.actor import SYSTEM
from ansinh.kernel import dates
from ansinh.places.queries import lineage
from ansinh.support.caring.drawing_up import draw_up_plans
from ansinh.support.gaps.seeking import seek_gaps
from ansinh.support.models import Gap, HouseholdPlan

__all__ = ["COMMUNE", "DISTRICT", "NEXT_DOOR", "bring", "country", "homes", "lists", "signed_in", "survey"]
__all__ += ["unit", "write"]


@pytest.fixture
def planned(homes, unit):
    """``plan`` and ``gap`` of household A, and ``year``."""
    year = dates.today().year
    seek_gaps(unit=unit, on=dates.today(), by=SYSTEM)
    draw_up_plans(unit=unit, units=lineage(unit, ON), year=year, on=ON, by=SYSTEM)
    home = homes["A"]
    return {
        "home": home,
        "plan": HouseholdPlan.objects.everywhere().get(household=home),
        "gap": Gap.objects.everywhere().filter(household=home).first(),
        "year": year,
        "unit": unit,
    }
