"""Households of two communes with named people, some surveyed and classified, and one that waits to be placed."""

from datetime import date

import pytest
from tests.households.making import household, person
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN

from ansinh.households.lines import renew_lines
from ansinh.households.models import Household
from ansinh.places.queries import unit_at


@pytest.fixture
def commune(country):
    return unit_at(COMMUNE, THEN)


@pytest.fixture
def next_door(country):
    return unit_at(NEXT_DOOR, THEN)


@pytest.fixture
def make(commune):
    """``make("Trần Văn Chủ", "Lê Thị Vợ", ref="HO-1")``: a household with these people, its line renewed."""

    def made(*names: str, ref: str, unit=None, village: str = "Thôn 1", ethnicity: str = "Kinh") -> Household:
        people = [person(name, sex="m", birth_date=date(1970, 1, 2), ethnicity=ethnicity) for name in names]
        home = household(unit or commune, *people, village=village, ref=ref)
        renew_lines([home.pk])
        return home

    return made


@pytest.fixture
def waiting(make, commune):
    """A household that waits to be placed under the district."""
    home = make("Đỗ Văn Chờ", ref="CHO-1")
    home.placements.everywhere().delete()
    Household.objects.everywhere().filter(pk=home.pk).update(unit=None, placed_under=commune.parent)
    renew_lines([home.pk])
    return Household.objects.everywhere().get(pk=home.pk)
