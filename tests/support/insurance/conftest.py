"""A commune with a poor and a near-poor household of two members each, on the list of 2022, and the officers who see to cards."""

from dataclasses import dataclass

import pytest
from tests.reviews.conftest import COMMUNE, bring, country, home, listed, lists, survey, write
from tests.support.delivery.world import Officers, officers

from ansinh.households.models import Household, Person
from ansinh.places.models import Unit

__all__ = ["COMMUNE", "bring", "country", "lists", "survey", "write"]
MONTH = "2022-12"


@dataclass
class Insured:
    """The commune, its officers, its households by the source's number."""

    unit: Unit
    who: Officers
    homes: dict[str, Household]

    def people(self, ref: str) -> list[Person]:
        """The members of a household, in a fixed order."""
        return list(Person.objects.filter(memberships__household=self.homes[ref]).order_by("pk"))


@pytest.fixture
def insured(country, survey, lists) -> Insured:
    lists(listed("A"), listed("B", **{"class": "near_poor"}))
    survey(home("A"), home("B"), home("C", poor=False))
    homes = {one.source_ref: one for one in Household.objects.everywhere().select_related("unit")}
    return Insured(homes["A"].unit, officers(), homes)
