"""Policies of places that lists name: yes, no, or nobody knows."""

from datetime import date

import pytest
from tests.support.planning.conftest import COMMUNE, ON

from ansinh.accounts.actor import SYSTEM
from ansinh.places.actions import designate_places
from ansinh.places.designations import DesignationRow
from ansinh.support.entitling.reading import known_of

pytestmark = pytest.mark.django_db


def known(unit) -> list[int | None]:
    return known_of([unit.pk], ON).households["very_difficult_area"].to_list()


def test_a_household_has_what_the_list_says_of_its_commune(unit):
    assert known(unit) == [None, None, None]
    for holds in (False, True):
        row = DesignationRow(
            area_code=COMMUNE,
            kind="very_difficult_area",
            holds=holds,
            valid_from=date(2021, 6, 4),
            source="QĐ mẫu",
        )
        designate_places(rows=[row], by=SYSTEM)
        assert known(unit) == [int(holds)] * 3
