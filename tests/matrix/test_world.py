"""The world has what the matrix asks for."""

import pytest
from tests.matrix.world import EVERYWHERE, PLACES, World, canary, place_of

from ansinh.households.models import Household, Person

pytestmark = pytest.mark.django_db


def test_each_place_has_everything_under_its_own_name(world: World):
    names = [set(world.records[code]) for code in PLACES]
    assert all(one == names[0] for one in names)
    assert world.marked > 100


def test_canaries_stand_at_their_place_only(world: World):
    for home in Household.objects.everywhere():
        assert canary(place_of(home)) in home.head_name.casefold()
    assert {place_of(one) for one in Person.objects.all()} == set(EVERYWHERE)
